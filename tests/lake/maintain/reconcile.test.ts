/** What is to be looked at, and the stretches of ids that it is done in. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Current } from '../../../lake/look.ts'
import { type Held, judge, noCounts, type Sums, summed } from '../../../lake/maintain/reconcile.ts'
import { Shard } from '../../../lake/maintain/shard.ts'
import type { Receipt, State } from '../../../lake/receipt.ts'
import '../../seed.ts'

const key = 's/d/a.csv'
const version = { bucket: 'raw', key, versionId: 'v1', etag: 'e', bytes: 9 }
const current: Current = { ...version, modifiedMs: 1_000 }
const logged = { mark: 'what its log says of it' } as Receipt['logged']
const held = (state: State, more: Partial<Receipt> = {}): Held => ({
  receipt: {
    object: { ...version, sequencer: '01' },
    ...{ state, table: 's_d', partitions: [], staged: true, times: {} },
    ...{ raw: { table: 's_d', serde: 'x' }, ...more },
  },
  writtenMs: 1_000,
})

describe('a key', () => {
  const cases: [string, Held | undefined, Current | undefined][] = [
    ['unknown', undefined, current],
    ['settled', held('committed'), current],
    ['settled', held('committed', { logged }), current],
    ['changed', held('committed'), { ...current, versionId: 'v2' }],
    ['changed', held('removed', { staged: false }), current],
    ['gone', held('committed'), undefined],
    ['gone', held('landed', { staged: false }), undefined],
    ['settled', held('removed', { staged: false }), undefined],
    ['stuck', held('removing'), undefined],
    ['stuck', held('landed'), current],
    ['stuck', held('staged'), current],
    ['stuck', held('quarantined'), current],
    ['settled', held('quarantined', { staged: false }), undefined],
    ['settled', held('asset', { staged: false }), current],
    ['stuck', held('asset'), current],
  ]
  test.each(cases)('%s', (judgement, receipt, there) => {
    expect(judge(key, receipt, there, 2_000)).toBe(judgement)
    const isYoung = judge(key, receipt, there, 500)
    expect(isYoung).toBe(judgement === 'settled' ? 'settled' : 'young')
  })

  test('our own quarantine is no key of anybody’s', () => {
    expect(judge('s/d/_quarantine/a.csv', undefined, current, 2_000)).toBe('settled')
  })
})

test('what waits is not counted as what the table must hold', () => {
  const sums: Sums = {}
  summed(sums, held('committed', { rows: 5 }).receipt, true)
  summed(sums, held('committed', { rows: 7 }).receipt, true)
  summed(sums, held('staged', { rows: 9 }).receipt, false)
  expect(sums).toEqual({ s_d: { objects: 2, rows: 12, waiting: 1 } })
  expect(Object.values(noCounts()).every((count) => count === 0)).toBe(true)
})

test('stretches are bounded, and each id is in exactly one', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{4}$/), { maxLength: 60 })
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 9 }), (all, max) => {
      const seen: string[] = []
      for (let from: string | undefined = ''; from !== undefined; ) {
        const shard: Shard<string> = new Shard(from, max)
        for (const id of all) shard.add(id, id)
        expect(shard.things.size).toBeLessThanOrEqual(max)
        seen.push(...[...shard.things.keys()].sort())
        from = shard.until
      }
      expect(seen).toEqual(all.toSorted())
    }),
  )
})
