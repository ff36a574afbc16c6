/** What S3 tells a queue of an object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
import { AwsFault, accountId } from '../wire/service.ts'
import type { Bucket, QueueTarget } from './bucket.ts'
import type { ObjectVersion } from './version.ts'

export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Post'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated'

/** Who caused an event. */
export interface Origin {
  principalId: string
  requestId: string
  sourceIp: string
}

/** Sends to a queue by its ARN; throws when there is none. */
export type SendToQueue = (queueArn: string, body: string) => unknown

/** The laptop itself: Athena's results and the like. */
export const laptop: Origin = {
  principalId: `AWS:${accountId}`,
  requestId: 'laptop',
  sourceIp: '127.0.0.1',
}

export interface ObjectEvent {
  name: EventName
  version: ObjectVersion
  origin: Origin
}

/** Sends the event to each queue that is configured for it, within the caller's transaction. */
export function notify(bucket: Bucket, event: ObjectEvent, send: SendToQueue): void {
  for (const target of bucket.notifications) {
    if (!concerns(target, event)) continue
    try {
      send(target.queueArn, JSON.stringify({ Records: [recordOf(bucket, event, target.id)] }))
    } catch (error) {
      // A queue that was deleted since gets nothing, and the object is stored all the same.
      if (!(error instanceof AwsFault)) throw error
    }
  }
}

/** What S3 sends to each queue that is newly configured. */
export function testEvent(bucket: Bucket, origin: Origin, nowMs: number): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(nowMs).toISOString(),
    Bucket: bucket.name,
    RequestId: origin.requestId,
    HostId: 'hypatia',
  })
}

function concerns(target: QueueTarget, { name, version: { key } }: ObjectEvent): boolean {
  if (!key.startsWith(target.prefix) || !key.endsWith(target.suffix)) return false
  const [kind] = name.split(':')
  return target.events.some((event) => event === `s3:${name}` || event === `s3:${kind}:*`)
}

function recordOf(bucket: Bucket, { name, version, origin }: ObjectEvent, id: string) {
  const { key, size, etag, versionId, sequencer, isMarker, modifiedMs } = version
  const isCreated = name.startsWith('ObjectCreated:')
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: new Date(modifiedMs).toISOString(),
    eventName: name,
    userIdentity: { principalId: origin.principalId },
    requestParameters: { sourceIPAddress: origin.sourceIp },
    responseElements: { 'x-amz-request-id': origin.requestId, 'x-amz-id-2': 'hypatia' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: id,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: accountId },
        arn: `arn:aws:s3:::${bucket.name}`,
      },
      object: {
        key: eventKey(key),
        ...(isCreated ? { size } : {}),
        ...(isCreated || isMarker ? { eTag: etag } : {}),
        ...(bucket.versioning ? { versionId } : {}),
        sequencer,
      },
    },
  }
}

/** As `application/x-www-form-urlencoded`, but for the slash. */
function eventKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}
