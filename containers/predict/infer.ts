/** `/v2`, the Open Inference Protocol, whatever happens. */
import type { APIGatewayProxyResult } from 'aws-lambda'
import type { Scorer } from './scorer.ts'
import { type ProxyEvent, serve } from './serve.ts'

export async function infer(event: ProxyEvent, scorer: Scorer): Promise<APIGatewayProxyResult> {
  try {
    return await serve(event, scorer)
  } catch (error) {
    const { logger } = await import('./log.ts')
    logger.error('not served', { path: event.path, error: error as Error })
    return {
      statusCode: 500,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"something went wrong on our side"}',
    }
  }
}
