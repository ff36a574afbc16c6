/**
 * The predict image's handler: API Gateway's events of `/v1/models` and of `/v2`, the Open Inference Protocol. A first
 * thread loads onnxruntime while the rest is read, and of the rest a path's own part is read when it is asked for.
 */
import { availableParallelism } from 'node:os'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { environment } from '../../aws/environment.ts'
import { scoringMsMax } from '../../lake/limits.ts'
import { openScorer } from './scorer.ts'

const scorer = openScorer({
  worker: environment.scoringWorker(),
  threads: availableParallelism(),
  answerMsMax: scoringMsMax,
})
await import('./models.ts') // S3's client, which every path needs

let api: ReturnType<typeof import('./api.ts').apiOf> | undefined

export async function handler(
  event: APIGatewayProxyEvent,
  context: Context,
): Promise<APIGatewayProxyResult> {
  if (/^\/v2(\/|$)/.test(event.path)) return (await import('./infer.ts')).infer(event, scorer)
  api ??= (await import('./api.ts')).apiOf(scorer)
  return api(event, context)
}
