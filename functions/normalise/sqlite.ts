/** The largest table of an SQLite database, row by row. https://sqlite.org/fileformat2.html */
import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { Source } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Render } from '../../lake/render/render.ts'
import { namedColumns } from '../../lake/schema/names.ts'
import type { Column } from '../../lake/schema/type.ts'
import { rendered } from './render.ts'
import { theTable } from './thetable.ts'

/** Throws Quarantined where it is broken, or has no table. */
export async function sqliteSource(lying: Source, render: Render, folder: string): Promise<Source> {
  await alone(lying.path)
  const database = opened(lying.path)
  try {
    const { inspection } = lying
    const { table, evidence, doubt } = theTable(tablesOf(database), inspection)
    if (!table) throw without()
    const about: Source['inspection'] = {
      ...inspection,
      ...(table.rows === 0 && { columns: columnsOf(database, table.name, lying), whole: true }),
      evidence,
      ...(doubt.length > 0 && { doubt }),
    }
    const text = { text: () => lines(database, table.name) }
    return await rendered({ ...lying, inspection: about }, render, text, folder)
  } finally {
    database.close()
  }
}

/** Without the log beside it that it may ask for, and that nobody sent: the copy is ours. */
async function alone(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const versions = Buffer.alloc(2)
    await file.read(versions, 0, 2, versionsAt)
    if (versions.includes(2)) await file.write(Buffer.from([1, 1]), 0, 2, versionsAt)
  } finally {
    await file.close()
  }
}

const versionsAt = 18

/** What it says of itself is not trusted: nothing is written, no function of ours is called. */
function opened(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true, enableForeignKeyConstraints: false })
    const pragmas = [
      'trusted_schema = OFF',
      'query_only = ON',
      'cell_size_check = ON',
      'mmap_size = 0',
    ]
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`)
    const said = checked(database)
    if (said !== 'ok') throw new Error(said)
    return database
  } catch (error) {
    database?.close()
    throw corrupt(error as Error)
  }
}

/** An order of texts that an application brings along is none of ours, and no row is read by it: its tables are read unchecked. */
function checked(database: DatabaseSync): string {
  try {
    return String(Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0])
  } catch (error) {
    if (/^no such collation sequence/.test((error as Error).message)) return 'ok'
    throw error
  }
}

const named = `SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`

/** Those with most rows first. Views, and tables that a module makes up, are none. */
function tablesOf(database: DatabaseSync): { name: string; rows: number }[] {
  const names = database
    .prepare(named)
    .all()
    .map(({ name }) => String(name))
  const tables = names.map((name) => {
    const found = database.prepare(`SELECT count(*) AS rows FROM ${quoted(name)} NOT INDEXED`).get()
    return { name, rows: Number(found?.rows ?? 0) }
  })
  return tables.toSorted((a, b) => b.rows - a.rows)
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Of a table without rows, which no line tells. */
function columnsOf(database: DatabaseSync, table: string, { partitions }: Source): Column[] {
  const columns = database.prepare(`SELECT * FROM ${quoted(table)}`).columns()
  const fields = columns.map(({ name }) => ({ original: name, type: 'null' as const }))
  const reserved = partitions.map(({ key }) => key)
  return namedColumns(fields, reserved)
}

const pieceCharacters = 1 << 16

async function* lines(database: DatabaseSync, table: string): AsyncGenerator<string> {
  const statement = database.prepare(`SELECT * FROM ${quoted(table)}`)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const columns = statement.columns().map(({ name }) => name)
  const names = columns.map((name) => JSON.stringify(name))
  let [text, isSound] = ['', false]
  const piece = (): string => {
    if (!isSound && text.includes(replacement)) {
      refuseBrokenTexts(database, table, columns)
      isSound = true
    }
    return text
  }
  for (const row of statement.iterate() as Iterable<unknown>) {
    const members = (row as unknown[]).map((value, i) => `${names[i]}:${jsonOf(value)}`)
    text += `{${members.join(',')}}\n`
    if (text.length < pieceCharacters) continue
    yield piece()
    text = ''
  }
  yield piece()
}

/** What stands for bytes that are no character; a text may have it of its own. */
const replacement = '\ufffd'

function refuseBrokenTexts(database: DatabaseSync, table: string, columns: string[]): void {
  const encoding = String(database.prepare('PRAGMA encoding').get()?.encoding)
  for (const column of columns) {
    const name = quoted(column)
    const texts = database.prepare(
      `SELECT CAST(${name} AS BLOB) AS text FROM ${quoted(table)} WHERE typeof(${name}) = 'text'`,
    )
    for (const { text } of texts.iterate()) {
      if (!isSoundText(Buffer.from(text as Uint8Array), encoding)) throw broken(table, column)
    }
  }
}

function isSoundText(bytes: Buffer, encoding: string): boolean {
  if (encoding === 'UTF-8') return isUtf8(bytes)
  if (bytes.length % 2 !== 0) return false
  return (encoding === 'UTF-16be' ? bytes.swap16() : bytes).toString('utf16le').isWellFormed()
}

/** Types are the values' own: integers by all their digits, a real with its point, bytes as hexadecimal. */
function jsonOf(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`
  if (typeof value !== 'number') return JSON.stringify(value)
  if (!Number.isFinite(value)) return `"${value}"`
  const digits = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(digits) ? digits : `${digits}.0`
}

const corrupt = (cause: Error): Quarantined =>
  new Quarantined(
    {
      code: 'sqlite.corrupt',
      detail: `The SQLite database cannot be read: ${cause.message.slice(0, 200)}.`,
      remedy: 'Write it anew (VACUUM INTO), and land the new file.',
    },
    { cause },
  )

const broken = (table: string, column: string): Quarantined =>
  new Quarantined({
    code: 'sqlite.invalid-text',
    detail: `A text of the column "${column}" of the table "${table}" is not of the database's encoding.`,
    remedy:
      'Correct it in the database, or keep it as bytes (CAST AS BLOB), and land the new file.',
  })

const without = (): Quarantined =>
  new Quarantined({
    code: 'sqlite.without-tables',
    detail: 'The SQLite database has no table.',
    remedy: 'Land a database with a table; views are not read.',
  })
