/** Which versions of a key hold a value: by its column where the bytes are a table, by its bytes where they are set aside. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { Conflict } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { interpretationFor } from '../../aws/interpretations.ts'
import { partFor } from '../../aws/parts.ts'
import { getFirst, getRange, headObject, NoSuchObject, putBytes } from '../../aws/s3.ts'
import type { Version, Versioned } from '../../aws/versions.ts'
import { assetOfRow } from '../../lake/assetrow.ts'
import { columnsUnder, dividedBy } from '../../lake/dataset.ts'
import { uploadedPins } from '../../lake/hints.ts'
import { compressionOf } from '../../lake/inspect/compression.ts'
import { utf8Of } from '../../lake/inspect/encoding/decode.ts'
import { encodedAs } from '../../lake/inspect/encoding/encode.ts'
import { encodingOf } from '../../lake/inspect/encoding/encoding.ts'
import { inspect } from '../../lake/inspect/inspect.ts'
import type { Compression, Inspection } from '../../lake/inspect/inspection.ts'
import { calledByPins, type Pinned } from '../../lake/inspect/pinned.ts'
import { pinnedIn, versionOf } from '../../lake/interpretation.ts'
import { type Address, addressOf, isAssetRowKey } from '../../lake/key.ts'
import { redactedBytesMax } from '../../lake/limits.ts'
import { tableAround } from '../../lake/logged/logged.ts'
import { inFiles, type Naming } from '../../lake/logged/names.ts'
import { asNamed } from '../../lake/logged/naming.ts'
import { isSaidBy, isSaidByFolder, standsInOthers } from '../../lake/maintain/erasure.ts'
import { mayHold } from '../../lake/maintain/mayhold.ts'
import { holds, needlesOf } from '../../lake/maintain/needle.ts'
import { columnsOfLines, ownPaths } from '../../lake/maintain/ownpaths.ts'
import { type Redacted, redactCsv, redactLines, type Wanted } from '../../lake/maintain/redact.ts'
import { Quarantined } from '../../lake/problem.ts'
import { DuckdbRefused } from '../../layers/duckdb/engine.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { Pins } from '../../schemas/interpretation.ts'
import { inflated, isPacked } from './plain.ts'
import { redactParquet } from './redactparquet.ts'
import { formerly, type Sought, seen, unseen, wantedDatasets } from './sought.ts'

export interface Looked {
  /** Versions that go. */
  gone: Version[]
  /** The current one was written again without so many rows. */
  redacted?: { rows: number }
  /** Why something was left. */
  left?: string
  /** The current one, before anybody has seen it: it will be set aside, and is looked for there. */
  isAhead?: boolean
  /** The current one lies in quarantine, too: what lies beneath it comes back. */
  isAside?: boolean
}

const unwritten = 'it is no table that could be written again'

export async function searchOf({
  state,
  columns = [],
  values = [],
}: Erasure): Promise<(versioned: Versioned) => Promise<Looked>> {
  const asked = { columns, values: new Set(values) }
  const datasets = await wantedDatasets(asked)
  const needles = needlesOf(values)
  return async (versioned) => {
    if (isSaidByFolder(versioned.key, asked)) return { gone: versioned.versions }
    const addressed = addressOf(versioned.key)
    if (!('address' in addressed)) return holding(versioned, needles) // what is refused is set aside too, once it is seen
    const { address } = addressed
    const known = datasets.wanted.get(`${address.source}/${address.dataset}`)
    const wanted = known ?? (await unseen(versioned, address, asked, datasets))
    if (!wanted) return { gone: [] }
    if (isAssetRowKey(versioned.key)) return inRow(versioned, needles)
    const looked = await inTable(versioned, address, wanted, needles)
    if (looked.isAhead && state === 'settling') looked.left ??= unwritten
    return looked
  }
}

/** Set aside: nobody could read its columns. */
async function holding({ key, versions }: Versioned, needles: Buffer[]): Promise<Looked> {
  const gone: Version[] = []
  let left: string | undefined
  for (const version of versions) {
    if (version.isMarker) continue
    const { bytes } = await plain(key, version)
    if (typeof bytes === 'string') left = whyOf(bytes, version)
    if (!bytes || typeof bytes === 'string') continue
    if (isSaidIn(bytes, needles)) gone.push(version)
    else if (isPacked(bytes)) left = 'it was set aside, and is packed: nobody looked into it'
  }
  return { gone, ...(left && { left }) }
}

