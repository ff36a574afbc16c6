/** Prepared statements: parameterised queries that a workgroup keeps by name. */
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { athenaQueryBytesMax } from '../../lake/limits.ts'
import { page, tokenOf } from '../paging.ts'
import {
  description,
  invalidRequest,
  operation,
  pageSize,
  resourceNotFound,
  workGroupName,
} from './request.ts'
import type { WorkGroups } from './workgroups.ts'

export interface PreparedStatement {
  StatementName: string
  QueryStatement: string
  WorkGroupName: string
  Description?: string | undefined
  /** Epoch seconds. */
  LastModifiedTime: number
}

export interface PreparedStatements {
  find(workGroup: string, name: string): PreparedStatement | undefined
  /** By name. */
  list(workGroup: string): PreparedStatement[]
  /** Makes it, or makes it anew. */
  put(statement: Omit<PreparedStatement, 'LastModifiedTime'>): void
  /** Whether there was one. */
  remove(workGroup: string, name: string): boolean
  countOf(workGroup: string): number
  removeWorkGroup(workGroup: string): void
}

export function openPreparedStatements(database: DatabaseSync): PreparedStatements {
  database.exec(`CREATE TABLE IF NOT EXISTS athena_prepared_statements (
    workgroup TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (workgroup, name)) STRICT`)
  const table = 'athena_prepared_statements'
  const select = database.prepare(`SELECT document FROM ${table} WHERE workgroup = ? AND name = ?`)
  const selectAll = database.prepare(
    `SELECT document FROM ${table} WHERE workgroup = ? ORDER BY name`,
  )
  const upsert = database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`)
  const remove = database.prepare(`DELETE FROM ${table} WHERE workgroup = ? AND name = ?`)
  const removeAll = database.prepare(`DELETE FROM ${table} WHERE workgroup = ?`)
  return {
    countOf: (workGroup) => selectAll.all(workGroup).length,
    removeWorkGroup(workGroup) {
      removeAll.run(workGroup)
    },
    find(workGroup, name) {
      const row = select.get(workGroup, name)
      return row && JSON.parse(row.document as string)
    },
    list: (workGroup) => selectAll.all(workGroup).map((row) => JSON.parse(row.document as string)),
    put(statement) {
      const document = JSON.stringify({ ...statement, LastModifiedTime: Date.now() / 1000 })
      upsert.run(statement.WorkGroupName, statement.StatementName, document)
    },
    remove: (workGroup, name) => remove.run(workGroup, name).changes === 1,
  }
}

const byName = z.object({
  StatementName: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$/, 'must be a statement name'),
  WorkGroup: workGroupName,
})
const content = {
  QueryStatement: z.string().min(1).max(athenaQueryBytesMax),
  Description: description.optional(),
}

const missing = (workGroup: string, name: string) =>
  `PreparedStatement ${name} was not found in workGroup ${workGroup}`

/** The operations on prepared statements. */
export function preparedStatementOperations(
  statements: PreparedStatements,
  workGroups: WorkGroups,
) {
  function get(workGroup: string, name: string) {
    workGroups.getWorkGroup(workGroup)
    const found = statements.find(workGroup, name)
    if (!found) throw resourceNotFound(missing(workGroup, name), name)
    return found
  }
  return {
    CreatePreparedStatement: operation(byName.extend(content), ({ WorkGroup, ...input }) => {
      const WorkGroupName = workGroups.getWorkGroup(WorkGroup).Name
      if (statements.find(WorkGroup, input.StatementName)) {
        throw invalidRequest(`PreparedStatement ${input.StatementName} already exists`)
      }
      statements.put({ ...input, WorkGroupName })
      return {}
    }),
    GetPreparedStatement: operation(byName, ({ WorkGroup, StatementName }) => ({
      PreparedStatement: get(WorkGroup, StatementName),
    })),
    UpdatePreparedStatement: operation(byName.extend(content), ({ WorkGroup, ...input }) => {
      const { WorkGroupName } = get(WorkGroup, input.StatementName)
      statements.put({ ...input, WorkGroupName })
      return {}
    }),
    DeletePreparedStatement: operation(byName, ({ WorkGroup, StatementName }) => {
      get(WorkGroup, StatementName)
      statements.remove(WorkGroup, StatementName)
      return {}
    }),
    ...listOperations(statements, workGroups),
  }
}

function listOperations(statements: PreparedStatements, workGroups: WorkGroups) {
  return {
    BatchGetPreparedStatement: operation(
      z.object({
        PreparedStatementNames: z.array(z.string()).max(256),
        WorkGroup: workGroupName,
      }),
      ({ PreparedStatementNames, WorkGroup }) => {
        workGroups.getWorkGroup(WorkGroup)
        const found = PreparedStatementNames.map((name) => statements.find(WorkGroup, name))
        return {
          PreparedStatements: found.filter((statement) => statement !== undefined),
          UnprocessedPreparedStatementNames: PreparedStatementNames.filter((_, i) => !found[i]).map(
            (StatementName) => ({
              StatementName,
              ErrorCode: 'STATEMENT_NOT_FOUND',
              ErrorMessage: missing(WorkGroup, StatementName),
            }),
          ),
        }
      },
    ),
    ListPreparedStatements: operation(
      z.object({
        WorkGroup: workGroupName,
        MaxResults: pageSize(50),
        NextToken: tokenOf(z.string()),
      }),
      ({ WorkGroup, MaxResults, NextToken: after }) => {
        const all = statements.list(workGroups.getWorkGroup(WorkGroup).Name)
        const name = ({ StatementName }: PreparedStatement) => StatementName
        const { items, ...next } = page(all, name, { size: MaxResults, after })
        return {
          PreparedStatements: items.map(({ StatementName, LastModifiedTime }) => ({
            StatementName,
            LastModifiedTime,
          })),
          ...next,
        }
      },
    ),
  }
}
