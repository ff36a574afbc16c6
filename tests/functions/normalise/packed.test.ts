/** Columns that are written as bytes are those that are written value by value. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as arrow from '@uwdata/flechette'
import { parquetFile } from '../../../functions/normalise/parquetfile.ts'
import { readArrow } from '../../../lake/render/arrow.ts'
import { readOrc } from '../../../lake/render/orc.ts'
import { isPacked } from '../../../lake/render/parquet/packed.ts'
import type { PackedBatch, Typed } from '../../../lake/render/render.ts'
import { type Duckdb, openDuckdb } from '../../lake/inspect/duckdb.ts'
import { lyingOf } from '../../lake/render/archive.ts'
import { orcOf, tableOf as orcTable, typeOf } from '../../lake/render/orcof.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-packed-'))
let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => {
  duckdb.close()
  rmSync(folder, { recursive: true })
})

let files = 0

/** As text, by their rows; and the names of the columns that were bytes in every batch. */
async function written(schema: Typed['schema'], batches: AsyncIterable<PackedBatch>) {
  const path = join(folder, `${++files}.parquet`)
  const file = await parquetFile(path, schema)
  let packed: boolean[] | undefined
  try {
    for await (const batch of batches) {
      packed = batch.map((column, i) => isPacked(column) && packed?.[i] !== false)
      await file.write(batch)
    }
    await file.end()
  } finally {
    await file.close()
  }
  const types = await duckdb.query(`DESCRIBE FROM read_parquet('${path}')`)
  const rows = await duckdb.query(`SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${path}')`)
  const names = types.map(([name]) => String(name))
  return { types, rows, packed: names.filter((_, i) => packed?.[i]) }
}

/** Read twice, as either can be read once. */
async function bothWays(read: () => Promise<Typed>) {
  const [one, other] = [await read(), await read()]
  const values = await written(one.schema, one.batches)
  const packed = await written(other.schema, other.packed!)
  expect(values.packed).toEqual([])
  expect(packed.types).toEqual(values.types)
  expect(packed.rows).toEqual(values.rows)
  return packed
}

const words = ['', 'a', 'Zoë', 'x'.repeat(40), '日本語', 'NULL']
const at = (i: number): number => (i * 7_919) % 9_973
const big = (i: number): bigint => (BigInt(at(i)) * 2n ** 49n) >> BigInt(i % 50)
const signed = (i: number): bigint => (i % 2 === 0 ? big(i) : -big(i))

/** Which of them there are, and a value for each row. */
const flat: Record<string, [arrow.DataType, (i: number) => unknown]> = {
  int8: [arrow.int8(), (i) => (at(i) % 256) - 128],
  uint8: [arrow.uint8(), (i) => at(i) % 256],
  int16: [arrow.int16(), (i) => at(i) - 5_000],
  uint16: [arrow.uint16(), (i) => at(i) * 6],
  int32: [arrow.int32(), (i) => (at(i) - 5_000) * 400_000],
  uint32: [arrow.uint32(), (i) => at(i) * 430_000],
  int64: [arrow.int64(), signed],
  uint64: [arrow.uint64(), (i) => big(i) * 2n + 1n],
  float: [arrow.float32(), (i) => [Number.NaN, -0, Infinity, at(i) / 7][i % 4]],
  double: [arrow.float64(), (i) => [Number.NaN, -0, -Infinity, at(i) / 7][i % 4]],
  bool: [arrow.bool(), (i) => at(i) % 3 === 0],
  text: [arrow.utf8(), (i) => words[at(i) % 6]],
  long: [arrow.largeUtf8(), (i) => `${words[at(i) % 6]}${i}`],
  bytes: [arrow.binary(), (i) => Buffer.from([at(i), i, 200])],
  day: [arrow.dateDay(), (i) => (at(i) - 5_000) * 86_400_000],
  clock: [arrow.timeMillisecond(), (i) => at(i) * 8_000],
  fine: [arrow.timeMicrosecond(), (i) => at(i) * 8_000],
  ms: [arrow.timestamp(arrow.TimeUnit.MILLISECOND), (i) => at(i) * 1e6 - 1e9],
  us: [arrow.timestamp(arrow.TimeUnit.MICROSECOND, 'UTC'), (i) => at(i) * 1e6 - 1e9],
  ns: [arrow.timestamp(arrow.TimeUnit.NANOSECOND), (i) => at(i) * 1e6],
  money: [arrow.decimal(12, 2, 128), signed],
  wide: [arrow.decimal(38, 5, 128), (i) => signed(i) * 10n ** 18n],
  short: [arrow.decimal(9, 3, 32), (i) => BigInt(at(i) * (i % 2 ? -9_000 : 9_000))],
  middle: [arrow.decimal(18, 0, 64), signed],
  words: [arrow.dictionary(arrow.utf8(), arrow.int16()), (i) => words[at(i) % 6]],
  numbers: [arrow.dictionary(arrow.int64(), arrow.int8()), (i) => BigInt(at(i % 7)) - 3_000n],
}

