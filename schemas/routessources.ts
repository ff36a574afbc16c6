/** Sources: what is fetched, how, and how far it is. */
import * as z from 'zod'
import { type Route, time } from './route.ts'
import { definedRoutes } from './routesdefined.ts'
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

export const sourceRoutes: Route[] = definedRoutes({
  noun: 'source',
  one: {
    path: '/v1/sources/{source}',
    params: z.strictObject({ source: sourceName }),
    body: source,
  },
  definition: sourceDefinition,
  list: sourceList,
  readScope: 'any',
  writeScope: 'source:write',
  stateScope: 'land',
  state: sourceState,
  says: {
    list: 'What is fetched: all of it, or what the token lands under',
    listMore: 'All of it with `lake:read`; else those under which the token lands.',
    put: 'Says how it is fetched from now on',
    delete: 'It is fetched no more; what has landed stays',
  },
})
