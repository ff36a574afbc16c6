/** Files that DuckDB has written, stored as objects below a location. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { userError } from '../../../lake/sql/error.ts'
import type { DataFiles } from '../engine/message.ts'
import { bucketAndPrefix } from '../scan/objects.ts'
import { type WriteScope, writable } from './scope.ts'

/** As Athena's own. */
const partitionsMax = 100

export interface StoredRows {
  /** Of the partition; none of a table that has no keys. */
  values: string[]
  uri: string
}

/** Where DuckDB is to write: one file, or a folder for each partition. */
export function target(
  { scratch }: WriteScope,
  isPartitioned: boolean,
): Omit<DataFiles, 'options'> {
  return { folder: scratch, target: join(scratch, isPartitioned ? 'parts' : 'rows') }
}

/** Runs the work with an empty scratch folder, which is gone afterwards. */
export async function withScratch<T>({ scratch }: WriteScope, work: () => Promise<T>): Promise<T> {
  await rm(scratch, { recursive: true, force: true })
  await mkdir(scratch, { recursive: true })
  try {
    return await work()
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

interface FoundFile {
  path: string
  values: string[]
}

/** What lies in the scratch folder; AthenaError for more partitions than a statement may write. */
async function written(scope: WriteScope): Promise<FoundFile[]> {
  const { target: file, folder } = target(scope, false)
  const parts = join(folder, 'parts')
  const names = await readdir(parts, { recursive: true }).catch(() => undefined)
  if (!names) return (await stat(file).catch(() => undefined)) ? [{ path: file, values: [] }] : []
  const found: FoundFile[] = []
  for (const name of names.sort()) {
    const path = join(parts, name)
    if (!(await stat(path)).isFile()) continue
    const folders = name.split('/').slice(0, -1)
    const values = folders.map((each) => decodeURIComponent(each.slice(each.indexOf('=') + 1)))
    found.push({ path, values })
  }
  if (new Set(found.map(({ values }) => JSON.stringify(values))).size > partitionsMax) {
    const text = `Exceeded limit of ${partitionsMax} open writers for partitions/buckets`
    throw userError('HIVE_TOO_MANY_OPEN_PARTITIONS', text)
  }
  return found
}

/** Stores what was written; when one cannot be, none stays. */
export async function storeRows(
  scope: WriteScope,
  suffix: string,
  locationOf: (values: string[]) => string,
): Promise<StoredRows[]> {
  const stored: StoredRows[] = []
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 15)
  try {
    for (const { path, values } of await written(scope)) {
      scope.signal.throwIfAborted()
      // A partition may lie where its table does not.
      const { bucket, prefix } = bucketAndPrefix(writable(locationOf(values), scope))
      const key = `${prefix}${stamp}_00000_${scope.id.slice(0, 5)}_${randomUUID()}${suffix}`
      await scope.store.put(bucket, key, { file: path })
      stored.push({ values, uri: `s3://${bucket}/${key}` })
    }
    return stored
  } catch (error) {
    discard(scope, stored)
    throw error
  }
}

export function discard({ store }: WriteScope, stored: readonly StoredRows[]): void {
  for (const { uri } of stored) {
    const [bucket = '', ...key] = uri.slice('s3://'.length).split('/')
    store.delete(bucket, key.join('/'))
  }
}

/** Folders that statements write right now: what they find empty must stay so. */
const taken = new WeakMap<WriteScope['store'], Set<string>>()

/** Runs what fills an empty folder. AthenaError where something lies there already, or is about to. */
export async function inEmpty<T>(
  location: string,
  what: string,
  { store }: WriteScope,
  work: () => Promise<T>,
): Promise<T> {
  const { bucket, prefix } = bucketAndPrefix(location)
  const all = taken.get(store) ?? new Set()
  taken.set(store, all)
  if (all.has(location) || store.list(bucket, prefix).length > 0) {
    throw userError(
      'HIVE_PATH_ALREADY_EXISTS',
      `${what} already exists: ${location}. You may need to manually clean the data at location '${location}' before retrying. Athena will not delete data in your account.`,
    )
  }
  all.add(location)
  return work().finally(() => all.delete(location))
}
