/** Objects to normalise: one at a time through DuckDB, several at once through S3. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { attemptsOf, batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { ownFolder } from '../../aws/temporary.ts'
import { duckdbThreads, duckdbTimeoutMs } from '../../lake/limits.ts'
import { type Engine, memoryOf, openEngine } from '../../layers/duckdb/engine.ts'
import { normaliseMessage } from '../../schemas/messages.ts'
import { normalise } from './normalise.ts'

const logger = new Logger({ serviceName: 'normalise' })
const folder = ownFolder('normalise')

let warm: Engine | undefined
const engine = (): Engine => {
  warm ??= openEngine({
    child: environment.duckdbChild(),
    folder,
    memoryBytes: memoryOf(environment.memoryBytes()),
    threads: duckdbThreads,
    timeoutMs: duckdbTimeoutMs,
  })
  return warm
}

const batch = batchHandler(
  environment.normaliseQueue,
  logger,
  (record: SQSRecord) => {
    const message = normaliseMessage.parse(JSON.parse(record.body))
    return normalise(message, engine(), folder, attemptsOf(record))
  },
  () => warm?.close(),
)

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
