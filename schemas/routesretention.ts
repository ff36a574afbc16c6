/** How long a dataset's objects stay: said, changed, taken back. */
import { retention, retentionRecord } from './retention.ts'
import { type Route, table } from './route.ts'

const common = { path: '/v1/datasets/{name}/retention', tag: 'erasures', params: table } as const

export const retentionRoutes: Route[] = [
  {
    ...common,
    method: 'GET',
    operationId: 'getRetention',
    summary: 'How long the dataset’s objects stay',
    scope: 'lake:read',
    replies: { 200: { description: 'As it is said', body: retentionRecord } },
    problems: [404],
  },
  {
    ...common,
    method: 'PUT',
    operationId: 'putRetention',
    summary:
      'From the next night on older objects are deleted for good, with their rows and their older versions',
    scope: 'erase',
    body: retention,
    replies: { 200: { description: 'It is said', body: retentionRecord } },
    problems: [404, 409, 413, 415, 422],
  },
  {
    ...common,
    method: 'DELETE',
    operationId: 'deleteRetention',
    summary: 'From now on objects stay',
    scope: 'erase',
    replies: { 204: { description: 'It is taken back' } },
    problems: [404, 409],
  },
]
