/** What came and went in a dataset between two snapshots. */
import * as z from 'zod'
import { cursor, integer, next, type Route, table } from './route.ts'

/** Either of a column's names. Ours have at most 120 characters; a file's own that is longer would fill the request line. */
const columnName = z.string().min(1).max(128)
/** Columns, by comma. */
export const names = (namesMax: number) =>
  z
    .string()
    .min(1)
    .max(8000)
    .transform((text) => text.split(','))
    .pipe(z.array(columnName).min(1).max(namesMax))

const snapshotId = z.string().regex(/^\d{1,20}$/)

const changePage = z
  .looseObject({
    after: z.string().nullable().describe('The snapshot after which they came; null: all rows'),
    until: z.string().nullable().describe('Up to this snapshot; null: the table has none yet'),
    changes: z.array(
      z.looseObject({
        change: z.enum(['removed', 'added']),
        snapshot: z.string().describe('That made it'),
        object: z.string().nullable().describe('From which the row came'),
        row: z
          .record(z.string(), z.unknown())
          .describe('By columns; integers beyond 2^53 and decimals as texts, bytes in base64'),
      }),
    ),
    next,
  })
  .meta({ id: 'ChangePage' })

const changeQuery = z.strictObject({
  after: snapshotId.describe('A snapshot; absent: all rows of `until`, as added').optional(),
  until: snapshotId.describe('A later one; the newest where absent').optional(),
  key: names(8)
    .describe('Columns that name a row: what comes again under its key is not told as removed')
    .optional(),
  retyped: z
    .enum(['true', 'false'])
    .default('false')
    .transform((said) => said === 'true')
    .pipe(z.boolean())
    .describe('Whether rows whose values were only written to another type are told'),
  limit: integer(1, 10_000).default(1_000),
  cursor: cursor.optional(),
})

export const changesRoute: Route = {
  method: 'GET',
  path: '/v1/datasets/{name}/changes',
  operationId: 'listChanges',
  tag: 'datasets',
  summary: 'Rows that came and went between two snapshots',
  description:
    'Applied in their order to the rows of `after` they give those of `until`: of each snapshot what went, then what came; what it both took and brought is neither. A compaction changes nothing. The order is always the same. 410: a snapshot between them is gone.',
  scope: 'lake:read',
  params: table,
  query: changeQuery,
  replies: { 200: { description: 'A page of them', body: changePage } },
  problems: [404, 410, 422],
}
