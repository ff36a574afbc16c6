/** Databases of which rows as text are long, or are no text. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { sqliteSource } from '../../../functions/normalise/sqlite.ts'
import type { Source } from '../../../lake/normalise.ts'
import type { Pins } from '../../../schemas/interpretation.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypatia-sqlite-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const sourceOf = (...statements: string[]): Promise<Source> => sourceBy({}, ...statements)

const sourceBy = async (pins: Pins, ...statements: string[]): Promise<Source> =>
  sourceIn(pins, await databaseOf(...statements))

async function databaseOf(...statements: string[]): Promise<Buffer> {
  const path = join(folder, 'made')
  const database = new DatabaseSync(path)
  for (const statement of statements) database.exec(statement)
  database.close()
  return readFile(path)
}

async function sourceIn(pins: Pins, bytes: Buffer): Promise<Source> {
  const path = join(folder, 'object')
  await writeFile(path, bytes)
  const render = { reader: 'sqlite', as: 'ndjson' } as const
  const inspection: Source['inspection'] = {
    ...{ format: 'sqlite', compression: 'none', whole: false, render },
    ...{ verdict: 'table', columns: [], evidence: [], bytesRead: 0 },
    pins,
  }
  return sqliteSource({ path, key: 'a/b/c.sqlite', partitions: [], inspection }, render, folder)
}

test('rows that are longer together than a string may be', async () => {
  const { facts } = await sourceOf(
    'CREATE TABLE pictures (id INTEGER, image BLOB)',
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
      INSERT INTO pictures SELECT i, zeroblob(270000) FROM n`,
  )
  expect(facts).toMatchObject({ rows: 1_000 })
})

const latin = "INSERT INTO people VALUES (1, 'Zoë'), (2, CAST(x'636166e9' AS TEXT))"

test('a text of bytes that are no characters is not changed: it is refused by its column', async () => {
  const made = sourceOf('CREATE TABLE people (id INTEGER, name TEXT)', latin)
  await expect(made).rejects.toMatchObject({
    reason: { code: 'sqlite.invalid-text', detail: expect.stringContaining('"name"') },
  })
})

test.each(['UTF-8', 'UTF-16le', 'UTF-16be'])('U+FFFD that a text of %s has is one', async (by) => {
  const { path } = await sourceOf(
    `PRAGMA encoding = '${by}'`,
    'CREATE TABLE people (id INTEGER, name TEXT)',
    "INSERT INTO people VALUES (1, 'caf\ufffd'), (2, 'Zoë')",
  )
  const rows = readFileSync(path, 'utf8').trim().split('\n')
  expect(rows.map((row) => JSON.parse(row).name)).toEqual(['caf\ufffd', 'Zoë'])
})

test('an order of texts that only an application knows keeps no row from being read', async () => {
  const statements = [
    'CREATE TABLE people (id INTEGER, name TEXT COLLATE NOCASE)',
    'CREATE INDEX by_name ON people (name)',
    "INSERT INTO people VALUES (1, 'Zoë'), (2, 'anna')",
  ]
  const bytes = await databaseOf(...statements)
  const own = Buffer.from(bytes.toString('latin1').replaceAll('NOCASE', 'OFAPP_'), 'latin1')
  const { path } = await sourceIn({}, own)
  const rows = readFileSync(path, 'utf8').trim().split('\n')
  expect(rows).toEqual(['{"id":1,"name":"Zoë"}', '{"id":2,"name":"anna"}'])
})

const shop = [
  'CREATE TABLE orders (id INTEGER)',
  'INSERT INTO orders VALUES (1), (2)',
  'CREATE TABLE "eu shops" (name TEXT)',
  'INSERT INTO "eu shops" VALUES (\'Omsk\')',
]

test('the table that is pinned is read, and no other is in doubt', async () => {
  const { path, inspection } = await sourceBy({ table: 'eu shops' }, ...shop)
  expect(readFileSync(path, 'utf8')).toBe('{"name":"Omsk"}\n')
  expect(inspection).toMatchObject({
    evidence: ['the rows are those of the table "eu shops"'],
  })
  expect(inspection.doubt).toBeUndefined()
})

test('a pinned table that is not there: those that are', async () => {
  await expect(sourceBy({ table: 'shops' }, ...shop)).rejects.toMatchObject({
    reason: {
      code: 'table.unknown',
      detail: 'No table is called "shops": there are "orders", "eu shops".',
    },
  })
})