const nested: Record<string, [arrow.DataType, (i: number) => unknown]> = {
  list: [arrow.list(arrow.int32()), (i) => [i, at(i)].slice(i % 3)],
  struct: [arrow.struct({ a: arrow.utf8() }), (i) => ({ a: words[at(i) % 6] })],
  seconds: [arrow.timestamp(arrow.TimeUnit.SECOND), (i) => at(i) * 1_000],
}

const gaps: Record<string, (i: number, length: number) => boolean> = {
  none: () => false,
  some: (i) => at(i) % 3 === 0,
  all: () => true,
  last: (i, length) => i === length - 1,
}

function tableOf(length: number, isGap: (i: number, length: number) => boolean): Buffer {
  const columns = Object.entries({ ...flat, ...nested }).map(([name, [type, of]]) => {
    const values = Array.from({ length }, (_, i) => (isGap(i, length) ? null : of(i)))
    return [name, arrow.columnFromArray(values, type)] as const
  })
  return Buffer.from(arrow.tableToIPC(arrow.tableFromColumns(Object.fromEntries(columns)), {})!)
}

test.each(
  Object.keys(gaps).flatMap((gap) => [1, 7, 8, 9, 200].map((length) => [gap, length] as const)),
)('of Arrow, %s of %i rows NULL', async (gap, length) => {
  const bytes = tableOf(length, gaps[gap]!)
  const { packed, rows } = await bothWays(() => readArrow(lyingOf(bytes)))
  expect(packed).toEqual(Object.keys(flat))
  expect(rows).toHaveLength(length)
})

test('a batch of many rows is many groups', async () => {
  const values = Array.from({ length: 21_000 }, (_, i) => (at(i) % 5 === 0 ? null : `n ${i}`))
  const of = arrow.tableFromColumns({
    n: arrow.columnFromArray(
      values.map((_, i) => i),
      arrow.int32(),
    ),
    text: arrow.columnFromArray(values, arrow.utf8()),
  })
  const { rows } = await bothWays(() => readArrow(lyingOf(Buffer.from(arrow.tableToIPC(of, {})!))))
  expect(rows.map(([, text]) => text)).toEqual(values)
})

test('of a dictionary of more words than a batch has rows those of its rows are written', async () => {
  const of = (count: number, i: number): string => `word ${(i * 7_919) % count}`
  const values = Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? null : of(25_013, i)))
  const numbers = Array.from({ length: 30_000 }, (_, i) => (i * 7_919) % 29_989)
  const table = arrow.tableFromColumns({
    text: arrow.columnFromArray(values, arrow.dictionary(arrow.utf8(), arrow.int32())),
    number: arrow.columnFromArray(numbers, arrow.dictionary(arrow.int32(), arrow.int32())),
  })
  const bytes = Buffer.from(arrow.tableToIPC(table, {})!)
  const { packed, rows } = await bothWays(() => readArrow(lyingOf(bytes)))
  expect(packed).toEqual(['text', 'number'])
  expect(rows.map(([text]) => text)).toEqual(values)
})

test('a text of Arrow that is no UTF-8, or breaks off within a character, is no other text', async () => {
  const of = arrow.tableFromColumns({ text: arrow.columnFromArray(['aé', 'é', 'b'], arrow.utf8()) })
  const stream = Buffer.from(arrow.tableToIPC(of, {})!)
  const text = stream.lastIndexOf('aééb')
  const offsets = stream.indexOf(Buffer.from(new Int32Array([0, 3, 5, 6]).buffer))
  expect(Math.min(text, offsets)).toBeGreaterThan(0)
  const within = Buffer.from(stream)
  within.writeInt32LE(2, offsets + 4)
  const broken = Buffer.from(stream)
  broken[text + 1] = 0xff
  for (const bytes of [within, broken]) {
    for (const way of ['batches', 'packed'] as const) {
      const typed = await readArrow(lyingOf(bytes))
      const reason = {
        code: 'arrow.text-not-utf-8',
        detail: expect.stringMatching(/"text".*1 to 3/),
      }
      await expect(written(typed.schema, typed[way]!)).rejects.toMatchObject({ reason })
    }
  }
})

test('what is NULL may be no text, and is read value by value then', async () => {
  const texts = ['aé', 'éé', 'b']
  const of = arrow.tableFromColumns({ text: arrow.columnFromArray(texts, arrow.utf8()) })
  const column = arrow.columnFromArray([...texts.slice(0, 1), null, 'b'], arrow.utf8())
  const gap = Buffer.from(arrow.tableToIPC(arrow.tableFromColumns({ text: column }), {})!)
  const [whole, there] = [Buffer.from(arrow.tableToIPC(of, {})!), gap.indexOf('aéb')]
  expect(there).toBeGreaterThan(0)
  expect((await bothWays(() => readArrow(lyingOf(gap)))).rows).toEqual([['aé'], [null], ['b']])
  expect((await bothWays(() => readArrow(lyingOf(whole)))).rows.flat()).toEqual(texts)
})

