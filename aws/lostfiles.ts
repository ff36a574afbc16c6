/**
 * Files that a table names and that somebody deleted. What lies beneath a delete marker is brought back; of data files
 * that nobody has any more the table is told, and then the objects whose rows they held land again. Metadata, and files of
 * another writer (data, or which rows it deleted), are lost for good.
 */
import type { Base } from '../lake/iceberg/commit.ts'
import { metadataLocationOf } from '../lake/iceberg/gluetable.ts'
import { filesOf, isToldOf, type LiveFile } from '../lake/iceberg/live.ts'
import { currentSnapshot, type Metadata, parseMetadata } from '../lake/iceberg/metadata.ts'
import type { Read } from '../lake/iceberg/read.ts'
import { lostFilesNamedMax, reconcileReadsAtOnce } from '../lake/limits.ts'
import { referencesOf } from '../lake/maintain/references.ts'
import { note } from './activity.ts'
import { atOnce } from './atonce.ts'
import { environment } from './environment.ts'
import { getTable } from './glue.ts'
import { commit, loadTable, objectOf, readUri } from './icebergtable.ts'
import { pagesOf } from './listing.ts'
import { deleteVersion, getBytes, headObject, NoSuchObject } from './s3.ts'
import { versionsOf } from './versions.ts'

export interface Healed {
  /** URIs of files that were deleted, and are there again. */
  back: string[]
  /** Data files that the table named, and does not name any more: their rows are to come from their originals. */
  dropped: string[]
}

/** A table names files that nobody can bring back, and of whose rows no original tells. */
export class LostForGood extends Error {
  override name = 'LostForGood'
  /** What came back before that was found. */
  back: string[] = []
}

/** Another commit made the table what it is now: what is not there may have gone with what it was. */
class Moved extends Error {}

/** Each time another commit came, and took away what was to be read: an erasure does so at once. */
const attemptsMax = 5

/** Data files and delete files: without these deleted rows are back, and no engine reads the others. */
const namedBy = (read: Read, metadata: Metadata): Promise<LiveFile[]> =>
  filesOf(read, currentSnapshot(metadata))

/** Of its current snapshot: those that are not there. */
export async function lostFiles(metadata: Metadata, read: Read = readUri): Promise<LiveFile[]> {
  const { bucket, key } = objectOf(`${metadata.location}/data/`)
  const live = await namedBy(read, metadata) // before the folder is listed: what is committed later is not missed
  const missing = new Map(live.map((file) => [file.path, file]))
  for await (const page of pagesOf(bucket, key)) {
    for (const listed of page) missing.delete(`s3://${bucket}/${listed.key}`)
  }
  const lost: LiveFile[] = []
  const looked = atOnce(missing.values(), reconcileReadsAtOnce, async (file) => ({
    file,
    isThere: await headObject(objectOf(file.path)), // of another writer: in a folder of its own
  }))
  for await (const { file, isThere } of looked) if (!isThere) lost.push(file)
  return lost
}

/**
 * May be repeated, and run beside whoever lands and commits. A dry run says what would be, and does nothing; of metadata
 * that would come back the first, for nobody has read what that names. `isPast`: what snapshots of before name of metadata,
 * too, for whoever sweeps reads it. Throws LostForGood.
 */
export async function healTable(
  table: string,
  { dryRun = false, isPast = false } = {},
): Promise<Healed> {
  const back: string[] = []
  for (let attempt = 1; ; attempt++) {
    try {
      return await healedOf(table, { back, dryRun, isPast })
    } catch (error) {
      if (error instanceof Beneath) return { back, dropped: [] }
      if (error instanceof Moved && attempt < attemptsMax) continue
      if (!dryRun) tell(table, { back, dropped: [] })
      if (error instanceof LostForGood) error.back = back
      throw error
    }
  }
}

/** Not what this worker wrote and remembers: it would find whole what all others miss. */
const readNow: Read = (uri) => getBytes(objectOf(uri))

/** What of a table is read; what lies beneath is brought back, if the table still is what it was. */
const readerOf =
  (
    table: string,
    location: string,
    { back, dryRun }: Healing,
    remedyOf: (uri: string) => string = remedies.metadata,
  ): Read =>
  async (uri) => {
    try {
      return await readNow(uri)
    } catch (error) {
      if (!(error instanceof NoSuchObject)) throw error
      await stayed(table, location)
      if (!(await isBack(uri, dryRun))) {
        await stayed(table, location)
        throw lostForGood(table, [uri], remedyOf(uri))
      }
      back.push(uri)
      if (dryRun) throw new Beneath(uri)
      return readNow(uri)
    }
  }

/** Throws Moved. */
async function stayed(table: string, location: string): Promise<void> {
  const row = await getTable(environment.lakeDatabase(), table)
  if (!row || metadataLocationOf(row) !== location) throw new Moved(table)
}

/** What would be read if it were brought back. */
class Beneath extends Error {}

interface Healing {
  back: string[]
  dryRun: boolean
  isPast: boolean
}

