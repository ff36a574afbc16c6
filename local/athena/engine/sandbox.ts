/**
 * A database for one query. Before the query runs, DuckDB is closed off: it opens the planned files and the result,
 * and nothing else; no settings, no extensions, no network.
 */
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { athenaMemoryBytes, athenaThreads } from '../../../lake/limits.ts'
import { literal } from '../../../lake/schema/spelling.ts'
import { registerTextScans } from '../scan/functions.ts'
import type { TextScan } from '../scan/textscan.ts'
import { macrosFor } from './macros.ts'
import type { SandboxQuery } from './message.ts'
import { registerScalarFunctions } from './scalarfunctions.ts'

export interface Sandbox {
  /** Writes the result's CSV; returns how many rows it has. */
  run(query: SandboxQuery): Promise<number>
  interrupt(): void
  close(): void
}

/** Each database spills into a folder of its own, which DuckDB makes and removes: files in a shared one would collide. */
let opened = 0

/** Opens a database, as far as it can be without knowing the query. */
export async function openSandbox(): Promise<Sandbox> {
  opened += 1
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(athenaThreads),
    memory_limit: `${athenaMemoryBytes / 1024 ** 2}MiB`,
    temp_directory: join(tmpdir(), `duckdb-${process.pid}-${opened}`),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_unsigned_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const scans: TextScan[] = []
  registerTextScans(connection, scans)
  registerScalarFunctions(connection)
  return {
    run(query) {
      scans.push(...query.textScans)
      return run(connection, query)
    },
    interrupt: () => connection.interrupt(),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function run(connection: DuckDBConnection, query: SandboxQuery): Promise<number> {
  await prepare(connection, query)
  const statement = copyStatement(query)
  const { count } = await connection.extractStatements(statement)
  if (count !== 1) throw new Error('Only one sql statement is allowed')
  const rows = (await connection.runAndReadAll(statement)).getRows()
  const rowCount = Number(rows[0]?.[0] ?? 0)
  // DuckDB writes the suffix even when there is no row before it.
  if (rowCount === 0 && 'csvFile' in query.output) {
    await writeFile(query.output.csvFile, query.output.header)
  }
  return rowCount
}

/** Makes the macros, then closes the database off. */
async function prepare(connection: DuckDBConnection, query: SandboxQuery): Promise<void> {
  const { output } = query
  const written = 'csvFile' in output ? [output.csvFile] : []
  const paths = [...new Set([...query.files, ...written])].map(literal).join(', ')
  const folders = 'folder' in output ? literal(output.folder) : ''
  const statements = [
    ...macrosFor(query.sql),
    `SET allowed_paths = [${paths}]`,
    `SET allowed_directories = [${folders}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ]
  await connection.run(statements.join(';'))
}

/** The header goes as a prefix: DuckDB's own would rename columns that share a name. */
function copyStatement({ sql, relations, output }: SandboxQuery): string {
  const common = relations.map(({ name, sql: rows }) => `${name} AS (${rows})`)
  const head = common.length === 0 ? '' : `WITH ${common.join(', ')} `
  if ('folder' in output) {
    return `COPY (${head}${sql}) TO ${literal(output.target)} (${output.options})`
  }
  const { csvFile, header } = output
  const options = `FORMAT csv, HEADER false, FORCE_QUOTE *, PREFIX ${literal(header)}, SUFFIX ${literal('\n')}`
  return `COPY (${head}${sql}) TO ${literal(csvFile)} (${options})`
}
