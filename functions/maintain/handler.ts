/** What may go. No other function may delete a version of an original, or anything of the lake. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { attemptsOf, batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { send } from '../../aws/sqs.ts'
import { type MaintainMessage, maintainMessage } from '../../schemas/messages.ts'
import { erase } from './erase.ts'
import { heal } from './heal.ts'
import { mendRaw, type Queued } from './mendraw.ts'
import { nightly } from './nightly.ts'
import { readHint } from './readhint.ts'
import { readLog } from './readlog.ts'
import { reconcile } from './reconcile.ts'
import { endRedacting } from './redactparquet.ts'
import { replay } from './replay.ts'
import { maintainTable } from './table.ts'
import { takeAway } from './takeaway.ts'
import { maintainWork } from './work.ts'

const queuedOf = (record: SQSRecord): Queued => ({
  isAgain: attemptsOf(record) > 1,
  sentMs: Number(record.attributes.SentTimestamp),
  receivedMs: Number(record.attributes.ApproximateFirstReceiveTimestamp),
})

const logger = new Logger({ serviceName: 'maintain' })

function take(message: MaintainMessage, record: SQSRecord): Promise<void> {
  switch (message.kind) {
    case 'takeAway':
      return takeAway(message)
    case 'nightly':
      return nightly(message)
    case 'table':
      return maintainTable(message)
    case 'work':
      return maintainWork()
    case 'reconcile':
      return reconcile((error) => logger.error('table', error))
    case 'heal':
      return heal(message)
    case 'hint':
      return readHint(message)
    case 'raw':
      return mendRaw(message, queuedOf(record))
    case 'replay':
      return replay(message)
    case 'log':
      return readLog(message)
    case 'erase':
      return erase(message)
  }
}

const batch = batchHandler(
  environment.maintainQueue,
  logger,
  (record: SQSRecord) => take(maintainMessage.parse(JSON.parse(record.body)), record),
  endRedacting,
)

/** The schedule's event is a message too: by the queue it comes again where it fails. */
export async function handler(
  event: SQSEvent | MaintainMessage,
  context: Context,
): Promise<SQSBatchResponse | undefined> {
  if (!('Records' in event)) {
    await send(environment.maintainQueue(), { body: maintainMessage.parse(event) })
    return undefined
  }
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
