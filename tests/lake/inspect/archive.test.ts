/** However a table is cut into the files of an archive, the archive's rows are the table's. */
import { rmSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { theGroup } from '../../../lake/inspect/archive/group.ts'
import { decompressedBytesMax, membersMax } from '../../../lake/limits.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { refuseBytes } from '../../../lake/render/members.ts'
import type { Pins } from '../../../schemas/interpretation.ts'
import { archiveOf } from '../render/archive.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { cases, inputOf } from './fixtures.ts'
import { inspectBytes, memberRows, plainBytes, sourceOf } from './lookinto.ts'
import { tarOf } from './tarof.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

async function rowsOf(bytes: Buffer): Promise<unknown[][]> {
  const inspection = await inspectBytes(bytes)
  expect(inspection).toMatchObject({ verdict: 'table' })
  const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
  const names = source.inspection.columns.map(({ original, name }) => original ?? name)
  return (await memberRows(duckdb, source)).map((row) =>
    columns.map((name) => row[names.indexOf(name)] ?? null),
  )
}

const columns = ['Id', 'Name', 'Price', 'Note']
type Row = [number, string, number, string]
const text = fc.constantFrom('Zoë', 'a, b', 'say "hi"', 'Омск', '007', '1.10', 'x\ny')
const row = fc.tuple(fc.nat(1_000_000), text, fc.nat(9_999), text)
const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`
const objectOf = (of: Row) => Object.fromEntries(of.map((value, i) => [columns[i], value]))

/** Each begins with a row that tells texts from numbers. */
const forms: Record<string, (rows: Row[]) => Buffer> = {
  csv: (rows) =>
    Buffer.from([columns, ...rows].map((of) => `${of.map(cell).join(',')}\n`).join('')),
  'csv.gz': (rows) => gzipSync(forms.csv!(rows)),
  ndjson: (rows) => Buffer.from(rows.map((of) => `${JSON.stringify(objectOf(of))}\n`).join('')),
  'json.zst': (rows) => zstdCompressSync(JSON.stringify(rows.map(objectOf), null, 1)),
}

test('tables cut into files of several formats are whole', async () => {
  const first: Row = [1, 'text', 5, 'text']
  const piece = fc.record({
    rows: fc.array(row, { maxLength: 12 }),
    form: fc.constantFrom(...Object.keys(forms)),
  })
  const archive = fc.record({
    pieces: fc.array(piece, { minLength: 2, maxLength: 6 }),
    pack: fc.constantFrom(archiveOf, tarOf, (files: Files) => gzipSync(tarOf(files))),
  })
  await fc.assert(
    fc.asyncProperty(archive, async ({ pieces, pack }) => {
      const whole = pieces.map(({ rows, form }) => ({ form, rows: [first, ...rows] }))
      const files = whole.map(({ rows, form }, i) => [`part ${i}.${form}`, forms[form]!(rows)])
      const found = await rowsOf(pack({ ...Object.fromEntries(files), 'read me.txt': 'Words.' }))
      const wanted = whole.flatMap(({ rows }) => rows.map((of) => of.map(String)))
      expect(found.map((of) => of.map(String))).toEqual(wanted)
    }),
    { numRuns: 40 },
  )
})
type Files = Parameters<typeof archiveOf>[0]

test('a file without a header has the names of the one before it', async () => {
  const rows = await rowsOf(
    archiveOf({
      'part-1.csv': 'Id,Name,Price,Note\n1,Anna,2,x\n2,Bob,3,y\n',
      'part-2.csv': '3,Carl,4,z\n4,Dora,5,x\n',
    }),
  )
  expect(rows.map(String)).toEqual(['1,Anna,2,x', '2,Bob,3,y', '3,Carl,4,z', '4,Dora,5,x'])
})

test('rows that cannot be read right are aside under the name of their file', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i},name ${i}`)
  const broken = ['Id,Name', ...lines, '60,"open', ...lines].join('\n')
  const bytes = archiveOf({ 'a.csv': `Id,Name\n${lines.join('\n')}\n`, 'b.csv': `${broken}\n` })
  const inspection = await inspectBytes(bytes)
  const source = await sourceOf(duckdb, inspection, bytes)
  expect(source.rejects).toMatchObject({ rows: 1 })
  expect(await memberRows(duckdb, source)).toHaveLength(180)
  const [aside] = await duckdb.objects(`SELECT * FROM read_json('${source.rejects!.path}')`)
  expect(aside).toMatchObject({ member: 'b.csv', line: '62', text: '60,"open' })
  rmSync(source.rejects!.path)
})