async function healedOf(table: string, healing: Healing): Promise<Healed> {
  const { back, dryRun, isPast } = healing
  const present = await presentOf(table, healing)
  if (!present) return { back, dropped: [] }
  const lost = await lostFiles(present.metadata, present.read)
  if (isPast) await readPast(table, present, healing)
  // By a second look: what left the table meanwhile was deleted because it had, and is not to come back.
  const again = lost.length > 0 ? await presentOf(table, healing) : undefined
  const files = again ? await namedBy(again.read, again.metadata) : []
  const named = new Set(files.map(({ path }) => path))
  const left: LiveFile[] = []
  for (const file of lost.filter(({ path }) => named.has(path))) {
    if (await isBack(file.path, dryRun)) back.push(file.path)
    else left.push(file)
  }
  if (dryRun) return { back, dropped: again ? await toldOf(table, left, again) : [] }
  const dropped = left.length > 0 ? await withoutLost(table) : []
  tell(table, { back, dropped })
  return { back, dropped }
}

/** All that is read of it to know what it names. */
async function readPast(table: string, present: Present, healing: Healing): Promise<void> {
  const read = readerOf(table, present.location, healing, () => remedies.past)
  await referencesOf(read, present)
}

interface Present extends Base {
  read: Read
}

/** Its metadata may be what is gone. */
async function presentOf(table: string, healing: Healing): Promise<Present | undefined> {
  const row = await getTable(environment.lakeDatabase(), table)
  if (!row) return undefined
  const location = metadataLocationOf(row)
  const read = readerOf(table, location, healing)
  return { location, read, metadata: parseMetadata(await read(location)) }
}

/** What was deleted lies beneath its marker, where the bucket keeps versions. False where nothing does; a dry run leaves it there. */
async function isBack(uri: string, dryRun: boolean): Promise<boolean> {
  const object = objectOf(uri)
  for await (const { key, versions } of versionsOf(object.bucket, object.key)) {
    if (key !== object.key) continue
    const markers = versions.filter(({ isMarker }) => isMarker)
    if (markers.length === versions.length) return false
    if (dryRun) return true
    for (const { versionId } of markers) await deleteVersion({ ...object, versionId })
    return true
  }
  return false
}

/** A table that names what is not there answers nobody; receipts bring the rows back. */
async function withoutLost(table: string): Promise<string[]> {
  const { prepared } = await commit(environment.lakeDatabase(), table, async (present) => {
    const { metadata } = present
    const remove = await toldOf(table, await lostFiles(metadata), present)
    return { remove, readAt: metadata['last-sequence-number'] }
  })
  return prepared?.removed ?? []
}

/** Their paths: of all that is lost originals tell. Throws LostForGood, and Moved where another writer took them out meanwhile. */
async function toldOf(
  table: string,
  lost: LiveFile[],
  { location, metadata }: Base,
): Promise<string[]> {
  const foreign = lost.filter((file) => !isToldOf(file, metadata)).map(({ path }) => path)
  if (foreign.length > 0) {
    await stayed(table, location)
    throw lostForGood(table, foreign, remedies.foreign)
  }
  return lost.map(({ path }) => path)
}

function tell(table: string, { back, dropped }: Healed): void {
  const words = [
    back.length > 0 && `${back.length} deleted files brought back`,
    dropped.length > 0 &&
      `${dropped.length} data files are gone, their objects land again: ${named(dropped)}`,
  ].filter(Boolean)
  if (words.length > 0) note({ step: 'healed', table, detail: words.join('; ') })
}

const named = (uris: readonly string[]): string => {
  const some = uris.slice(0, lostFilesNamedMax).join(', ')
  return uris.length > lostFilesNamedMax ? `${some} …` : some
}

const remedies = {
  metadata: (uri: string) =>
    `Bring them back from a copy; or drop the table in Glue, delete all that lies under ${folderOf(uri)} and run hypatia reconcile: it is made anew of the originals.`,
  past: 'Only snapshots of before name them: bring them back from a copy, or wait until those go by their age; until then nothing of the table is swept.',
  foreign:
    'Another writer put them there, or rows of them, or deleted rows by them: bring them back from a copy, or let it take them out of the table.',
}

/** Of the table whose metadata this is. */
const folderOf = (uri: string): string => uri.replace(/metadata\/[^/]+$/, '')

const lostForGood = (table: string, uris: readonly string[], remedy: string): LostForGood =>
  new LostForGood(`Files of the table ${table} are gone: ${named(uris)}. ${remedy}`)

/** Files that the table names and that are not there, and nothing done about them: of what cannot be read the first. */
export async function lostNow(table: string): Promise<string[]> {
  try {
    const present = await loadTable(environment.lakeDatabase(), table)
    return present ? (await lostFiles(present.metadata)).map(({ path }) => path) : []
  } catch (error) {
    if (error instanceof NoSuchObject) return [error.message] // its metadata, or a manifest
    throw error
  }
}
