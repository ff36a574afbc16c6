/** Partitions of raw tables: each folder once, with the SerDe that its table has now. */
import { environment } from '../../aws/environment.ts'
import { createPartitions } from '../../aws/glue.ts'
import type { Dataset } from '../../lake/dataset.ts'
import type { Receipt } from '../../lake/receipt.ts'
import { rawPartitionInput } from '../../lake/serde/tableinput.ts'

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

/** It was seen in Glue. */
export const keepPartition = (table: string, values: string[]): unknown =>
  known.add(nameOf(table, values))
