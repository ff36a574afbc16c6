/** A batch of SQS messages, as Lambda hands it over: each one is done or comes again, by itself. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Logger } from '@aws-lambda-powertools/logger'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { batchMarginMsMax, batchMarginShare } from '../lake/limits.ts'
import { changeVisibility, deleteMessage } from './sqs.ts'

const backoffSecondsMax = 60

/** The time of the function is over for this message; it comes again. */
export class OutOfTime extends Error {
  override name = 'OutOfTime'
}

export type Work = (record: SQSRecord, batch: SQSEvent) => Promise<void>

/** How often a message came, this time included. */
export const attemptsOf = ({ attributes }: SQSRecord): number =>
  Number(attributes.ApproximateReceiveCount)

/**
 * A handler of a batch's messages: at once those that come for the first time; then, one after another, those that came
 * before, for one of them may be what took the others down with it. One that throws comes again after some seconds (not
 * after the queue's whole visibility timeout, which is made for functions that died), and among the dead letters in the
 * end. What is not done shortly before the function's time is over comes again too, and the rest is acknowledged;
 * `giveUp` then ends what still runs.
 */
export function batchHandler(
  queueUrl: () => string,
  logger: Logger,
  work: Work,
  giveUp: () => void = () => {},
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const attempted = async (record: SQSRecord, done: Promise<void>): Promise<void> => {
    try {
      await done
    } catch (error) {
      const attempts = attemptsOf(record)
      logger.warn('comes again', { error: error as Error, body: record.body, attempts })
      const seconds = Math.min(backoffSecondsMax, 2 ** (attempts - 1))
      await changeVisibility(queueUrl(), record.receiptHandle, seconds).catch(() => {})
      throw error
    }
  }
  return async (event, context) => {
    const { over, clear } = deadline(context, giveUp)
    const begun = beginAll(event, work, over, ({ receiptHandle }) =>
      deleteMessage(queueUrl(), receiptHandle),
    )
    try {
      return await processPartialResponse(
        event,
        (record: SQSRecord) =>
          attempted(record, Promise.race([begun.get(record.messageId) ?? over, over])),
        new BatchProcessor(EventType.SQS),
        { context, throwOnFullBatchFailure: false },
      )
    } finally {
      clear()
    }
  }
}

/**
 * Those that came before go first to last and, the time after, last to first: whatever kills the function stands between
 * no other and its turn twice. Each is deleted when it is done, for a death would bring it back.
 */
function beginAll(
  event: SQSEvent,
  work: Work,
  over: Promise<never>,
  remove: (record: SQSRecord) => Promise<void>,
): Map<string, Promise<void>> {
  const fresh = event.Records.filter((record) => attemptsOf(record) === 1)
  const again = event.Records.filter((record) => attemptsOf(record) > 1)
  again.sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
  if (again.some((record) => attemptsOf(record) % 2 === 1)) again.reverse()
  const begin = async (record: SQSRecord): Promise<void> => work(record, event)
  const begun = new Map(fresh.map((record) => [record.messageId, begin(record)]))
  let before: Promise<unknown> = Promise.allSettled(begun.values())
  for (const record of again) {
    const turn = Promise.race([before, over])
    const done = turn.then(() => begin(record)).then(() => remove(record).catch(() => {}))
    begun.set(record.messageId, done)
    before = done.catch(() => {})
  }
  for (const done of begun.values()) done.catch(() => {}) // told by whoever awaits it, or given up
  return begun
}

/** `over` rejects a little before the function's time is. */
function deadline(context: Context, giveUp: () => void) {
  const leftMs = context.getRemainingTimeInMillis()
  const marginMs = Math.min(batchMarginMsMax, leftMs * batchMarginShare)
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new OutOfTime(`not done after ${Math.round((leftMs - marginMs) / 1000)} s`))
      giveUp()
    }, leftMs - marginMs)
  })
  over.catch(() => {})
  return { over, clear: () => clearTimeout(timer) }
}
