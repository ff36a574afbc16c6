/**
 * Folders that are tables by a log of their own: Delta's, Iceberg's, Hudi's. Which of the files in them are rows, and in
 * which partition, only the log says; a file that it does not name is no row of anything.
 */
import { createHash } from 'node:crypto'
import type { Inspection } from '../inspect/inspection.ts'
import { addressOf, objectId } from '../key.ts'
import type { Reason } from '../problem.ts'
import { columnName, spellingOf } from '../schema/names.ts'
import type { Naming } from './names.ts'
import { asNamed } from './naming.ts'
import type { Vector } from './vector.ts'

export type LogFormat = 'delta' | 'iceberg' | 'hudi'

export interface LoggedTable {
  /** The folder, with a slash at its end. */
  root: string
  format: LogFormat
  /** Why nothing of it is read. */
  refused?: Reason
  /** Where its files have other names for columns than it has. */
  names?: Naming[]
}

/** What the log says of a file that is rows of the table. */
export interface Part {
  /** As in a receipt: text, and Hive's word for none. */
  partitions: { key: string; value: string }[]
  deleted?: Vector
  /** Files of positions that may name rows of it, which they call by this URI. */
  positions?: { uri: string; paths: string[] }
  /** Files of values: whichever row has one's values in these columns is deleted. */
  values?: { columns: string[]; paths: string[] }[]
}

/** In a receipt: which table's log decided, and by which of its words; no mark: it does not name the file. */
export interface Decided extends Pick<LoggedTable, 'root' | 'format'> {
  mark?: string
}

/** The record of one part in the work bucket. `turn` grows with what is read of the log, so that a late writer changes nothing. */
export interface PartRecord {
  turn: number
  part?: Part
}

export const partKey = (key: string): string => `parts/${objectId(key)}.json`

const formatNames: Record<LogFormat, string> = {
  delta: 'Delta',
  iceberg: 'Iceberg',
  hudi: 'Hudi',
}

/** What is landed there may tell of a table, or of a change to it. */
const entries: [LogFormat, RegExp][] = [
  ['delta', /^(.+?\/)_delta_log\/(?:\d{20}\.(?:json|checkpoint\.[^/]+)|_sidecars\/[^/]+)$/],
  ['delta', /^(.+\/)deletion_vector_[0-9a-f-]{36}\.bin$/], // for which its commit may be waiting
  ['hudi', /^(.+?\/)\.hoodie\/(?:archived\/|timeline\/(?:history\/)?)?[^/]+$/],
  ['iceberg', /^(.+\/)metadata\/[^/]+\.metadata\.json(?:\.gz)?$/],
]

/** The table of whose log the key is an entry; undefined for all others. `known`: the table in which it lies. */
export function logEntryOf(
  key: string,
  known?: Pick<LoggedTable, 'root' | 'format'>,
): Pick<LoggedTable, 'root' | 'format'> | undefined {
  if (known?.format === 'delta' && /deletion_vector_[0-9a-f-]{36}\.bin$/.test(key)) {
    const { root, format } = known
    return { root, format }
  }
  const isOfIceberg = known?.format === 'iceberg' && key.startsWith(known.root)
  if (isOfIceberg && (key.startsWith(`${known.root}metadata/`) || namesDeleted.test(key))) {
    const { root, format } = known
    return { root, format }
  }
  for (const [format, pattern] of entries) {
    const root = pattern.exec(key)?.[1]
    if (root && isWithinDataset(root)) return { root, format }
  }
  return undefined
}

/** As writers name files of deleted rows, for which a version may be waiting; of others a night asks again. */
const namesDeleted = /(delete[^/]*\.parquet|\.puffin)$/

/** Of a file by whose name its table knows it, once it is there: Hudi's; its logs are named by their commits. `logged`: its receipt's. */
export const isAwaited = (key: string, logged: Decided | undefined): boolean =>
  logged?.format === 'hudi' && !logged.mark && /_\d+\.parquet$/.test(key)

const isWithinDataset = (root: string): boolean => {
  if (root.includes('/.hoodie/')) return false // Hudi's own table of its files
  const { kind } = addressOf(`${root}x`)
  return kind === 'data' || kind === 'hidden'
}

/** The innermost of these tables in whose folder the key lies. */
export const tableAround = (
  tables: readonly LoggedTable[] | undefined,
  key: string,
): LoggedTable | undefined =>
  tables
    ?.filter(({ root }) => key.startsWith(root))
    .toSorted((a, b) => b.root.length - a.root.length)[0]

export const markOf = (part: Part): string =>
  createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 16)