/**
 * By the names that the file has for its columns, where those are others: the table's may be another column's there.
 * `logged`: what files of a table with a log call its columns.
 */
function wantedIn(
  inspection: Inspection,
  { bytes, pinned, reserved }: { bytes: Buffer; pinned: Pinned | undefined; reserved: string[] },
  { groups, values, columns: all }: Sought,
  logged: Naming[] | undefined,
): Wanted {
  const renames = pinned?.pins.names
  const inFile = (paths: string[]): string[] =>
    logged ? paths.flatMap((path) => inFiles(path, logged)) : paths
  if (!renames) return { values, columns: inFile([...all]) }
  const { columns } = logged ? asNamed(inspection, logged) : inspection
  const isLines = inspection.format !== 'parquet' && !inspection.csv
  const own = isLines ? columnsOfLines(bytes, reserved) : columns
  const file = { own, called: calledByPins(inspection, own, reserved), renames }
  return { values, columns: inFile(groups.flatMap((asked) => ownPaths(asked, file))) }
}

/** The row is what its asset says, and comes again as long as that one is there. */
async function inRow({ key, versions }: Versioned, needles: Buffer[]): Promise<Looked> {
  const looked: Looked = { gone: [] }
  for (const version of versions) {
    const { bytes } = version.isMarker ? {} : await plain(key, version)
    if (!Buffer.isBuffer(bytes) || !isSaidIn(bytes, needles)) continue
    if (version.isLatest) looked.left = `the asset ${assetOfRow(key)} says it: erase that object`
    else looked.gone.push(version)
  }
  return looked
}

async function inTable(
  { key, versions }: Versioned,
  address: Address,
  asked: Sought,
  needles: Buffer[],
): Promise<Looked> {
  const looked: Looked = { gone: [] }
  const said = await interpretationFor(key) // or it would look for other columns
  const logged = tableAround(said?.tables, key)
  const part = logged && (await partFor(key))
  if (part && isSaidBy(part.partitions, asked)) return { gone: versions }
  for (const version of versions) {
    if (version.isMarker) continue
    const { bytes, metadata } = await plain(key, version)
    if (typeof bytes === 'string') looked.left = whyOf(bytes, version)
    if (!bytes || typeof bytes === 'string') continue
    const pinned = pinnedIn(said, soundPins(metadata))
    const encoding = pinned?.pins.encoding
    const object = { key, bytes: inUtf8(bytes, encoding), pinned: pinnedInUtf8(pinned) }
    const redacted = await redactedOf(object, address, asked, versionOf(said), logged?.names)
    if (redacted === 'held' && !version.isLatest) {
      looked.gone.push(version) // nobody has to write again what lies beneath
      continue
    }
    const isNumbered =
      version.isLatest &&
      (part?.deleted ?? part?.positions) &&
      typeof redacted !== 'string' &&
      isSome(redacted)
    if (typeof redacted === 'string' || isNumbered) {
      looked.left = 'its rows cannot be written again without some'
      continue
    }
    const isHit = redacted ? redacted.rows > 0 : isSaidIn(bytes, needles)
    if (redacted && redacted.bytes.length > 0 && holds(redacted.bytes, needles)) {
      looked.left = standsInOthers
    }
    if (!redacted && !isHit && isPacked(bytes)) looked.left = 'it is packed: nobody looked into it'
    if (!isHit) continue
    if (version.isLatest && !redacted) {
      const how = await seen(key, versions)
      looked.isAhead = how === 'ahead'
      looked.isAside = how === 'aside'
      if (how === 'seen') looked.left = unwritten
      if (how !== 'aside') continue
    }
    if (version.isLatest && redacted && redacted.rest > 0) {
      const again = asItLay(redacted.bytes, encoding)
      if (!again) looked.left = `its encoding is pinned, and nobody here writes ${encoding}`
      if (!again || !(await isPutAgain(key, version, again))) continue // a newer one came: the next pass looks at it
      looked.redacted = { rows: redacted.rows }
    }
    looked.gone.push(version)
  }
  return looked
}

const whyOf = (why: 'too large' | 'broken', { bytes }: Version): string =>
  why === 'broken'
    ? 'it is packed, and no reader gets at it'
    : `${bytes} bytes are too many to look at`

interface Plain {
  /** Undefined: it is gone. */
  bytes?: Buffer | 'too large' | 'broken'
  metadata?: Record<string, string>
}

