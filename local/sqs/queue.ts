/** A queue and what it is set to. */
import { accountId } from '../wire/service.ts'
import { defaultAttributes, type QueueAttributes, redriveOf } from './attributes.ts'
import type { Settings } from './messages.ts'

export interface Queue {
  name: string
  arn: string
  fifo: boolean
  attributes: QueueAttributes
  createdMs: number
  modifiedMs: number
}

export function newQueue(
  name: string,
  region: string,
  attributes: QueueAttributes,
  nowMs: number,
): Queue {
  const fifo = name.endsWith('.fifo')
  return {
    name,
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    fifo,
    attributes: { ...defaultAttributes(fifo), ...attributes },
    createdMs: nowMs,
    modifiedMs: nowMs,
  }
}

/** The name in a name, an ARN or a queue URL. */
export function queueNameOf(reference: string): string {
  return reference.split(/[:/]/).at(-1) ?? ''
}

/** What the messages need to know; `exists` says whether the dead letters' queue is there. */
export function settingsOf(queue: Queue, exists: (name: string) => boolean): Settings {
  const redrive = redriveOf(queue.attributes)
  const deadLetters = queueNameOf(redrive?.deadLetterTargetArn ?? '')
  const applies = redrive && deadLetters !== queue.name && exists(deadLetters)
  return {
    name: queue.name,
    arn: queue.arn,
    fifo: queue.fifo,
    retentionMs: numberOf(queue, 'MessageRetentionPeriod') * 1_000,
    redrive: applies ? { deadLetters, maxReceiveCount: redrive.maxReceiveCount } : undefined,
    deduplicatesByGroup: queue.attributes.DeduplicationScope === 'messageGroup',
  }
}

/** A numeric attribute, in its own unit: seconds, or bytes of `MaximumMessageSize`. */
export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute])
}
