/** What an object is, from at most 1 MiB of it. */
import { archiveDepthMax, inspectionBytesMax, membersSeenMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import { isArrow } from '../render/arrow.ts'
import { isAvro } from '../render/avro.ts'
import { startsAsOrc } from '../render/orc/tail.ts'
import { isTar } from '../render/tar.ts'
import type { Column } from '../schema/type.ts'
import { type Archive, inspectArchive, tooDeep } from './archive/archive.ts'
import { tarHeads, zipHeads } from './archive/heads.ts'
import { assetFacts } from './asset/asset.ts'
import type { AssetFacts } from './asset/facts.ts'
import { inspectArrow } from './binary/arrow.ts'
import { inspectAvro } from './binary/avro.ts'
import { inspectDuckdb, isDuckdb } from './binary/duckdb.ts'
import { inspectOrc, unseenOrc } from './binary/orc.ts'
import { inspectSqlite, isSqlite } from './binary/sqlite.ts'
import type { Member } from './binary/zip.ts'
import { compressionOf, decompressedHead } from './compression.ts'
import { inspectContainer, isZip, startsAsDocument } from './container.ts'
import { withDoubts } from './facts.ts'
import { type Finding, Unseen } from './finding.ts'
import type { Compression, Inspection } from './inspection.ts'
import { asset, assetReason } from './magic.ts'
import { inspectParquet, isParquet } from './parquet.ts'
import { assetByPin, calledByPins, knownByPins, type Pinned, withPins } from './pinned.ts'
import { readingEvidence } from './reading/reading.ts'
import { inspectText } from './text.ts'

/** Bytes `start` (included) to `end` (excluded) of the object, as they are stored. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>

/** Enough to know a format by; most objects of a lake are no longer. */
export const firstReadBytes = 64 * 1024

/**
 * Decides by content, never by name. Reads at most `inspectionBytesMax` bytes, in at most three reads and one for each
 * file of an archive that is looked at. `reserved` are
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
  const nested = { left: membersSeenMax }
  const all = pinned ? knownByPins(known, pinned.pins) : known
  const look = { reserved, pinned, known: all, bytesMax: inspectionBytesMax, depth: 0, nested }
  const found = await find(object.bytes, counted, look).catch((error: unknown) => {
    throw error === failure || error instanceof Quarantined ? error : unreadable(error as Error)
  })
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

/** What is known before, and how far one looks. */
interface Look {
  reserved: readonly string[]
  pinned: Pinned | undefined
  known: readonly Column[]
  bytesMax: number
  /** It is what came out of a codec: another one within is not opened. */
  isWithin?: true
  /** In how many archives it is. */
  depth: number
  /** How many files of archives within archives may still be looked at. */
  nested: { left: number }
}

async function find(bytes: number, read: ReadRange, look: Look): Promise<Found> {
  const { reserved, pinned, known } = look
  if (pinned?.pins.asset) return nothing(assetByPin(pinned))
  if (bytes === 0) return nothing(asset('empty', 'The object is empty.'), { whole: true })
  const first = await read(0, Math.min(bytes, firstReadBytes, look.bytesMax))
  if (isAvro(first)) return inspectAvro(bytes, first, read, reserved)
  if (isArrow(first)) return inspectArrow(bytes, first, read, reserved)
  if (isParquet(first)) return inspectParquet(bytes, first, read, reserved)
  const isCut = (look.isWithin || look.depth > 0) && bytes > look.bytesMax
  const orc =
    startsAsOrc(first) &&
    (isCut ? unseenOrc(first) : await inspectOrc(bytes, first, read, reserved))
  if (orc) return orc
  const isUncounted = look.isWithin && bytes > look.bytesMax
  if (isSqlite(first)) return inspectSqlite(isUncounted ? undefined : bytes, first)
  if (isDuckdb(first)) return inspectDuckdb(isUncounted ? undefined : bytes, first)
  if (isZip(first)) return findZip(bytes, first, read, look)
  const compression = look.isWithin ? 'none' : compressionOf(first)
  const isArchive = compression === 'none' && isTar(first)
  const reason = compression === 'none' && !isArchive && assetReason(first)
  if (reason) {
    const facts = await assetFacts(reason.code, bytes, first, read)
    return { ...nothing(reason, { whole: first.length === bytes }), ...saying(facts) }
  }
  const end = Math.min(bytes, look.bytesMax)
  const rest = end > first.length ? await read(first.length, end) : new Uint8Array(0)
  const head = { bytes: Buffer.concat([first, rest]), whole: end === bytes }
  if (isArchive) return findTar(head, look)
  if (compression === 'none') {
    return { ...inspectText(head, reserved, pinned?.pins, known), whole: head.whole }
  }
  const text = await decompressedHead(compression, head.bytes, head.whole, inspectionBytesMax)
  return findWithin(compression, text, look)
}

async function findZip(
  bytes: number,
  first: Uint8Array,
  read: ReadRange,
  look: Look,
): Promise<Found> {
  const container = await inspectContainer(bytes, first, read, look.pinned?.pins.sheet)
  if ('entries' in container) {
    const { entries } = container
    const seen = await zipHeads(container, bytes)
    return findMembers({ kind: 'zip', files: entries.length, seen }, look)
  }
  if (!('member' in container)) return container
  if (!look.isWithin) return findMember(container.member, bytes, read, look)
  const detail = 'The object is a ZIP archive within another codec, which is not opened.'
  return nothing(asset('zip', detail))
}

async function findTar(head: Text, look: Look): Promise<Found> {
  return findMembers({ kind: 'tar', ...(await tarHeads(head)) }, look)
}

/** One that is a member of another is opened likewise, as long as they are not too many or too deep. */
async function findMembers(archive: Archive, look: Look): Promise<Found> {
  const { isWithin: _, ...open } = look
  const { depth, nested, pinned } = look
  if (depth > archiveDepthMax) return nothing(tooDeep(archive.kind))
  const seen = depth === 0 ? archive.seen : archive.seen.slice(0, nested.left)
  if (depth > 0) nested.left -= seen.length
  if (depth > 0 && seen.length === 0) return unopened(archive.kind)
  const member: Look = { ...open, pinned: pinned && withoutFile(pinned), depth: depth + 1 }
  return inspectArchive(
    { ...archive, seen },
    async ({ head, bytes }, known) => {
      const own = { bytes: head, whole: head.length === bytes }
      const found = await findIn(own, bytes, { ...member, known })
      return {
        ...found,
        columns: calledByPins({ ...found, ...pinned }, found.columns, look.reserved),
      }
    },
    look.known,
    pinned?.pins.file,
  )
}

/** It names one of the outermost archive. */
const withoutFile = ({ pins: { file: _, ...pins }, by }: Pinned): Pinned => ({ pins, by })

/** Of one that is within another: what is in it shows when that is unpacked. */
const unopened = (format: Archive['kind']): Found => ({
  ...{ format, columns: [], evidence: [], whole: false },
})

/** What was read to find it counts: the largest directory that is read with it leaves a half. */
async function findMember(
  member: Member,
  bytes: number,
  read: ReadRange,
  look: Look,
): Promise<Found> {
  const end = Math.min(bytes, member.at + firstReadBytes * 4)
  const own = { ...member, at: 0 }
  const head = await read(member.at, end)
  const text = await decompressedHead('zip', head, end === bytes, inspectionBytesMax, own)
  const found = await findWithin('zip', text, look)
  const evidence = [`ZIP archive of one file, "${member.name.slice(0, 100)}"`, ...found.evidence]
  return { ...found, evidence, member }
}

interface Text {
  bytes: Buffer
  whole: boolean
}

/** What a codec's bytes are, by the first that came out of it. */
async function findWithin(compression: Compression, text: Text, look: Look): Promise<Found> {
  if (text.bytes.length === 0) {
    return {
      ...nothing(asset('empty', emptyWords(compression, text))),
      whole: text.whole,
      compression,
    }
  }
  const bytes = text.bytes.length + (text.whole ? 0 : 1) // nobody knows how many there are
  const found = await findIn(text, bytes, { ...look, isWithin: true })
  return { ...found, whole: text.whole && found.whole !== false, compression }
}

/** Of bytes that are in memory as far as they are seen. */
async function findIn(head: Text, bytes: number, look: Look): Promise<Found> {
  const read: ReadRange = async (start, end) => {
    if (end > head.bytes.length) throw new Unseen()
    return head.bytes.subarray(start, end)
  }
  try {
    return await find(bytes, read, { ...look, bytesMax: head.bytes.length })
  } catch (error) {
    if (!(error instanceof Unseen)) throw error
    const isOpened = look.depth > 0 && look.depth <= archiveDepthMax && !look.isWithin
    return isOpened && isZip(head.bytes) && !startsAsDocument(head.bytes)
      ? unopened('zip')
      : unseen(head.bytes)
  }
}

/** Its directory or footer stands behind what is seen. */
function unseen(head: Buffer): Found {
  if (isParquet(head)) {
    const evidence = ['Parquet file, whose footer is read when it is unpacked']
    return { format: 'parquet', columns: [], evidence, whole: false }
  }
  const detail =
    'The object is an archive or a workbook within another codec, too large to be looked into.'
  return nothing(asset('zip', detail))
}

const emptyWords = (compression: Compression, { whole }: Text): string =>
  whole
    ? `The ${compression} stream is empty.`
    : `The ${compression} stream begins with a block that is longer than what is inspected.`

const saying = (facts: AssetFacts): Pick<Found, 'asset'> =>
  Object.keys(facts).length > 0 ? { asset: facts } : {}

const nothing = (
  reason: NonNullable<Finding['reason']>,
  rest: { whole?: boolean; compression?: Compression } = {},
): Found => ({ format: 'other', columns: [], evidence: [], reason, ...rest })
