/** What an object is, from at most 1 MiB of it. */
import { inspectionBytesMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import { isArrow } from '../render/arrow.ts'
import { isAvro } from '../render/avro.ts'
import type { Column } from '../schema/type.ts'
import { inspectArrow } from './binary/arrow.ts'
import { inspectAvro } from './binary/avro.ts'
import type { Member } from './binary/zip.ts'
import { compressionOf, decompressedHead } from './compression.ts'
import { inspectContainer, isZip } from './container.ts'
import { withDoubts } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Compression, Inspection } from './inspection.ts'
import { asset, assetReason } from './magic.ts'
import { inspectParquet, isParquet } from './parquet.ts'
import { assetByPin, type Pinned, withPins } from './pinned.ts'
import { readingEvidence } from './reading/reading.ts'
import { inspectText } from './text.ts'

/** Bytes `start` (included) to `end` (excluded) of the object, as they are stored. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>

/** Enough to know a format by; most objects of a lake are no longer. */
const firstReadBytes = 64 * 1024

/**
 * Decides by content, never by name. Reads at most `inspectionBytesMax` bytes, in at most three reads. `reserved` are
 * names that no column may take (the partition keys of the address); what is `pinned` is not guessed; `known` are
 * the dataset's columns so far: a row of their names is a header, and one of values none. Throws Quarantined for bytes
 * that can never be a table although they claim to be one; and whatever `read` throws.
 */
export async function inspect(
  object: { key: string; bytes: number },
  read: ReadRange,
  reserved: readonly string[] = [],
  pinned?: Pinned,
  known: readonly Column[] = [],
): Promise<Inspection> {
  let bytesRead = 0
  let failure: unknown
  const counted: ReadRange = async (start, end) => {
    bytesRead += end - start
    try {
      return await read(start, end)
    } catch (error) {
      failure = error
      throw error
    }
  }
  const found = await find(object.bytes, counted, reserved, pinned, known).catch(
    (error: unknown) => {
      throw error === failure || error instanceof Quarantined ? error : unreadable(error as Error)
    },
  )
  const finding = pinned ? withPins(found, pinned) : found
  return {
    compression: 'none',
    whole: false,
    ...finding,
    evidence: [...finding.evidence, ...readingEvidence(finding.columns)],
    ...withDoubts(finding.doubt, finding.text),
    verdict: finding.reason ? 'asset' : 'table',
    bytesRead,
  }
}

/** Of what is no table whatever its bytes are. */
export const unread = (reason: Reason): Inspection => ({
  ...{ format: 'other', compression: 'none', columns: [], whole: false, evidence: [] },
  ...{ verdict: 'asset', reason, bytesRead: 0 },
})

/** A fault of ours, over bytes that nobody thought of: they are aside until it is mended, and stop no others. */
const unreadable = (cause: Error): Quarantined =>
  new Quarantined(
    {
      code: 'object.unreadable',
      detail: `What the object is could not be decided: ${cause.message.slice(0, 200)}.`,
      remedy: 'Land it in another format; it is kept as it is.',
    },
    { cause },
  )

type Found = Finding & Partial<Pick<Inspection, 'compression' | 'whole' | 'parquet' | 'member'>>

async function find(
  bytes: number,
  read: ReadRange,
  reserved: readonly string[],
  pinned: Pinned | undefined,
  known: readonly Column[],
): Promise<Found> {
  if (pinned?.pins.asset) return nothing(assetByPin(pinned))
  if (bytes === 0) return nothing(asset('empty', 'The object is empty.'), { whole: true })
  const first = await read(0, Math.min(bytes, firstReadBytes))
  if (isAvro(first)) return inspectAvro(bytes, first, read, reserved)
  if (isArrow(first)) return inspectArrow(bytes, first, read, reserved)
  if (isParquet(first)) return inspectParquet(bytes, first, read, reserved)
  const textOf = (text: Text) => inspectText(text, reserved, pinned?.pins, known)
  if (isZip(first)) {
    const container = await inspectContainer(bytes, first, read)
    return 'member' in container ? inspectMember(container.member, bytes, read, textOf) : container
  }
  const compression = compressionOf(first)
  const reason = compression === 'none' && assetReason(first)
  if (reason) return nothing(reason, { whole: first.length === bytes })
  const end = Math.min(bytes, inspectionBytesMax)
  const rest = end > first.length ? await read(first.length, end) : new Uint8Array(0)
  const head = { bytes: Buffer.concat([first, rest]), whole: end === bytes }
  if (compression === 'none') return { ...textOf(head), whole: head.whole }
  const text = await decompressedHead(compression, head.bytes, head.whole, inspectionBytesMax)
  return { ...inspectCompressed(compression, text, textOf), whole: text.whole, compression }
}

/** What was read to find it counts: the largest directory that is read with it leaves a half. */
async function inspectMember(
  member: Member,
  bytes: number,
  read: ReadRange,
  textOf: (text: Text) => Found,
): Promise<Found> {
  const end = Math.min(bytes, member.at + firstReadBytes * 4)
  const own = { ...member, at: 0 }
  const head = await read(member.at, end)
  const text = await decompressedHead('zip', head, end === bytes, inspectionBytesMax, own)
  const found = inspectCompressed('zip', text, textOf)
  const evidence = [`ZIP archive of one file, "${member.name.slice(0, 100)}"`, ...found.evidence]
  return { ...found, evidence, whole: text.whole, compression: 'zip', member }
}

interface Text {
  bytes: Buffer
  whole: boolean
}

function inspectCompressed(
  compression: Compression,
  text: Text,
  textOf: (text: Text) => Found,
): Found {
  if (text.bytes.length === 0) return nothing(asset('empty', emptyWords(compression, text)))
  const within = `The object is a Parquet file within ${compression}, which is not read.`
  const reason = isParquet(text.bytes)
    ? asset(`${compression}-parquet`, within)
    : assetReason(text.bytes)
  return reason ? nothing(reason) : textOf(text)
}

const emptyWords = (compression: Compression, { whole }: Text): string =>
  whole
    ? `The ${compression} stream is empty.`
    : `The ${compression} stream begins with a block that is longer than what is inspected.`

const nothing = (
  reason: NonNullable<Finding['reason']>,
  rest: { whole?: boolean; compression?: Compression } = {},
): Found => ({ format: 'other', columns: [], evidence: [], reason, ...rest })
