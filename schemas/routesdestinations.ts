/** Destinations: what is sent, where to, and how far it is. */
import * as z from 'zod'
import {
  destinationDefinition,
  destinationName,
  destinationPlace,
  destinationState,
} from './destinations.ts'
import { etagHeader, ifUnchanged, type Route, time } from './route.ts'
import { definedRoutes } from './routesdefined.ts'

const placeState = z
  .looseObject({ value: destinationPlace, updatedAt: time })
  .meta({ id: 'DestinationPlaceState' })

const destination = z
  .looseObject({
    name: destinationName,
    definition: destinationDefinition,
    file: z.string().nullable().describe('The file that says it, and where it is changed'),
    paused: z.boolean().describe('By the definition, or by hand'),
    state: z
      .looseObject({ ...destinationState.shape, at: time })
      .nullable()
      .describe('As whoever sends it said last; null: nobody has sent anything'),
    place: placeState.nullable().describe('What the peer has acknowledged'),
    lag: z
      .looseObject({
        snapshots: z.int().describe('Which the peer does not have yet'),
        since: time.nullable().describe('Of the oldest of them'),
      })
      .nullable()
      .describe('null: what came since is not known any more, or there is no dataset yet'),
  })
  .meta({ id: 'Destination' })

const params = z.strictObject({ destination: destinationName })
const path = '/v1/destinations/{destination}'
const place = {
  path: `${path}/place`,
  tag: 'destinations',
  params,
  scope: 'deliver',
} as const
const placeAsItIs = { description: 'As it is', body: placeState, headers: etagHeader }

export const destinationRoutes: Route[] = [
  ...definedRoutes({
    noun: 'destination',
    one: { path, params, body: destination },
    definition: destinationDefinition,
    list: z.looseObject({ destinations: z.array(destination) }).meta({ id: 'DestinationList' }),
    readScope: 'lake:read',
    writeScope: 'destination:write',
    stateScope: 'deliver',
    state: destinationState,
    says: {
      list: 'What is sent, and where to',
      put: 'Says what it is sent from now on',
      delete: 'It is sent nothing more; how far it was stays',
    },
  }),
  {
    ...place,
    method: 'GET',
    operationId: 'getDestinationPlace',
    summary: 'How far it is',
    replies: { 200: placeAsItIs },
    problems: [404],
  },
  {
    ...place,
    method: 'PUT',
    operationId: 'putDestinationPlace',
    summary: 'Moves it, after the peer has acknowledged what lies before it',
    headers: ifUnchanged,
    body: z.strictObject({ value: destinationPlace }).meta({ id: 'NewDestinationPlace' }),
    replies: { 200: placeAsItIs, 201: { ...placeAsItIs, description: 'It is new' } },
    problems: [404, 412, 413, 415, 428],
  },
  {
    ...place,
    scope: 'destination:write',
    method: 'DELETE',
    operationId: 'deleteDestinationPlace',
    summary: 'It begins anew, as if it had never been sent anything',
    replies: { 204: { description: 'It begins anew' } },
    problems: [404],
  },
]
