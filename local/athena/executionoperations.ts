/** The operations on query executions and their results. */
import * as z from 'zod'
import { writingRows } from '../../lake/sql/statement.ts'
import { tokenAfter, tokenOf } from '../paging.ts'
import type { ResultColumn } from './engine/engine.ts'
import type { Executions, QueryExecution } from './executions.ts'
import { isCaseSensitive } from './metadata.ts'
import type { Queries } from './queries.ts'
import { invalidRequest, operation, pageSize, workGroupName } from './request.ts'
import type { Results } from './results.ts'
import { type Row, readRows } from './rows.ts'
import { start, startInput } from './submission.ts'
import type { WorkGroups } from './workgroups.ts'

const byId = z.object({ QueryExecutionId: z.string() })

export interface ExecutionContext {
  workGroups: WorkGroups
  executions: Executions
  queries: Queries
  results: Results
}

export function executionOperations(context: ExecutionContext) {
  const { workGroups, executions, queries } = context
  return {
    StartQueryExecution: operation(startInput, (input) => ({
      QueryExecutionId: start(input, context),
    })),
    GetQueryExecution: operation(byId, ({ QueryExecutionId }) => ({
      QueryExecution: executions.get(QueryExecutionId).execution,
    })),
    BatchGetQueryExecution: operation(
      z.object({ QueryExecutionIds: z.array(z.string()).min(1).max(50) }),
      ({ QueryExecutionIds }) => ({
        QueryExecutions: QueryExecutionIds.flatMap((id) => executions.find(id)?.execution ?? []),
        UnprocessedQueryExecutionIds: QueryExecutionIds.filter((id) => !executions.find(id)).map(
          (QueryExecutionId) => ({
            QueryExecutionId,
            ErrorCode: 'INVALID_INPUT',
            ErrorMessage: `QueryExecution ${QueryExecutionId} was not found`,
          }),
        ),
      }),
    ),
    StopQueryExecution: operation(byId, ({ QueryExecutionId }) => {
      queries.stop(QueryExecutionId)
      return {}
    }),
    ListQueryExecutions: operation(
      z.object({
        WorkGroup: workGroupName.default('primary'),
        MaxResults: pageSize(50),
        NextToken: tokenOf(z.tuple([z.number(), z.string()])),
      }),
      ({ WorkGroup, MaxResults, NextToken: after }) => {
        const { Name } = workGroups.getWorkGroup(WorkGroup)
        const found = executions.list(Name, { after, limit: MaxResults + 1 })
        const items = found.slice(0, MaxResults)
        const last = items.at(-1)
        return {
          QueryExecutionIds: items.map(({ id }) => id),
          ...(last &&
            found.length > MaxResults && { NextToken: tokenAfter([last.submittedMs, last.id]) }),
        }
      },
    ),
    GetQueryResults: operation(
      byId.extend({
        MaxResults: pageSize(1000),
        NextToken: tokenOf(z.int().nonnegative()),
        QueryResultType: z.literal('DATA_ROWS').optional(),
      }),
      ({ QueryExecutionId, MaxResults, NextToken }) =>
        resultPage(context, QueryExecutionId, { offset: NextToken ?? 0, count: MaxResults }),
    ),
    GetQueryRuntimeStatistics: operation(byId, ({ QueryExecutionId }) => {
      const { execution, rowCount } = executions.get(QueryExecutionId)
      const { DataScannedInBytes, ResultReuseInformation: _, ...Timeline } = execution.Statistics
      const Rows = { InputBytes: DataScannedInBytes, OutputRows: rowCount }
      return { QueryRuntimeStatistics: { Timeline, Rows } }
    }),
  }
}

/** The header is the first row of a SELECT's file, and so of its first page only, as on AWS. */
async function resultPage(
  { executions, results }: ExecutionContext,
  id: string,
  page: { offset: number; count: number },
) {
  const { execution, columns, rowCount } = executions.get(id)
  checkSucceeded(execution)
  if (writingRows.has(execution.SubstatementType)) {
    const ResultSetMetadata = { ColumnInfo: columns.map(columnInfo) }
    return { UpdateCount: rowCount, ResultSet: { Rows: [], ResultSetMetadata } }
  }
  const file = await results.fileOf(execution.ResultConfiguration.OutputLocation)
  if (!file) throw invalidRequest('Could not find results', 'INVALID_QUERY_EXECUTION_STATE')
  const format = execution.StatementType === 'DML' ? 'csv' : 'txt'
  const { rows, next } = await readRows(file, format, page)
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: rows.map(rowOf),
      ResultSetMetadata: { ColumnInfo: columns.map(columnInfo) },
    },
    ...(next !== undefined && { NextToken: tokenAfter(next) }),
  }
}

function checkSucceeded({ Status: { State } }: QueryExecution) {
  if (State === 'SUCCEEDED') return
  const message =
    State === 'QUEUED' || State === 'RUNNING'
      ? `Query has not yet finished. Current state: ${State}`
      : `Query did not finish successfully. Final query state: ${State}`
  throw invalidRequest(message, 'INVALID_QUERY_EXECUTION_STATE')
}

const rowOf = (row: Row) => ({
  Data: row.map((cell) => (cell === undefined ? {} : { VarCharValue: cell })),
})

const columnInfo = ({ name, type, precision, scale }: ResultColumn) => ({
  CatalogName: 'hive',
  SchemaName: '',
  TableName: '',
  Name: name,
  Label: name,
  Type: type,
  Precision: precision,
  Scale: scale,
  Nullable: 'UNKNOWN',
  CaseSensitive: isCaseSensitive(type),
})
