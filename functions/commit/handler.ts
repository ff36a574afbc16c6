/** Staged files, removals, widenings: all messages of a table that came in one batch are one commit. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { duckdbMemoryBytes, duckdbThreads, duckdbTimeoutMs } from '../../lake/limits.ts'
import { openEngine } from '../../layers/duckdb/engine.ts'
import { commitMessage } from '../../schemas/messages.ts'
import { commitTable } from './committable.ts'
import type { Workshop } from './rewrite.ts'

const logger = new Logger({ serviceName: 'commit' })
const folder = mkdtempSync(join(tmpdir(), 'hypatia-commit-'))

let warm: Workshop | undefined
const workshop = (): Workshop => {
  warm ??= {
    folder,
    engine: openEngine({
      child: environment.duckdbChild(),
      folder,
      memoryBytes: duckdbMemoryBytes,
      threads: duckdbThreads,
      timeoutMs: duckdbTimeoutMs,
    }),
  }
  return warm
}

/** The messages of a table share one promise: they succeed and fail together, so that their order is kept. */
const commits = new WeakMap<SQSEvent, Map<string, Promise<void>>>()

function commitOf(record: SQSRecord, event: SQSEvent): Promise<void> {
  const ofEvent = commits.get(event) ?? new Map<string, Promise<void>>()
  commits.set(event, ofEvent)
  const group = record.attributes.MessageGroupId ?? ''
  const known = ofEvent.get(group)
  if (known) return known
  const records = event.Records.filter((other) => other.attributes.MessageGroupId === group)
  const messages = records.map(({ body }) => commitMessage.parse(JSON.parse(body)))
  const committed = commitTable(group, messages, workshop())
  ofEvent.set(group, committed)
  return committed
}

const batch = batchHandler(environment.commitQueue, logger, commitOf)

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
