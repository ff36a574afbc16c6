/** Erasures: an object's, or a value's in every dataset. */
import * as z from 'zod'
import { certificate, erasureId, newErasure } from './erasure.ts'
import { idempotencyKey, objectId, type Route, table, wait } from './route.ts'

const common = { tag: 'erasures', scope: 'erase' } as const
const accepted = {
  202: { description: 'It has begun', body: certificate, headers: { Location: 'The erasure' } },
}

export const erasureRoutes: Route[] = [
  {
    ...common,
    method: 'POST',
    path: '/v1/erasures',
    operationId: 'createErasure',
    summary: 'Erases every row with one of these values in one of these columns, in all datasets',
    description:
      'Originals are written again without the rows, older versions are deleted, and so are history, profiles and results. For good.',
    headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
    body: newErasure,
    replies: accepted,
    problems: [413, 415, 422],
  },
  {
    ...common,
    method: 'DELETE',
    path: '/v1/datasets/{name}/files/{object}',
    operationId: 'eraseFile',
    summary: 'Erases one object with all of its versions, its rows and their history',
    description: 'For good. Results of queries go too, since nobody knows which hold its rows.',
    params: z.strictObject({ ...table.shape, object: objectId }),
    query: z.strictObject({
      erase: z.literal(['', 'true']).describe('Must be there: nothing brings it back'),
    }),
    replies: accepted,
    problems: [404, 422],
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/erasures/{id}',
    operationId: 'getErasure',
    summary: 'How far it is, and in the end the certificate of what went; waits for the end',
    params: z.strictObject({ id: erasureId }),
    query: z.strictObject({ wait: wait.default(0) }),
    replies: { 200: { description: 'As it is now', body: certificate } },
    problems: [404],
  },
]
