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
import { datasetRoutes, datasetSummary } from './routesdatasets.ts'
import { destinationRoutes } from './routesdestinations.ts'
import { erasureRoutes } from './routeserasures.ts'
import { interpretationRoutes } from './routesinterpretation.ts'
import { modelRoutes } from './routesmodels.ts'
import { activity, objectRoutes } from './routesobjects.ts'
import { predictionJobRoutes } from './routespredictionjobs.ts'
import { queryRoutes } from './routesqueries.ts'
import { retentionRoutes } from './routesretention.ts'
import { sourceRoutes } from './routessources.ts'

const index = z
  .looseObject({
    name: z.string(),
    version: z.string(),
    links: z.record(z.string(), z.string()),
    scopes: z.array(z.enum(scopes)),
    issuer: z.string().describe('Of tokens'),
    signIn: z
      .looseObject({ authorizeUrl: z.string(), tokenUrl: z.string(), clientId: z.string() })
      .nullable()
      .describe('For browsers: authorization code with PKCE; null where tokens come otherwise'),
    limits: z.record(z.string(), z.number()),
  })
  .meta({ id: 'Index' })

const me = z
  .looseObject({
    subject: z.string(),
    scopes: z.array(z.string()).describe('Without `hypatia/` before them'),
    sources: z.array(z.string()).describe('Under which it lands; `*` is all'),
    expiresAt: time.nullable(),
  })
  .meta({ id: 'Me' })

const overview = z
  .looseObject({
    datasets: z.int(),
    rows: z.int(),
    bytes: z.int(),
    files: z.int(),
    quarantined: z.int(),
    isQuarantineWhole: z.boolean().describe('false: there are more than were counted'),
    updatedAt: time.nullable(),
    lastHour: z.looseObject({
      objects: z.int(),
      rows: z.int(),
      bytes: z.int(),
      quarantined: z.int(),
      minutes: z.array(z.int()).describe('Objects committed in each of the last 60 minutes'),
      isWhole: z
        .boolean()
        .describe('false: more came than one request sums up, and these are the newest'),
    }),
    newest: z
      .array(z.looseObject({ ...datasetSummary.shape, minutes: z.array(z.int()) }))
      .describe('The datasets that changed last, each with its objects of the last 60 minutes'),
    activities: z.array(activity).describe('What happened last, the oldest first'),
  })
  .meta({ id: 'Overview' })

const health = z.looseObject({ status: z.literal('ok') }).meta({ id: 'Health' })

const documented = {
  200: { description: 'The document', body: z.looseObject({}), headers: etagHeader },
  304: notModified,
}

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
    replies: documented,
  },
  {
    method: 'GET',
    path: '/v1/openapi-3.0.json',
    operationId: 'getOpenapi30',
    tag: 'api',
    summary: 'The same as OpenAPI 3.0, for tools that refuse 3.1',
    headers: ifNoneMatch,
    replies: documented,
  },
  {
    method: 'GET',
    path: '/v1/me',
    operationId: 'getMe',
    tag: 'api',
    summary: 'Who the token is of, and what it allows',
    scope: 'any',
    replies: { 200: { description: 'As the authorizer has it', body: me } },
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
  ...predictionJobRoutes,
  ...erasureRoutes,
  ...retentionRoutes,
  ...interpretationRoutes,
  ...sourceRoutes,
  ...destinationRoutes,
]

export const routesOf = (server: Server): Route[] =>
  routes.filter((route) => (route.function ?? 'api') === server)
