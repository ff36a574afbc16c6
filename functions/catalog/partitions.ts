/** Partitions of raw tables: each folder once, with the SerDe that its table has now. */
import { environment } from '../../aws/environment.ts'
import { createPartitions } from '../../aws/glue.ts'
import type { Dataset } from '../../lake/dataset.ts'
import type { Receipt } from '../../lake/receipt.ts'
import { rawPartitionInput } from '../../lake/serde/tableinput.ts'

/** Folders that this function has seen in Glue, since all files were last read anew: the raw table was withdrawn then. */
const known = new Set<string>()
const nameOf = ({ table, interpretation = 0 }: Dataset, values: string[]): string =>
  JSON.stringify([table, interpretation, ...values])

/** True where Glue was told: the folder is new, at least to this function. */
export async function publishPartition(
  record: Dataset,
  { object, partitions }: Receipt,
): Promise<boolean> {
  const { table, raw, replaying } = record
  if (!raw || replaying || raw.partitionKeys.length === 0) return false
  const values = partitions.map(({ value }) => value)
  const name = nameOf(record, values)
  if (known.has(name)) return false
  const input = rawPartitionInput(object.bucket, object.key, values, raw)
  await createPartitions(environment.rawDatabase(), table, [input])
  known.add(name)
  return true
}

/** It was seen in Glue. */
export const keepPartition = (record: Dataset, values: string[]): unknown =>
  known.add(nameOf(record, values))
