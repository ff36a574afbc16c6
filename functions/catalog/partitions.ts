/** Partitions of raw tables: each folder once, with the SerDe that its table has now. */
import { environment } from '../../aws/environment.ts'
import {
  createPartitions,
  getPartitions,
  type Partition,
  updatePartitions,
} from '../../aws/glue.ts'
import type { Dataset } from '../../lake/dataset.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { RawShape } from '../../lake/serde/shape.ts'
import { rawPartitionInput } from '../../lake/serde/tableinput.ts'
import { isIn } from './isin.ts'

/** Folders that this function has seen in Glue. */
const known = new Set<string>()
const nameOf = (table: string, values: string[]): string => JSON.stringify([table, ...values])

/** True where Glue was told: the folder is new, at least to this function. */
export async function publishPartition(
  { table, raw }: Dataset,
  { object, partitions }: Receipt,
): Promise<boolean> {
  if (!raw || raw.partitionKeys.length === 0) return false
  const values = partitions.map(({ value }) => value)
  const name = nameOf(table, values)
  if (known.has(name)) return false
  const input = rawPartitionInput(object.bucket, object.key, values, raw)
  await createPartitions(environment.rawDatabase(), table, [input])
  known.add(name)
  return true
}

/** A partition inherits nothing of its table: what changes there must change in each. */
export async function updateAllPartitions(table: string, shape: RawShape): Promise<void> {
  const present = await getPartitions(environment.rawDatabase(), table)
  const stale = present.flatMap((partition) => {
    known.add(nameOf(table, partition.Values ?? []))
    const input = aligned(partition, shape)
    return isIn(input, partition) ? [] : [input]
  })
  await updatePartitions(environment.rawDatabase(), table, stale)
}

function aligned({ Values = [], StorageDescriptor }: Partition, shape: RawShape) {
  const input = rawPartitionInput('', '', Values, shape)
  const place = { Location: StorageDescriptor?.Location ?? '' }
  return { ...input, StorageDescriptor: { ...input.StorageDescriptor, ...place } }
}
