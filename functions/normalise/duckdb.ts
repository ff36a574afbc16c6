/** The largest table of a DuckDB database, or the pinned one, by DuckDB itself: it ends in its own process, if by nothing else. */
import { join } from 'node:path'
import { renderedRowsMax } from '../../lake/limits.ts'
import type { Source } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import { literal, quote } from '../../lake/schema/spelling.ts'
import { DuckdbRefused, type Engine } from '../../layers/duckdb/engine.ts'
import { footerOf } from './render.ts'
import { theTable } from './thetable.ts'
import { twice, wordsOf } from './twice.ts'

/** Throws Quarantined where it is broken, has no table, or is of a release that this one does not read. */
export const duckdbSource = (
  lying: Source,
  folder: string,
  engine: Engine,
  attempts: number,
): Promise<Source> =>
  twice(engine, folder, attempts, async (own) => {
    const run = attached(own, lying.path)
    try {
      return await sourceOf(lying, folder, run)
    } catch (error) {
      throw reasonOf(error, lying) ?? error
    } finally {
      await own.run(`DETACH DATABASE IF EXISTS ${quote(lying.path)}`).catch(() => {}) // it died
    }
  })

type Run = Engine['run']

/** Each time anew, for another's fault may have ended DuckDB meanwhile. */
const attached = ({ run }: Engine, path: string): Run => {
  const attach = `ATTACH IF NOT EXISTS ${literal(path)} AS ${quote(path)} (TYPE duckdb, READ_ONLY)`
  return (...sql) => run(attach, ...sql)
}

async function sourceOf(lying: Source, folder: string, run: Run): Promise<Source> {
  const tables = await tablesOf(lying.path, run)
  const { table, evidence, doubt } = theTable(tables, lying.inspection)
  if (!table) throw without()
  if (table.rows > renderedRowsMax) throw tooMany(table.rows)
  const path = join(folder, 'rendered.parquet')
  const columns = await columnsOf(lying.path, table, run)
  await run(`COPY (SELECT ${columns} FROM ${table.sql}) TO ${literal(path)} (FORMAT parquet)`)
  const { render: _, ...inspection } = lying.inspection
  return {
    ...lying,
    path,
    inspection: {
      ...inspection,
      evidence,
      ...(await footerOf(lying, path)),
      ...(doubt.length > 0 && { doubt }),
    },
  }
}

/** Of so many the rows are counted; those with most, as the database says. */
const countedMax = 100

interface Table {
  /** With its schema, where that is not `main`. */
  name: string
  sql: string
  schema: string
  table: string
  rows: number
}

/** Those with most rows first. Views are none. */
async function tablesOf(path: string, run: Run): Promise<Table[]> {
  const found = await run(
    `SELECT schema_name AS schema, table_name AS name, estimated_size AS rows FROM duckdb_tables()
    WHERE database_name = ${literal(path)} AND NOT internal ORDER BY estimated_size DESC, table_oid`,
  )
  const tables = found.map(({ schema, name, rows }): Table => {
    const [of, table] = [String(schema), String(name)]
    const sql = [path, of, table].map(quote).join('.')
    const named = of === 'main' ? table : `${of}.${table}`
    return { name: named, sql, schema: of, table, rows: Number(rows) }
  })
  const first = tables.slice(0, countedMax)
  const counts = first.map(({ sql }, i) => `SELECT ${i} AS i, count(*) AS rows FROM ${sql}`)
  if (counts.length === 0) return tables
  for (const { i, rows } of await run(counts.join(' UNION ALL '))) {
    first[Number(i)]!.rows = Number(rows)
  }
  return tables.toSorted((a, b) => b.rows - a.rows)
}

async function columnsOf(path: string, { schema, table, sql }: Table, run: Run): Promise<string> {
  const columns = await run(
    `SELECT column_name AS name, data_type AS type FROM duckdb_columns()
    WHERE database_name = ${literal(path)} AND schema_name = ${literal(schema)}
      AND table_name = ${literal(table)} ORDER BY column_index`,
  )
  const typed = columns.map(({ name, type }) => ({
    name: quote(String(name)),
    type: String(type),
  }))
  const endless = typed.filter(({ type }) =>
    (isNested(type) ? /\b(DATE|TIMESTAMP)/ : /^(DATE|TIMESTAMP)/).test(type),
  )
  const tests = endless.map(
    ({ name, type }, i) => `coalesce(bool_or(${isEndless(name, type)}), false) AS c${i}`,
  )
  const [found] = tests.length > 0 ? await run(`SELECT ${tests.join(', ')} FROM ${sql}`) : []
  const texts = new Set(endless.filter((_, i) => found?.[`c${i}`] === true))
  return typed
    .map((column) => `${readAs(column.name, column.type, texts.has(column))} AS ${column.name}`)
    .join(', ')
}

/** Parquet has no day that is infinitely far. */
const isEndless = (name: string, type: string): string =>
  isNested(type) ? `contains(${name}::VARCHAR, 'infinity')` : `NOT isfinite(${name})`

const isNested = (type: string): boolean => /^(STRUCT|MAP|UNION)\(|\]$/.test(type)

/** Those that are in Parquet what they are. */
const same =
  /^(BOOLEAN|U?(TINY|SMALL|BIG)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|VARCHAR|BLOB|DATE|TIME|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?|UUID)$/

/** Parquet would hold them as doubles, or in forms that nobody reads; a member that is called so costs nothing but its type. */
const foreign =
  /\b(U?HUGEINT|INTERVAL|TIME WITH TIME ZONE|TIME_NS|BIT|BIGNUM|UNION|VARIANT|GEOMETRY)\b/

function readAs(name: string, type: string, isText: boolean): string {
  if (isNested(type)) {
    return isText || foreign.test(type) ? `to_json(${name})::VARCHAR` : name
  }
  return isText || !same.test(type) ? `${name}::VARCHAR` : name
}

function reasonOf(error: unknown, { inspection }: Source): Quarantined | undefined {
  if (!(error instanceof DuckdbRefused)) return undefined
  const { message } = error
  const [of = 'A DuckDB database'] = inspection.evidence
  if (/version number/i.test(message)) {
    return new Quarantined({
      code: 'duckdb.version',
      detail: `${of}, which is not read here: ${wordsOf(error)}`,
      remedy:
        'Write it for an older release (ATTACH … (STORAGE_VERSION)), or export the table as Parquet.',
    })
  }
  if (!/corrupt|checksum/i.test(message)) return undefined
  return new Quarantined({
    code: 'duckdb.corrupt',
    detail: `The DuckDB database cannot be read: ${wordsOf(error)}`,
    remedy: 'Write it anew (EXPORT DATABASE, or COPY FROM DATABASE), and land the new file.',
  })
}

const without = (): Quarantined =>
  new Quarantined({
    code: 'duckdb.without-tables',
    detail: 'The DuckDB database has no table.',
    remedy: 'Land a database with a table; views are not read.',
  })

const tooMany = (rows: number): Quarantined =>
  new Quarantined({
    code: 'rendered.too-many-rows',
    detail: `The table has ${rows} rows, more than ${renderedRowsMax}.`,
    remedy: 'Send the data in several smaller files.',
  })
