/** What a statement would scan, at most, by the catalog and the manifests. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { getTable } from '../../../aws/glue.ts'
import { objectOf, readUri } from '../../../aws/icebergtable.ts'
import { listObjects } from '../../../aws/listing.ts'
import { UnsupportedTable } from '../../../lake/iceberg/metadata.ts'
import { estimateObjectsMax } from '../../../lake/limits.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { malformedProblem, parameterLiteral, readingStatement } from '../../../lake/query.ts'
import { AthenaError } from '../../../lake/sql/error.ts'
import {
  type Asked,
  lakeEstimate,
  rawEstimate,
  type TableEstimate,
  usdOf,
} from '../../../lake/sql/estimate.ts'
import { nearest } from '../../../lake/sql/place.ts'
import { type Reading, readingOf, type TableRead } from '../../../lake/sql/reading.ts'
import { knownDatasets, tableOf } from '../datasets/tables.ts'
import { eachOf } from '../paging.ts'

interface NewEstimate {
  sql: string
  parameters?: (string | number | boolean)[]
  database?: 'lake' | 'raw'
}

const tablesMax = 100
const nothing: TableEstimate = {
  ...{
    bytes: 0,
    columnBytes: 0,
    bytesTotal: 0,
    files: 0,
    filesTotal: 0,
    partitions: 0,
    partitionsTotal: 0,
  },
  columns: [],
}
const unknown: TableEstimate = { ...nothing, bytes: null, columnBytes: null, bytesTotal: null }

export async function estimateQuery({ body }: Call<object, object, NewEstimate>): Promise<Answer> {
  const reading = readingIn(body)
  if (reading instanceof RequestProblem) return json(unreadBecause(reading))
  const own = body.database === 'raw' ? environment.rawDatabase() : environment.lakeDatabase()
  const named = new Map<string, TableRead & { database: string }>()
  for (const table of reading.tables) {
    const database = table.database ?? own
    const name = `${database}.${table.name}`
    const known = named.get(name)
    const [times, isPast] = [table.times + (known?.times ?? 0), table.isPast || !!known?.isPast]
    const filters = known ? [] : table.filters // each naming has its own
    named.set(name, { ...table, isPast, database, times, filters })
  }
  if (named.size > tablesMax) {
    throw new RequestProblem('query.malformed', `It names more than ${tablesMax} tables.`)
  }
  const tables = await eachOf([...named.values()], 8, async (table) => {
    const found = await estimateOf(table, { ...reading, filters: table.filters })
    if (!found) throw await unknownTable(table)
    return { table: `${table.database}.${table.name}`, ...timesRead(found, table) }
  })
  const sum = (of: 'files' | 'filesTotal' | 'partitions' | 'partitionsTotal') =>
    tables.reduce((all, one) => all + one[of], 0)
  const bytesOf = (of: 'bytes' | 'columnBytes'): number | null =>
    tables.reduce<number | null>(
      (all, one) => (all === null || one[of] === null ? null : all + one[of]),
      0,
    )
  const bytes = bytesOf('bytes')
  return json({
    bytes,
    columnBytes: bytesOf('columnBytes'),
    usd: bytes === null ? null : usdOf(bytes, tables.length),
    ...{ files: sum('files'), filesTotal: sum('filesTotal') },
    ...{ partitions: sum('partitions'), partitionsTotal: sum('partitionsTotal') },
    tables,
  })
}

/** What it is that cannot be read: half a statement while one writes, or a grammar that Athena may have and we have not. */
function readingIn({ sql, parameters }: NewEstimate): Reading | RequestProblem {
  try {
    return readingOf(readingStatement(sql), parameters?.map(parameterLiteral))
  } catch (error) {
    if (error instanceof AthenaError) return malformedProblem(error)
    if (error instanceof RequestProblem && error.slug === 'query.malformed') return error
    throw error
  }
}

const unreadBecause = ({ message, more: { position } }: RequestProblem) => ({
  ...{ bytes: null, columnBytes: null, usd: null, tables: [] },
  ...{ files: 0, filesTotal: 0, partitions: 0, partitionsTotal: 0 },
  unread: { detail: message, ...(position && { position }) },
})

/** A self-join reads a table twice; of how often a recursion does nothing is known. */
function timesRead(found: TableEstimate, { times }: TableRead): TableEstimate {
  const all = (bytes: number | null): number | null =>
    bytes === null || (!Number.isFinite(times) && bytes > 0)
      ? null
      : bytes === 0
        ? 0
        : bytes * times
  return { ...found, bytes: all(found.bytes), columnBytes: all(found.columnBytes) }
}

/** Undefined where there is no such table. A name with `$` is one of Iceberg's own, about files. */
async function estimateOf(
  { database, name, isPast }: TableRead & { database: string },
  reading: Asked,
): Promise<TableEstimate | undefined> {
  if (database === 'information_schema') return nothing
  const [base = '', of] = name.split('$')
  const isLake = database === environment.lakeDatabase()
  if (!isLake && database !== environment.rawDatabase()) return undefined
  const table = isLake ? await tableOf(base) : undefined
  const row = table?.row ?? (await getTable(database, base))
  if (!row) return undefined
  if (of !== undefined) return unknown
  if (isPast || row.TableType === 'VIRTUAL_VIEW' || (isLake && !table)) return unknown
  if (!table) return rawEstimateOf(row, reading)
  return lakeEstimate(readUri, table.metadata, reading).catch((error) => {
    if (error instanceof UnsupportedTable) return unknown
    throw error
  })
}

async function rawEstimateOf(
  { StorageDescriptor, PartitionKeys = [] }: NonNullable<Awaited<ReturnType<typeof getTable>>>,
  reading: Asked,
): Promise<TableEstimate> {
  const { Location = '', Columns = [] } = StorageDescriptor ?? {}
  const { bucket, key } = objectOf(Location)
  const listed = await listObjects(bucket, key, { max: estimateObjectsMax + 1 })
  if (listed.length > estimateObjectsMax) return unknown
  const columns = [...Columns, ...PartitionKeys].map(({ Name = '' }) => Name)
  return rawEstimate(listed, columns, reading)
}

async function unknownTable({
  database,
  name,
  at,
}: TableRead & { database: string }): Promise<RequestProblem> {
  const databases = [environment.lakeDatabase(), environment.rawDatabase()]
  const isDatabase = databases.includes(database)
  const known = isDatabase ? (await knownDatasets()).map((dataset) => dataset.name) : databases
  const meant = nearest(isDatabase ? name : database, known)
  const detail = isDatabase
    ? `There is no table ${database}.${name}.`
    : `There is no database ${database}.`
  return new RequestProblem('query.unknown-table', detail, {
    position: { line: at.line, column: at.column },
    ...(meant && { hint: `Did you mean ${meant}?` }),
  })
}
