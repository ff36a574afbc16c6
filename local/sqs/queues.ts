/** SQS in process: the queues, their messages, and who waits for them. Queues go by name, ARN or URL. */
import type { DatabaseSync } from 'node:sqlite'
import { openClock } from '../clock.ts'
import type { State } from '../state.ts'
import { openTags, type Tags } from '../tags.ts'
import { transaction } from '../transaction.ts'
import { accountId } from '../wire/service.ts'
import { checkedAttributes, type QueueAttributes, rangeOf, redriveOf } from './attributes.ts'
import { invalidParameter, queueDoesNotExist, sqsFault } from './fault.ts'
import { type Message, type MessageRow, type Outgoing, parseHandle, type Sent } from './message.ts'
import { type Depth, Messages } from './messages.ts'
import { accept } from './outgoing.ts'
import { newQueue, numberOf, type Queue, queueNameOf, settingsOf } from './queue.ts'
import { openWaiting, type Waiting } from './waiting.ts'

export interface ReceiveOptions {
  /** 1 to 10. */
  max?: number
  waitMs?: number
  visibilitySeconds?: number
  signal?: AbortSignal
}

/** A receipt lives twelve hours from the message's receive, however often it is prolonged. */
const inFlightMsMax = 43_200_000

export function openQueues(
  state: State,
  { region = 'eu-central-1', now }: { region?: string; now?: () => number } = {},
): Queues {
  return new Queues(state, region, now)
}

export class Queues {
  readonly region: string
  readonly database: DatabaseSync
  readonly tags: Tags
  readonly now: () => number
  readonly #messages: Messages
  readonly #waiting: Waiting = openWaiting()
  readonly #queues = new Map<string, Queue>()

