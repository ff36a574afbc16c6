/** A batch of SQS messages, as Lambda hands it over: each one is done or comes again, by itself. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Logger } from '@aws-lambda-powertools/logger'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { changeVisibility } from './sqs.ts'

const backoffSecondsMax = 60

/**
 * A handler that does all messages of a batch at once. One that throws comes again after some seconds (not after the
 * queue's whole visibility timeout, which is made for functions that died), and among the dead letters in the end.
 */
export function batchHandler(
  queueUrl: () => string,
  logger: Logger,
  work: (record: SQSRecord, batch: SQSEvent) => Promise<void>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const attempted = async (record: SQSRecord, event: SQSEvent): Promise<void> => {
    try {
      await work(record, event)
    } catch (error) {
      const attempts = Number(record.attributes.ApproximateReceiveCount)
      logger.warn('comes again', { error: error as Error, body: record.body, attempts })
      const seconds = Math.min(backoffSecondsMax, 2 ** (attempts - 1))
      await changeVisibility(queueUrl(), record.receiptHandle, seconds).catch(() => {})
      throw error
    }
  }
  return (event, context) =>
    processPartialResponse(
      event,
      (record: SQSRecord) => attempted(record, event),
      new BatchProcessor(EventType.SQS),
      { context, throwOnFullBatchFailure: false },
    )
}
