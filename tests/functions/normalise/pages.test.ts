/** A bit of a Parquet file that has flipped, where its pages have checksums: no other value is ever read for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parquetMetadata } from 'hyparquet'
import { refuseDamagedPages } from '../../../functions/normalise/pages.ts'
import { verifyPages } from '../../../lake/inspect/parquetpages.ts'
import type { Source } from '../../../lake/normalise.ts'
import { literal } from '../../../lake/schema/spelling.ts'
import { type Duckdb, openDuckdb } from '../../lake/inspect/duckdb.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, `../../fixtures/pages/${name}.parquet`))

const rowsOf = (path: string) =>
  duckdb.query(`SELECT * FROM read_parquet(${literal(path)}) ORDER BY ALL`)

const footerOf = (file: Buffer) => file.length - 8 - file.readUInt32LE(file.length - 8)

const inspection = { format: 'parquet' } as Source['inspection']
const refused = (path: string): Promise<string | undefined> =>
  refuseDamagedPages({ path, key: '', partitions: [], inspection }).then(
    () => undefined,
    (error) => error.reason.code,
  )

function flipped(file: Buffer, bit: number): Buffer {
  const copy = Buffer.from(file)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

test.each([
  ['plain', 9],
  ['dictionary', 9],
  ['version2', 9],
  ['groups', 24],
])(
  '%s: %i pages are verified, and no bit of one flips unnoticed',
  async (name, pages) => {
    const file = fixture(name)
    const truth = await rowsOf(duckdb.file(file, `${name}.parquet`))
    const metadata = parquetMetadata(new Uint8Array(file).buffer)
    const read = async (start: number, end: number) => file.subarray(start, end)
    expect(await verifyPages(metadata, read)).toBe(pages)
    const [unnoticed, bits] = [new Set<number>(), 8 * (footerOf(file) - 4)]
    for (let i = 0; i < 200; i++) {
      const bit = 32 + Math.floor((i * bits) / 200)
      const path = duckdb.file(flipped(file, bit), 'flipped.parquet')
      const code = await refused(path)
      if (code !== undefined) expect(code).toBe('parquet.page-checksum')
      else {
        unnoticed.add(bit)
        // In a header's own statistics, which have no checksum: what is read is what was written, or nothing.
        const rows = await rowsOf(path).catch(() => truth)
        expect({ bit, rows }).toEqual({ bit, rows: truth })
      }
    }
    expect(unnoticed.size).toBeLessThan(200 / 5) // of so small a file headers are a tenth
  },
  60_000,
)

test('DuckDB itself reads another value without a word, and writes no checksums', async () => {
  const file = fixture('plain')
  const path = duckdb.file(flipped(file, 8 * (file.indexOf('name 7') + 5)), 'silent.parquet')
  const [row] = await duckdb.query(
    `SELECT count(*) FROM read_parquet(${literal(path)}) WHERE s NOT LIKE 'name %' OR s = 'name 6'`,
  )
  expect(Number(row?.[0])).toBe(16)
  expect(await refused(path)).toBe('parquet.page-checksum')
  const own = duckdb.file('', 'own.parquet')
  await duckdb.query(
    `COPY (SELECT range AS i FROM range(1000)) TO ${literal(own)} (FORMAT parquet)`,
  )
  const bytes = readFileSync(own)
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  expect(await verifyPages(parquetMetadata(new Uint8Array(bytes).buffer), read)).toBe(0)
})

test('a file without checksums is judged by who reads it', async () => {
  const file = fixture('without')
  expect(await refused(duckdb.file(file, 'without.parquet'))).toBeUndefined()
  expect(await refused(duckdb.file(flipped(file, 800), 'without.parquet'))).toBeUndefined()
  expect(await refused(duckdb.file('PAR1 and no more', 'none.parquet'))).toBeUndefined()
})

test('pages that claim anything end', async () => {
  const file = fixture('plain')
  const metadata = parquetMetadata(new Uint8Array(file).buffer)
  for (const byte of [0, 0x15, 0x1c, 0x18, 0x19, 0xff]) {
    const read = async (start: number, end: number) => Buffer.alloc(Math.max(0, end - start), byte)
    await verifyPages(metadata, read).catch((error) => {
      expect(error.reason.code).toBe('parquet.page-checksum')
    })
  }
})

const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)])
const integer = (n: number): number[] => [0x15, ...varint(((n << 1) ^ (n >> 31)) >>> 0)]
const pagesOf = (...parts: (number[] | Buffer)[]) =>
  Buffer.concat(['PAR1', ...parts].map((part) => Buffer.from(part as string)))

const chunkOf = (dictionaryBytes: number) =>
  ({
    row_groups: [
      {
        columns: [
          {
            meta_data: {
              path_in_schema: ['a'],
              ...(dictionaryBytes > 0 && { dictionary_page_offset: 4n }),
              data_page_offset: BigInt(4 + dictionaryBytes),
              num_values: 2n,
            },
          },
        ],
      },
    ],
  }) as unknown as Parameters<typeof verifyPages>[0]

test('a dictionary may have a checksum where data pages of version 2 have none, as parquet-mr wrote them', async () => {
  const [words, values] = [Buffer.from('dictdict'), Buffer.from('datadata')]
  const sum = integer(crc32(words) | 0)
  const sizes = [...integer(8), ...integer(8)]
  const dictionary = [...integer(2), ...sizes, ...sum, 0x3c, ...integer(2), ...integer(0), 0, 0]
  const counts = [2, 0, 2, 8, 0, 0].flatMap(integer)
  const data = [...integer(3), ...sizes, 0x5c, ...counts, 0, 0]
  const file = pagesOf(dictionary, words, data, values)
  const read = async (start: number, end: number) => file.subarray(start, end)
  const metadata = chunkOf(dictionary.length + words.length)
  expect(await verifyPages(metadata, read)).toBe(1)
  file[4 + dictionary.length]! ^= 1
  await expect(verifyPages(metadata, read)).rejects.toMatchObject({
    reason: { code: 'parquet.page-checksum' },
  })
})

test('a header that claims lists within lists takes no room for them', async () => {
  const lists = Array.from({ length: 60 }, () => [0xf9, ...varint(33_000_000)]).flat()
  const file = pagesOf([0x19, ...lists], Buffer.alloc(2_000))
  expect(await verifyPages(chunkOf(0), async (start, end) => file.subarray(start, end))).toBe(0)
})