test('several columns of one name keep their own values', async () => {
  const list = arrow.columnFromArray([[1, 2], null, [3]], arrow.list(arrow.int32()))
  const text = arrow.columnFromArray(['x', 'y', null], arrow.utf8())
  const struct = arrow.columnFromArray(
    [{ a: 1 }, { a: 2 }, null],
    arrow.struct({ a: arrow.int32() }),
  )
  const of = arrow.tableFromColumns([
    ['a', list],
    ['a', text],
    ['a', struct],
    ['a', text],
  ])
  const bytes = Buffer.from(arrow.tableToIPC(of, {})!)
  const { rows } = await bothWays(() => readArrow(lyingOf(bytes)))
  expect(rows).toEqual([
    ['[1, 2]', 'x', "{'a': 1}", 'x'],
    [null, 'y', "{'a': 2}", 'y'],
    ['[3]', null, null, null],
  ])
})

/** Of all pages that are made as bytes. */
async function packedBytes(bytes: Buffer): Promise<number> {
  const { packed } = await readArrow(lyingOf(bytes))
  let sum = 0
  for await (const batch of packed!) {
    for (const column of batch.filter(isPacked)) {
      sum += column.values.length + (column.words?.values.length ?? 0)
    }
  }
  return sum
}

const saidAgain = (words: string[], rows: number, maxBatchRows: number): Buffer => {
  const values = Array.from({ length: rows }, (_, i) => words[i % words.length])
  const type = arrow.dictionary(arrow.utf8(), arrow.int32())
  const table = arrow.tableFromColumns({ a: arrow.columnFromArray(values, type, { maxBatchRows }) })
  return Buffer.from(arrow.tableToIPC(table, {})!)
}

test('long words of a dictionary are not in memory once a row', async () => {
  const words = Array.from({ length: 8 }, (_, i) => `${i}${'x'.repeat(200_000)}`)
  const bytes = saidAgain(words, 2_000, 2_000)
  expect(await packedBytes(bytes)).toBeLessThan(2 * bytes.length)
})

test('all words of a dictionary are not written before each of small batches', async () => {
  const words = Array.from({ length: 1_000 }, (_, i) => `${i}${'x'.repeat(100)}`)
  const bytes = saidAgain(words, 1_000, 2)
  expect(await packedBytes(bytes)).toBeLessThan(2 * bytes.length)
})

const varint = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)]

/** One column of one value, which is `positive`. */
function orcInteger(type: Buffer, positive: bigint): Buffer {
  const bytes = Buffer.from([255, ...varint(positive * 2n)])
  const streams = [{ kind: 1, column: 1, bytes }]
  return orcOf({ types: [typeOf(12, [1], ['a']), type], rows: 1, streams })
}

/** Likewise, without places. */
function orcDecimal(positive: bigint): Buffer {
  const type = Buffer.concat([typeOf(14), Buffer.from([5 * 8, 38, 6 * 8, 0])])
  const streams = [
    { kind: 1, column: 1, bytes: Buffer.from(varint(positive * 2n)) },
    { kind: 5, column: 1, bytes: Buffer.from([255, 0]) },
  ]
  return orcOf({ types: [typeOf(12, [1], ['a']), type], rows: 1, streams })
}

/** A word of its two, and the one before the first. */
function orcWordBefore(): Buffer {
  const streams = [
    { kind: 1, column: 1, bytes: Buffer.from([0xc0, 1, 0, 1]) },
    { kind: 2, column: 1, bytes: Buffer.from([0xc0, 1, 2, 1]) },
    { kind: 3, column: 1, bytes: Buffer.from('aab') },
  ]
  const encodings: [number, number][] = [
    [0, 0],
    [3, 2],
  ]
  return orcOf({ types: orcTable([7]), rows: 2, streams, encodings })
}

test.each<[string, Buffer]>([
  ['an int', orcInteger(typeOf(3), 2n ** 32n + 7n)],
  ['a day', orcInteger(typeOf(15), 2n ** 31n)],
  ['a long', orcInteger(typeOf(4), 2n ** 63n)],
  ['a decimal', orcDecimal(2n ** 127n)],
  ['a place in a dictionary', orcWordBefore()],
])('%s of ORC that is beyond what it can be is no other value', async (_, bytes) => {
  const { schema, packed } = await readOrc(lyingOf(bytes))
  const reason = { code: 'orc.corrupt' }
  await expect(written(schema, packed!)).rejects.toMatchObject({ reason })
})

test('the greatest int and day of ORC are those', async () => {
  for (const kind of [3, 15]) {
    const { packed } = await bothWays(async () =>
      readOrc(lyingOf(orcInteger(typeOf(kind), kind === 3 ? 2n ** 31n - 1n : 2_932_896n))),
    )
    expect(packed).toEqual(['a'])
  }
})

test.each(['uncompressed', 'zlib', 'snappy', 'lz4', 'zstd', 'zone'])('of ORC, %s', async (name) => {
  const path = join(import.meta.dirname, '../../fixtures/orc', `${name}.orc`)
  const bytes = readFileSync(path)
  const { packed, rows } = await bothWays(() => readOrc(lyingOf(bytes)))
  expect(rows.length).toBeGreaterThan(4)
  expect(packed.length).toBeGreaterThan(2)
})
