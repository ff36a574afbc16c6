/** Both databases, made anew from the buckets: what Glue lost comes back, what it has stays. */
import type { Dataset } from '../lake/dataset.ts'
import { addressOf } from '../lake/key.ts'
import { partitionsMadeAtOnce, tablesRebuiltAtOnce } from '../lake/limits.ts'
import type { Head } from '../lake/maintain/pointer.ts'
import { type RawPartitionInput, rawPartitionInput } from '../lake/serde/tableinput.ts'
import { atOnce } from './atonce.ts'
import { Conflict } from './conflict.ts'
import { datasetTables, readDataset } from './datasets.ts'
import { environment } from './environment.ts'
import { createDatabase, createPartitions, getTable } from './glue.ts'
import { headAt, loadTable, restoreIcebergTable } from './icebergtable.ts'
import { objectsUnder } from './listing.ts'
import { keepPointer } from './pointers.ts'
import { type Aligned, alignRawTable } from './rawtable.ts'

export interface Rebuilt {
  table: string
  /** `none`: nothing was to be there. */
  raw: Aligned['did'] | 'none'
  /** Partitions that its folders ask for, and that were missing. */
  partitions: number
  lake: 'nothing' | 'made' | 'none'
  /** URIs of metadata that was written on what is now the table, and that nobody is known to have seen. */
  left: string[]
}

export interface RebuildOptions {
  /** Says what would be done, and does nothing. */
  dryRun?: boolean
}

/** The databases as the template describes them. */
export const databaseDescriptions = {
  raw: 'The original bytes, through the SerDe that reads them faithfully',
  lake: 'The same rows, typed, as Iceberg tables',
}

/** How many databases were made. */
export async function rebuildDatabases(): Promise<number> {
  const made = await Promise.all([
    createDatabase(environment.rawDatabase(), databaseDescriptions.raw),
    createDatabase(environment.lakeDatabase(), databaseDescriptions.lake),
  ])
  return made.filter(Boolean).length
}

/** A table after another, in the order of their names. */
export async function* rebuildTables(options: RebuildOptions = {}): AsyncGenerator<Rebuilt> {
  yield* atOnce(datasetTables(), tablesRebuiltAtOnce, (table) => rebuildTable(table, options))
}

/** May be repeated, and run beside whoever lands and commits. */
export async function rebuildTable(
  table: string,
  { dryRun = false }: RebuildOptions = {},
): Promise<Rebuilt> {
  const [raw, lake] = await Promise.all(
    dryRun ? [missingRaw(table), missingLake(table)] : [rebuildRaw(table), rebuildLake(table)],
  )
  return { table, ...raw!, ...lake! } as Rebuilt
}

type Raw = Pick<Rebuilt, 'raw' | 'partitions'>
type Lake = Pick<Rebuilt, 'lake' | 'left'>

const attemptsMax = 5

/** Of its partitions some may be missing though the table is there: whoever made it anew made the one that it had to do with. */
export async function rebuildRaw(table: string): Promise<Raw> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { record, did, partitions } = await alignRawTable(table, readDataset)
      if (!record.raw && !record.withheld) return { raw: 'none', partitions: 0 }
      const isThere = !record.withheld && !record.replaying
      return { raw: did, partitions: isThere ? await makePartitions(record, partitions) : 0 }
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= attemptsMax) throw error
    }
  }
}

/** Those of the folders that hold an object now, and that Glue has not. */
async function makePartitions(
  { table, source, dataset, raw }: Dataset,
  present: string[][],
): Promise<number> {
  if (!raw || raw.partitionKeys.length === 0) return 0
  const known = new Set(present.map((values) => JSON.stringify(values)))
  const bucket = environment.rawBucket()
  let count = 0
  let batch: RawPartitionInput[] = []
  const flush = async (): Promise<void> => {
    await createPartitions(environment.rawDatabase(), table, batch)
    count += batch.length
    batch = []
  }
  let last = ''
  for await (const { key } of objectsUnder(bucket, `${source}/${dataset}/`)) {
    const addressed = addressOf(key)
    if (addressed.kind !== 'data') continue
    const values = addressed.address.partitions.map(({ value }) => value)
    const name = JSON.stringify(values)
    if (name === last || known.has(name) || values.length !== raw.partitionKeys.length) continue
    last = name
    batch.push(rawPartitionInput(bucket, key, values, raw))
    if (batch.length >= partitionsMadeAtOnce) await flush()
  }
  if (batch.length > 0) await flush()
  return count
}

/** The lake's table, where Glue has none. */
export async function rebuildLake(table: string): Promise<Lake> {
  const { location } = await readDataset(table)
  const database = environment.lakeDatabase()
  const present = await loadTable(database, table)
  if (present) {
    await keepPointer(table, present)
    return { lake: 'nothing', left: [] }
  }
  const head = await headAt(table, location)
  const restored = head && (await restoreIcebergTable(database, table, head))
  return { lake: restored ? 'made' : 'none', left: urisOf(head) }
}

const urisOf = (head: Head | undefined): string[] => (head?.left ?? []).map((one) => one.location)

async function missingRaw(table: string): Promise<Raw> {
  const { raw } = await readDataset(table)
  const present = raw && (await getTable(environment.rawDatabase(), table))
  return { raw: raw ? (present ? 'nothing' : 'made') : 'none', partitions: 0 }
}

async function missingLake(table: string): Promise<Lake> {
  const { location } = await readDataset(table)
  const present = await getTable(environment.lakeDatabase(), table)
  if (present) return { lake: 'nothing', left: [] }
  const head = await headAt(table, location)
  return { lake: head ? 'made' : 'none', left: urisOf(head) }
}
