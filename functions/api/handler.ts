/** The REST API: API Gateway hands its routes to this function, and so does the laptop. */
import { Logger } from '@aws-lambda-powertools/logger'
import { gatewayHandler } from '../../aws/gateway/handler.ts'
import { routesOf } from '../../schemas/routes.ts'
import { forgetPointers } from './datasets/tables.ts'
import { operations } from './operations.ts'

export const handler = gatewayHandler(
  routesOf('api'),
  operations,
  new Logger({ serviceName: 'api' }),
).before(({ event }) => {
  if (/\bno-cache\b/i.test(event.headers['cache-control'] ?? '')) forgetPointers()
})
