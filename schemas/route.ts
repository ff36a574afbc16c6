/** One line of the route table, and the parts that lines are made of. */
import * as z from 'zod'

/** What a token may be allowed, without the resource server's name before it; `land:<source>` beside these. */
export const scopes = [
  ...(['lake:read', 'query:run', 'quarantine:write'] as const),
  ...(['predict', 'model:write', 'erase'] as const),
  // The bytes as they were sent, and what was set aside: reasons quote lines of it.
  ...(['originals:read'] as const),
  // Queries, their results and jobs are their owner's: by this one those of others too.
  ...(['queries:all'] as const),
  // What is fetched, from where, with which secret.
  ...(['source:write'] as const),
  // What is sent, where to, with which secret; and what whoever sends says of it.
  ...(['destination:write', 'deliver'] as const),
] as const
/** `land` is any `land:<source>`, `any` none in particular: a valid token is enough. */
export type Scope = (typeof scopes)[number] | 'land' | 'any'

/** Of the API, not of the product: it grows by additions only. */
export const apiVersion = '1.0.0'

/** Before each scope in a token, as Cognito writes them: `hypatia/lake:read`. */
export const resourceServer = 'hypatia'

/** Of a single PUT. */
export const uploadBytesMax = 5_368_709_120

export const parquetType = 'application/vnd.apache.parquet'

export interface Reply {
  description: string
  body?: z.ZodType
  /** JSON where absent. */
  contentTypes?: string[]
  headers?: Record<string, string>
}

/** The functions that serve routes. */
export type Server = 'api' | 'predict'

export interface Route {
  /** Who serves it; `api` where absent. */
  function?: Server
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  operationId: string
  tag: string
  summary: string
  description?: string
  /** Absent: for everybody, without a token. */
  scope?: Scope
  params?: z.ZodObject
  query?: z.ZodObject
  headers?: z.ZodObject
  body?: z.ZodType
  replies: Record<number, Reply>
  /** Statuses of problems beside those that every route has. */
  problems?: number[]
}

/** An integer in a query. */
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))

/** A parameter that may be given several times. */
export const repeated = <T extends z.ZodType>(item: T, itemsMax: number) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(itemsMax),
  )

/** Seconds that an answer may wait for what is asked: API Gateway ends at 29. */
export const wait = integer(0, 25).describe('Seconds to wait for it')

/** Of a request that makes something, so that it can be repeated. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .describe('The same key and request is the same thing made')

/** Where a collection goes on: opaque, from `next` of the page before. */
export const cursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,1000}$/)
  .describe('`next` of the page before')

export const next = z.string().nullable().describe('Cursor of the next page; null at the end')

export const table = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_]{1,255}$/)
    .describe('Of the table: <source>_<dataset>'),
})

export const objectId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('16 hexadecimal digits that stand for a raw key')

export const time = z.string().describe('ISO 8601, UTC')

/** Whatever JSON can say: a schema of its own, since it refers to itself. */
export const jsonValue: z.ZodType<JsonValue> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(jsonValue),
      z.record(z.string(), jsonValue),
    ]),
  )
  .meta({ id: 'JsonValue' })
type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue }

export const ifNoneMatch = z.object({ 'if-none-match': z.string().max(1000).optional() })

/** Of what is changed only as it was read. */
export const ifUnchanged = z.object({
  'if-match': z.string().max(200).describe('The ETag that was read').optional(),
  'if-none-match': z.literal('*').describe('For the first time').optional(),
})

export const etagHeader = { ETag: 'Strong: the same as long as the answer is' }
export const notModified: Reply = { description: 'As If-None-Match says' }
