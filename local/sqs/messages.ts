/**
 * The messages of all queues, in SQLite: each verb is one transaction, so that a process that dies
 * at any point has either done it or not.
 */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../transaction.ts'
import {
  type Message,
  type MessageRow,
  messageOf,
  type Outgoing,
  type Receipt,
  type Sent,
  sentOf,
} from './message.ts'
import { prepareStatements, type Statements } from './statements.ts'

/** What the messages need to know of their queue at one moment. */
export interface Settings {
  name: string
  arn: string
  fifo: boolean
  retentionMs: number
  /** Where a message goes that was received `maxReceiveCount` times, when there is such a queue. */
  redrive: { deadLetters: string; maxReceiveCount: number } | undefined
  /** Deduplication within each group instead of the whole queue. */
  deduplicatesByGroup: boolean
}

export interface Depth {
  visible: number
  inFlight: number
  delayed: number
}

/** How long a FIFO queue remembers a deduplication id: five minutes, fixed by SQS. */
const deduplicationMs = 300_000

export class Messages {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = prepareStatements(database)
  }

  /** Sends; to a FIFO queue a repeated deduplication id sends nothing and answers what the first did. */
  send(queue: Settings, message: Outgoing, delayMs: number, nowMs: number): Sent {
    return transaction(this.#database, () => {
      if (!queue.fifo) return this.#put(queue, message, delayMs, nowMs)
      const scope = queue.deduplicatesByGroup ? (message.groupId ?? '') : ''
      const id = message.deduplicationId ?? ''
      this.#statements.forget.run(queue.name, nowMs)
      const earlier = this.#statements.remembered.get(queue.name, scope, id)
      if (earlier) return JSON.parse(String(earlier.sent)) as Sent
      const sent = this.#put(queue, message, delayMs, nowMs)
      const expiresMs = nowMs + deduplicationMs
      this.#statements.remember.run(queue.name, scope, id, JSON.stringify(sent), expiresMs)
      return sent
    })
  }

  /** Up to `max` messages, hidden from now on; and how many fell to the dead letters on the way. */
  take(queue: Settings, max: number, visibilityMs: number, nowMs: number) {
    return transaction(this.#database, () => {
      this.#statements.expire.run(queue.name, nowMs - queue.retentionMs)
      let rows = this.#receivable(queue, max, nowMs)
      let died = 0
      for (let dead = deadOf(queue, rows); dead.length > 0; dead = deadOf(queue, rows)) {
        for (const { sequence } of dead) {
          this.#statements.letDie.run(queue.redrive!.deadLetters, queue.arn, nowMs, sequence)
        }
        died += dead.length
        rows = this.#receivable(queue, max, nowMs)
      }
      const messages: Message[] = rows.map((row) => {
        const nonce = randomUUID()
        const visibleMs = nowMs + visibilityMs
        this.#statements.markReceived.run(visibleMs, nonce, nowMs, nowMs, row.sequence)
        return messageOf(row, queue.fifo, nonce, nowMs)
      })
      return { messages, died }
    })
  }

  /** The latest time that a message tells of; 0 without any. */
  newestMs(): number {
    return Number(this.#statements.newest.get()?.ms ?? 0)
  }

  /** When something hidden becomes visible next, or undefined. */
  nextVisibleMs(queue: string, nowMs: number): number | undefined {
    const row = this.#statements.nextVisible.get(queue, nowMs)
    return row?.ms === null ? undefined : Number(row?.ms)
  }

  /** The row that this receipt, and no newer one, is of. */
  find({ sequence, queue, nonce }: Receipt): MessageRow | undefined {
    return this.#statements.ofReceipt.get(sequence, queue, nonce) as MessageRow | undefined
  }

  remove(sequence: number): void {
    this.#statements.remove.run(sequence)
  }

  changeVisibility(sequence: number, visibleMs: number): void {
    this.#statements.show.run(visibleMs, sequence)
  }

  /** Makes all that is in flight visible: its receiver is gone. */
  returnInFlight(queue: string, nowMs: number): void {
    this.#statements.showInFlight.run(nowMs, queue, nowMs)
  }

  depth(queue: string, nowMs: number): Depth {
    return this.#statements.depth.get({ ':queue': queue, ':now': nowMs }) as unknown as Depth
  }

  purge(queue: string): void {
    this.#statements.purge.run(queue)
  }

  /** Takes the queue's messages and its memory of deduplication ids away. */
  drop(queue: string): void {
    this.#statements.purge.run(queue)
    this.#statements.forgetAll.run(queue)
  }

  /** Everything that could be received now, oldest first; nothing is hidden by it. */
  listVisible(queue: string, nowMs: number): MessageRow[] {
    return this.#statements.visible.all(queue, nowMs, -1) as unknown as MessageRow[]
  }

  #put(queue: Settings, message: Outgoing, delayMs: number, nowMs: number): Sent {
    const row = this.#statements.insert.get(
      queue.name,
      randomUUID(),
      message.body,
      JSON.stringify(message.attributes ?? {}),
      message.traceHeader ?? null,
      nowMs,
      nowMs + delayMs,
      message.groupId ?? null,
      message.deduplicationId ?? null,
    )
    return sentOf(row as unknown as MessageRow, queue.fifo)
  }

  #receivable(queue: Settings, max: number, nowMs: number): MessageRow[] {
    const { visible, groups, blockedGroups, ofGroup } = this.#statements
    if (!queue.fifo) return visible.all(queue.name, nowMs, max) as unknown as MessageRow[]
    const blocked = new Set(blockedGroups.all(queue.name, nowMs).map((row) => row.group_id))
    const rows: MessageRow[] = []
    for (const { group_id: group } of groups.all(queue.name)) {
      if (rows.length >= max) break
      if (group === undefined || blocked.has(group)) continue
      const ofThis = ofGroup.all(queue.name, group, max - rows.length) as unknown as MessageRow[]
      // What follows a delayed message of its group waits with it.
      const hidden = ofThis.findIndex((row) => row.visible_ms > nowMs)
      rows.push(...(hidden < 0 ? ofThis : ofThis.slice(0, hidden)))
    }
    return rows
  }
}

function deadOf({ redrive }: Settings, rows: MessageRow[]): MessageRow[] {
  return redrive ? rows.filter(({ receives }) => receives >= redrive.maxReceiveCount) : []
}