test('an archive that is longer than what is inspected is whole all the same', async () => {
  const noise = (n: number) =>
    Array.from({ length: 12_000 }, (_, i) => `${n},${(i * 7_919 * n) % 1e9},name ${i}`)
  const files = Object.fromEntries(
    [1, 2, 3, 4, 5].map((n) => [`${n}.csv`, `n,value,name\n${noise(n).join('\n')}\n`]),
  )
  for (const bytes of [archiveOf(files), tarOf(files), gzipSync(tarOf(files))]) {
    const inspection = await inspectBytes(bytes)
    const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
    expect(await memberRows(duckdb, source)).toHaveLength(60_000)
  }
})

test('tables that share a key are not one', () => {
  const table = (name: string, bytes: number, names: string) => ({
    ...{ name, bytes },
    columns: names.split(' ').map((column) => ({ name: column, type: 'long' as const })),
  })
  const tables = [
    table('customers', 9, 'id name city'),
    table('orders', 5, 'id customer total at'),
    table('orders of late', 5, 'id customer total at note'),
    table('ids', 3, 'id'),
  ]
  const { group, others } = theGroup(tables)
  expect(group.map(({ name }) => name)).toEqual(['orders', 'orders of late'])
  expect(others.map(({ name }) => name)).toEqual(['customers', 'ids'])
})

test('the file that is pinned is read, with those of its columns', async () => {
  const row = 'id,name,city\n1,Anna,Omsk\n2,Bob,Rome\n'
  const files = {
    'customers.csv': row.repeat(1) + row.slice(13).repeat(9),
    '2024/orders.csv': 'id,customer,total\n1,1,5\n',
    '2025/orders.csv': 'id,customer,total\n2,2,7\n',
    'notes.txt': 'Words.',
  }
  for (const bytes of [archiveOf(files), gzipSync(tarOf(files))]) {
    const inspection = await inspectBytes(bytes, { file: '2025/orders.csv' })
    expect(inspection.doubt).toBeUndefined()
    expect(inspection.evidence).toContain('file "2025/orders.csv" is pinned by a person')
    const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
    expect((await memberRows(duckdb, source)).map(String)).toEqual(['1,1,5', '2,2,7'])
    expect((await inspectBytes(bytes)).doubt).toHaveLength(1)
    await expect(inspectBytes(bytes, { file: 'notes.txt' })).rejects.toMatchObject({
      reason: { code: 'file.unknown', detail: expect.stringContaining('"customers.csv", "2024/') },
    })
  }
})

const csvOf = (...ids: number[]) => `Id,Name\n${ids.map((id) => `${id},name ${id}\n`).join('')}`

async function idsOf(bytes: Buffer, pins: Pins = {}) {
  const inspection = await inspectBytes(bytes, pins)
  const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
  const rows = await memberRows(duckdb, source)
  return { ids: rows.map(([id]) => Number(id)), inspection: source.inspection }
}