  constructor(state: State, region: string, now?: () => number) {
    this.region = region
    this.database = state.database
    this.#messages = new Messages(state.database)
    this.now = now ?? openClock(this.#messages.newestMs())
    this.tags = openTags(state.database, 'sqs_tags')
    state.database.exec(
      'CREATE TABLE IF NOT EXISTS sqs_queues (name TEXT PRIMARY KEY, queue TEXT NOT NULL)',
    )
    for (const { queue } of state.database.prepare('SELECT queue FROM sqs_queues').all()) {
      const kept = JSON.parse(String(queue)) as Queue
      this.#queues.set(kept.name, kept)
    }
  }

  /** Creates a queue, or answers the one of the same name if what is asked for is as it is. */
  create(name: string, given: QueueAttributes = {}): Queue {
    const fifo = name.endsWith('.fifo')
    if (!/^[\w-]{1,80}$/.test(fifo ? name.slice(0, -5) : name) || name.length > 80) {
      throw invalidParameter(
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      )
    }
    if (fifo !== (given.FifoQueue === 'true')) {
      throw invalidParameter('The name of a FIFO queue ends with .fifo, and of no other queue.')
    }
    const attributes = checkedAttributes(given, fifo)
    const present = this.#queues.get(name)
    const differs = Object.keys(attributes).find(
      (key) => present && present.attributes[key] !== attributes[key],
    )
    if (differs) {
      throw sqsFault(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${differs}`,
      )
    }
    if (present) return present
    return this.#keep(newQueue(name, this.region, attributes, this.now()))
  }

  /** The queue; throws QueueDoesNotExist. */
  queue(reference: string): Queue {
    const queue = this.#queues.get(queueNameOf(reference))
    if (!queue) throw queueDoesNotExist()
    return queue
  }

  has(reference: string): boolean {
    return this.#queues.has(queueNameOf(reference))
  }

  list(prefix = ''): Queue[] {
    return [...this.#queues.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The queues whose dead letters go to this one. */
  sourcesOf(reference: string): Queue[] {
    const { arn } = this.queue(reference)
    return this.list().filter(
      ({ attributes }) => redriveOf(attributes)?.deadLetterTargetArn === arn,
    )
  }

  drop(reference: string): void {
    const { name, arn } = this.queue(reference)
    transaction(this.database, () => {
      this.#messages.drop(name)
      this.database.prepare('DELETE FROM sqs_queues WHERE name = ?').run(name)
      this.tags.forget(arn)
    })
    this.#queues.delete(name)
    this.#waiting.wake(name)
  }

  setAttributes(reference: string, given: QueueAttributes): void {
    const queue = this.queue(reference)
    if (given.FifoQueue !== undefined && given.FifoQueue !== String(queue.fifo)) {
      throw sqsFault('InvalidAttributeName', 'Unknown Attribute FifoQueue.')
    }
    const attributes = { ...queue.attributes, ...checkedAttributes(given, queue.fifo) }
    for (const [name, value] of Object.entries(attributes)) if (!value) delete attributes[name]
    this.#keep({ ...queue, attributes, modifiedMs: this.now() })
    this.#waiting.wake(queue.name)
  }

  /** All attributes, the computed ones included. */
  attributes(reference: string): QueueAttributes {
    const queue = this.queue(reference)
    const { visible, inFlight, delayed } = this.depth(reference)
    return {
      ...queue.attributes,
      QueueArn: queue.arn,
      CreatedTimestamp: String(Math.floor(queue.createdMs / 1_000)),
      LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1_000)),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    }
  }

  depth(reference: string): Depth {
    return this.#messages.depth(this.queue(reference).name, this.now())
  }

  purge(reference: string): void {
    this.#messages.purge(this.queue(reference).name)
  }

  send(reference: string, message: Outgoing): Sent {
    const queue = this.queue(reference)
    const accepted = accept(queue, message)
    const delayMs = accepted.delaySeconds * 1_000
    const sent = this.#messages.send(this.#settings(queue), accepted, delayMs, this.now())
    this.#waiting.wake(queue.name)
    return sent
  }

  /** Sends each on its own: what is refused stands as an error in its place. */
  sendBatch(reference: string, messages: readonly Outgoing[]): (Sent | Error)[] {
    return transaction(this.database, () =>
      messages.map((message) => attempt(() => this.send(reference, message))),
    )
  }

  /** Up to `max` messages; waits for the first until `waitMs` are over. */
  async receive(reference: string, options: ReceiveOptions = {}): Promise<Message[]> {
    const { name, attributes } = this.queue(reference)
    const { max = 1, signal } = options
    const waitMs = options.waitMs ?? Number(attributes.ReceiveMessageWaitTimeSeconds) * 1_000
    const deadlineMs = this.now() + waitMs
    for (;;) {
      const messages = this.#take(this.queue(name), max, options.visibilitySeconds)
      const leftMs = deadlineMs - this.now()
      if (messages.length > 0 || leftMs <= 0 || signal?.aborted) return messages
      const nextMs = (this.#messages.nextVisibleMs(name, this.now()) ?? Infinity) - this.now()
      await this.#waiting.until(name, Math.min(leftMs, nextMs), signal)
    }
  }

  /** Deletes the message; a standard queue accepts an old or used handle and does nothing. */
  remove(reference: string, receiptHandle: string): void {
    const queue = this.queue(reference)
    const row = this.#find(queue, receiptHandle)
    if (!row) return
    if (queue.fifo && row.visible_ms <= this.now()) {
      throw invalidParameter(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      )
    }
    this.#messages.remove(row.sequence)
    if (queue.fifo) this.#waiting.wake(queue.name)
  }

  /** Hides a message in flight for `seconds` from now; 0 makes it visible at once. */
  changeVisibility(reference: string, receiptHandle: string, seconds: number): void {
    const queue = this.queue(reference)
    const [least, most] = rangeOf('VisibilityTimeout')
    if (!(seconds >= least && seconds <= most)) {
      throw invalidParameter(
        `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between ${least} and ${most}.`,
      )
    }
    const row = this.#find(queue, receiptHandle)
    if (!row || row.visible_ms <= this.now()) {
      throw invalidParameter(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      )
    }
    const visibleMs = this.now() + seconds * 1_000
    if (visibleMs > (row.received_ms ?? 0) + inFlightMsMax) {
      throw invalidParameter(
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
      )
    }
    this.#messages.changeVisibility(row.sequence, visibleMs)
    this.#waiting.wake(queue.name)
  }

  /** Makes all that is in flight visible, for the one receiver of a queue that starts anew. */
  returnInFlight(reference: string): void {
    const { name } = this.queue(reference)
    this.#messages.returnInFlight(name, this.now())
    this.#waiting.wake(name)
  }

  /** Moves each dead letter to `destination`, or to the queue it fell from, as a new message. */
  redrive(source: string, destination?: string): number {
    const queue = this.queue(source)
    const rows = this.#messages.listVisible(queue.name, this.now())
    return transaction(this.database, () => {
      for (const row of rows) {
        const target = destination ?? row.origin_arn
        if (!target) throw sqsFault('UnsupportedOperation', `Message ${row.id} fell from no queue.`)
        this.send(target, outgoingOf(row, this.queue(target)))
        this.#messages.remove(row.sequence)
      }
      return rows.length
    })
  }

  url(reference: string, endpoint: string): string {
    return `${endpoint}/${accountId}/${this.queue(reference).name}`
  }

  /** Lets every long poll return what it has. */
  close(): void {
    this.#waiting.close()
  }

  #take(queue: Queue, max: number, visibilitySeconds?: number): Message[] {
    const visibilityMs = (visibilitySeconds ?? numberOf(queue, 'VisibilityTimeout')) * 1_000
    const settings = this.#settings(queue)
    const { messages, died } = this.#messages.take(settings, max, visibilityMs, this.now())
    if (died > 0 && settings.redrive) this.#waiting.wake(settings.redrive.deadLetters)
    return messages
  }

  #find(queue: Queue, receiptHandle: string): MessageRow | undefined {
    const receipt = parseHandle(receiptHandle)
    if (receipt?.queue !== queue.name) {
      throw sqsFault('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.')
    }
    return this.#messages.find(receipt)
  }

  #settings(queue: Queue) {
    return settingsOf(queue, (name) => this.has(name))
  }

  #keep(queue: Queue): Queue {
    this.database
      .prepare('INSERT OR REPLACE INTO sqs_queues VALUES (?, ?)')
      .run(queue.name, JSON.stringify(queue))
    this.#queues.set(queue.name, queue)
    return queue
  }
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}

function outgoingOf(row: MessageRow, { fifo }: Queue): Outgoing {
  return {
    body: row.body,
    attributes: JSON.parse(row.attributes),
    ...(row.trace_header ? { traceHeader: row.trace_header } : {}),
    ...(row.group_id ? { groupId: row.group_id } : {}),
    // A new id: the one it was first sent under may still be remembered.
    ...(fifo ? { deduplicationId: `${row.id}-${row.sequence}` } : {}),
  }
}
