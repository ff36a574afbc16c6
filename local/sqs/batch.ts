/** SQS's batches: up to ten entries, each with its own outcome. */
import * as z from 'zod'
import { AwsFault } from '../wire/service.ts'
import { bytesOf } from './digest.ts'
import { queryCodeOf, sqsFault } from './fault.ts'
import { operation, type SqsOperations } from './operation.ts'
import type { Queues } from './queues.ts'
import { outgoingOf, outgoingShape, sentShape } from './shapes.ts'

const entriesMax = 10
const bytesMax = 1_048_576

const batchOf = <S extends z.ZodRawShape>(entry: z.ZodObject<S>) =>
  z.object({ QueueUrl: z.string(), Entries: z.array(entry.extend({ Id: z.string() })) })

const sendBatch = batchOf(outgoingShape)
const deleteBatch = batchOf(z.object({ ReceiptHandle: z.string() }))
const visibilityBatch = batchOf(
  z.object({ ReceiptHandle: z.string(), VisibilityTimeout: z.int().default(0) }),
)

export function batchOperations(queues: Queues): SqsOperations {
  return {
    SendMessageBatch: operation(sendBatch, ({ QueueUrl, Entries }) => {
      checkIds(Entries)
      const messages = Entries.map(outgoingOf)
      const bytes = messages.reduce(
        (sum, { body, attributes = {} }) => sum + bytesOf(body, attributes),
        0,
      )
      if (bytes > bytesMax) {
        throw sqsFault(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${bytesMax} bytes. You have sent ${bytes} bytes.`,
        )
      }
      const outcomes = queues.sendBatch(QueueUrl, messages)
      return outcome(Entries, (entry, index) => {
        const sent = outcomes[index]
        if (sent instanceof Error || !sent) throw sent
        return sentShape(sent, entry)
      })
    }),

    DeleteMessageBatch: operation(deleteBatch, ({ QueueUrl, Entries }) => {
      checkIds(Entries)
      queues.queue(QueueUrl)
      return outcome(Entries, ({ ReceiptHandle }) => queues.remove(QueueUrl, ReceiptHandle))
    }),

    ChangeMessageVisibilityBatch: operation(visibilityBatch, ({ QueueUrl, Entries }) => {
      checkIds(Entries)
      queues.queue(QueueUrl)
      return outcome(Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
        queues.changeVisibility(QueueUrl, ReceiptHandle, VisibilityTimeout),
      )
    }),
  }
}

function checkIds(entries: readonly { Id: string }[]): void {
  if (entries.length === 0) {
    throw sqsFault('EmptyBatchRequest', 'There should be at least one entry in the request.')
  }
  if (entries.length > entriesMax) {
    throw sqsFault(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${entriesMax}. You have sent ${entries.length}.`,
    )
  }
  for (const [index, { Id }] of entries.entries()) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw sqsFault(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      )
    }
    if (entries.findIndex((entry) => entry.Id === Id) < index) {
      throw sqsFault('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`)
    }
  }
}

function outcome<E extends { Id: string }>(
  entries: readonly E[],
  run: (entry: E, index: number) => unknown,
) {
  const Successful: object[] = []
  const Failed: object[] = []
  for (const [index, entry] of entries.entries()) {
    try {
      Successful.push({ Id: entry.Id, ...(run(entry, index) as object | undefined) })
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error
      const Code = queryCodeOf(error)
      Failed.push({ Id: entry.Id, SenderFault: true, Code, Message: error.message })
    }
  }
  return { Successful, Failed }
}
