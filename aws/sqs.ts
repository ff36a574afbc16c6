/** SQS: messages gathered into batches as they are sent. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
import { randomUUID } from 'node:crypto'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs'
import { sqs } from './clients/sqs.ts'

export interface Message {
  body: unknown
  /** FIFO queues: messages of a group come one after another. */
  group?: string
  /** 0 to 900: how long nobody receives it. */
  delaySeconds?: number
}

interface Waiting {
  entry: Omit<SendMessageBatchRequestEntry, 'Id'>
  done: (error?: unknown) => void
}

const gatherMs = 4 // what one call costs; ten messages of a batch then share one
const entriesMax = 10
const outgoing = new Map<string, Waiting[]>()

/** Resolves when SQS has it. What is sent at about the same time to one queue shares a call, in order. */
export function send(queueUrl: string, { body, group, delaySeconds }: Message): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = outgoing.get(queueUrl) ?? []
    if (waiting.length === 0) {
      outgoing.set(queueUrl, waiting)
      setTimeout(() => {
        outgoing.delete(queueUrl)
        void sendAll(queueUrl, waiting)
      }, gatherMs)
    }
    waiting.push({
      entry: {
        MessageBody: JSON.stringify(body),
        ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
        // Its own id each time: a repeated message is harmless, one that SQS takes for a repeat is lost.
        ...(group ? { MessageGroupId: group, MessageDeduplicationId: randomUUID() } : {}),
      },
      done: (error) => (error ? reject(error) : resolve()),
    })
  })
}

async function sendAll(queueUrl: string, waiting: Waiting[]): Promise<void> {
  for (let at = 0; at < waiting.length; at += entriesMax) {
    const batch = waiting.slice(at, at + entriesMax)
    try {
      const Entries = batch.map(({ entry }, i) => ({ Id: String(i), ...entry }))
      const { Failed = [] } = await sqs().send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      )
      const errors = new Map(Failed.map(({ Id, Code, Message }) => [Id, `${Code}: ${Message}`]))
      for (const [i, { done }] of batch.entries()) {
        const text = errors.get(String(i))
        done(text === undefined ? undefined : new Error(`SendMessage to ${queueUrl}: ${text}`))
      }
    } catch (error) {
      for (const { done } of batch) done(error)
    }
  }
}

/** How long a received message stays hidden from now; 0 returns it at once. */
export async function changeVisibility(
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  await sqs().send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  )
}

/** Done, whatever becomes of the batch that it came in. */
export async function deleteMessage(queueUrl: string, receiptHandle: string): Promise<void> {
  await sqs().send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }))
}
