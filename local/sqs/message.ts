/** A message as it is sent, kept and received. Times are milliseconds since 1970. */
import { type MessageAttributes, md5, md5OfAttributes } from './digest.ts'

export interface Outgoing {
  body: string
  attributes?: MessageAttributes
  /** X-Ray's header, the one system attribute a sender may set. */
  traceHeader?: string
  delaySeconds?: number
  /** Required by a FIFO queue; messages of one group are received in order. */
  groupId?: string
  deduplicationId?: string
}

export interface Sent {
  messageId: string
  md5OfBody: string
  md5OfAttributes: string | undefined
  sequenceNumber: string | undefined
}

export interface Message extends Sent {
  receiptHandle: string
  body: string
  attributes: MessageAttributes
  traceHeader: string | undefined
  sentMs: number
  firstReceivedMs: number
  /** How often it was received, this time included. */
  receives: number
  groupId: string | undefined
  deduplicationId: string | undefined
  /** The ARN of the queue it fell from, when it is a dead letter. */
  originArn: string | undefined
}

/** A row of `sqs_messages`. */
export interface MessageRow {
  sequence: number
  queue: string
  id: string
  body: string
  attributes: string
  trace_header: string | null
  sent_ms: number
  visible_ms: number
  receives: number
  first_received_ms: number | null
  received_ms: number | null
  nonce: string | null
  group_id: string | null
  deduplication_id: string | null
  origin_arn: string | null
}

/** Names one receipt of one message; only the newest receipt deletes. */
export interface Receipt {
  queue: string
  sequence: number
  nonce: string
}

export function formatHandle({ queue, sequence, nonce }: Receipt): string {
  return Buffer.from(`${queue} ${sequence} ${nonce}`).toString('base64')
}

/** The receipt of a handle, or undefined when it is none of ours. */
export function parseHandle(handle: string): Receipt | undefined {
  const parts = Buffer.from(handle, 'base64').toString().split(' ')
  const [queue, sequence, nonce] = parts
  if (parts.length !== 3 || !queue || !nonce || !/^\d+$/.test(sequence ?? '')) return undefined
  return { queue, sequence: Number(sequence), nonce }
}

/** Twenty digits that grow, as FIFO queues number their messages. */
export function sequenceNumberOf(sequence: number): string {
  return (18_850_000_000_000_000_000n + BigInt(sequence) * 256n).toString()
}

export function sentOf(row: MessageRow, fifo: boolean): Sent {
  return {
    messageId: row.id,
    md5OfBody: md5(row.body),
    md5OfAttributes: md5OfAttributes(JSON.parse(row.attributes)),
    sequenceNumber: fifo ? sequenceNumberOf(row.sequence) : undefined,
  }
}

/** The message of a row that was just received under `nonce`. */
export function messageOf(row: MessageRow, fifo: boolean, nonce: string, nowMs: number): Message {
  return {
    ...sentOf(row, fifo),
    receiptHandle: formatHandle({ queue: row.queue, sequence: row.sequence, nonce }),
    body: row.body,
    attributes: JSON.parse(row.attributes) as MessageAttributes,
    traceHeader: row.trace_header ?? undefined,
    sentMs: row.sent_ms,
    firstReceivedMs: row.first_received_ms ?? nowMs,
    receives: row.receives + 1,
    groupId: row.group_id ?? undefined,
    deduplicationId: row.deduplication_id ?? undefined,
    originArn: row.origin_arn ?? undefined,
  }
}
