/** ORC files by each codec and both versions of runs, made by pyarrow and pyorc, against the rule that made their values. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readOrc } from '../../../lake/render/orc.ts'
import { inspectBytes } from '../inspect/lookinto.ts'
import { lyingOf } from './archive.ts'

const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../fixtures/orc', `${name}.orc`))

async function columnsOf(bytes: Buffer): Promise<unknown[][]> {
  const { batches } = await readOrc(lyingOf(bytes))
  const columns: unknown[][] = []
  for await (const batch of batches) {
    batch.forEach((values, i) => {
      columns[i] = (columns[i] ?? []).concat(values)
    })
  }
  return columns
}

function drawn(count: number): number[] {
  const all: number[] = []
  let last = 1n
  for (let i = 0; i < count; i++) {
    last = (last * 1_103_515_245n + 12_345n) % 2n ** 31n
    all.push(Number(last))
  }
  return all
}

const numbers = drawn(1_500)
const wanted = [
  numbers.map((_, i) => BigInt(1_000 + 3 * i)),
  numbers.map((_, i) => (i % 700 < 650 ? -7 : i)),
  numbers.map((x) => BigInt(x - 2 ** 30)),
  numbers.map((x, i) => (i % 40 ? BigInt(x % 60) : BigInt(x) * 2n ** 22n)),
  numbers.map((_, i) => BigInt(Math.floor((i * i) / 9))),
  numbers.map((x) => (x % 3 === 0 ? null : x % 2 === 0)),
  numbers.map((x) => `w${x % 9}`),
  numbers.map((x) => (x % 11 === 0 ? null : `Zoë ${x}`)),
  numbers.map((x, i) => Array(i % 4).fill(BigInt(x % 100))),
]

test.each(['uncompressed', 'zlib', 'snappy', 'lz4', 'zstd'])('%s', async (codec) => {
  expect(await columnsOf(fixture(codec))).toEqual(wanted)
})

test('times are the wall clock of their writer, characters as they are filled, unions text', async () => {
  const micros = (iso: string): bigint => BigInt(Date.parse(`${iso}Z`)) * 1_000n
  const [times, maps, unions, filled, varied] = await columnsOf(fixture('zone'))
  expect(times).toEqual([
    micros('2024-07-01T12:00:00.123') + 456n,
    micros('2024-01-01T00:00:00'),
    micros('1960-03-03T03:03:03.500'),
    micros('2024-03-31T01:30:00'),
    micros('2024-10-27T03:30:00'),
  ])
  expect(maps![0]).toEqual([{ key: 'k', value: 125n }])
  expect(unions).toEqual(['5', 'text', null, '7', '7'])
  expect(filled).toEqual(['ab  ', 'x   ', null, 'q   ', 'q   '])
  expect(varied).toEqual(['abc', 'y', null, 'r', 'r'])
})

test('of a file that is cut anywhere, or whose bytes are flipped, no rows are read as if they were all', async () => {
  const file = fixture('zlib')
  for (let end = 0; end < file.length; end += 61) {
    await expect(columnsOf(file.subarray(0, end))).rejects.toMatchObject({
      reason: { code: expect.stringMatching(/^orc\./) },
    })
  }
  for (let at = 3; at < file.length; at += 601) {
    const broken = Buffer.from(file)
    broken[at]! ^= 0x10
    const found = await columnsOf(broken).catch(() => undefined)
    if (found?.length === wanted.length) {
      expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length))
    }
  }
})

test('a text that begins as ORC does is a text', async () => {
  const found = await inspectBytes(Buffer.from('ORC,weight\n1,2.5\n2,3.5\n'))
  expect(found).toMatchObject({ format: 'csv', verdict: 'table' })
  expect(found.columns.map(({ name }) => name)).toEqual(['orc', 'weight'])
})
