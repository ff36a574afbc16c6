/** Named queries: statements kept under an id. */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { athenaQueryBytesMax } from '../../lake/limits.ts'
import { page, tokenOf } from '../paging.ts'
import { description, invalidRequest, operation, pageSize, workGroupName } from './request.ts'
import type { WorkGroups } from './workgroups.ts'

export interface NamedQuery {
  NamedQueryId: string
  Name: string
  Database: string
  QueryString: string
  WorkGroup: string
  Description?: string | undefined
}

export interface NamedQueries {
  find(id: string): NamedQuery | undefined
  /** Makes it anew, or changes it; `token` makes a repeated creation harmless. */
  put(query: NamedQuery, token?: string): void
  idByToken(token: string): string | undefined
  remove(id: string): void
  /** In the order of their ids. */
  ids(workGroup: string): string[]
  countOf(workGroup: string): number
  removeWorkGroup(workGroup: string): void
}

export function openNamedQueries(database: DatabaseSync): NamedQueries {
  database.exec(`CREATE TABLE IF NOT EXISTS athena_named_queries (
    id TEXT PRIMARY KEY, workgroup TEXT NOT NULL, token TEXT UNIQUE, document TEXT NOT NULL) STRICT`)
  const table = 'athena_named_queries'
  const select = database.prepare(`SELECT document FROM ${table} WHERE id = ?`)
  const byToken = database.prepare(`SELECT id FROM ${table} WHERE token = ?`)
  const ofWorkGroup = database.prepare(`SELECT id FROM ${table} WHERE workgroup = ? ORDER BY id`)
  const upsert = database.prepare(
    `INSERT INTO ${table} VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
  )
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`)
  const removeAll = database.prepare(`DELETE FROM ${table} WHERE workgroup = ?`)
  const ids = (workGroup: string) => ofWorkGroup.all(workGroup).map(({ id }) => id as string)
  return {
    find(id) {
      const row = select.get(id)
      return row && JSON.parse(row.document as string)
    },
    put(query, token) {
      upsert.run(query.NamedQueryId, query.WorkGroup, token ?? null, JSON.stringify(query))
    },
    idByToken: (token) => byToken.get(token)?.id as string | undefined,
    remove(id) {
      remove.run(id)
    },
    ids,
    countOf: (workGroup) => ids(workGroup).length,
    removeWorkGroup(workGroup) {
      removeAll.run(workGroup)
    },
  }
}

const members = {
  Name: z.string().min(1).max(128),
  Description: description.optional(),
  QueryString: z.string().min(1).max(athenaQueryBytesMax),
}
const byId = z.object({ NamedQueryId: z.string() })

/** The operations on named queries. */
export function namedQueryOperations(queries: NamedQueries, workGroups: WorkGroups) {
  function get(id: string): NamedQuery {
    const found = queries.find(id)
    if (!found) throw invalidRequest(`NamedQuery ${id} does not exist`)
    return found
  }
  return {
    CreateNamedQuery: operation(
      z.object({
        ...members,
        Database: z.string().min(1).max(255),
        WorkGroup: workGroupName.default('primary'),
        ClientRequestToken: z.string().min(32).max(128).optional(),
      }),
      ({ ClientRequestToken: token, ...input }) => {
        const known = token && queries.idByToken(token)
        if (known) return { NamedQueryId: known }
        workGroups.getWorkGroup(input.WorkGroup)
        const NamedQueryId = randomUUID()
        queries.put({ NamedQueryId, ...input }, token)
        return { NamedQueryId }
      },
    ),
    GetNamedQuery: operation(byId, ({ NamedQueryId }) => ({ NamedQuery: get(NamedQueryId) })),
    BatchGetNamedQuery: operation(
      z.object({ NamedQueryIds: z.array(z.string()).min(1).max(50) }),
      ({ NamedQueryIds }) => ({
        NamedQueries: NamedQueryIds.map(queries.find).filter((query) => query !== undefined),
        UnprocessedNamedQueryIds: NamedQueryIds.filter((id) => !queries.find(id)).map(
          (NamedQueryId) => ({
            NamedQueryId,
            ErrorCode: 'INVALID_INPUT',
            ErrorMessage: `NamedQuery ${NamedQueryId} does not exist`,
          }),
        ),
      }),
    ),
    UpdateNamedQuery: operation(byId.extend(members), ({ NamedQueryId, ...changes }) => {
      queries.put({ ...get(NamedQueryId), ...changes })
      return {}
    }),
    DeleteNamedQuery: operation(byId, ({ NamedQueryId }) => {
      get(NamedQueryId)
      queries.remove(NamedQueryId)
      return {}
    }),
    ListNamedQueries: operation(
      z.object({
        WorkGroup: workGroupName.default('primary'),
        MaxResults: pageSize(50),
        NextToken: tokenOf(z.string()),
      }),
      ({ WorkGroup, MaxResults, NextToken: after }) => {
        const all = queries.ids(workGroups.getWorkGroup(WorkGroup).Name)
        const { items, ...next } = page(all, (id) => id, { size: MaxResults, after })
        return { NamedQueryIds: items, ...next }
      },
    ),
  }
}
