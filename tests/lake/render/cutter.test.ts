/** Records and cells are cut in time that grows with the text, and end where they do, however the text comes. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lineBytesMax } from '../../../lake/limits.ts'
import { Cutter, type Cutting, textOf } from '../../../lake/render/cutter.ts'

const usual: Cutting = { delimiter: ',', quote: '"', escape: '"' }

interface Read {
  cells: (string | null)[]
  suspicion?: string | undefined
}

/** All records of a text that comes in pieces of so many bytes. */
function recordsOf(text: string, cutting: Partial<Cutting> = {}, pieceBytes = text.length): Read[] {
  const full = { ...usual, ...cutting }
  const cutter = new Cutter(full)
  const all = Buffer.from(text)
  const records: Read[] = []
  let [from, end] = [0, 0]
  while (from < all.length) {
    end = Math.min(all.length, end + pieceBytes)
    const bytes = all.subarray(0, end)
    for (let cut = cutter.read(bytes, from, end === all.length); cut; ) {
      const own = cut
      const cells = Array.from({ length: own.cells }, (_, i) => textOf(own, i, full))
      records.push({ cells, ...(own.suspicion && { suspicion: own.suspicion }) })
      from = own.next
      cut = from < end ? cutter.read(bytes, from, end === all.length) : undefined
    }
  }
  return records
}

/** How often a byte is looked at. */
function looksAt(text: string): number {
  let looks = 0
  const bytes = new Proxy(Buffer.from(text), {
    get(target, key) {
      if (typeof key === 'string' && key >= '0' && key <= '9') looks++
      return Reflect.get(target, key, target)
    },
  })
  const cutter = new Cutter(usual)
  for (let at = 0; at < text.length; ) at = cutter.read(bytes, at, true)!.next
  return looks
}

describe('the work grows with the text, wherever quotes stand', () => {
  const lines: [name: string, line: string][] = [
    ['cells that open in each line and close in the next', 'a","b\n'],
    ['in every other line', 'a","b\n1,2\n'],
    ['within longer lines', 'a","b","c\n'],
    ['quotes that never close', 'a,"b\n'],
    ['doubled ones', '"",","\n'],
    ['quotes within quotes', '"a"b,"a"b\n'],
  ]
  test.each(lines)('%s', (_, line) => {
    const [few, many] = [300, 2_400].map((times) => looksAt(line.repeat(times)) / times)
    expect(many! / few!).toBeLessThan(1.2)
    expect(many! / line.length).toBeLessThan(120)
  })

  test('and its lines are records, one by one', () => {
    const records = recordsOf('a","b\n'.repeat(500))
    expect(records).toHaveLength(500)
    expect(new Set(records.map(({ suspicion }) => suspicion))).toEqual(new Set(['unterminated']))
  })
})

describe('where a text is cut into pieces no cell is', () => {
  const piece = fc.constantFrom('a', '|', '||', '"', '""', '\n', '\r\n', '\r', ' ', '\\', 'é')
  const texts = fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => pieces.join(''))
  const cuttings: Partial<Cutting>[] = [
    { delimiter: '||' },
    { delimiter: '|', escape: '\\' },
    { delimiter: '||', keepsReturns: true },
  ]
  test('of any length, by any delimiter', () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(...cuttings),
        fc.integer({ min: 1, max: 7 }),
        (t, c, n) => {
          expect(recordsOf(t, c, n)).toEqual(recordsOf(t, c))
        },
      ),
      { numRuns: 600 },
    )
  })
})

test('an escape is what the dialect says', () => {
  expect(recordsOf('"a^"b",1\n', { escape: '^' })).toEqual([{ cells: ['a"b', '1'] }])
  expect(recordsOf('"a\\b^^c",1\n', { escape: '^' })).toEqual([{ cells: ['a\\b^c', '1'] }])
})

test('a CR alone is in its cell where lines do not end so', () => {
  expect(recordsOf('1,a\rb\r\n2,"c\rd"\n', { keepsReturns: true })).toEqual([
    { cells: ['1', 'a\rb'] },
    { cells: ['2', 'c\rd'] },
  ])
})

test.each(['\n', '\r', '\r\n'])(
  'of a line that is too long nothing is a row, ended by %j',
  (end) => {
    const long = `1,${'2'.repeat(99_998)}`.repeat(lineBytesMax / 100_000 + 4)
    const found = recordsOf(`a,b${end}${long}x${end}c,d${end}`, {}, 5_000_001)
    const [first, ...rest] = found.filter(({ cells, suspicion }) => cells.length > 0 || suspicion)
    expect([first, ...rest]).toEqual([
      { cells: ['a', 'b'] },
      { cells: [], suspicion: 'too-long' },
      { cells: ['c', 'd'] },
    ])
  },
)

test('a quote that stays open beyond the longest line costs its own line alone', () => {
  const line = `2,${'b'.repeat(8_189)}\n`
  const text = `1,"a\n${line.repeat(lineBytesMax / line.length + 10)}`
  const found = recordsOf(text, {}, 5_000_001)
  expect(found.slice(0, 2)).toEqual([
    { cells: ['1', '"a'], suspicion: 'unterminated' },
    { cells: ['2', 'b'.repeat(8_189)] },
  ])
  expect(found).toHaveLength(lineBytesMax / line.length + 11)
})
