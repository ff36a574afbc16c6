/** Query executions, from submission to their end; they outlive the process. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { athenaHistoryMsMax } from '../../lake/limits.ts'
import type { ResultColumn } from './engine/engine.ts'
import { invalidRequest } from './request.ts'

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'

/** As GetQueryExecution answers it. */
export interface QueryExecution {
  QueryExecutionId: string
  Query: string
  StatementType: 'DML' | 'DDL' | 'UTILITY'
  SubstatementType: string
  WorkGroup: string
  QueryExecutionContext: { Catalog?: string | undefined; Database?: string | undefined }
  /** `OutputLocation` is the result's own file. */
  ResultConfiguration: Record<string, unknown> & { OutputLocation: string }
  ResultReuseConfiguration: {
    ResultReuseByAgeConfiguration: { Enabled: boolean; MaxAgeInMinutes?: number | undefined }
  }
  ExecutionParameters?: string[] | undefined
  EngineVersion: { SelectedEngineVersion: string; EffectiveEngineVersion: string }
  Status: QueryStatus
  Statistics: Record<string, unknown>
}

/** Times are epoch seconds. */
export interface QueryStatus {
  State: QueryState
  StateChangeReason?: string
  SubmissionDateTime: number
  CompletionDateTime?: number
  AthenaError?: {
    ErrorCategory: number
    ErrorType: number
    Retryable: boolean
    ErrorMessage: string
  }
}

export interface StoredExecution {
  execution: QueryExecution
  /** Of the result; empty until the query succeeds. */
  columns: ResultColumn[]
  rowCount: number
}

/** What makes a later request the same one. */
export interface Identity {
  token?: string | undefined
  /** Of everything in the request but the token. */
  fingerprint: string
}

export interface Executions {
  add(execution: QueryExecution, identity: Identity): void
  save(stored: StoredExecution): void
  find(id: string): StoredExecution | undefined
  /** InvalidRequestException when there is none. */
  get(id: string): StoredExecution
  byToken(token: string): { id: string; fingerprint: string } | undefined
  /** Oldest first: what a restart finds unfinished. */
  unfinished(): StoredExecution[]
  /**
   * The newest of the workgroup that asked the same, succeeded, was not itself reused and is no
   * older than `sinceMs`. As on AWS, whether the data has changed since is not looked at.
   */
  reusable(execution: QueryExecution, sinceMs: number): StoredExecution | undefined
  /** Ids of a workgroup, newest first, from after `[submission, id]` on. */
  list(
    workGroup: string,
    query: { after?: [number, string] | undefined; limit: number },
  ): { id: string; submittedMs: number }[]
  countOf(workGroup: string): number
  removeWorkGroup(workGroup: string): void
}

const schema = `
  CREATE TABLE IF NOT EXISTS athena_executions (
    id TEXT PRIMARY KEY, workgroup TEXT NOT NULL, submitted_ms INTEGER NOT NULL,
    state TEXT NOT NULL, token TEXT UNIQUE, fingerprint TEXT NOT NULL, reuse_key TEXT NOT NULL,
    document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS athena_executions_newest
    ON athena_executions (workgroup, submitted_ms DESC, id);
  CREATE INDEX IF NOT EXISTS athena_executions_reusable ON athena_executions (reuse_key);
  CREATE INDEX IF NOT EXISTS athena_executions_unfinished
    ON athena_executions (submitted_ms) WHERE state IN ('QUEUED', 'RUNNING')`

export function openExecutions(database: DatabaseSync): Executions {
  database.exec(schema)
  database
    .prepare('DELETE FROM athena_executions WHERE submitted_ms < ?')
    .run(Date.now() - athenaHistoryMsMax)
  const table = 'athena_executions'
  const insert = database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const update = database.prepare(`UPDATE ${table} SET state = ?, document = ? WHERE id = ?`)
  const select = database.prepare(`SELECT document FROM ${table} WHERE id = ?`)
  const selectToken = database.prepare(`SELECT id, fingerprint FROM ${table} WHERE token = ?`)
  const selectUnfinished = database.prepare(
    `SELECT document FROM ${table} WHERE state IN ('QUEUED', 'RUNNING') ORDER BY submitted_ms`,
  )
  const selectReusable = database.prepare(
    `SELECT document FROM ${table} WHERE reuse_key = ? AND workgroup = ? AND state = 'SUCCEEDED'
      AND submitted_ms >= ?
      AND NOT document ->> '$.execution.Statistics.ResultReuseInformation.ReusedPreviousResult'
      ORDER BY submitted_ms DESC LIMIT 1`,
  )
  const selectPage = database.prepare(
    `SELECT id, submitted_ms FROM ${table} WHERE workgroup = ?1 AND submitted_ms <= ?2
      AND (submitted_ms < ?2 OR id > ?3) ORDER BY submitted_ms DESC, id LIMIT ?4`,
  )
  const count = database.prepare(`SELECT count(*) AS executions FROM ${table} WHERE workgroup = ?`)
  const removeAll = database.prepare(`DELETE FROM ${table} WHERE workgroup = ?`)
  const parse = (row: Record<string, unknown>) =>
    JSON.parse(row.document as string) as StoredExecution

  const executions: Executions = {
    add(execution, { token, fingerprint }) {
      const { QueryExecutionId: id, WorkGroup, Status } = execution
      const submittedMs = Math.round(Status.SubmissionDateTime * 1000)
      const document = JSON.stringify({ execution, columns: [], rowCount: 0 })
      const identity = [token ?? null, fingerprint, reuseKey(execution)] as const
      insert.run(id, WorkGroup, submittedMs, Status.State, ...identity, document)
    },
    save(stored) {
      const { QueryExecutionId: id, Status } = stored.execution
      update.run(Status.State, JSON.stringify(stored), id)
    },
    find(id) {
      const row = select.get(id)
      return row && parse(row)
    },
    get(id) {
      const found = executions.find(id)
      if (!found) throw invalidRequest(`QueryExecution ${id} was not found`)
      return found
    },
    byToken(token) {
      const row = selectToken.get(token)
      return row && { id: row.id as string, fingerprint: row.fingerprint as string }
    },
    unfinished: () => selectUnfinished.all().map(parse),
    reusable(execution, sinceMs) {
      const row = selectReusable.get(reuseKey(execution), execution.WorkGroup, sinceMs)
      return row && parse(row)
    },
    list: (workGroup, { after = [Number.MAX_SAFE_INTEGER, ''], limit }) =>
      selectPage.all(workGroup, ...after, limit).map((row) => ({
        id: row.id as string,
        submittedMs: row.submitted_ms as number,
      })),
    countOf: (workGroup) => count.get(workGroup)?.executions as number,
    removeWorkGroup(workGroup) {
      removeAll.run(workGroup)
    },
  }
  return executions
}

const reuseKey = ({ Query, QueryExecutionContext, ExecutionParameters }: QueryExecution) =>
  fingerprint([Query, QueryExecutionContext.Database, ExecutionParameters])

/** Equal for equal JSON values. */
export const fingerprint = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')
