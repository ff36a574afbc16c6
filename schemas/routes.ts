/** The route table: it drives validation, the OpenAPI documents, the gateway's events, the page of the API and the fuzzer. */
import * as z from 'zod'
import {
  etagHeader,
  ifNoneMatch,
  notModified,
  type Route,
  type Server,
  scopes,
  time,
} from './route.ts'
import { datasetRoutes } from './routesdatasets.ts'
import { modelRoutes } from './routesmodels.ts'
import { objectRoutes } from './routesobjects.ts'
import { queryRoutes } from './routesqueries.ts'

const index = z
  .looseObject({
    name: z.string(),
    version: z.string(),
    links: z.record(z.string(), z.string()),
    scopes: z.array(z.enum(scopes)),
    issuer: z.string().describe('Of tokens'),
    limits: z.record(z.string(), z.number()),
  })
  .meta({ id: 'Index' })

const overview = z
  .looseObject({
    datasets: z.int(),
    rows: z.int(),
    bytes: z.int(),
    files: z.int(),
    quarantined: z.int(),
    updatedAt: time.nullable(),
    lastHour: z.looseObject({
      objects: z.int(),
      rows: z.int(),
      bytes: z.int(),
      quarantined: z.int(),
      minutes: z.array(z.int()).describe('Objects committed in each of the last 60 minutes'),
    }),
  })
  .meta({ id: 'Overview' })

const health = z.looseObject({ status: z.literal('ok') }).meta({ id: 'Health' })

export const routes: Route[] = [
  {
    method: 'GET',
    path: '/v1',
    operationId: 'getIndex',
    tag: 'api',
    summary: 'Where everything is',
    replies: { 200: { description: 'Links, scopes, limits', body: index } },
  },
  {
    method: 'GET',
    path: '/v1/health',
    operationId: 'getHealth',
    tag: 'api',
    summary: 'Whether the API answers',
    replies: { 200: { description: 'It does', body: health } },
  },
  {
    method: 'GET',
    path: '/v1/openapi.json',
    operationId: 'getOpenapi',
    tag: 'api',
    summary: 'This document, OpenAPI 3.1',
    headers: ifNoneMatch,
    replies: {
      200: { description: 'The document', body: z.looseObject({}), headers: etagHeader },
      304: notModified,
    },
  },
  {
    method: 'GET',
    path: '/v1/overview',
    operationId: 'getOverview',
    tag: 'api',
    summary: 'The whole lake in one answer',
    scope: 'lake:read',
    replies: { 200: { description: 'As it is now', body: overview } },
  },
  ...datasetRoutes,
  ...queryRoutes,
  ...objectRoutes,
  ...modelRoutes,
]

export const routesOf = (server: Server): Route[] =>
  routes.filter((route) => (route.function ?? 'api') === server)
