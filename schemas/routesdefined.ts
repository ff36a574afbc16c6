/** Routes of what people define one by one, by compare-and-swap: sources, destinations. */
import type * as z from 'zod'
import { ifUnchanged, type Route, type Scope } from './route.ts'

interface Defined {
  noun: 'source' | 'destination'
  one: { path: string; params: z.ZodObject; body: z.ZodType }
  definition: z.ZodType
  list: z.ZodType
  readScope: Scope
  writeScope: Scope
  stateScope: Scope
  state: z.ZodType
  says: { list: string; listMore?: string; put: string; delete: string }
}

export function definedRoutes(defined: Defined): Route[] {
  const { noun, one, readScope: scope, writeScope, says } = defined
  const name = `${noun[0]!.toUpperCase()}${noun.slice(1)}`
  const tag = `${noun}s`
  const { path, params, body } = one
  const headers = {
    ETag: 'For If-Match, which holds while what is said of it is the same, whatever its state and its place are',
  }
  const asItIs = { description: 'As it is', body, headers }
  return [
    {
      ...{ method: 'GET', path: `/v1/${tag}`, operationId: `list${name}s`, tag, scope },
      summary: says.list,
      ...(says.listMore && { description: says.listMore }),
      replies: { 200: { description: 'By their names', body: defined.list } },
    },
    {
      ...{ method: 'GET', path, operationId: `get${name}`, tag, params, scope },
      summary: 'One of them, and how far it is',
      replies: { 200: asItIs },
      problems: [404],
    },
    {
      ...{ method: 'PUT', path, operationId: `put${name}`, tag, params, scope: writeScope },
      summary: says.put,
      headers: ifUnchanged,
      body: defined.definition,
      replies: { 200: asItIs, 201: { ...asItIs, description: 'It is new' } },
      problems: [409, 412, 413, 415, 428],
    },
    {
      ...{ method: 'DELETE', path, operationId: `delete${name}`, tag, params, scope: writeScope },
      summary: says.delete,
      replies: { 204: { description: 'It is taken back' } },
      problems: [404, 409, 412],
    },
    ...(['pause', 'resume'] as const).map(
      (verb): Route => ({
        ...{ path: `${path}/${verb}`, tag, params, scope: writeScope },
        method: 'POST',
        operationId: `${verb}${name}`,
        summary: verb === 'pause' ? 'Its next run waits until it is resumed' : 'It goes on',
        replies: { 200: asItIs },
        problems: [404],
      }),
    ),
    {
      ...{ method: 'PUT', path: `${path}/state`, operationId: `put${name}State`, tag, params },
      scope: defined.stateScope,
      summary: 'Whoever runs it says how it is',
      body: defined.state,
      replies: { 204: { description: 'It is written down' } },
      problems: [404, 413, 415],
    },
  ]
}