export const decidedBy = ({ root, format }: LoggedTable, part: Part | undefined): Decided => ({
  ...{ root, format },
  ...(part && { mark: markOf(part) }),
})

/** Why a file of the table is no rows; undefined where it is. */
export function withheldBy(table: LoggedTable, key: string, part?: Part): Reason | undefined {
  const { format, root, refused } = table
  if (refused) return refused
  if (part) return undefined
  const of = `"${root.slice(0, 200)}" is ${article(format)} table`
  if (format === 'iceberg' && key.startsWith(`${root}metadata/`)) {
    return {
      code: 'table.log',
      detail: `${of}, and the file says what it consists of.`,
      remedy: 'Query the table in lake.',
    }
  }
  return {
    code: 'table.part-not-named',
    detail: `${of}, and its log does not name this file: it was removed, or its commit has not landed.`,
    remedy: 'Land the log whole; what is to be read by itself, as another dataset.',
  }
}

const article = (format: LogFormat): string =>
  `${format === 'iceberg' ? 'an' : 'a'} ${formatNames[format]}`

/** Of a part: what its log says of its partition goes before what the file itself holds of it. */
function withoutKeys(inspection: Inspection, partitions: Part['partitions']): Inspection {
  const { columns, parquet } = inspection
  const keys = new Set(partitions.map(({ key }) => key))
  const places = [...columns.keys()].filter((i) => !keys.has(columnName(spellingOf(columns[i]!))))
  if (!parquet || places.length === columns.length || places.length === 0) return inspection
  const own = places.map((i) => columns[i]!)
  const inFile = places.map((i) => parquet.places?.[i] ?? i)
  return { ...inspection, columns: own, parquet: { ...parquet, places: inFile } }
}

/** Of a part: names of its columns, its partitions, and rows of it that are no more. */
export function asLogged(inspection: Inspection, table: LoggedTable, part: Part): Inspection {
  const named = table.names ? asNamed(inspection, table.names) : inspection
  if (named.columns.length === 0 && inspection.columns.length > 0) {
    return { ...inspection, verdict: 'asset', reason: withoutColumns(table) }
  }
  const own = withoutKeys(named, partitionsOf(table, part))
  const { parquet } = own
  if (parquet && (part.positions || part.values)) {
    const { positions, values = [] } = part
    const keysOf = (paths: string[]) => paths.map((path) => table.root + path)
    const files = [...(positions?.paths ?? []), ...values.flatMap(({ paths }) => paths)].length
    const deletes = {
      ...(positions && { positions: { uri: positions.uri, keys: keysOf(positions.paths) } }),
      ...(values.length > 0 && {
        values: values.map(({ columns, paths }) => ({ columns, keys: keysOf(paths) })),
      }),
    }
    const evidence = [...own.evidence, `its table has ${files} files of rows that are deleted`]
    return { ...own, evidence, parquet: { ...parquet, ...deletes } }
  }
  const { path, ...deleted } = part.deleted ?? { rows: 0, bytes: 0 }
  if (!parquet || deleted.rows === 0) return own
  const vector = path === undefined ? deleted : { ...deleted, path: table.root + path }
  const evidence = [...own.evidence, `${deleted.rows} of its rows are deleted by the table's log`]
  return { ...own, evidence, parquet: { ...parquet, deleted: vector } }
}

const withoutColumns = ({ format }: LoggedTable): Reason => ({
  code: 'table.no-columns',
  detail: `No column of the file is one of the ${formatNames[format]} table's any more.`,
  remedy: 'Query the table by its own engine, or rewrite its files.',
})

/** Folders above the table's are of all of its parts; below it, its log says so. */
export function partitionsOf({ root }: LoggedTable, part: Part): Part['partitions'] {
  const above = addressOf(`${root}x`)
  const keys = new Set(part.partitions.map(({ key }) => key))
  const outer = 'address' in above ? above.address.partitions : []
  return [...outer.filter(({ key }) => !keys.has(key)), ...part.partitions]
}

/** Athena would read what lies in the folder. */
export const besideLog = ({ root, format }: Decided): Reason => ({
  code: 'raw.table-log',
  detail: `"${root.slice(0, 200)}" is ${article(format)} table: its log says which files are rows, and Athena would read them all.`,
  remedy: 'Query the table in lake.',
})

/** Of a whole table: it is not read, for this. */
export const refusal = (format: LogFormat, code: string, what: string, remedy: string): Reason => ({
  code: `${format}.${code}`,
  detail: `The ${formatNames[format]} table is not read: ${what}.`,
  remedy,
})
