/** Staged files, removals, widenings: all messages of a table that came in one batch are one commit. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { attemptsOf, batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import type { Workshop } from '../../aws/rewrite.ts'
import { ownFolder } from '../../aws/temporary.ts'
import { commitTogetherMax, duckdbThreads, duckdbTimeoutMs } from '../../lake/limits.ts'
import { type Engine, memoryOf, openEngine } from '../../layers/duckdb/engine.ts'
import { type CommitMessage, commitMessage } from '../../schemas/messages.ts'
import { commitTable } from './committable.ts'

const logger = new Logger({ serviceName: 'commit' })
const folder = ownFolder('commit')

let warm: Workshop<Engine> | undefined
const workshop = (): Workshop<Engine> => {
  warm ??= {
    folder,
    engine: openEngine({
      child: environment.duckdbChild(),
      folder,
      memoryBytes: memoryOf(environment.memoryBytes()),
      threads: duckdbThreads,
      timeoutMs: duckdbTimeoutMs,
    }),
  }
  return warm
}

/** The messages of a table share one promise: they succeed and fail together. */
const commits = new WeakMap<SQSEvent, Map<string, Promise<void>>>()

const messageOf = ({ body }: SQSRecord): CommitMessage => commitMessage.parse(JSON.parse(body))

/** What failed together twice is done one by one: the receipts say what is to be done, whatever the order. */
function commitOf(record: SQSRecord, event: SQSEvent): Promise<void> {
  const group = record.attributes.MessageGroupId ?? ''
  const isAlone = (one: SQSRecord) => attemptsOf(one) > commitTogetherMax
  if (isAlone(record)) return commitTable(group, [messageOf(record)], workshop())
  const ofEvent = commits.get(event) ?? new Map<string, Promise<void>>()
  commits.set(event, ofEvent)
  const known = ofEvent.get(group)
  if (known) return known
  const records = event.Records.filter(
    (other) => other.attributes.MessageGroupId === group && !isAlone(other),
  )
  const committed = commitTable(group, records.map(messageOf), workshop())
  ofEvent.set(group, committed)
  return committed
}

const batch = batchHandler(environment.commitQueue, logger, commitOf, () => warm?.engine.close())

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
