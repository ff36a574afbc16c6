/** Athena's SQL on the laptop: a query is parsed, translated, planned, and run by DuckDB in a process of its own. */

import type { Expression } from '../../../lake/sql/ast.ts'
import { AthenaError, userError } from '../../../lake/sql/error.ts'
import { parseExpression, parseQuery } from '../../../lake/sql/parse/query.ts'
import type { TableName } from '../../../lake/sql/tablename.ts'
import { tablesOf } from '../../../lake/sql/tables.ts'
import type { TableColumn } from '../sql/compile/compiler.ts'
import { translate } from '../sql/translate.ts'
import { openPool } from './pool.ts'
import type { ResultColumn } from './resultcolumn.ts'
import { columnsOf, planUse, type Source } from './tables.ts'

export type { ResultColumn } from './resultcolumn.ts'

export interface EngineRequest {
  sql: string
  /** What an unqualified table belongs to. */
  database: string
  /** SQL literals for its `?`. */
  parameters?: string[]
  /** Where the result is written, as Athena writes it. */
  csvFile: string
  signal: AbortSignal
  /** Planned bytes beyond which the query is refused. */
  bytesScannedMax?: number
}

export interface EngineResult {
  columns: ResultColumn[]
  rowCount: number
  bytesScanned: number
}

export interface Engine {
  /** Throws AthenaError for what is wrong with the statement or its data, and the signal's reason. */
  run(request: EngineRequest): Promise<EngineResult>
  close(): void
}

/** Opens the engine over the store and the catalog; its processes start at once. */
export function openEngine(source: Source): Engine {
  const pool = openPool()
  pool.warm()
  return {
    async run(request) {
      const { csvFile, signal } = request
      const parsed = parseQuery(request.sql)
      const database = request.database.toLowerCase()
      const parameters = (request.parameters ?? []).map(parameter)
      const nowMs = Date.now()
      const names = tablesOf(parsed, database, parameters, nowMs)
      const table = await knownColumns(names, source)
      const { sql, columns, uses } = translate(parsed, {
        database,
        table,
        parameters,
        nowMs,
      })
      const plans = await Promise.all(uses.map((use) => planUse(use, sql, source)))
      const bytesScanned = plans.reduce((sum, plan) => sum + plan.bytesScanned, 0)
      checkCutoff(bytesScanned, request.bytesScannedMax)
      const rowCount = await pool.run(
        {
          sql,
          relations: uses.map(({ relation }, place) => ({
            name: relation,
            sql: plans[place]!.sql,
          })),
          files: plans.flatMap(({ files }) => files.map(({ path }) => path)),
          textScans: plans.flatMap(({ textScan }) => (textScan ? [textScan] : [])),
          csvFile,
          header: `${columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(',')}\n`,
        },
        signal,
      )
      return { columns, rowCount, bytesScanned }
    },
    close: () => pool.close(),
  }
}

function parameter(text: string): Expression {
  try {
    return parseExpression(text)
  } catch {
    throw userError('INVALID_PARAMETER_USAGE', `Execution parameter is no SQL literal: ${text}`)
  }
}

/** Looks up every table that the query may mean, so that its translation need not wait. */
async function knownColumns(
  names: TableName[],
  source: Source,
): Promise<(name: TableName) => TableColumn[]> {
  const found = new Map<string, TableColumn[] | AthenaError>()
  const key = (name: TableName) =>
    JSON.stringify([name.database, name.table, String(Object.values(name.version ?? {}))])
  for (const name of names) {
    const columns = await columnsOf(name, source).catch((error: unknown) => {
      if (error instanceof AthenaError) return error
      throw error
    })
    found.set(key(name), columns)
  }
  return (name) => {
    const columns = found.get(key(name))
    if (!columns) throw new Error(`the table ${name.table} was not looked up`)
    if (columns instanceof AthenaError) throw columns
    return columns
  }
}

function checkCutoff(bytesScanned: number, bytesScannedMax?: number): void {
  if (bytesScannedMax === undefined || bytesScanned <= bytesScannedMax) return
  throw new AthenaError({
    code: 'BYTES_SCANNED_CUTOFF',
    message: 'Query cancelled! : Bytes scanned limit was exceeded',
    category: 2,
    type: 1003,
  })
}
