/** What a queue accepts of a message. */
import { createHash } from 'node:crypto'
import { rangeOf } from './attributes.ts'
import { bytesOf, type MessageAttributes } from './digest.ts'
import { invalidParameter, missingParameter, sqsFault } from './fault.ts'
import type { Outgoing } from './message.ts'
import { numberOf, type Queue } from './queue.ts'

const attributesMax = 10
const idPattern = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/
const attributeName = /^(?!AWS\.|Amazon\.)[\w-][\w.-]{0,255}$/i
// The characters of XML 1.0, all that a body may hold.
const unaccepted = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** The message with its deduplication id and delay as this queue sets them; or SQS's fault. */
export function accept(queue: Queue, message: Outgoing): Outgoing & { delaySeconds: number } {
  const { body, attributes = {} } = message
  if (body.length === 0) throw missingParameter('MessageBody')
  if (unaccepted.test(body)) {
    throw sqsFault(
      'InvalidMessageContents',
      'The message contains characters outside the allowed set.',
    )
  }
  checkAttributes(attributes)
  const bytesMax = numberOf(queue, 'MaximumMessageSize')
  if (bytesOf(body, attributes) > bytesMax) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
    )
  }
  const identified = queue.fifo ? identify(queue, message) : checkStandard(message)
  return { ...identified, delaySeconds: delayOf(queue, message) }
}

function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes)
  if (entries.length > attributesMax) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${attributesMax}].`,
    )
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of entries) {
    const [kind] = (DataType ?? '').split('.')
    const value = kind === 'Binary' ? BinaryValue : StringValue
    const isNumber = kind !== 'Number' || (value?.trim() !== '' && Number.isFinite(Number(value)))
    if (!attributeName.test(name) || !['String', 'Number', 'Binary'].includes(kind ?? '')) {
      throw invalidParameter(`The message attribute '${name}' has an invalid name or type.`)
    }
    if (!value || !isNumber) {
      throw invalidParameter(
        `The message attribute '${name}' must contain a value of type ${kind}.`,
      )
    }
  }
}

function identify(queue: Queue, message: Outgoing): Outgoing {
  const { groupId, body } = message
  if (groupId === undefined) throw missingParameter('MessageGroupId')
  const byContent = queue.attributes.ContentBasedDeduplication === 'true'
  const deduplicationId =
    message.deduplicationId ??
    (byContent ? createHash('sha256').update(body).digest('hex') : undefined)
  if (deduplicationId === undefined) {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }
  checkId('MessageGroupId', groupId)
  checkId('MessageDeduplicationId', deduplicationId)
  return { ...message, deduplicationId }
}

function checkStandard(message: Outgoing): Outgoing {
  if (message.deduplicationId !== undefined) {
    throw invalidParameter(
      'The request include parameter that is not valid for this queue type: MessageDeduplicationId',
    )
  }
  if (message.groupId !== undefined) checkId('MessageGroupId', message.groupId)
  return message
}

function checkId(parameter: string, value: string): void {
  if (!idPattern.test(value)) {
    throw invalidParameter(`Value ${value} for parameter ${parameter} is invalid.`)
  }
}

function delayOf(queue: Queue, { delaySeconds }: Outgoing): number {
  if (delaySeconds === undefined) return numberOf(queue, 'DelaySeconds')
  if (queue.fifo && delaySeconds !== 0) {
    throw invalidParameter(
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    )
  }
  const [least, most] = rangeOf('DelaySeconds')
  if (delaySeconds < least || delaySeconds > most) {
    throw invalidParameter(
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= ${least} and <= ${most}.`,
    )
  }
  return queue.fifo ? numberOf(queue, 'DelaySeconds') : delaySeconds
}
