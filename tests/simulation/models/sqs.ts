/** SQS and Lambda's poller before it: batches, visibility, receive counts, groups in order, dead letters. */
import type { Random } from '../random.ts'
import type { Timeline } from '../timeline.ts'
import type { Input } from './s3.ts'

export interface Message {
  id: number
  body: string
  group: string | undefined
  received: number
  handle: string
  /** Takes back what makes it visible again. */
  hidden?: () => void
}

export interface QueueOptions {
  name: string
  batchMax: number
  visibilityMs: number
  isFifo: boolean
}

const receivesMax = 5

export class QueueModel {
  readonly options: QueueOptions
  readonly dead: Message[] = []
  readonly visible: Message[] = []
  readonly taken = new Map<string, Message>()
  /** Called where there may be something to take. */
  wake: () => void = () => {}
  private readonly timeline: Timeline
  private readonly random: Random
  private last = 0

  constructor(options: QueueOptions, timeline: Timeline, random: Random) {
    this.options = options
    this.timeline = timeline
    this.random = random
  }

  send(body: string, group: string | undefined): void {
    this.visible.push({ id: ++this.last, body, group, received: 0, handle: '' })
    this.wake()
  }

  /** Some of what may be taken; of a FIFO queue in order, and nothing of a group that is taken. */
  take(): Message[] {
    const { batchMax, visibilityMs, isFifo } = this.options
    const max = 1 + this.random.below(batchMax)
    const batch: Message[] = []
    const busy = new Set([...this.taken.values()].map(({ group }) => group))
    const candidates = isFifo
      ? this.visible.filter(({ group }) => !busy.has(group))
      : this.shuffled()
    for (const message of candidates) {
      if (batch.length >= max) break
      this.visible.splice(this.visible.indexOf(message), 1)
      if (message.received >= receivesMax) {
        this.dead.push(message)
        continue
      }
      message.received++
      message.handle = `${message.id}-${message.received}`
      this.taken.set(message.handle, message)
      this.hide(message, visibilityMs)
      batch.push(message)
    }
    return batch
  }

  private shuffled(): Message[] {
    const from = [...this.visible]
    const to: Message[] = []
    while (from.length > 0) to.push(...from.splice(this.random.below(from.length), 1))
    return to
  }

  private hide(message: Message, ms: number): void {
    message.hidden?.()
    const { handle } = message
    message.hidden = this.timeline.after(ms, () => {
      if (!this.taken.delete(handle)) return
      this.visible.push(message)
      if (this.options.isFifo) this.visible.sort((a, b) => a.id - b.id)
      this.wake()
    })
  }

  delete(handle: string): void {
    const message = this.taken.get(handle)
    message?.hidden?.()
    this.taken.delete(handle)
    this.wake() // the rest of its group
  }

  answer(operation: string, input: Input): unknown {
    if (operation === 'ChangeMessageVisibilityCommand') {
      const message = this.taken.get(String(input.ReceiptHandle))
      if (message) this.hide(message, Number(input.VisibilityTimeout) * 1000)
      return {}
    }
    if (operation === 'DeleteMessageCommand') {
      this.delete(String(input.ReceiptHandle))
      return {}
    }
    if (operation !== 'SendMessageBatchCommand') {
      throw new Error(`SQS of the simulation knows no ${operation}`)
    }
    const entries = input.Entries as { MessageBody: string; MessageGroupId?: string }[]
    for (const { MessageBody, MessageGroupId } of entries) this.send(MessageBody, MessageGroupId)
    return {}
  }
}
