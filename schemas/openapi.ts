/** The route table as OpenAPI: 3.1 for people and clients, 3.0 for API Gateway, which refuses 3.1. */
import { oas30, oas31 } from 'openapi3-ts'
import * as z from 'zod'
import { problems } from './problems.ts'
import {
  apiVersion,
  parquetType,
  type Reply,
  type Route,
  resourceServer,
  type Scope,
} from './route.ts'
import { routes } from './routes.ts'

export type Version = '3.1' | '3.0'
type Json = Record<string, unknown>

const everyRoute = [400, 500, 503]
const everyChange = [507]
const everyScoped = [401, 403, 429]

export function openapi(version: Version): oas30.OpenAPIObject | oas31.OpenAPIObject {
  const builder = version === '3.1' ? oas31.OpenApiBuilder.create() : oas30.OpenApiBuilder.create()
  builder.addTitle('Hypatia').addVersion(apiVersion).addDescription(about).addServer({ url: '/' })
  builder.addSecurityScheme('bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
  for (const [name, schema] of Object.entries(components(version))) {
    builder.addSchema(name, schema as never)
  }
  const paths = Map.groupBy(routes, ({ path }) => path)
  for (const [path, those] of paths) {
    const operations = those.map((route) => [
      route.method.toLowerCase(),
      operationOf(route, version),
    ])
    builder.addPath(path, Object.fromEntries(operations))
  }
  return builder.getSpec()
}

const about =
  'Land files, query tables, read rows, see what happened. Errors are RFC 9457 problems with a stable type.'

const target = (version: Version) => (version === '3.1' ? 'draft-2020-12' : 'openapi-3.0')

/** Every schema with an id, once and by name; others refer to it by `$ref`. */
function components(version: Version): Record<string, Json> {
  const options = { target: target(version), uri: refOf, io: 'input' } as const
  const { schemas } = z.toJSONSchema(z.globalRegistry, options)
  const named = Object.entries(schemas).map(([id, schema]) => [id, plain(schema)] as const)
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const refOf = (id: string): string => `#/components/schemas/${id}`

/** What JSON Schema says of itself, and the bounds of every integer, are noise in a document. */
function plain(schema: object): Json {
  const text = JSON.stringify(schema, (key, value) => {
    const isName =
      key === '$schema' || ((key === '$id' || key === 'id') && typeof value === 'string')
    if (isName) return undefined // a property that is called id has a schema
    const isBound = (key === 'minimum' || key === 'maximum') && !isNarrow(value)
    return isBound ? undefined : value
  })
  return JSON.parse(text)
}

const isNarrow = (bound: unknown): boolean =>
  typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER

function operationOf(route: Route, version: Version): Json {
  const { operationId, summary, description, tag, scope, body, replies } = route
  const isChange = route.method !== 'GET'
  const statuses = [
    ...everyRoute,
    ...(isChange ? everyChange : []),
    ...(scope ? everyScoped : []),
    ...(route.problems ?? []),
  ]
  const failing = [...new Set(statuses)].sort().map((status) => [status, problemReply(status)])
  const succeeding = Object.entries(replies).map(([status, reply]) => [status, replyOf(reply)])
  return {
    operationId,
    summary,
    ...(description && { description }),
    tags: [tag],
    ...(scope
      ? { security: [{ bearer: version === '3.1' ? scopeNames(scope) : [] }] }
      : { security: [] }),
    ...(scope && scope !== 'any' && { 'x-scope': scopeNames(scope)[0] }),
    parameters: [
      ...parametersOf(route.params, 'path', version),
      ...parametersOf(route.query, 'query', version),
      ...parametersOf(route.headers, 'header', version),
    ],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } },
    }),
    responses: Object.fromEntries([...succeeding, ...failing]),
  }
}

const scopeNames = (scope: Scope): string[] =>
  scope === 'any' ? [] : [`${resourceServer}/${scope === 'land' ? 'land:{source}' : scope}`]

const schemaOf = (body: z.ZodType): Json => {
  const id = body.meta()?.id
  return id ? { $ref: refOf(id) } : { type: 'object' }
}

function replyOf({ description, body, contentTypes = ['application/json'], headers }: Reply): Json {
  const content = body && contentTypes.map((type) => [type, { schema: contentOf(type, body) }])
  const named = Object.entries(headers ?? {}).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ])
  return {
    description,
    ...(headers && { headers: Object.fromEntries(named) }),
    ...(content && { content: Object.fromEntries(content) }),
  }
}

const contentOf = (type: string, body: z.ZodType): Json => {
  if (type === 'application/json') return schemaOf(body)
  return type === parquetType ? { type: 'string', format: 'binary' } : { type: 'string' }
}

function problemReply(status: number): Json {
  const known = Object.entries(problems).filter(([, [of]]) => of === status)
  return {
    description: known.map(([slug]) => slug).join(', '),
    content: { 'application/problem+json': { schema: { $ref: refOf('Problem') } } },
  }
}

function parametersOf(
  object: z.ZodObject | undefined,
  place: 'path' | 'query' | 'header',
  version: Version,
): Json[] {
  return Object.entries(object?.shape ?? {}).map(([name, type]) => {
    const options = { target: target(version), io: 'output' } as const
    const { description, ...schema } = plain(z.toJSONSchema(type as z.ZodType, options))
    return {
      name,
      in: place,
      required: place === 'path' || isRequired(type as z.ZodType),
      ...(description !== undefined && { description }),
      ...(Array.isArray(schema.type) || schema.type === 'array' ? arrayStyle(name) : {}),
      schema,
    }
  })
}

/** Whether a request without it is refused. */
const isRequired = (type: z.ZodType): boolean => !type.safeParse(undefined).success

/** `select=a,b` is one value; `where=…&where=…` are several. */
const arrayStyle = (name: string): Json => ({ style: 'form', explode: name === 'where' })
