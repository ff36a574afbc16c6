/** Athena's SQL on the laptop: a query is parsed, translated, planned, and run by DuckDB in a process of its own. */
import type { Expression } from '../../../lake/sql/ast.ts'
import { AthenaError, userError, withinStack } from '../../../lake/sql/error.ts'
import { type ParsedQuery, parseExpression, parseQuery } from '../../../lake/sql/parse/query.ts'
import type { CompiledQuery, TableUse } from '../sql/compile/compiler.ts'
import { compile, resultOf } from '../sql/translate.ts'
import { lookUp } from './lookup.ts'
import type { DataFiles, SandboxQuery } from './message.ts'
import { openPool } from './pool.ts'
import type { ResultColumn } from './resultcolumn.ts'
import { planUse, type Source } from './tables.ts'

export type { ResultColumn } from './resultcolumn.ts'

/** A query with all that it is read in. */
export interface Statement {
  query: ParsedQuery
  /** What an unqualified table belongs to. */
  database: string
  /** SQL literals for its `?`. */
  parameters?: string[]
  /** The view that it is to be, which it may not read. */
  making?: { database: string; table: string }
}

interface Bounds {
  signal: AbortSignal
  /** Planned bytes beyond which the query is refused. */
  bytesScannedMax?: number
}

export interface EngineRequest extends Bounds, Omit<Statement, 'query'> {
  sql: string
  /** Where the result is written, as Athena writes it. */
  csvFile: string
}

export interface EngineResult {
  columns: ResultColumn[]
  rowCount: number
  bytesScanned: number
}

export type Fields = CompiledQuery['fields']

export interface WriteRequest extends Bounds {
  statement: Statement
  /** How rows of these fields are written: expressions over `r.c0`, `r.c1`, … with their names. Throws AthenaError. */
  shape(fields: Fields): { columns: string[]; output: DataFiles }
}

export interface Engine {
  /** Throws AthenaError for what is wrong with the statement or its data, and the signal's reason. */
  run(request: EngineRequest): Promise<EngineResult>
  /** Writes the rows into files of a table. Throws as `run`. */
  write(request: WriteRequest): Promise<Omit<EngineResult, 'columns'>>
  /** What a query would read and answer; nothing is run. */
  look(statement: Statement): Promise<{ fields: Fields; uses: TableUse[]; bytesScanned: number }>
  close(): void
}

/** Opens the engine over the store and the catalog; its processes start at once. */
export function openEngine(source: Source): Engine {
  const pool = openPool()
  pool.warm()
  return {
    async run(request) {
      const { csvFile, sql, signal } = request
      const compiled = await compiledOf({ ...request, query: parseQuery(sql) }, source)
      const { columns, ...result } = resultOf(compiled)
      const { planned, bytesScanned } = await plannedOf(result.sql, compiled.uses, source)
      checkCutoff(bytesScanned, request.bytesScannedMax)
      const names = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`)
      const output = { csvFile, header: `${names.join(',')}\n` }
      const rowCount = await pool.run({ ...planned, output }, signal)
      return { columns, rowCount, bytesScanned }
    },
    async write({ statement, shape, signal, bytesScannedMax }) {
      const compiled = await compiledOf(statement, source)
      const { columns, output } = shape(compiled.fields)
      const sql = `SELECT ${columns.join(', ')} FROM (${compiled.sql}) AS r`
      const { planned, bytesScanned } = await plannedOf(sql, compiled.uses, source)
      checkCutoff(bytesScanned, bytesScannedMax)
      const rowCount = await pool.run({ ...planned, output }, signal)
      return { rowCount, bytesScanned }
    },
    async look(statement) {
      const { sql, fields, uses } = await compiledOf(statement, source)
      const { bytesScanned } = await plannedOf(sql, uses, source)
      return { fields, uses, bytesScanned }
    },
    close: () => pool.close(),
  }
}

async function compiledOf({ query, database, parameters = [], making }: Statement, source: Source) {
  const surroundings = {
    database: database.toLowerCase(),
    parameters: parameters.map(parameter),
    nowMs: Date.now(),
  }
  const known = await lookUp(query, surroundings, source)
  return withinStack(() => compile(query, { ...surroundings, ...known, ...(making && { making }) }))
}

/** The statement with the relations that it reads. */
async function plannedOf(
  sql: string,
  uses: TableUse[],
  source: Source,
): Promise<{ planned: Omit<SandboxQuery, 'output'>; bytesScanned: number }> {
  const plans = await Promise.all(uses.map((use) => planUse(use, sql, source)))
  return {
    planned: {
      sql,
      relations: uses.map(({ relation }, place) => ({ name: relation, sql: plans[place]!.sql })),
      files: plans.flatMap(({ files }) => files.map(({ path }) => path)),
      textScans: plans.flatMap(({ textScan }) => (textScan ? [textScan] : [])),
    },
    bytesScanned: plans.reduce((sum, plan) => sum + plan.bytesScanned, 0),
  }
}

function parameter(text: string): Expression {
  try {
    return parseExpression(text)
  } catch {
    throw userError('INVALID_PARAMETER_USAGE', `Execution parameter is no SQL literal: ${text}`)
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
