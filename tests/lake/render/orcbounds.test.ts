/** A few bytes of an ORC file may say that they are billions: none is read past what memory holds. */
import { expect, test } from '@jest/globals'
import { batchValuesMax } from '../../../lake/limits.ts'
import { readOrc } from '../../../lake/render/orc.ts'
import { lyingOf } from './archive.ts'
import { blockBytes, orcOf, packedOf, tableOf, typeOf, varintOf } from './orcof.ts'

async function batchesOf(bytes: Buffer): Promise<number[]> {
  const { batches } = await readOrc(lyingOf(bytes))
  const rows: number[] = []
  for await (const batch of batches) rows.push(batch[0]!.length)
  return rows
}

const corrupt = (words: RegExp) => ({
  reason: { code: 'orc.corrupt', detail: expect.stringMatching(words) },
})

const kinds = { byte: 1, int: 3, string: 7, list: 10, struct: 12 }

test('a footer that unpacks to hundreds of megabytes', async () => {
  const footerEnd = Buffer.concat(Array(20).fill(packedOf(Buffer.alloc(blockBytes))))
  const file = orcOf({ types: tableOf([kinds.int]), rows: 1, isPacked: true, footerEnd })
  expect(file.length).toBeLessThan(4_096)
  await expect(batchesOf(file)).rejects.toMatchObject(corrupt(/footer of more than 67108864 bytes/))
})

test('a footer of millions of fields', async () => {
  const types = Buffer.alloc(4_000_000)
  for (let at = 0; at < types.length; at += 2) types[at] = 4 * 8 + 2
  const file = orcOf({
    ...{ types: tableOf([kinds.int]), rows: 1, isPacked: true },
    footerEnd: packedOf(types),
  })
  await expect(batchesOf(file)).rejects.toMatchObject(corrupt(/footer of more than 1000000 fields/))
})

test('a dictionary of a billion words', async () => {
  const run = Buffer.from([0xc1, 0xff, 0, 0]) // 512 zeros
  const lengths = Buffer.concat(Array(1_000).fill(run))
  const file = orcOf({
    ...{ types: tableOf([kinds.string]), rows: 1, isPacked: true },
    streams: [
      { kind: 2, column: 1, bytes: lengths },
      { kind: 1, column: 1, bytes: Buffer.from([0, 0]) },
    ],
    encodings: [
      [0, 0],
      [3, 1_000_000_000],
    ],
  })
  await expect(batchesOf(file)).rejects.toMatchObject(corrupt(/dictionary of 1000000000 words/))
})

/** Columns of lists of bytes, each of as many items. */
function listsOf(columns: number, rows: number, items: number): Buffer {
  const ids = Array.from({ length: columns }, (_, i) => 1 + 2 * i)
  const bytes = Buffer.from(
    Array(Math.ceil((rows * items) / 130))
      .fill([127, 0])
      .flat(),
  )
  const runs = Array.from({ length: Math.ceil(rows / 130) }, () => [127, 0, ...varintOf(items)])
  return orcOf({
    ...{ rows, isPacked: true },
    types: [
      typeOf(
        kinds.struct,
        ids,
        ids.map((id) => `c${id}`),
      ),
      ...ids.flatMap((id) => [typeOf(kinds.list, [id + 1]), typeOf(kinds.byte)]),
    ],
    streams: ids.flatMap((id) => [
      { kind: 2, column: id, bytes: Buffer.from(runs.flat()) },
      { kind: 1, column: id + 1, packed: packedOf(bytes) },
    ]),
  })
}

test('items of lists of all columns together', async () => {
  await expect(batchesOf(listsOf(4, 1, 3_000_000))).rejects.toMatchObject(
    corrupt(/items in 1 list/),
  )
  const rows = await batchesOf(listsOf(1, 11_000, 1_000))
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(11_000)
})

test('rows of many columns are in memory by fewer at once', async () => {
  const [columns, rows] = [2_000, 1_200]
  const run = Buffer.from([0xc1, 0xff, 0, 2]) // 512 numbers
  const rising = Buffer.concat([run, run, run])
  const file = orcOf({
    ...{ types: tableOf(Array(columns).fill(kinds.int)), rows },
    streams: Array.from({ length: columns }, (_, i) => ({ kind: 1, column: i + 1, bytes: rising })),
    encodings: Array(columns + 1).fill([2, 0]),
  })
  const batches = await batchesOf(file)
  expect(Math.max(...batches) * columns).toBeLessThanOrEqual(batchValuesMax)
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(rows)
})