test('archives within an archive are opened, two within one another, and one more is named', async () => {
  const four = archiveOf({ '7.csv': csvOf(7), '8.csv': csvOf(8) })
  const three = archiveOf({ '5.csv': csvOf(5, 6), 'four.zip': four })
  const files = {
    '1.csv': csvOf(1, 2),
    'two.tar.gz': gzipSync(tarOf({ '3.csv': csvOf(3), 'three.zip': three, 'a.txt': 'Words.' })),
    '4.csv.zip': archiveOf({ '4.csv': csvOf(4) }),
  }
  for (const bytes of [archiveOf(files), gzipSync(tarOf(files))]) {
    const { ids, inspection } = await idsOf(bytes)
    expect(ids.toSorted()).toEqual([1, 2, 3, 4, 5, 6])
    expect(inspection.evidence).toContain('no tables beside them: "two.tar.gz/a.txt"')
    expect(inspection.doubt).toEqual([
      expect.stringContaining('are to be landed by themselves: "two.tar.gz/three.zip/four.zip"'),
    ])
    const pinned = await idsOf(bytes, { file: 'two.tar.gz/3.csv' })
    expect(pinned.ids).toHaveLength(6)
  }
})

test('an archive within one that is too long to be looked into is opened all the same', async () => {
  const noise = Array.from({ length: 9_000 }, (_, i) => `${i},${Math.sin(i)}\n`).join('')
  const inner = archiveOf({ 'a.csv': `Id,Name\n${noise}`, 'b.csv': csvOf(1) })
  const { ids, inspection } = await idsOf(archiveOf({ 'in.zip': inner, 'notes.txt': 'Words.' }))
  expect(ids).toHaveLength(9_001)
  expect(inspection.evidence[0]).toContain('"in.zip/a.csv", "in.zip/b.csv"')
})

test('archives of documents, or of archives without tables, are no tables', async () => {
  const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(90_000)])
  const word = archiveOf({
    '[Content_Types].xml': '<a/>',
    'word/document.xml': '<a/>'.repeat(40_000),
  })
  const pictures = archiveOf({
    'a.png': picture.subarray(0, 999),
    'b.png': picture.subarray(0, 99),
  })
  const packs: Files[] = [
    { 'a.docx': word, 'b.docx': word },
    { 'a.zip': pictures, 'b.png': picture },
  ]
  for (const files of packs) {
    expect(await inspectBytes(archiveOf(files))).toMatchObject({
      verdict: 'asset',
      reason: { code: 'asset.zip' },
    })
  }
})

test('files of archives within an archive are counted together, and so are their bytes', async () => {
  const many = Array.from({ length: membersMax - 1 }, (_, i) => [`${i}.csv`, 'a\n1\n'])
  const bytes = archiveOf({
    'a.zip': archiveOf({ '1.csv': csvOf(1), '2.csv': csvOf(2) }),
    'b.zip': archiveOf(Object.fromEntries(many)),
  })
  await expect(idsOf(bytes)).rejects.toMatchObject({ reason: { code: 'archive.too-many-files' } })
  expect(() => refuseBytes(decompressedBytesMax)).not.toThrow()
  expect(() => refuseBytes(decompressedBytesMax + 1)).toThrow(
    expect.objectContaining({ reason: expect.objectContaining({ code: 'archive.too-large' }) }),
  )
})

const archives = cases.filter((name) => /^(zip|tar)-/.test(name)).map(inputOf)

test('archives with some bytes changed are whole or have a reason', async () => {
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...archives),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (archive, changes) => {
        const bytes = Buffer.from(archive)
        for (const { at, byte } of changes) bytes[Math.floor(at * (bytes.length - 1))] = byte
        try {
          const inspection = await inspectBytes(bytes)
          if (inspection.verdict === 'asset' || inspection.text) return
          const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
          if (source.members) await memberRows(duckdb, source)
        } catch (error) {
          const isOfDuckdb = (error as Error).message.startsWith('Invalid Input Error')
          if (!(error instanceof Quarantined) && !isOfDuckdb) throw error
          if (error instanceof Quarantined) expect(error.reason.code).not.toMatch(/unreadable/)
        }
      },
    ),
    { numRuns: 400 },
  )
})
