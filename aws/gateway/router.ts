/** From a method and a path to a route, and from what came with it to a call that is as the table says. */
import type { APIGatewayProxyEvent } from 'aws-lambda'
import type * as z from 'zod'
import { requestBytesMax } from '../../lake/limits.ts'
import { RequestProblem } from '../../lake/problem.ts'
import type { ProblemBody } from '../../schemas/problems.ts'
import type { Route } from '../../schemas/route.ts'
import type { Call, Caller } from './call.ts'

interface Pattern {
  route: Route
  expression: RegExp
}

export interface Match {
  route: Route
  params: Record<string, string>
}

/** Throws RequestProblem: 404, or 405 where the path has other methods. */
export function routerOf(routes: Route[]): (method: string, path: string) => Match {
  const patterns: Pattern[] = routes.map((route) => ({
    route,
    expression: new RegExp(
      `^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replaceAll('.', '\\.')}$`,
    ),
  }))

  return (method, path) => {
    const found = patterns.flatMap(({ route, expression }) => {
      const groups = expression.exec(path)
      return groups ? [{ route, params: decoded(groups.groups ?? {}) }] : []
    })
    const exact = found.find(({ route }) => route.method === method)
    if (exact) return exact
    if (found.length === 0)
      throw new RequestProblem('route.unknown', `There is nothing at ${path.slice(0, 200)}.`)
    const allowed = found.map(({ route }) => route.method).join(', ')
    const headers = { Allow: allowed }
    throw new RequestProblem('method.not-allowed', `It has ${allowed}.`, { headers })
  }
}

function decoded(groups: Record<string, string>): Record<string, string> {
  const entries = Object.entries(groups).map(([name, value]) => [name, percentDecoded(value)])
  return Object.fromEntries(entries)
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // a lone `%`: no parameter's pattern takes it
  }
}

type Place = NonNullable<ProblemBody['errors']>[number]['in']

/** Throws RequestProblem for whatever is not as the table has it. */
export function callOf(
  { route, params }: Match,
  event: APIGatewayProxyEvent,
  caller: Caller,
): Call {
  const headers = event.headers as Call['headers']
  const errors: NonNullable<ProblemBody['errors']> = []
  const parsed = <T>(schema: z.ZodType<T> | undefined, value: unknown, place: Place): T => {
    const answer = schema?.safeParse(value)
    if (!answer) return {} as T
    for (const issue of answer.error?.issues ?? []) errors.push(errorOf(place, issue))
    return answer.data as T
  }
  const query = queryOf(event)
  const call = {
    route,
    requestId: event.requestContext.requestId,
    url: urlOf(event),
    params: parsed(route.params, params, 'path'),
    query: route.query
      ? parsed(route.query, listed(query, route), 'query')
      : noQuery(query, errors),
    headers,
    body: route.body ? parsed(route.body, bodyOf(event, headers), 'body') : undefined,
    caller,
  }
  if (route.headers) parsed(route.headers, headers, 'header')
  if (errors.length > 0) {
    const [first] = errors
    const detail = `${first?.in} ${first?.name || 'as a whole'}: ${first?.detail}`
    throw new RequestProblem('request.invalid', detail, { errors: errors.slice(0, 20) })
  }
  return call
}

const errorOf = (place: Place, { path, message }: z.core.$ZodIssue) => ({
  in: place,
  name: place === 'body' ? path.map((part) => `/${String(part)}`).join('') : String(path[0] ?? ''),
  detail: message.slice(0, 500),
})

function noQuery(query: Record<string, string[]>, errors: NonNullable<ProblemBody['errors']>) {
  for (const name of Object.keys(query)) {
    errors.push({ in: 'query', name: name.slice(0, 100), detail: 'There is no such parameter.' })
  }
  return {}
}

/** A parameter given once is a text; `null` prototypes and `__proto__` are only names here. */
function queryOf({ multiValueQueryStringParameters }: APIGatewayProxyEvent) {
  const entries = Object.entries(multiValueQueryStringParameters ?? {})
  return Object.fromEntries(entries.map(([name, values]) => [name, values ?? []]))
}

/** A list of one is one value, unless the parameter is a list. */
function listed(query: Record<string, string[]>, { query: schema }: Route) {
  const isList = (name: string): boolean => schema !== undefined && name === 'where'
  const entries = Object.entries(query).map(([name, values]) => [
    name,
    isList(name) || values.length !== 1 ? values : values[0],
  ])
  return Object.fromEntries(entries)
}

function urlOf(event: APIGatewayProxyEvent): URL {
  const url = new URL('http://api')
  url.pathname = event.path
  for (const [name, values] of Object.entries(queryOf(event))) {
    for (const value of values) url.searchParams.append(name, value)
  }
  return url
}

function bodyOf(
  { body, isBase64Encoded }: APIGatewayProxyEvent,
  headers: Call['headers'],
): unknown {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > requestBytesMax) {
    throw new RequestProblem(
      'body.too-large',
      `${bytes.length} bytes are more than ${requestBytesMax}.`,
    )
  }
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (!/^application\/(json|[\w.-]+\+json)$/i.test(type.trim())) {
    throw new RequestProblem('content-type.unsupported', 'The body must be application/json.')
  }
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new RequestProblem('request.not-json', 'The body does not parse as JSON.')
  }
}
