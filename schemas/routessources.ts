/** Sources: what is fetched, how, and how far it is. */
import * as z from 'zod'
import { type Route, time } from './route.ts'
import { cursorState } from './routesobjects.ts'
import { sourceDefinition, sourceName, sourceState } from './sources.ts'

const source = z
  .looseObject({
    name: sourceName,
    definition: sourceDefinition,
    file: z.string().nullable().describe('The file that says it, and where it is changed'),
    paused: z.boolean().describe('By the definition, or by hand'),
    state: z
      .looseObject({ ...sourceState.shape, at: time })
      .nullable()
      .describe('As whoever runs it said last; null: nobody has run it'),
    cursor: cursorState
      .nullable()
      .describe('How far it is: the cursor of the source that has the dataset’s name'),
  })
  .meta({ id: 'Source' })

const sourceList = z.looseObject({ sources: z.array(source) }).meta({ id: 'SourceList' })

const params = z.strictObject({ source: sourceName })
const one = { path: '/v1/sources/{source}', tag: 'sources', params } as const
const headers = {
  ETag: 'Of what is said of it, for If-Match; its state and its cursor go on under the same one',
}
const asItIs = { description: 'As it is', body: source, headers }

export const sourceRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/sources',
    operationId: 'listSources',
    tag: 'sources',
    summary: 'What is fetched: all of it, or what the token lands under',
    description: 'All of it with `lake:read`; else those under which the token lands.',
    scope: 'any',
    replies: { 200: { description: 'By their names', body: sourceList } },
  },
  {
    ...one,
    method: 'GET',
    operationId: 'getSource',
    summary: 'One of them, and how far it is',
    scope: 'any',
    replies: { 200: asItIs },
    problems: [404],
  },
  {
    ...one,
    method: 'PUT',
    operationId: 'putSource',
    summary: 'Says how it is fetched from now on',
    scope: 'source:write',
    headers: z.object({
      'if-match': z.string().max(200).describe('The ETag that was read').optional(),
      'if-none-match': z.literal('*').describe('For the first time').optional(),
    }),
    body: sourceDefinition,
    replies: { 200: asItIs, 201: { ...asItIs, description: 'It is new' } },
    problems: [409, 412, 413, 415, 428],
  },
  {
    ...one,
    method: 'DELETE',
    operationId: 'deleteSource',
    summary: 'It is fetched no more; what has landed stays',
    scope: 'source:write',
    replies: { 204: { description: 'It is taken back' } },
    problems: [404, 409, 412],
  },
  ...(['pause', 'resume'] as const).map(
    (verb): Route => ({
      path: `${one.path}/${verb}`,
      tag: one.tag,
      params,
      method: 'POST',
      operationId: `${verb}Source`,
      summary: verb === 'pause' ? 'Its next run waits until it is resumed' : 'It goes on',
      scope: 'source:write',
      replies: { 200: asItIs },
      problems: [404],
    }),
  ),
  {
    path: `${one.path}/state`,
    tag: one.tag,
    params,
    method: 'PUT',
    operationId: 'putSourceState',
    summary: 'Whoever runs it says how it is',
    scope: 'land',
    body: sourceState,
    replies: { 204: { description: 'It is written down' } },
    problems: [404, 413, 415],
  },
]
