/** SQS and Lambda's poller before it: batches, visibility, receive counts, groups in order, dead letters. */
import type { Random } from '../random.ts'
import type { Timeline } from '../timeline.ts'
import type { Input } from './s3.ts'

export interface Message {
  id: number
  body: string
  group: string | undefined
  received: number
  /** By the queue's clock. */
  sentMs: number
  firstReceivedMs?: number
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

interface Entry {
  MessageBody: string
  MessageGroupId?: string
  DelaySeconds?: number
}

const receivesMax = 5
/** Of the name of the queue that has the dead letters of another. */
export const deadSuffix = '-dead-letters'

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

  send(body: string, group?: string, delayMs = 0): void {
    const sentMs = this.timeline.nowMs
    const message = { id: ++this.last, body, group, received: 0, sentMs, handle: '' }
    const arrive = (): void => {
      this.visible.push(message)
      this.wake()
    }
    if (delayMs > 0) this.timeline.after(delayMs, arrive)
    else arrive()
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
        delete message.hidden
        this.dead.push(message)
        continue
      }
      message.received++
      message.firstReceivedMs ??= this.timeline.nowMs
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
    if (operation === 'GetQueueAttributesCommand') {
      const deadLetterTargetArn = `arn:aws:sqs:here:${this.options.name}${deadSuffix}`
      return { Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) } }
    }
    if (operation !== 'SendMessageBatchCommand') {
      throw new Error(`SQS of the simulation knows no ${operation}`)
    }
    for (const entry of input.Entries as Entry[]) {
      this.send(entry.MessageBody, entry.MessageGroupId, 1000 * (entry.DelaySeconds ?? 0))
    }
    return {}
  }

  /** Of its dead letters, whoever takes them up. */
  answerOfDead(operation: string, input: Input): unknown {
    if (operation === 'DeleteMessageCommand') {
      const at = this.dead.findIndex(({ handle }) => handle === input.ReceiptHandle)
      if (at >= 0) this.dead.splice(at, 1)
      return {}
    }
    if (operation !== 'ReceiveMessageCommand') {
      throw new Error(`dead letters of the simulation know no ${operation}`)
    }
    const Messages = this.dead
      .filter(({ hidden }) => !hidden)
      .map((message) => {
        message.handle = `dead-${message.id}`
        message.hidden = this.timeline.after(1000 * Number(input.VisibilityTimeout), () => {
          delete message.hidden
        })
        const { id, body: Body, group, handle: ReceiptHandle } = message
        const Attributes = group && { MessageGroupId: group }
        return { MessageId: String(id), Body, ReceiptHandle, Attributes }
      })
    return { Messages }
  }
}
