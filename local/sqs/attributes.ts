/**
 * The attributes of a queue: their names, ranges and defaults.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
import { sqsFault } from './fault.ts'

export type QueueAttributes = Record<string, string>

/** Name → [least, most, default]: seconds, or bytes of a message. */
const numbers: Record<string, readonly [number, number, number]> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1_024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
}

const choices: Record<string, readonly string[]> = {
  SqsManagedSseEnabled: ['true', 'false'],
  FifoQueue: ['true', 'false'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
}

const onlyFifo = new Set([
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
])
const documents = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'])
const standardDefaults = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
]

export interface Redrive {
  deadLetterTargetArn: string
  maxReceiveCount: number
}

export function defaultAttributes(fifo: boolean): QueueAttributes {
  const attributes: QueueAttributes = { SqsManagedSseEnabled: 'true' }
  for (const name of standardDefaults) attributes[name] = String(numbers[name]?.[2])
  if (!fifo) return attributes
  return {
    ...attributes,
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  }
}

/** The attributes as they are kept; throws InvalidAttributeName or InvalidAttributeValue. */
export function checkedAttributes(given: QueueAttributes, fifo: boolean): QueueAttributes {
  const checked: QueueAttributes = {}
  for (const [name, value] of Object.entries(given)) {
    const known = name in numbers || name in choices || documents.has(name)
    if ((!known && name !== 'KmsMasterKeyId') || (onlyFifo.has(name) && !fifo)) {
      throw sqsFault('InvalidAttributeName', `Unknown Attribute ${name}.`)
    }
    if (!isValid(name, value)) {
      throw sqsFault('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)
    }
    checked[name] = value
  }
  return checked
}

/** The least and most seconds a number of this name may have. */
export function rangeOf(name: string): readonly [number, number] {
  const [least, most] = numbers[name] ?? [0, 0]
  return [least, most]
}

/** The redrive policy, or undefined when the queue has none. */
export function redriveOf(attributes: QueueAttributes): Redrive | undefined {
  if (!attributes.RedrivePolicy) return undefined
  const policy = JSON.parse(attributes.RedrivePolicy) as Record<string, unknown>
  return {
    deadLetterTargetArn: String(policy.deadLetterTargetArn),
    maxReceiveCount: Number(policy.maxReceiveCount),
  }
}

function isValid(name: string, value: string): boolean {
  const range = numbers[name]
  if (range) return /^\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1]
  if (choices[name]) return choices[name].includes(value)
  if (name === 'RedrivePolicy') return value === '' || isRedrive(value)
  return value === '' || !documents.has(name) || isObject(value)
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

function isRedrive(text: string): boolean {
  if (!isObject(text)) return false
  const redrive = redriveOf({ RedrivePolicy: text })
  const count = redrive?.maxReceiveCount ?? Number.NaN
  const arn = redrive?.deadLetterTargetArn ?? ''
  return Number.isInteger(count) && count >= 1 && count <= 1_000 && arn.startsWith('arn:')
}

/** Every attribute that GetQueueAttributes may be asked for. */
export const attributeNames = new Set([
  ...Object.keys(numbers),
  ...Object.keys(choices),
  ...documents,
  'KmsMasterKeyId',
  'QueueArn',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
])
