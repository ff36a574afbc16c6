/** The record of a dataset in the work bucket: its name is taken once, and what its objects are is joined into it. */
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, type Json } from '../../aws/s3.ts'
import {
  type Dataset,
  datasetKey,
  joinDataset,
  newDataset,
  tableNames,
} from '../../lake/dataset.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { Column } from '../../lake/schema/type.ts'
import type { RawVerdict } from '../../lake/serde/shape.ts'

/** What this function knows of records; a stale one is found out by its ETag as soon as it is to change. */
const known = new Map<string, Json<Dataset>>()

/** The dataset's record with this object in it. Of two datasets that want one name the first gets it. */
export async function joined(
  { source = '', dataset = '', partitions }: Receipt,
  columns: Column[],
  raw: RawVerdict | undefined,
): Promise<Dataset> {
  const isOurs = (record: Dataset): boolean =>
    record.source === source && record.dataset === dataset
  const keys = partitions.map(({ key }) => key)
  for (const table of tableNames(source, dataset)) {
    const before = known.get(table)
    if (before && !isOurs(before.value)) continue
    const found = await changeRecord<Dataset>(
      environment.workBucket(),
      datasetKey(table),
      (present) => {
        const fresh = newDataset(table, source, dataset, environment.lakeBucket(), keys)
        const isFirst = present?.columns.length === 0 // only assets came before
        const record = isFirst ? { ...present, partitionKeys: keys } : (present ?? fresh)
        return isOurs(record) ? joinDataset(record, columns, raw) : undefined
      },
      before && { found: before },
    )
    if (found) known.set(table, found)
    if (found && isOurs(found.value)) return found.value
  }
  throw new Error(`every name for ${source}/${dataset} is taken`)
}

/** The record as it is now. */
export async function read(table: string): Promise<Dataset> {
  const found = await getJson<Dataset>(environment.workBucket(), datasetKey(table))
  if (!found) throw new Error(`dataset ${table} has no record`)
  known.set(table, found)
  return found.value
}
