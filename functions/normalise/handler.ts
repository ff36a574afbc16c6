/** Objects to normalise: one at a time through DuckDB, several at once through S3. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { duckdbMemoryBytes, duckdbThreads, duckdbTimeoutMs } from '../../lake/limits.ts'
import { type Engine, openEngine } from '../../layers/duckdb/engine.ts'
import { normaliseMessage } from '../../schemas/messages.ts'
import { normalise } from './normalise.ts'

const logger = new Logger({ serviceName: 'normalise' })
const folder = mkdtempSync(join(tmpdir(), 'hypatia-normalise-'))

let warm: Engine | undefined
const engine = (): Engine => {
  warm ??= openEngine({
    child: environment.duckdbChild(),
    folder,
    memoryBytes: duckdbMemoryBytes,
    threads: duckdbThreads,
    timeoutMs: duckdbTimeoutMs,
  })
  return warm
}

const batch = batchHandler(environment.normaliseQueue, logger, ({ body }: SQSRecord) =>
  normalise(normaliseMessage.parse(JSON.parse(body)), engine(), folder),
)

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
