/** An Iceberg table for DuckDB: planned by its own metadata, read by field ids. */
import { metadataLocationOf } from '../../../lake/iceberg/gluetable.ts'
import { parseMetadata, UnsupportedTable } from '../../../lake/iceberg/metadata.ts'
import type { Read } from '../../../lake/iceberg/read.ts'
import { NoSnapshot, type Plan, planScan } from '../../../lake/iceberg/scan.ts'
import { scanSql } from '../../../lake/iceberg/scansql.ts'
import { fieldGlueType } from '../../../lake/iceberg/spelling.ts'
import { literal, quote } from '../../../lake/schema/spelling.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import { isDamaged } from '../../s3/reads.ts'
import { damagedData, fileOf, objectAddress } from './objects.ts'
import type { PlannedFile, PlannedTable, PlanRequest } from './request.ts'

/** Throws AthenaError: no such snapshot, or a table of another engine that cannot be read faithfully. */
export async function planLake({
  table,
  store,
  where = [],
  version = {},
  withPath = false,
}: PlanRequest): Promise<PlannedTable> {
  const plan = await worded(async () => {
    const read = readerOf(store)
    const metadata = parseMetadata(await read(metadataLocationOf(table)))
    return planScan(read, metadata, { ...version, where })
  })
  const files: PlannedFile[] = []
  for (const { path: uri } of [...plan.files, ...plan.positionDeletes]) {
    files.push({ ...(await fileOf(store, headOf(store, uri))), uri })
  }
  const paths = new Map(files.map(({ uri, path }) => [uri, path]))
  const pathOf = (uri: string): string => paths.get(uri) as string
  return {
    sql: withPath ? withPathSql(plan, pathOf) : scanSql(plan, pathOf),
    columns: plan.schema.fields.map((field) => ({
      name: field.name,
      hiveType: fieldGlueType(field.type),
    })),
    files,
    bytesScanned: files.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** One SELECT a file, for DuckDB's own file name is the laptop's. */
function withPathSql(plan: Plan, pathOf: (uri: string) => string): string {
  const selects = plan.files.map((file) => {
    const rows = scanSql({ ...plan, files: [file] }, pathOf)
    return `SELECT *, ${literal(file.path)} AS ${quote('$path')} FROM (${rows})`
  })
  if (selects.length > 0) return selects.join(' UNION ALL ')
  return `SELECT *, CAST(NULL AS VARCHAR) AS ${quote('$path')} FROM (${scanSql(plan, pathOf)})`
}

type Store = PlanRequest['store']

const readers = new WeakMap<Store, Read>()

/** One reader a store, for it carries the decoded manifests. */
export function readerOf(store: Store): Read {
  const known = readers.get(store)
  if (known) return known
  const read: Read = (uri) => {
    const { bucket, key } = objectAddress(uri)
    return store.get(bucket, key)
  }
  readers.set(store, read)
  return read
}

const headOf = (store: Store, uri: string) => {
  const { bucket, key } = objectAddress(uri)
  return store.head(bucket, key)
}

async function worded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (isDamaged(error)) throw damagedData(error)
    if (error instanceof NoSnapshot) throw userError('INVALID_ARGUMENTS', error.message)
    if (error instanceof UnsupportedTable)
      throw notSupported(`This Iceberg table (${error.message})`)
    throw error
  }
}
