/** The predict image's handler: API Gateway's events of `/v1/models` and of `/v2`, the Open Inference Protocol. */
import { availableParallelism } from 'node:os'
import { Logger } from '@aws-lambda-powertools/logger'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { environment } from '../../aws/environment.ts'
import { gatewayHandler } from '../../aws/gateway/handler.ts'
import { modelRoutes } from '../../schemas/routesmodels.ts'
import { operationsOf } from './operations.ts'
import { openScorer, type Scorer } from './scorer.ts'
import { serve } from './serve.ts'

const logger = new Logger({ serviceName: 'predict' })

let warm: Scorer | undefined
const scorer = (): Scorer => {
  warm ??= openScorer({ worker: environment.scoringWorker(), threads: availableParallelism() })
  return warm
}

const api = gatewayHandler(modelRoutes, operationsOf(scorer), logger)

export const handler = (
  event: APIGatewayProxyEvent,
  context: Context,
): Promise<APIGatewayProxyResult> =>
  /^\/v2(\/|$)/.test(event.path) ? infer(event) : api(event, context)

async function infer(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  try {
    return await serve(event, scorer)
  } catch (error) {
    logger.error('not served', { path: event.path, error: error as Error })
    return {
      statusCode: 500,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"something went wrong on our side"}',
    }
  }
}
