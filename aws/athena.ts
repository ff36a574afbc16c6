/** Athena: a statement run to its end, and its rows. https://docs.aws.amazon.com/athena/latest/APIReference/ */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  type QueryExecution,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { athena } from './clients/athena.ts'

export interface Query {
  statement: string
  workgroup: string
  /** For names without one. */
  database: string
  /** Values of the statement's `?`, each a SQL literal. */
  parameters?: string[]
  /** All rows where absent. */
  rowsMax?: number
}

export interface QueryResult {
  columns: { name: string; type: string }[]
  /** null is SQL's NULL. */
  rows: (string | null)[][]
  /** True where `rowsMax` cut the result. */
  more: boolean
  totalMs: number
  scannedBytes: number
}

/** The query ended FAILED or CANCELLED; the message is Athena's reason. */
export class QueryFailed extends Error {
  override name = 'QueryFailed'
}

const pageRows = 1000 // what GetQueryResults gives at most
const pollMsMin = 5
const pollMsMax = 500

/** Throws QueryFailed with Athena's own words. */
export async function runQuery(query: Query): Promise<QueryResult> {
  const id = await started(query)
  const execution = await ended(id)
  const rows = await resultRows(id, query.rowsMax ?? Number.POSITIVE_INFINITY)
  return {
    ...rows,
    totalMs: execution.Statistics?.TotalExecutionTimeInMillis ?? 0,
    scannedBytes: execution.Statistics?.DataScannedInBytes ?? 0,
  }
}

/** A statement that is no SQL is refused before it runs. */
async function started(query: Query): Promise<string | undefined> {
  const command = new StartQueryExecutionCommand({
    QueryString: query.statement,
    WorkGroup: query.workgroup,
    QueryExecutionContext: { Database: query.database },
    ...(query.parameters ? { ExecutionParameters: query.parameters } : {}),
  })
  try {
    return (await athena().send(command)).QueryExecutionId
  } catch (cause) {
    if (cause instanceof InvalidRequestException) throw new QueryFailed(cause.message, { cause })
    throw cause
  }
}

async function ended(id: string | undefined): Promise<QueryExecution> {
  for (let pollMs = pollMsMin; ; pollMs = Math.min(pollMsMax, pollMs * 1.5)) {
    const answer = await athena().send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
    const execution = answer.QueryExecution ?? {}
    const { State: state, StateChangeReason: reason } = execution.Status ?? {}
    if (state === 'SUCCEEDED') return execution
    if (state === 'FAILED' || state === 'CANCELLED') throw new QueryFailed(reason ?? `${state}`)
    await sleep(pollMs)
  }
}

async function resultRows(
  id: string | undefined,
  rowsMax: number,
): Promise<Pick<QueryResult, 'columns' | 'rows' | 'more'>> {
  const rows: (string | null)[][] = []
  let columns: QueryResult['columns'] = []
  let token: string | undefined
  let header = true // the first row of a SELECT's first page is its labels
  do {
    const page = await athena().send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: Math.min(pageRows, rowsMax - rows.length + 2),
        NextToken: token,
      }),
    )
    const info = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []
    columns = info.map(({ Name, Type }) => ({ name: Name ?? '', type: Type ?? '' }))
    const found = (page.ResultSet?.Rows ?? []).map(({ Data }) =>
      columns.map((_, i) => Data?.[i]?.VarCharValue ?? null),
    )
    rows.push(...(header && isHeader(found[0], columns) ? found.slice(1) : found))
    header = false
    token = page.NextToken
  } while (token && rows.length <= rowsMax)
  return { columns, rows: rows.slice(0, rowsMax), more: rows.length > rowsMax }
}

const isHeader = (row: (string | null)[] | undefined, columns: QueryResult['columns']): boolean =>
  row !== undefined && columns.every(({ name }, i) => row[i] === name)
