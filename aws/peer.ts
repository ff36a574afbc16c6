/** S3 and SQS of another account: by credentials of its own, and none of ours. */

import type { Readable } from 'node:stream'
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs'
import { requestHandler } from './clients/client.ts'

export interface PeerAccount {
  region: string
  /** Absent: AWS's own. */
  endpoint?: string | undefined
  accessKeyId: string
  secretAccessKey: string
}

const configured = ({ region, endpoint, ...credentials }: PeerAccount) => ({
  region,
  credentials,
  requestHandler,
  ...(endpoint && { endpoint }),
})

export interface PeerMessage {
  id: string
  body: string
  sentMs: number
  /** How often it has been received, with this time. */
  receives: number
  attributes: Record<string, string>
  handle: string
}

const receiveMax = 10
const deleteMax = 10
const waitSecondsMax = 20

export function peerQueue(account: PeerAccount, QueueUrl: string) {
  const client = new SQSClient({ ...configured(account), useQueueUrlAsEndpoint: !account.endpoint })
  return {
    /** Ten at most; long polls. */
    async receive(max: number, waitMs: number, hiddenSeconds: number, signal: AbortSignal) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(max, receiveMax),
          WaitTimeSeconds: Math.min(waitSecondsMax, Math.ceil(waitMs / 1_000)),
          VisibilityTimeout: hiddenSeconds,
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: signal },
      )
      return Messages.map(peerMessage)
    },
    /** Throws what was not deleted. */
    async delete(handles: string[]): Promise<void> {
      for (let at = 0; at < handles.length; at += deleteMax) {
        const some = handles.slice(at, at + deleteMax)
        const Entries = some.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }))
        const command = new DeleteMessageBatchCommand({ QueueUrl, Entries })
        const { Failed: [failed] = [] } = await client.send(command)
        if (failed) throw new Error(`DeleteMessage: ${failed.Code} ${failed.Message ?? ''}`)
      }
    },
    close: () => client.destroy(),
  }
}

const peerMessage = ({
  MessageId = '',
  Body = '',
  ReceiptHandle = '',
  Attributes = {},
  MessageAttributes = {},
}: SqsMessage): PeerMessage => ({
  id: MessageId,
  body: Body,
  sentMs: Number(Attributes.SentTimestamp ?? 0),
  receives: Number(Attributes.ApproximateReceiveCount ?? 1),
  attributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue, BinaryValue }]) => [
      name,
      StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64'),
    ]),
  ),
  handle: ReceiptHandle,
})

export interface PeerObject {
  key: string
  etag: string
  bytes: number
}

export function peerBucket(account: PeerAccount, Bucket: string) {
  const client = new S3Client({ ...configured(account), forcePathStyle: Boolean(account.endpoint) })
  return {
    /** A page at a time, in the order of keys. */
    async *list(Prefix: string): AsyncGenerator<PeerObject[]> {
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket, Prefix, EncodingType: 'url', ContinuationToken }),
        )
        yield (page.Contents ?? []).map(({ Key = '', ETag = '', Size = 0 }) => ({
          // XML cannot hold every key; not every store encodes them.
          key: page.EncodingType === 'url' ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key,
          etag: ETag,
          bytes: Size,
        }))
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken)
    },
    /** Of this very content; undefined where it is another by now, or gone. */
    async read({ key, etag }: PeerObject) {
      try {
        const command = new GetObjectCommand({ Bucket, Key: key, IfMatch: etag })
        const { Body, ContentType } = await client.send(command)
        return { body: Body as Readable, contentType: ContentType }
      } catch (error) {
        const { name, $metadata } = error as {
          name: string
          $metadata?: { httpStatusCode?: number }
        }
        const isGone = name === 'NoSuchKey' || $metadata?.httpStatusCode === 412
        if (isGone) return undefined
        throw error
      }
    },
    /** Whole, or not at all. */
    async put(Key: string, Body: Buffer, ContentType: string, signal: AbortSignal): Promise<void> {
      const command = new PutObjectCommand({ Bucket, Key, Body, ContentType })
      await client.send(command, { abortSignal: signal })
    },
    /** Throws where the bucket is not there, or not for this account. */
    head: async () => void (await client.send(new HeadBucketCommand({ Bucket }))),
    close: () => client.destroy(),
  }
}
