/** One statement, from its text to the files of its result. */
import { rm, writeFile } from 'node:fs/promises'
import { notSupported, userError } from '../../lake/sql/error.ts'
import { classify } from '../../lake/sql/statement.ts'
import type { Catalog } from '../glue/catalog.ts'
import type { Engine, ResultColumn } from './engine/engine.ts'
import type { Executions, QueryExecution } from './executions.ts'
import { formatMetadata } from './metadata.ts'
import { preparedSql } from './preparedsql.ts'
import type { PreparedStatements } from './preparedstatements.ts'
import type { Results } from './results.ts'
import { runUtility } from './utility.ts'
import type { WorkGroups } from './workgroups.ts'

export interface Outcome {
  columns: ResultColumn[]
  rowCount: number
  dataScannedBytes: number
  /** Whether the result is a copy of an earlier one. */
  reused?: boolean
}

export interface RunContext {
  executions: Executions
  workGroups: WorkGroups
  catalog: Catalog
  engine: Engine
  statements: PreparedStatements
  results: Results
  /** A place for the result's file until it is stored. */
  scratchFile: (queryExecutionId: string) => string
}

/** Runs a statement and stores its result; throws AthenaError for what the user did wrong. */
export async function run(
  execution: QueryExecution,
  context: RunContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { type, sub, text } = classify(execution.Query)
  // awswrangler writes the context's database in backticks, and AWS takes it.
  const database = (execution.QueryExecutionContext.Database ?? 'default').replace(/^`|`$/g, '')
  if (type === 'DML' && sub === 'SELECT') {
    const reused = await reuse(execution, context)
    return reused ?? runSelect({ text, database }, execution, context, signal)
  }
  if (type === 'UTILITY') {
    const { columns, lines } = runUtility(text, { catalog: context.catalog, database })
    return storeText(execution, context, columns, lines)
  }
  const prepared = preparedSql(text)
  if (!prepared) throw notSupported(sub.replaceAll('_', ' '))
  if (prepared.verb === 'PREPARE') {
    const { WorkGroup: WorkGroupName } = execution
    const { name: StatementName, query } = prepared
    const QueryStatement = classify(query).text
    context.statements.put({ StatementName, QueryStatement, WorkGroupName })
  } else if (!context.statements.remove(execution.WorkGroup, prepared.name)) {
    throw missingStatement(prepared.name)
  }
  return storeText(execution, context, [], [])
}

const missingStatement = (name: string) =>
  userError('NOT_FOUND', `Prepared statement not found: ${name}`)

/** Stores an earlier result again, if the request allows it and there is one of that age. */
async function reuse(
  execution: QueryExecution,
  { executions, results }: RunContext,
): Promise<Outcome | undefined> {
  const { QueryExecutionId: id, Query, ResultConfiguration, ResultReuseConfiguration } = execution
  const { Enabled, MaxAgeInMinutes = 60 } = ResultReuseConfiguration.ResultReuseByAgeConfiguration
  // What EXECUTE stands for may have changed since.
  if (!Enabled || preparedSql(Query)) return undefined
  const earlier = executions.reusable(execution, Date.now() - MaxAgeInMinutes * 60_000)
  const file =
    earlier && (await results.fileOf(earlier.execution.ResultConfiguration.OutputLocation))
  if (!file) return undefined
  const { columns, rowCount } = earlier
  await results.write(ResultConfiguration.OutputLocation, file, formatMetadata(id, columns))
  return { columns, rowCount, dataScannedBytes: 0, reused: true }
}

async function runSelect(
  { text, database }: { text: string; database: string },
  execution: QueryExecution,
  { engine, statements, results, scratchFile, workGroups }: RunContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { QueryExecutionId: id, ExecutionParameters, ResultConfiguration } = execution
  const { Configuration } = workGroups.getWorkGroup(execution.WorkGroup)
  const bytesScannedMax = Configuration.BytesScannedCutoffPerQuery
  const csvFile = scratchFile(id)
  const { sql, parameters = ExecutionParameters } = resolve(text, execution.WorkGroup, statements)
  try {
    const { columns, rowCount, bytesScanned } = await engine.run({
      sql,
      database,
      csvFile,
      signal,
      ...(parameters && { parameters }),
      ...(bytesScannedMax !== undefined && { bytesScannedMax }),
    })
    signal.throwIfAborted()
    await results.write(ResultConfiguration.OutputLocation, csvFile, formatMetadata(id, columns))
    return { columns, rowCount, dataScannedBytes: bytesScanned }
  } finally {
    await rm(csvFile, { force: true })
  }
}

/** What EXECUTE stands for; any other statement stands for itself. */
function resolve(
  text: string,
  workGroup: string,
  statements: PreparedStatements,
): { sql: string; parameters?: string[] } {
  const prepared = preparedSql(text)
  if (prepared?.verb !== 'EXECUTE') return { sql: text }
  const { name, parameters } = prepared
  const found = statements.find(workGroup, name)
  if (!found) throw missingStatement(name)
  const sql = classify(found.QueryStatement)
  if (sql.type !== 'DML' || sql.sub !== 'SELECT') throw notSupported(`EXECUTE of ${sql.sub}`)
  return { sql: sql.text, ...(parameters.length > 0 && { parameters }) }
}

async function storeText(
  { QueryExecutionId: id, ResultConfiguration }: QueryExecution,
  { results, scratchFile }: RunContext,
  columns: ResultColumn[],
  lines: readonly string[],
): Promise<Outcome> {
  const file = scratchFile(id)
  try {
    await writeFile(file, lines.map((line) => `${line}\n`).join(''))
    await results.write(ResultConfiguration.OutputLocation, file, formatMetadata(id, columns))
  } finally {
    await rm(file, { force: true })
  }
  return { columns, rowCount: lines.length, dataScannedBytes: 0 }
}
