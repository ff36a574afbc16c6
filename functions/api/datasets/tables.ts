/** The lake's tables as the catalog has them: pointers for half a second, what they point to for ever. */
import { environment } from '../../../aws/environment.ts'
import { getTables, type Table } from '../../../aws/glue.ts'
import { type IcebergTable, loadTable } from '../../../aws/icebergtable.ts'
import { listObjects } from '../../../aws/listing.ts'
import { getJson } from '../../../aws/s3.ts'
import { type Dataset, datasetKey } from '../../../lake/dataset.ts'
import { UnsupportedTable } from '../../../lake/iceberg/metadata.ts'
import { pointerAgeMsMax } from '../../../lake/limits.ts'
import { RequestProblem } from '../../../lake/problem.ts'

interface Kept<T> {
  atMs: number
  value: Promise<T>
}

/** What was read less than half a second ago, or what is being read; a failure is not kept. */
function kept<T>(cache: Map<string, Kept<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = cache.get(key)
  if (known && Date.now() - known.atMs < pointerAgeMsMax) return known.value
  const fresh = { atMs: Date.now(), value: read() }
  cache.delete(key)
  cache.set(key, fresh)
  fresh.value.catch(() => cache.get(key) === fresh && cache.delete(key))
  const [oldest] = cache.keys()
  if (cache.size > keptMax && oldest !== undefined) cache.delete(oldest)
  return fresh.value
}

const keptMax = 1_000
const tables = new Map<string, Kept<IcebergTable | undefined>>()
const lists = new Map<string, Kept<Known[]>>()
const records = new Map<string, Promise<Dataset | undefined>>()

/** For who must see what has landed just now, as `Cache-Control: no-cache` says. */
export function forgetPointers(): void {
  tables.clear()
  lists.clear()
}

export interface Known {
  name: string
  /** Of its record; absent where another engine made the table. */
  etag?: string
  /** Its row in Glue; absent while its first object is on its way. */
  row?: Table
}

/** Every dataset by name: the records in the work bucket, and the tables in Glue. */
export function knownDatasets(): Promise<Known[]> {
  return kept(lists, '', async () => {
    const [listed, rows] = await Promise.all([
      listObjects(environment.workBucket(), 'datasets/'),
      getTables(environment.lakeDatabase()),
    ])
    const known = new Map<string, Known>()
    for (const { key, etag } of listed) {
      const name = key.slice('datasets/'.length, -'.json'.length)
      known.set(name, { name, etag })
    }
    for (const row of rows) {
      const name = row.Name ?? ''
      known.set(name, { ...known.get(name), name, row })
    }
    return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  })
}

/** Undefined where the lake has no such table, or one that is no Iceberg table of version 2. */
export function tableOf(name: string): Promise<IcebergTable | undefined> {
  return kept(tables, name, async () => {
    try {
      return await loadTable(environment.lakeDatabase(), name)
    } catch (error) {
      if (error instanceof UnsupportedTable) return undefined
      throw error
    }
  })
}

/** Throws RequestProblem where there is none. */
export async function demandTable(name: string): Promise<IcebergTable> {
  const table = await tableOf(name)
  if (!table) throw unknownDataset(name)
  return table
}

export const unknownDataset = (name: string): RequestProblem =>
  new RequestProblem('dataset.unknown', `There is no dataset ${name}.`)

/** The dataset's record; by its ETag it is read once. */
export function recordOf(name: string, etag?: string): Promise<Dataset | undefined> {
  const read = async () =>
    (await getJson<Dataset>(environment.workBucket(), datasetKey(name)))?.value
  if (!etag) return read()
  const key = `${name} ${etag}`
  const known = records.get(key) ?? read()
  records.set(key, known)
  known.catch(() => records.delete(key))
  const [oldest] = records.keys()
  if (records.size > keptMax && oldest !== undefined) records.delete(oldest)
  return known
}
