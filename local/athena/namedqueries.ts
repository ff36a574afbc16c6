/** Named queries: statements kept under an id. */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { athenaQueryBytesMax } from '../../lake/limits.ts'
import { page, tokenOf } from '../paging.ts'
import { description, invalidRequest, operation, pageSize, workGroupName } from './request.ts'
import type { WorkGroups } from './workgroups.ts'

interface NamedQuery {
  NamedQueryId: string
  Name: string
  Database: string
  QueryString: string
  WorkGroup: string
  Description?: string | undefined
}

const members = {
  Name: z.string().min(1).max(128),
  Description: description.optional(),
  QueryString: z.string().min(1).max(athenaQueryBytesMax),
}
const byId = z.object({ NamedQueryId: z.string() })

/** The operations on named queries. */
export function namedQueryOperations(database: DatabaseSync, workGroups: WorkGroups) {
  database.exec(`CREATE TABLE IF NOT EXISTS athena_named_queries (
    id TEXT PRIMARY KEY, workgroup TEXT NOT NULL, token TEXT UNIQUE, document TEXT NOT NULL) STRICT`)
  const select = database.prepare('SELECT document FROM athena_named_queries WHERE id = ?')
  const byToken = database.prepare('SELECT id FROM athena_named_queries WHERE token = ?')
  const ofWorkGroup = database.prepare(
    'SELECT id FROM athena_named_queries WHERE workgroup = ? ORDER BY id',
  )
  const insert = database.prepare('INSERT INTO athena_named_queries VALUES (?, ?, ?, ?)')
  const update = database.prepare('UPDATE athena_named_queries SET document = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM athena_named_queries WHERE id = ?')

  const removeAll = database.prepare('DELETE FROM athena_named_queries WHERE workgroup = ?')

  function find(id: string): NamedQuery | undefined {
    const row = select.get(id)
    return row && JSON.parse(row.document as string)
  }
  function get(id: string): NamedQuery {
    const found = find(id)
    if (!found) throw invalidRequest(`NamedQuery ${id} does not exist`)
    return found
  }

  const operations = {
    CreateNamedQuery: operation(
      z.object({
        ...members,
        Database: z.string().min(1).max(255),
        WorkGroup: workGroupName.default('primary'),
        ClientRequestToken: z.string().min(32).max(128).optional(),
      }),
      ({ ClientRequestToken: token, ...input }) => {
        const known = token && byToken.get(token)
        if (known) return { NamedQueryId: known.id }
        workGroups.getWorkGroup(input.WorkGroup)
        const NamedQueryId = randomUUID()
        const document = JSON.stringify({ NamedQueryId, ...input })
        insert.run(NamedQueryId, input.WorkGroup, token ?? null, document)
        return { NamedQueryId }
      },
    ),
    GetNamedQuery: operation(byId, ({ NamedQueryId }) => ({ NamedQuery: get(NamedQueryId) })),
    BatchGetNamedQuery: operation(
      z.object({ NamedQueryIds: z.array(z.string()).min(1).max(50) }),
      ({ NamedQueryIds }) => ({
        NamedQueries: NamedQueryIds.map(find).filter((query) => query !== undefined),
        UnprocessedNamedQueryIds: NamedQueryIds.filter((id) => !find(id)).map((NamedQueryId) => ({
          NamedQueryId,
          ErrorCode: 'INVALID_INPUT',
          ErrorMessage: `NamedQuery ${NamedQueryId} does not exist`,
        })),
      }),
    ),
    UpdateNamedQuery: operation(byId.extend(members), ({ NamedQueryId, ...changes }) => {
      update.run(JSON.stringify({ ...get(NamedQueryId), ...changes }), NamedQueryId)
      return {}
    }),
    DeleteNamedQuery: operation(byId, ({ NamedQueryId }) => {
      get(NamedQueryId)
      remove.run(NamedQueryId)
      return {}
    }),
    ListNamedQueries: operation(
      z.object({
        WorkGroup: workGroupName.default('primary'),
        MaxResults: pageSize(50),
        NextToken: tokenOf(z.string()),
      }),
      ({ WorkGroup, MaxResults, NextToken: after }) => {
        const ids = ofWorkGroup.all(workGroups.getWorkGroup(WorkGroup).Name)
        const all = ids.map(({ id }) => id as string)
        const { items, ...next } = page(all, (id) => id, { size: MaxResults, after })
        return { NamedQueryIds: items, ...next }
      },
    ),
  }
  return {
    operations,
    countOf: (workGroup: string) => ofWorkGroup.all(workGroup).length,
    removeWorkGroup(workGroup: string) {
      removeAll.run(workGroup)
    },
  }
}