/** As it is stored, decompressed, and what its sender put beside it. */
async function plain(key: string, { versionId, bytes }: Version): Promise<Plain> {
  if (bytes > redactedBytesMax) return { bytes: 'too large' }
  try {
    const stored = await getFirst({ bucket: environment.rawBucket(), key, versionId }, bytes)
    return { ...stored, bytes: await inflated(Buffer.from(stored.bytes)) }
  } catch (error) {
    if (error instanceof NoSuchObject) return {}
    if (error instanceof Quarantined) return { bytes: 'broken' }
    throw error
  }
}

/** What makes no sense is followed by nobody. */
function soundPins(metadata: Record<string, string> = {}): Pins | undefined {
  try {
    return uploadedPins(metadata)
  } catch (error) {
    if (error instanceof Quarantined) return undefined
    throw error
  }
}

/** Of what a deletion vector numbers no row can be taken out. */
const isSome = (redacted: Redacted | undefined): boolean =>
  redacted !== undefined && redacted.rows > 0 && redacted.rest > 0

/** Byte for byte, or in the encoding that the text seems to have: what is broken may have several. */
const isSaidIn = (bytes: Buffer, needles: Buffer[]): boolean =>
  holds(bytes, needles) || holds(inUtf8(bytes), needles)

/** As values are asked for; what is written again of a text whose encoding nobody pinned stays UTF-8. */
function inUtf8(bytes: Buffer, pinned?: string): Buffer {
  if (isPacked(bytes)) return bytes
  const encoding = pinned ?? encodingOf(bytes, true)?.encoding
  return (encoding && utf8Of(encoding, bytes, true)) || bytes
}

/** Undefined where the bytes are no table. `unreadable`: they are called one, and DuckDB cannot read it; `held`: nor write it. */
async function redactedOf(
  { key, bytes, pinned }: { key: string; bytes: Buffer; pinned: Pinned | undefined },
  { partitions }: Address,
  wanted: Sought,
  epoch: number,
  logged: Naming[] | undefined,
): Promise<Redacted | 'unreadable' | 'held' | undefined> {
  try {
    const read = async (start: number, end: number) => bytes.subarray(start, end)
    const reserved = dividedBy(wanted.record, partitions).map((partition) => partition.key)
    const object = { key, bytes: bytes.length }
    const known = columnsUnder(wanted.record, epoch)
    const inspection = await inspect(object, read, reserved, pinned, known)
    if (inspection.verdict !== 'table') return undefined
    if (inspection.render || inspection.member)
      return mayHold(inspection, bytes, formerly(wanted, pinned), wanted.record.columns)
        ? 'unreadable'
        : { bytes, rows: 0, rest: 1 }
    const { csv, columns } = inspection
    const own = wantedIn(inspection, { bytes, pinned, reserved }, wanted, logged)
    if (inspection.format === 'parquet') return await redactParquet(bytes, columns, own)
    return csv ? redactCsv(bytes, csv, columns, own) : redactLines(bytes, own)
  } catch (error) {
    if (error instanceof Quarantined) return undefined
    if (error instanceof DuckdbRefused) return 'unreadable'
    throw error
  }
}

/** Where somebody said what its encoding is; undefined where nobody here writes it. */
const asItLay = (bytes: Buffer, encoding?: string): Buffer | undefined =>
  encoding && !isPacked(bytes) ? encodedAs(encoding, bytes) : bytes

/** Of a text that was decoded already. */
function pinnedInUtf8(pinned: Pinned | undefined): Pinned | undefined {
  if (!pinned?.pins.encoding) return pinned
  return { ...pinned, pins: { ...pinned.pins, encoding: 'utf-8' } }
}

/** By which a codec is known. */
const magicBytes = 64

/** What else there is nobody here writes: such a text lies there plain then, and is read by its bytes. */
const packed: Partial<Record<Compression, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  zstd: zstdCompressSync,
}

/** Compressed as it was; false where another version came first. */
async function isPutAgain(key: string, { etag }: Version, bytes: Buffer): Promise<boolean> {
  const bucket = environment.rawBucket()
  const head = await headObject({ bucket, key })
  if (head?.etag !== etag) return false
  const again =
    packed[compressionOf(await getRange({ bucket, key }, 0, magicBytes))]?.(bytes) ?? bytes
  const { sha256: _, ...metadata } = head.metadata
  try {
    const put = { metadata, condition: { etag: `"${etag}"` } }
    await putBytes({ bucket, key }, again, put)
    return true
  } catch (error) {
    if (error instanceof Conflict) return false
    throw error
  }
}
