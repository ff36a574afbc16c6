/** From a table of the catalog to the SQL by which DuckDB reads it. */
import { serdeClasses } from '../../../lake/serde/reader.ts'
import { planLake } from './lake.ts'
import { objectsBelow } from './objects.ts'
import { planParquet } from './parquet.ts'
import { partitionsToRead } from './partitions.ts'
import type { PlannedFile, PlannedTable, PlanRequest } from './request.ts'
import { planText } from './text.ts'
import { asParquet } from './typed.ts'

export type { PlannedTable, PlanRequest } from './request.ts'

/** Throws AthenaError where the table cannot be read, as Athena would word it where it would fail too. */
export async function planTable(request: PlanRequest): Promise<PlannedTable> {
  const { table, store, withPath = false } = request
  if (table.Parameters?.table_type?.toUpperCase() === 'ICEBERG') return planLake(request)
  const files: PlannedFile[] = []
  for (const { location, values } of partitionsToRead(request)) {
    files.push(...(await objectsBelow(store, location, values)))
  }
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map(
    ({ Name, Type = 'string' }) => ({ name: Name, hiveType: Type }),
  )
  const bytesScanned = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const planned = { columns, files, bytesScanned }
  const serde = table.StorageDescriptor?.SerdeInfo?.SerializationLibrary
  if (serde === serdeClasses.parquet) {
    return { ...planned, sql: planParquet(table, files, withPath) }
  }
  if (serde === serdeClasses.avro || serde === serdeClasses.orc) {
    const typed = await asParquet(table, files, serde === serdeClasses.avro ? 'avro' : 'orc')
    return { ...planned, files: typed, sql: planParquet(table, typed, withPath) }
  }
  const { sql, scan } = planText(table, files, withPath)
  return { ...planned, sql, textScan: scan }
}
