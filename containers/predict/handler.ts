/** The predict image's handler: API Gateway's events of `/v2` in, answers of the Open Inference Protocol out. */
import { availableParallelism } from 'node:os'
import { Logger } from '@aws-lambda-powertools/logger'
import type { APIGatewayProxyResult } from 'aws-lambda'
import { environment } from '../../aws/environment.ts'
import { openScorer, type Scorer } from './scorer.ts'
import { type ProxyEvent, serve } from './serve.ts'

const logger = new Logger({ serviceName: 'predict' })

let warm: Scorer | undefined
const scorer = (): Scorer => {
  warm ??= openScorer({ worker: environment.scoringWorker(), threads: availableParallelism() })
  return warm
}

export const handler = async (event: ProxyEvent): Promise<APIGatewayProxyResult> => {
  try {
    return await serve(event, scorer())
  } catch (error) {
    logger.error('not served', { path: event.path, error: error as Error })
    return {
      statusCode: 500,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"something went wrong on our side"}',
    }
  }
}
