/** Athena's executions one by one: started, looked at, stopped, their results by pages. */
import {
  BatchGetQueryExecutionCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  ListQueryExecutionsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-athena'
import { athena } from './clients/athena.ts'
import { environment } from './environment.ts'

export type { QueryExecution }

/** Athena refuses it as it is: `message` is Athena's. */
export class RefusedQuery extends Error {
  override name = 'RefusedQuery'
  /** Athena's own word for it, e.g. MALFORMED_QUERY, IDEMPOTENT_PARAMETER_MISMATCH. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** More at once than the account may have. */
export class TooManyQueries extends Error {
  override name = 'TooManyQueries'
}

async function named<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    if (cause instanceof InvalidRequestException) {
      throw new RefusedQuery(cause.AthenaErrorCode ?? '', cause.message)
    }
    if (cause instanceof TooManyRequestsException) throw new TooManyQueries(cause.message)
    throw cause
  }
}

export interface NewQuery {
  statement: string
  database: string
  /** Values of the statement's `?`, each a SQL literal. */
  parameters?: string[] | undefined
  /** The same token and statement is the same execution; 32 to 128 characters. */
  token?: string | undefined
  /** A result no older is taken instead of a run. */
  maxAgeMinutes?: number | undefined
}

/** Answers its id. Throws RefusedQuery, TooManyQueries. */
export async function startQuery(query: NewQuery): Promise<string> {
  const { statement, database, parameters, token, maxAgeMinutes } = query
  const answer = await named(
    athena().send(
      new StartQueryExecutionCommand({
        QueryString: statement,
        WorkGroup: environment.workgroup(),
        QueryExecutionContext: { Database: database },
        ...(parameters?.length && { ExecutionParameters: parameters }),
        ...(token && { ClientRequestToken: token }),
        ...(maxAgeMinutes !== undefined && {
          ResultReuseConfiguration: {
            ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: maxAgeMinutes },
          },
        }),
      }),
    ),
  )
  return answer.QueryExecutionId ?? ''
}

/** Undefined where our workgroup has no such execution. */
export async function getQuery(id: string): Promise<QueryExecution | undefined> {
  try {
    const answer = await named(
      athena().send(new GetQueryExecutionCommand({ QueryExecutionId: id })),
    )
    const execution = answer.QueryExecution
    return execution?.WorkGroup === environment.workgroup() ? execution : undefined
  } catch (error) {
    if (error instanceof RefusedQuery) return undefined
    throw error
  }
}

export async function stopQuery(id: string): Promise<void> {
  await named(athena().send(new StopQueryExecutionCommand({ QueryExecutionId: id })))
}

/** The newest first. Throws RefusedQuery for a token that is none. */
export async function listQueries(
  max: number,
  token: string | undefined,
): Promise<{ executions: QueryExecution[]; token?: string | undefined }> {
  const page = await named(
    athena().send(
      new ListQueryExecutionsCommand({
        WorkGroup: environment.workgroup(),
        MaxResults: max,
        NextToken: token,
      }),
    ),
  )
  const ids = page.QueryExecutionIds ?? []
  return { executions: await getQueries(ids), token: page.NextToken }
}

/** In the order of their ids, 50 at most; those that Athena has forgotten are left out. */
export async function getQueries(ids: string[]): Promise<QueryExecution[]> {
  if (ids.length === 0) return []
  const answer = await athena().send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }))
  const byId = new Map(
    (answer.QueryExecutions ?? []).map((execution) => [execution.QueryExecutionId, execution]),
  )
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export interface QueryPage {
  columns: { name: string; type: string }[]
  /** null is SQL's NULL. */
  rows: (string | null)[][]
  token?: string | undefined
}

/** The first page begins with the labels of a SELECT: they are left out. Throws RefusedQuery for a bad token. */
export async function getPage(id: string, max: number, token?: string): Promise<QueryPage> {
  const isFirst = token === undefined
  const answer = await named(
    athena().send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: Math.min(1_000, isFirst ? max + 1 : max),
        NextToken: token,
      }),
    ),
  )
  const info = answer.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []
  const columns = info.map(({ Name = '', Type = '', Precision, Scale }) => ({
    name: Name,
    type: Type === 'decimal' ? `decimal(${Precision},${Scale})` : Type,
  }))
  const rows = (answer.ResultSet?.Rows ?? []).map(({ Data }) =>
    columns.map((_, i) => Data?.[i]?.VarCharValue ?? null),
  )
  const [first] = rows
  const isHeader = isFirst && first && columns.every(({ name }, i) => first[i] === name)
  return { columns, rows: isHeader ? rows.slice(1) : rows, token: answer.NextToken }
}
