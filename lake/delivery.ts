/**
 * What an SQS message of the arrivals queue says: S3's events as S3 writes them, and our own words that an object was
 * examined, or that a key is to be looked at. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
import * as z from 'zod'
import {
  type ExaminedMessage,
  examinedMessage,
  type LookMessage,
  lookMessage,
} from '../schemas/messages.ts'

/** One version of one S3 object. */
export interface ObjectVersion {
  bucket: string
  key: string
  versionId: string
  etag: string
  bytes: number
  /** S3's order of events of one key: compare as hexadecimal, the shorter padded on the right with zeros. */
  sequencer: string
}

export type Delivery =
  | { kind: 'created'; object: ObjectVersion; eventMs: number }
  /** `isMarker`: by a delete marker, which hides all versions; otherwise that version is gone for good. */
  | { kind: 'removed'; object: ObjectVersion; eventMs: number; isMarker: boolean }
  | ExaminedMessage
  | LookMessage

/** Whatever says that a key may have changed. */
export type Arrival = Exclude<Delivery, ExaminedMessage>

export const keyOf = (arrival: Arrival): string =>
  arrival.kind === 'look' ? arrival.key : arrival.object.key

const record = z.object({
  eventName: z.string(),
  eventTime: z.iso.datetime({ offset: true }),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      sequencer: z.string().regex(/^[0-9a-fA-F]+$/),
      versionId: z.string().optional(),
      eTag: z.string().optional(),
      size: z.number().optional(),
    }),
  }),
})
const notification = z.object({ Records: z.array(record) })
const testEvent = z.object({ Event: z.literal('s3:TestEvent') })
const body = z.union([notification, testEvent, examinedMessage, lookMessage])

/** Throws on a body that neither S3 nor we wrote: it belongs among the dead letters, for a person to see. */
export function deliveriesOf(text: string): Delivery[] {
  const parsed = body.parse(JSON.parse(text))
  if ('kind' in parsed) return [parsed]
  return 'Records' in parsed ? parsed.Records.flatMap(deliveryOf) : []
}

/** Events of other kinds (restores, tags, lifecycle transitions) change no rows. */
function deliveryOf({ eventName, eventTime, s3 }: z.infer<typeof record>): Delivery[] {
  const event = eventName.replace(/^s3:/, '')
  const created = event.startsWith('ObjectCreated:')
  if (!created && !event.startsWith('ObjectRemoved:')) return []
  const { key, sequencer, versionId, eTag, size } = s3.object
  const object = {
    bucket: s3.bucket.name,
    key: decodedKey(key),
    versionId: versionId ?? 'null', // S3's own name for the version of an unversioned bucket
    etag: (eTag ?? '').replaceAll('"', ''),
    bytes: size ?? 0,
    sequencer,
  }
  const eventMs = Date.parse(eventTime)
  if (created) return [{ kind: 'created', object, eventMs }]
  return [{ kind: 'removed', object, eventMs, isMarker: event.endsWith(':DeleteMarkerCreated') }]
}

/** S3 writes keys as a form does: `+` is a space, the rest percent-encoded. */
const decodedKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '))

/** Negative when `a` is the older; comparable for events of the same key only. */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length)
  const [left, right] = [a, b].map((text) => text.toLowerCase().padEnd(length, '0')) as [
    string,
    string,
  ]
  return left < right ? -1 : left > right ? 1 : 0
}

const sequencerDigits = 32 // S3's have 16 or 18: between two of them there is room

/** The next one after it, before any that S3 gives later. */
export function sequencerAfter(sequencer: string): string {
  const padded = sequencer.padEnd(sequencerDigits, '0')
  return (BigInt(`0x${padded}`) + 1n).toString(16).padStart(padded.length, '0')
}
