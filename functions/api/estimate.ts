/** What a statement would scan, at most, by the catalog and the manifests. */
import { environment } from '../../aws/environment.ts'
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import { getTable } from '../../aws/glue.ts'
import { objectOf, readUri } from '../../aws/icebergtable.ts'
import { listObjects } from '../../aws/listing.ts'
import { UnsupportedTable } from '../../lake/iceberg/metadata.ts'
import { estimateObjectsMax } from '../../lake/limits.ts'
import { RequestProblem } from '../../lake/problem.ts'
import { parameterLiteral, readingStatement } from '../../lake/query.ts'
import { lakeEstimate, rawEstimate, type TableEstimate, usdOf } from '../../lake/sql/estimate.ts'
import { nearest, positionAt } from '../../lake/sql/place.ts'
import { type Reading, readingOf, type TableRead } from '../../lake/sql/reading.ts'
import { eachOf } from './paging.ts'
import { knownDatasets, tableOf } from './tables.ts'

interface NewEstimate {
  sql: string
  parameters?: (string | number | boolean)[]
  database?: 'lake' | 'raw'
}

const tablesMax = 100
const nothing: TableEstimate = {
  ...{ bytes: 0, bytesTotal: 0, files: 0, filesTotal: 0, partitions: 0, partitionsTotal: 0 },
  columns: [],
}
const unknown: TableEstimate = { ...nothing, bytes: null, bytesTotal: null }

export async function estimateQuery({ body }: Call<object, object, NewEstimate>): Promise<Answer> {
  const sql = readingStatement(body.sql)
  const reading = readingOf(sql, body.parameters?.map(parameterLiteral))
  const own = body.database === 'raw' ? environment.rawDatabase() : environment.lakeDatabase()
  const named = new Map<string, TableRead & { database: string }>()
  for (const table of reading.tables) {
    const database = table.database ?? own
    named.set(`${database}.${table.name}`, { ...table, database })
  }
  if (named.size > tablesMax) {
    throw new RequestProblem('query.malformed', `It names more than ${tablesMax} tables.`)
  }
  const estimates = await eachOf([...named.values()], 8, async (table) => {
    const found = await estimateOf(table, reading)
    if (!found && !table.isNamedQuery) throw await unknownTable(sql, table)
    return found ? [{ table: `${table.database}.${table.name}`, ...found }] : []
  })
  const tables = estimates.flat()
  const sum = (of: 'files' | 'filesTotal' | 'partitions' | 'partitionsTotal') =>
    tables.reduce((all, one) => all + one[of], 0)
  const known = tables.flatMap(({ bytes }) => bytes ?? [])
  const bytes = known.length < tables.length ? null : known.reduce((all, one) => all + one, 0)
  return json({
    bytes,
    usd: bytes === null ? null : usdOf(bytes, tables.length),
    ...{ files: sum('files'), filesTotal: sum('filesTotal') },
    ...{ partitions: sum('partitions'), partitionsTotal: sum('partitionsTotal') },
    tables,
  })
}

/** Undefined where there is no such table. A name with `$` is one of Iceberg's own, about files. */
async function estimateOf(
  { database, name, isPast }: TableRead & { database: string },
  reading: Reading,
): Promise<TableEstimate | undefined> {
  if (database === 'information_schema') return nothing
  const [base = '', of] = name.split('$')
  const isLake = database === environment.lakeDatabase()
  if (!isLake && database !== environment.rawDatabase()) return undefined
  const table = isLake ? await tableOf(base) : undefined
  const row = table?.row ?? (await getTable(database, base))
  if (!row) return undefined
  if (of !== undefined) return nothing
  if (isPast || row.TableType === 'VIRTUAL_VIEW' || (isLake && !table)) return unknown
  if (!table) return rawEstimateOf(row, reading)
  return lakeEstimate(readUri, table.metadata, reading).catch((error) => {
    if (error instanceof UnsupportedTable) return unknown
    throw error
  })
}

async function rawEstimateOf(
  { StorageDescriptor, PartitionKeys = [] }: NonNullable<Awaited<ReturnType<typeof getTable>>>,
  reading: Reading,
): Promise<TableEstimate> {
  const { Location = '', Columns = [] } = StorageDescriptor ?? {}
  const { bucket, key } = objectOf(Location)
  const listed = await listObjects(bucket, key, { max: estimateObjectsMax + 1 })
  if (listed.length > estimateObjectsMax) return unknown
  const columns = [...Columns, ...PartitionKeys].map(({ Name = '' }) => Name)
  return rawEstimate(listed, columns, reading)
}

async function unknownTable(
  sql: string,
  { database, name, at }: TableRead & { database: string },
): Promise<RequestProblem> {
  const databases = [environment.lakeDatabase(), environment.rawDatabase()]
  const isDatabase = databases.includes(database)
  const known = isDatabase ? (await knownDatasets()).map((dataset) => dataset.name) : databases
  const meant = nearest(isDatabase ? name : database, known)
  const detail = isDatabase
    ? `There is no table ${database}.${name}.`
    : `There is no database ${database}.`
  return new RequestProblem('query.unknown-table', detail, {
    position: positionAt(sql, at),
    ...(meant && { hint: `Did you mean ${meant}?` }),
  })
}
