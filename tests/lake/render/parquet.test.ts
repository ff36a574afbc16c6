/** Every Parquet that pyarrow reads: what it reads of a file is what the lake's table has, or text of the same digits. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { failingCount, strictCast } from '../../../lake/inspect/cast.ts'
import { rowsOf } from '../../../lake/normalise.ts'
import { type Duckdb, openDuckdb } from '../inspect/duckdb.ts'
import { inspectBytes, readingOf, sourceOf } from '../inspect/lookinto.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

const folder = 'tests/fixtures/parquet'
const names = readdirSync(folder).flatMap((name) => /^(.+)\.parquet$/.exec(name)?.[1] ?? [])
const values: Record<string, unknown[][]> = JSON.parse(
  readFileSync(join(folder, 'values.json'), 'utf8'),
)

async function lakeTable(bytes: Buffer) {
  const source = await sourceOf(duckdb, await inspectBytes(bytes), bytes)
  const { columns, sql } = readingOf(source)
  const failing = columns.map((column) => failingCount(column, 'parquet'))
  const [counts] = await duckdb.query(`SELECT ${failing.join(', ')} FROM (${sql})`)
  expect(counts!.map(Number)).toEqual(columns.map(() => 0))
  const casts = columns.map((column) => `${strictCast(column, 'parquet')} AS "${column.name}"`)
  const rows = await duckdb.query(`SELECT ${casts.join(', ')} FROM (${sql})`)
  expect(rows).toHaveLength(rowsOf(source))
  return { types: columns.map(({ type }) => type), rows }
}

test.each(names)('%s: what pyarrow reads is what the lake has', async (name) => {
  const { rows } = await lakeTable(readFileSync(join(folder, `${name}.parquet`)))
  expect(rows).toEqual(values[name])
})

test('a time that microseconds hold stays a time, and one that they do not is text', async () => {
  const typesOf = async (name: string) =>
    (await lakeTable(readFileSync(join(folder, `${name}.parquet`)))).types
  expect(await typesOf('int96-micros-1')).toEqual(['timestamp'])
  expect(await typesOf('int96-nanos-2')).toEqual(['long', 'string', { list: 'string' }])
  expect(await typesOf('int96-far-1')).toEqual(['string'])
  expect(await typesOf('zoned-nanos')).toEqual(['timestamptz', 'string'])
})

/** One block of LZ4 that is all literals. */
function lz4(bytes: Uint8Array): Buffer {
  const [more, last] = [Math.floor((bytes.length - 15) / 255), (bytes.length - 15) % 255]
  return Buffer.concat([Buffer.from([0xf0, ...new Array(more).fill(255), last]), bytes])
}

function inHadoop(bytes: Uint8Array): Buffer {
  const halves = [bytes.subarray(0, 100), bytes.subarray(100)]
  return Buffer.concat(
    halves.flatMap((half) => {
      const [head, block] = [Buffer.alloc(8), lz4(half)]
      head.writeUInt32BE(half.length)
      head.writeUInt32BE(block.length, 4)
      return [head, block]
    }),
  )
}

async function written(codec: 'LZ4' | 'LZO', pack: (bytes: Uint8Array) => Uint8Array) {
  const writer = new ByteWriter()
  const compressors = { [codec]: pack }
  const schema = [
    { name: 'root', num_children: 1 },
    { name: 'n', type: 'INT64' as const },
  ]
  const parquet = new ParquetWriter({ writer, schema, codec, compressors, statistics: false })
  const data = Array.from({ length: 100 }, (_, i) => BigInt(i))
  await parquet.write({ columnData: [{ name: 'n', data, encoding: 'PLAIN' }] })
  parquet.finish()
  return Buffer.from(writer.getBytes())
}

test.each([
  ['blocks of Hadoop', inHadoop],
  ['a block alone', lz4],
])('the old LZ4 codec in %s', async (_, pack) => {
  const { rows } = await lakeTable(await written('LZ4', pack))
  expect(rows).toEqual(Array.from({ length: 100 }, (_, i) => [String(i)]))
})

test('a codec that nobody reads is refused by its name', async () => {
  const bytes = await written('LZO', (page) => page)
  await expect(lakeTable(bytes)).rejects.toMatchObject({
    reason: { code: 'parquet.unread-codec', detail: expect.stringContaining('LZO') },
  })
})

test('pages that break off, or are not what they say, are read or refused in words, and nothing else', async () => {
  const whole = readFileSync(join(folder, 'split-decimal256.parquet'))
  const outcomes = new Set<string>()
  for (let at = 4; at < whole.length; at += 9) {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 0x55
    const outcome = await lakeTable(bytes).then(
      () => 'read',
      (error) => error.reason?.code ?? error.message,
    )
    outcomes.add(outcome)
    expect(outcome).toMatch(/^(read|parquet[.].*|[A-Za-z ]+ Error: .*)$/s)
  }
  expect(outcomes).toContain('parquet.unreadable')
})

async function copied(select: string, more = ''): Promise<Buffer> {
  const path = duckdb.file('', 'copied.parquet')
  await duckdb.query(`COPY (${select}) TO '${path}' (FORMAT parquet${more})`)
  return readFileSync(path)
}

test('geometries are their well-known bytes, a VARIANT is JSON, an interval is text', async () => {
  const point = await copied("SELECT 'POINT (1 2)'::GEOMETRY AS g UNION ALL SELECT NULL")
  const bytes = values.geoparquet
  expect(await lakeTable(point)).toEqual({ types: ['binary'], rows: bytes })
  const variant = `{'a': 1, 'b': [1.25, 12345678901234567890.12], 'c': 'q"', 'd': NULL}`
  const any = await copied(
    `SELECT unnest([${variant}::VARIANT, 9007199254740993::VARIANT, 'x'::VARIANT, NULL]) AS v`,
  )
  const json = '{"a":1,"b":[1.25,12345678901234567890.12],"c":"q\\"","d":null}'
  expect((await lakeTable(any)).rows).toEqual([[json], ['9007199254740993'], ['"x"'], [null]])
  const rewritten = await copied("SELECT {'a': 1}::VARIANT AS v", ", KV_METADATA {geo: '{}'}")
  expect((await lakeTable(rewritten)).rows).toEqual([['{"a":1}']])
  const interval = await copied("SELECT INTERVAL '1 month 2 days 3 seconds' AS i")
  expect((await lakeTable(interval)).rows).toEqual([['1 month 2 days 00:00:03']])
})
