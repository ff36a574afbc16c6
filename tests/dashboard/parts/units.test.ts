/** How quantities are said: short where it helps, exact where it matters, never a unit without a number. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  aboutCount,
  ageSaid,
  bytesSaid,
  countText,
  durationSaid,
  plural,
  saidText,
} from '../../../dashboard/parts/units.ts'

describe('counts', () => {
  test('are exact below ten thousand, and about three digits above', () => {
    const said = [0, 999, 9_999, 10_000, 48_123_456, 999_600, 1_000_000].map((count) =>
      saidText(aboutCount(count)),
    )
    expect(said).toEqual(['0', '999', '9,999', '10 k', '48.1 M', '1 M', '1 M'])
  })

  test('are never off by more than half a percent', () => {
    const size: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 }
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (count) => {
        const { number, unit } = aboutCount(count)
        const said = Number(number.replaceAll(',', '')) * (size[unit] ?? Number.NaN)
        expect(Math.abs(said - count)).toBeLessThanOrEqual(count * 0.005)
      }),
    )
  })

  test('take their noun along', () => {
    expect([plural(1, 'file'), plural(0, 'file'), plural(1_204, 'row')]).toEqual([
      '1 file',
      '0 files',
      '1,204 rows',
    ])
    expect(countText(3_000_000)).toBe('3,000,000')
  })
})

test('bytes are in powers of a thousand, as S3 bills them', () => {
  expect([0, 999, 1_000, 61_560, 3_200_000_000].map((bytes) => saidText(bytesSaid(bytes)))).toEqual(
    ['0 B', '999 B', '1 kB', '61.6 kB', '3.2 GB'],
  )
})

test('ages are whole and never negative: clocks differ', () => {
  const said = [-5_000, 0, 59_999, 60_000, 3_600_000, 172_800_000].map((ms) =>
    saidText(ageSaid(ms)),
  )
  expect(said).toEqual(['0 s', '0 s', '59 s', '1 min', '1 h', '2 d'])
})

test('what took long is not said in milliseconds', () => {
  expect([84.4, 1_234, 90_000].map((ms) => saidText(durationSaid(ms)))).toEqual([
    '84 ms',
    '1.23 s',
    '1 min',
  ])
})
