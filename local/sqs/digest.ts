/** The MD5 digests by which SDKs verify what SQS stored. */
import { createHash } from 'node:crypto'

/** A message attribute; `BinaryValue` is base64, as on the wire. */
export interface MessageAttribute {
  DataType: string
  StringValue?: string
  BinaryValue?: string
}

export type MessageAttributes = Record<string, MessageAttribute>

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/**
 * Name, type, a byte for the kind of value, value; each but the byte after its length.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const hash = createHash('md5')
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute
    add(Buffer.from(name))
    add(Buffer.from(DataType))
    hash.update(Buffer.of(BinaryValue === undefined ? 1 : 2))
    add(
      BinaryValue === undefined
        ? Buffer.from(StringValue ?? '')
        : Buffer.from(BinaryValue, 'base64'),
    )
  }
  return hash.digest('hex')
}

/** What counts against a queue's maximum message size: names, types and values of attributes too. */
export function bytesOf(body: string, attributes: MessageAttributes): number {
  let bytes = Buffer.byteLength(body)
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType)
    bytes += Buffer.byteLength(StringValue ?? '')
    bytes += BinaryValue === undefined ? 0 : Buffer.from(BinaryValue, 'base64').length
  }
  return bytes
}
