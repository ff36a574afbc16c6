/** Queries: SQL by Athena, waited for or looked after later. */
import * as z from 'zod'
import { cursor, idempotencyKey, integer, next, type Route, time, wait } from './route.ts'

const position = z.looseObject({ line: z.int(), column: z.int() })

export const resultPage = z
  .looseObject({
    columns: z.array(
      z.looseObject({
        name: z.string(),
        type: z.string(),
        json: z.enum(['string', 'number', 'boolean']),
      }),
    ),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
    next,
  })
  .meta({ id: 'ResultPage' })

export const query = z
  .looseObject({
    id: z.string(),
    state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    sql: z.string(),
    submittedAt: time,
    completedAt: time.nullable(),
    tookMs: z.int().nullable(),
    scannedBytes: z.int().nullable(),
    reused: z.boolean().describe('The result of an earlier run'),
    error: z
      .looseObject({
        detail: z.string(),
        retryable: z.boolean(),
        position: position.optional(),
        hint: z.string().optional().describe('What may have been meant'),
      })
      .nullable(),
    results: resultPage.optional().describe('The first page, where it was waited for'),
  })
  .meta({ id: 'Query' })

export const queryList = z.looseObject({ queries: z.array(query), next }).meta({ id: 'QueryList' })

export const newQuery = z
  .strictObject({
    sql: z.string().min(1).max(262_144),
    parameters: z
      .array(z.union([z.string().max(900), z.number(), z.boolean()]))
      .max(100)
      .describe('For each ? of the statement')
      .optional(),
    database: z
      .enum(['lake', 'raw'])
      .describe('For tables without one; lake where absent')
      .optional(),
    maxAge: z
      .int()
      .min(0)
      .max(10_080)
      .describe('Minutes: a result no older is taken instead of a run')
      .optional(),
  })
  .meta({ id: 'NewQuery' })

const scanned = {
  bytes: z
    .int()
    .nullable()
    .describe(
      'At most, whatever the engine reads beside what it needs; null where it is not known',
    ),
  columnBytes: z
    .int()
    .nullable()
    .describe('Of the columns that may be read: about what large files give'),
  files: z.int(),
  filesTotal: z.int(),
  partitions: z.int(),
  partitionsTotal: z.int(),
}

export const estimate = z
  .looseObject({
    ...scanned,
    usd: z.number().nullable().describe('At most, by Athena’s price a TB and its least charge'),
    tables: z.array(
      z.looseObject({
        table: z.string().describe('<database>.<table>'),
        ...scanned,
        bytesTotal: z.int().nullable().describe('Of all its files'),
        columns: z.array(z.string()).describe('Which may be read'),
      }),
    ),
    unread: z
      .looseObject({ detail: z.string(), position: position.optional() })
      .optional()
      .describe('Why the statement could not be read here; Athena may still take it'),
  })
  .meta({ id: 'Estimate' })

const newEstimate = newQuery.omit({ maxAge: true }).meta({ id: 'NewEstimate' })

const params = z.strictObject({
  id: z.string().regex(/^[0-9a-fA-F-]{36}$/),
})
const common = { tag: 'queries', scope: 'query:run' } as const
const resultQuery = {
  limit: integer(1, 1000).default(1000),
  cursor: cursor.optional(),
  format: z.enum(['json', 'ndjson', 'csv', 'parquet']).describe('Goes before Accept').optional(),
}

export const queryRoutes: Route[] = [
  {
    ...common,
    method: 'POST',
    path: '/v1/queries',
    operationId: 'startQuery',
    summary: 'Runs one statement that reads',
    headers: z.object({
      prefer: z.string().max(200).describe('wait=<seconds>, at most 25').optional(),
      'idempotency-key': idempotencyKey.optional(),
    }),
    body: newQuery,
    replies: {
      200: {
        description: 'Ended while it was waited for; with the first page',
        body: query,
        headers: { 'Content-Location': 'The query', 'Preference-Applied': 'wait=<seconds>' },
      },
      202: {
        description: 'Not yet ended',
        body: query,
        headers: { Location: 'The query', 'Retry-After': 'Seconds' },
      },
    },
    problems: [413, 415, 422],
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/queries',
    operationId: 'listQueries',
    summary: 'The newest queries first',
    query: z.strictObject({ limit: integer(1, 50).default(20), cursor: cursor.optional() }),
    replies: { 200: { description: 'A page of them', body: queryList } },
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/queries/estimate',
    operationId: 'estimateQuery',
    summary: 'What a statement would scan and cost, at most, before it runs',
    description:
      'Nothing is run and no data is read. `bytes` is a bound: whole files, of those that the conditions leave, as often as the statement names their table. `columnBytes` is what the named columns hold of them. Views, time travel and recursion have no number, nor has what cannot be parsed.',
    body: newEstimate,
    replies: { 200: { description: 'At most so much', body: estimate } },
    problems: [413, 415],
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/queries/{id}',
    operationId: 'getQuery',
    summary: 'How far it is; waits for its end',
    params,
    query: z.strictObject({ wait: wait.default(0) }),
    replies: { 200: { description: 'As it is now', body: query } },
    problems: [404],
  },
  {
    ...common,
    method: 'DELETE',
    path: '/v1/queries/{id}',
    operationId: 'cancelQuery',
    summary: 'Cancels it; one that has ended stays as it is',
    params,
    replies: { 204: { description: 'It is told to stop' } },
    problems: [404],
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/queries/{id}/results',
    operationId: 'listResults',
    summary: 'Its rows: pages as JSON or NDJSON, all of them as CSV or Parquet',
    params,
    query: z.strictObject(resultQuery),
    replies: {
      200: {
        description: 'A page',
        body: resultPage,
        contentTypes: ['application/json', 'application/x-ndjson'],
        headers: { Link: 'rel="next" where there is one' },
      },
      303: {
        description: 'The whole result as CSV or Parquet, from S3 by ranges if need be',
        headers: { Location: 'Good for some minutes, without a token' },
      },
    },
    problems: [404, 406, 409, 422],
  },
]
