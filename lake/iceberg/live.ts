/** The files that a snapshot consists of, and which of them hold the rows of an object. */
import { compareBounds, decodeBound } from './bounds.ts'
import { content, type Entry, type ManifestFile, status } from './manifest.ts'
import { currentSchema, currentSnapshot, type Metadata, type Snapshot } from './metadata.ts'
import { entriesOf, manifestsOf, type Read } from './read.ts'
import { objectColumn } from './schema.ts'

/** A data file or delete file of a snapshot. */
export interface LiveFile {
  path: string
  /** By the names of its partition spec. */
  partition: Record<string, string | null>
  records: number
  bytes: number
  specId: number
  /** As in the manifest; shared with the cache: never change it. */
  entry: Entry
}

export const liveFileOf = (entry: Entry, specId: number): LiveFile => ({
  path: entry.data_file.file_path,
  partition: entry.data_file.partition,
  records: Number(entry.data_file.record_count),
  bytes: Number(entry.data_file.file_size_in_bytes),
  specId,
  entry,
})

/** Data files and delete files of the manifests that `isWanted` keeps, newest manifest first. */
export async function filesOf(
  read: Read,
  snapshot: Snapshot | undefined,
  isWanted: (manifest: ManifestFile) => boolean = () => true,
): Promise<LiveFile[]> {
  const manifests = (await manifestsOf(read, snapshot)).filter(isWanted)
  const lists = await Promise.all(
    manifests.map(async (manifest) => {
      const entries = await entriesOf(read, manifest)
      return entries
        .filter((entry) => entry.status !== status.deleted)
        .map((entry) => liveFileOf(entry, manifest.partition_spec_id))
    }),
  )
  return lists.flat()
}

/** The data files of the current snapshot. */
export const liveFiles = (read: Read, metadata: Metadata): Promise<LiveFile[]> =>
  filesOf(read, currentSnapshot(metadata), (manifest) => manifest.content === 0)

/** Where a normalised object goes; `content` is 8 hex characters of its version and target schema. */
export const dataFilePath = (location: string, objectId: string, content: string): string =>
  `${location}/data/${objectId}-${content}.parquet`

/** Where rows of several objects go: by its name it belongs to none. */
export const mergedFilePath = (location: string, uuid: string): string =>
  `${location}/data/merged-${uuid}.parquet`

/** The object whose rows alone a data file holds, by its name; undefined: of several, or of another writer. */
export const objectIdOf = (path: string): string | undefined =>
  /\/([0-9a-f]{16})-[0-9a-f]{8}\.parquet$/.exec(path)?.[1]

/** Another engine names its files otherwise. */
export const isNamedByUs = (path: string): boolean =>
  objectIdOf(path) !== undefined || /\/merged-[0-9a-f-]{36}\.parquet$/.test(path)

/**
 * Whether of each of its rows an original tells: where files were merged those of another writer may be among them, of no
 * object. What another writer deleted no original tells.
 */
export function isToldOf({ path, entry }: LiveFile, metadata: Metadata): boolean {
  if (entry.data_file.content !== content.data) return false
  if (objectIdOf(path) !== undefined) return true
  const field = currentSchema(metadata).fields.find(({ name }) => name === objectColumn)
  const nulls = entry.data_file.null_value_counts?.find(({ key }) => key === field?.id)
  return isNamedByUs(path) && !nulls?.value
}

export interface ObjectFiles {
  /** Files that hold rows of one of the objects and nothing else. */
  own: LiveFile[]
  /** Files of several objects that may hold rows of these: after a compaction, by any engine. */
  shared: LiveFile[]
}

/** By name prefix, and by the bounds of `_object`. */
export async function liveFilesOf(
  read: Read,
  metadata: Metadata,
  objectIds: Iterable<string>,
): Promise<ObjectFiles> {
  const ids = new Set(objectIds)
  const found: ObjectFiles = { own: [], shared: [] }
  if (ids.size === 0) return found
  const field = currentSchema(metadata).fields.find(({ name }) => name === objectColumn)
  const sought = [...ids].map((id) => Buffer.from(id))
  for (const file of await liveFiles(read, metadata)) {
    const owner = objectIdOf(file.path)
    if (owner !== undefined) {
      if (ids.has(owner)) found.own.push(file)
    } else if (sought.some((id) => isWithinBounds(file.entry, field?.id, id))) {
      found.shared.push(file)
    }
  }
  return found
}

function isWithinBounds({ data_file: file }: Entry, fieldId: number | undefined, id: Buffer) {
  const bound = (side: typeof file.lower_bounds) => side?.find(({ key }) => key === fieldId)?.value
  const [lower, upper] = [bound(file.lower_bounds), bound(file.upper_bounds)]
  if (lower !== undefined && compareBounds(decodeBound('string', lower), id) > 0) return false
  return upper === undefined || compareBounds(decodeBound('string', upper), id) >= 0
}
