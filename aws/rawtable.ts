/** A raw table in Glue is what its dataset's record says: there, widened, or withdrawn. */
import type { Dataset } from '../lake/dataset.ts'
import { isIn } from '../lake/isin.ts'
import type { RawShape } from '../lake/serde/shape.ts'
import { type RawTableInput, rawPartitionInput, rawTableInput } from '../lake/serde/tableinput.ts'
import { environment } from './environment.ts'
import {
  createTable,
  deleteTable,
  getPartitions,
  getTable,
  type Partition,
  type Table,
  updatePartitions,
  updateTable,
} from './glue.ts'

/** By what a record and its table are compared. */
export const wordsOf = ({ raw, withheld, replaying, interpretation }: Dataset): string =>
  JSON.stringify([raw, withheld, replaying, interpretation])

export interface Aligned {
  record: Dataset
  /** What was done to the table; its partitions may have changed beside. */
  did: 'nothing' | 'made' | 'changed' | 'withdrawn'
  /** It was taken away by mistake, with all its partitions. */
  isBare?: true
  /** Values of the partitions that Glue has, where they were looked at. */
  partitions: string[][]
}

/**
 * The record is read after the table: whoever changes it later finds this table, or its version, changed. Throws
 * Conflict where another came first.
 */
export async function alignRawTable(
  table: string,
  read: (table: string) => Promise<Dataset>,
): Promise<Aligned> {
  const database = environment.rawDatabase()
  const present = await getTable(database, table)
  const record = await read(table)
  let aligned: Aligned = { record, did: 'nothing', partitions: [] }
  const isWithdrawn = record.withheld !== undefined || record.replaying !== undefined
  if (isWithdrawn) {
    await deleteTable(database, table)
    if (present) aligned.did = 'withdrawn'
  } else if (record.raw) aligned = await alignTable(present, record, record.raw)
  // A withdrawal may have come before our creation, and a creation before our withdrawal: neither has a condition.
  const now = present && !isWithdrawn ? record : await read(table)
  if (wordsOf(now) === wordsOf(record)) return aligned
  const again = await alignRawTable(table, read)
  return isWithdrawn && again.did === 'made' ? { ...again, isBare: true } : again
}

async function alignTable(
  present: Table | undefined,
  record: Dataset,
  shape: RawShape,
): Promise<Aligned> {
  const { table, source, dataset } = record
  const database = environment.rawDatabase()
  const location = `s3://${environment.rawBucket()}/${source}/${dataset}/`
  const input = rawTableInput(table, location, shape)
  const isSame = present && isIn(input, present)
  if (!present) await createTable(database, input)
  else if (!isSame) {
    await updateTable(database, keeping(present, input), present.VersionId ?? '')
  }
  const did = !present ? 'made' : isSame ? 'nothing' : 'changed'
  const keys = shape.partitionKeys.length
  return { record, did, partitions: keys > 0 ? await updateAllPartitions(table, shape) : [] }
}

/** What people and tools wrote beside ours stays. */
const keeping = (present: Table, input: RawTableInput) => ({
  ...input,
  ...(present.Description && { Description: present.Description }),
  ...(present.Owner && { Owner: present.Owner }),
  Parameters: { ...present.Parameters, ...input.Parameters },
})

/** A partition inherits nothing of its table: what changes there must change in each. */
async function updateAllPartitions(table: string, shape: RawShape): Promise<string[][]> {
  const present = await getPartitions(environment.rawDatabase(), table)
  const stale = present.flatMap((partition) => {
    const input = aligned(partition, shape)
    return isIn(input, partition) ? [] : [input]
  })
  await updatePartitions(environment.rawDatabase(), table, stale)
  return present.map(({ Values = [] }) => Values)
}

function aligned({ Values = [], StorageDescriptor }: Partition, shape: RawShape) {
  const input = rawPartitionInput('', '', Values, shape)
  const place = { Location: StorageDescriptor?.Location ?? '' }
  return { ...input, StorageDescriptor: { ...input.StorageDescriptor, ...place } }
}
