import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { linesAround } from '../../../dashboard/screens/quarantine/lines.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('the lines around a fault', () => {
  test('have their numbers, and the byte is marked in characters', () => {
    const text = 'a,b\n1,2\nü,"open\n3,4\n5,6\n7,8'
    const byte = bytesOf('a,b\n1,2\nü,').length
    expect(linesAround(bytesOf(text), 0, { line: 3, byte, excerpt: 'ü,"open' })).toEqual([
      { number: 1, text: 'a,b' },
      { number: 2, text: '1,2' },
      { number: 3, text: 'ü,"open', mark: 2 },
      { number: 4, text: '3,4' },
      { number: 5, text: '5,6' },
    ])
  })

  test('begin with whole lines where the bytes begin within one', () => {
    const lines = linesAround(bytesOf('rest of it\r\nwhole\r\nx\0y'), 1000, { line: 9, byte: 1020 })
    expect(lines).toEqual([
      { number: 8, text: 'whole' },
      { number: 9, text: 'x␀y', mark: 1 },
    ])
  })

  test('are none where the bytes are not those that were read', () => {
    const compressed = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0])
    expect(linesAround(compressed, 0, { line: 1, byte: 2, excerpt: 'name' })).toBeUndefined()
    expect(linesAround(compressed, 0, { line: 1, byte: 99 })).toBeUndefined()
  })

  test('mark a place within the line, or just behind it', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(40), (text, at) => {
        const bytes = bytesOf(text)
        const byte = Math.min(at, bytes.length)
        const here = linesAround(bytes, 0, { line: 5, byte })?.find(
          ({ mark }) => mark !== undefined,
        )
        expect(here?.number).toBe(5)
        expect(here!.mark).toBeLessThanOrEqual(here!.text.length)
      }),
    )
  })
})
