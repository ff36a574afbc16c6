/** One statement, from its text to the files of its result. */
import { rm, writeFile } from 'node:fs/promises'
import { notSupported, userError } from '../../lake/sql/error.ts'
import { classify } from '../../lake/sql/statement.ts'
import type { Catalog } from '../glue/catalog.ts'
import type { Store } from '../s3/store.ts'
import type { Engine, ResultColumn } from './engine/engine.ts'
import type { Executions, QueryExecution } from './executions.ts'
import { explain } from './explain.ts'
import { formatMetadata } from './metadata.ts'
import { type PreparedSql, preparedSql } from './preparedsql.ts'
import type { PreparedStatements } from './preparedstatements.ts'
import type { Results } from './results.ts'
import { runUtility } from './utility.ts'
import type { WorkGroups } from './workgroups.ts'
import type { Ours, WriteScope, Written } from './write/scope.ts'
import { runDdl, runWriting } from './write/statement.ts'

export interface Outcome {
  columns: ResultColumn[]
  rowCount: number
  dataScannedBytes: number
  /** Whether the result is a copy of an earlier one. */
  reused?: boolean
  /** Where the list of the files lies that the statement wrote. */
  manifest?: string
}

export interface RunContext {
  executions: Executions
  workGroups: WorkGroups
  catalog: Catalog
  engine: Engine
  statements: PreparedStatements
  results: Results
  store: Store
  ours: Ours
  /** A place for the result's file until it is stored. */
  scratchFile: (queryExecutionId: string) => string
}

/** Runs a statement and stores its result; throws AthenaError for what the user did wrong. */
export async function run(
  execution: QueryExecution,
  context: RunContext,
  signal: AbortSignal,
): Promise<Outcome> {
  // awswrangler writes the context's database in backticks, and AWS takes it.
  const database = (execution.QueryExecutionContext.Database ?? 'default').replace(/^`|`$/g, '')
  const { text, parameters } = resolve(execution, context)
  const { type, sub } = classify(text)
  const asked = { text, database, parameters }
  if (type === 'DML' && sub === 'SELECT') {
    const reused = await reuse(execution, context)
    return reused ?? runSelect(asked, execution, context, signal)
  }
  if (sub === 'EXPLAIN') {
    const { columns, lines } = await explain({ ...asked, engine: context.engine })
    return storeText(execution, context, columns, lines)
  }
  if (type === 'UTILITY') {
    const { columns, lines } = runUtility(text, { catalog: context.catalog, database })
    return storeText(execution, context, columns, lines)
  }
  const prepared = preparedSql(text)
  if (prepared) {
    changePrepared(prepared, execution, context)
    return storeText(execution, context, [], [])
  }
  const scope = scopeOf(asked, execution, context, signal)
  if (type === 'DDL' && sub !== 'CREATE_TABLE_AS_SELECT' && sub !== 'CREATE_VIEW') {
    return storeText(execution, context, [], runDdl(text, scope))
  }
  if (type === 'DML' && !writtenHere.has(sub)) throw notSupported(sub)
  const written = await runWriting(text, scope)
  return written ? storeWritten(execution, context, written) : storeText(execution, context, [], [])
}

const writtenHere = new Set(['INSERT', 'UNLOAD'])

interface Asked {
  text: string
  database: string
  parameters: string[] | undefined
}

function changePrepared(
  prepared: PreparedSql,
  { WorkGroup: WorkGroupName }: QueryExecution,
  { statements }: RunContext,
): void {
  const { name: StatementName } = prepared
  if (prepared.verb === 'PREPARE') {
    const QueryStatement = classify(prepared.query).text
    statements.put({ StatementName, QueryStatement, WorkGroupName })
  } else if (!statements.remove(WorkGroupName, StatementName)) throw missingStatement(StatementName)
}

function scopeOf(
  { database, parameters }: Asked,
  { QueryExecutionId: id, WorkGroup, ResultConfiguration }: QueryExecution,
  { catalog, store, engine, ours, workGroups, scratchFile }: RunContext,
  signal: AbortSignal,
): WriteScope {
  const { Configuration } = workGroups.getWorkGroup(WorkGroup)
  const folder = ResultConfiguration.OutputLocation.replace(/[^/]*$/, '').replace(/tables\/$/, '')
  return {
    ...{ catalog, store, engine, ours, id, database, parameters, signal },
    resultFolder: folder,
    enforced:
      (Configuration.EnforceWorkGroupConfiguration ?? false) &&
      Configuration.ResultConfiguration?.OutputLocation !== undefined,
    bytesScannedMax: Configuration.BytesScannedCutoffPerQuery,
    scratch: `${scratchFile(id)}.rows`,
  }
}

const rowsColumn: ResultColumn = { name: 'rows', type: 'bigint', precision: 19, scale: 0 }

/** The list of the files, and the metadata of a result that is a number of rows. */
async function storeWritten(
  { QueryExecutionId: id, ResultConfiguration: { OutputLocation } }: QueryExecution,
  { results }: RunContext,
  { rowCount, bytesScanned, files }: Written,
): Promise<Outcome> {
  const columns = [rowsColumn]
  const manifest = `${OutputLocation}-manifest.csv`
  await results.put(manifest, files.map((uri) => `${uri}\n`).join(''))
  await results.put(`${OutputLocation}.metadata`, formatMetadata(id, columns))
  return { columns, rowCount, dataScannedBytes: bytesScanned, manifest }
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
  { text: sql, database, parameters }: Asked,
  execution: QueryExecution,
  { engine, results, scratchFile, workGroups }: RunContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { QueryExecutionId: id, ResultConfiguration } = execution
  const { Configuration } = workGroups.getWorkGroup(execution.WorkGroup)
  const bytesScannedMax = Configuration.BytesScannedCutoffPerQuery
  const csvFile = scratchFile(id)
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
  { Query, WorkGroup, ExecutionParameters }: QueryExecution,
  { statements }: RunContext,
): Omit<Asked, 'database'> {
  const { text } = classify(Query)
  const prepared = preparedSql(text)
  if (prepared?.verb !== 'EXECUTE') return { text, parameters: ExecutionParameters }
  const { name, parameters } = prepared
  const found = statements.find(WorkGroup, name)
  if (!found) throw missingStatement(name)
  const stood = classify(found.QueryStatement)
  if (stood.type !== 'DML') throw notSupported(`EXECUTE of ${stood.sub}`)
  return { text: stood.text, parameters: parameters.length > 0 ? parameters : ExecutionParameters }
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
