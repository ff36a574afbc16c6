/**
 * An event source mapping from SQS, as Lambda runs it: it receives a batch when an invocation may start,
 * deletes what the function did, and leaves what it failed to the visibility timeout.
 */
import { availableParallelism } from 'node:os'
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '../sqs/message.ts'
import type { Queues } from '../sqs/queues.ts'
import { transaction } from '../transaction.ts'
import { type SqsEvent, sqsEvent } from './event.ts'

export interface Mapping {
  functionName: string
  /** Name or ARN. */
  queue: string
  /** Messages of one invocation; 10 unless told. */
  batchSize?: number
  /** How long to gather a batch after its first message. */
  maximumBatchingWindowSeconds?: number
  reportsBatchItemFailures?: boolean
  /** Invocations at once; on the laptop never more than its cores, at least two. */
  maximumConcurrency?: number
}

export type Invoke = (functionName: string, event: SqsEvent) => Promise<unknown>

export interface Poller {
  /** Takes nothing more, and resolves when what runs has ended or `graceMs` are over. */
  close(graceMs?: number): Promise<void>
}

const waitMs = 20_000
const receiveMax = 10
const pauseAfterErrorMs = 1_000

export interface PollerParts {
  queues: Queues
  invoke: Invoke
  /** Told of invocations that failed as a whole; their messages return by themselves. */
  onError?: (error: unknown, mapping: Mapping) => void
}

export function startPoller(mapping: Mapping, parts: PollerParts): Poller {
  const { queues, onError = () => {} } = parts
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  const concurrency = Math.min(
    mapping.maximumConcurrency ?? Number.POSITIVE_INFINITY,
    Math.max(2, availableParallelism()),
  )

  const poll = async () => {
    while (!closing.signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race(running)
        continue
      }
      const messages = await gather(mapping, queues, closing.signal)
      if (messages.length === 0) continue
      const batch = deliver(messages, mapping, parts)
        .catch((error) => onError(error, mapping))
        .finally(() => running.delete(batch))
      running.add(batch)
      await breath() // a function that fails at once must not starve the rest of the process
    }
  }

  // A laptop has one poller a queue: what is in flight at its start was in the hands of one that died.
  queues.returnInFlight(mapping.queue)
  const polling = (async () => {
    while (!closing.signal.aborted) {
      await poll().catch(async (error) => {
        onError(error, mapping)
        await sleep(pauseAfterErrorMs, undefined, { signal: closing.signal }).catch(() => {})
      })
    }
  })()

  return {
    async close(graceMs = 5_000) {
      closing.abort()
      await polling
      await Promise.race([Promise.all(running), sleep(graceMs, undefined, { ref: false })])
    },
  }
}

/** A batch: what is there, or what comes until the window closes. */
async function gather(mapping: Mapping, queues: Queues, signal: AbortSignal): Promise<Message[]> {
  const { queue, batchSize = 10, maximumBatchingWindowSeconds = 0 } = mapping
  const messages: Message[] = []
  let leftMs = waitMs
  let endsMs: number | undefined
  while (messages.length < batchSize && leftMs > 0 && !signal.aborted) {
    const max = Math.min(receiveMax, batchSize - messages.length)
    messages.push(...(await queues.receive(queue, { max, waitMs: leftMs, signal })))
    if (messages.length === 0) return messages
    endsMs ??= Date.now() + maximumBatchingWindowSeconds * 1_000
    leftMs = endsMs - Date.now()
  }
  return messages
}

async function deliver(messages: Message[], mapping: Mapping, parts: PollerParts) {
  const { queues, invoke, onError } = parts
  const queue = queues.queue(mapping.queue)
  const result = await invoke(mapping.functionName, sqsEvent(messages, queue.arn))
  const failed = mapping.reportsBatchItemFailures ? failedOf(result, messages) : new Set()
  const done = messages.filter(({ messageId }) => !failed.has(messageId))
  transaction(queues.database, () => {
    for (const { receiptHandle } of done) {
      try {
        queues.remove(queue.name, receiptHandle)
      } catch (error) {
        onError?.(error, mapping) // it took longer than the visibility timeout: it will come again
      }
    }
  })
}

/** The ids that the function reported; throws, and so fails all, on what Lambda takes for no report. */
function failedOf(result: unknown, messages: readonly Message[]): Set<string> {
  if (result === null || result === undefined) return new Set()
  const { batchItemFailures: failures = [] } = result as { batchItemFailures?: unknown }
  const ids = new Set(messages.map(({ messageId }) => messageId))
  if (failures === null) return new Set()
  if (!Array.isArray(failures)) throw new Error('batchItemFailures is no list')
  const reported = failures.map((failure: { itemIdentifier?: unknown }) => failure?.itemIdentifier)
  const strangers = reported.filter((id) => typeof id !== 'string' || !ids.has(id))
  if (strangers.length > 0) {
    throw new Error(`batchItemFailures names no message of the batch: ${strangers.join(', ')}`)
  }
  return new Set(reported as string[])
}
