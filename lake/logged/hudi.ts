/**
 * What a Hudi table consists of: of each group of files the newest base file that a complete action wrote. Rows that only its
 * logs hold are not merged here: of a table that has such, nothing is read. https://hudi.apache.org/tech-specs/#file-layout-hierarchy
 */
import { noValue } from '../key.ts'
import { loggedPartsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { columnName } from '../schema/names.ts'
import type { LogFile, ReadLog } from './delta.ts'
import { replacedIn } from './hudiarchive.ts'
import { groupOf, readTimeline, type Timeline } from './huditimeline.ts'
import { type Part, refusal } from './logged.ts'

const propertiesName = '.hoodie/hoodie.properties'

/** `listed`: all that lies in the table's folder. Undefined where nothing of it is a Hudi table's. Throws Quarantined for what is not read. */
export async function readHudi(
  listed: readonly LogFile[],
  read: ReadLog,
): Promise<Record<string, Part> | undefined> {
  if (!listed.some(({ name }) => isOfTimeline(name))) return undefined
  if (!listed.some(({ name }) => name === propertiesName)) return {}
  const properties = propertiesOf(await read(propertiesName))
  demandReadable(properties, listed)
  const timeline = await readTimeline(listed, read, foldersOf(properties))
  const files = filesOf(listed, timeline)
  const newest = newestOf(files, timeline)
  await demandKnown(newest, timeline, read)
  const parts = newest.map(({ path, partition }): [string, Part] => [
    path,
    { partitions: partitionsOf(properties, partition) },
  ])
  if (parts.length <= loggedPartsMax) return Object.fromEntries(parts)
  const what = `it has ${parts.length} files, more than ${loggedPartsMax}`
  throw refused('too-many-parts', what, 'Cluster it into larger files.')
}

const isOfTimeline = (name: string): boolean =>
  name === propertiesName || /^\.hoodie\/(?:[^/]+\/)?[^/]+\.[a-z]*commit(?:\.[a-z]+)?$/.test(name)

type Properties = Map<string, string>

/** https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader) */
function propertiesOf(bytes: Uint8Array): Properties {
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .split(/\r\n|\r|\n/)
  const pairs = lines.flatMap((line): [string, string][] => {
    const [, key, value] = /^\s*([^#!\s](?:\\.|[^\\=:\s])*)\s*[=:]?\s*(.*)$/.exec(line) ?? []
    return key === undefined ? [] : [[unescaped(key), unescaped(value ?? '')]]
  })
  return new Map(pairs)
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, '$1')

const laidOutByVersion: Record<string, 'flat' | 'timeline'> = { 6: 'flat', 8: 'timeline' }

function foldersOf(properties: Properties): { folder: string; archives: string } {
  if (laidOutByVersion[properties.get('hoodie.table.version') ?? ''] === 'flat') {
    const archives = properties.get('hoodie.archivelog.folder') || 'archived'
    return { folder: '.hoodie/', archives: `.hoodie/${archives}/` }
  }
  const folder = `.hoodie/${properties.get('hoodie.timeline.path') || 'timeline'}/`
  const history = properties.get('hoodie.timeline.history.path') || 'history'
  return { folder, archives: `${folder}${history}/` }
}

function demandReadable(properties: Properties, listed: readonly LogFile[]): void {
  const version = properties.get('hoodie.table.version') ?? 'none'
  if (!laidOutByVersion[version]) {
    const what = `it is of table version ${version.slice(0, 20)}, and 6 and 8 are read`
    throw refused('table-version', what, 'Change it to version 6 or 8 (upgrade_table, downgrade).')
  }
  if (properties.get('hoodie.bootstrap.base.path')) {
    const what = 'files outside its folder hold values of it (bootstrap)'
    throw refused('bootstrap', what, 'Write the table anew, whole.')
  }
  const format = properties.get('hoodie.table.base.file.format') || 'PARQUET'
  const other = listed.find(({ name }) => baseOf(name)?.extension.match(/^(?:orc|hfile)$/))
  if (format.toUpperCase() !== 'PARQUET' || other) {
    const what = other ? `"${other.name.slice(-200)}" is no Parquet` : `its files are ${format}`
    throw refused('base-format', what, 'Write the table with Parquet base files.')
  }
  if (listed.some(({ name }) => /^\.hoodie\/\.schema\/[^/]*schemacommit/.test(name))) {
    const what = 'its columns were changed without its files (schema on read)'
    throw refused('columns', what, 'Write its files anew (cluster it).')
  }
}

const refused = (code: string, what: string, remedy: string): Quarantined =>
  new Quarantined(refusal('hudi', code, what, remedy))

interface File {
  path: string
  partition: string
  group: string
  /** When the action began that wrote it; of a log of a table of version 6, on which base it lies. */
  time: string
}

interface Files {
  bases: File[]
  logs: File[]
}

const foldersAndName = /^(?:(.*)\/)?([^/]+)$/s

/** https://hudi.apache.org/tech-specs/#base-files */
function baseOf(path: string): (File & { extension: string }) | undefined {
  const [, partition = '', name = ''] = foldersAndName.exec(path) ?? []
  const [, id, time, extension] = /^([^_.][^_]*)_[^_]*_(\d+)\.(parquet|orc|hfile)$/.exec(name) ?? []
  if (id === undefined || path.startsWith('.hoodie/')) return undefined
  return { path, partition, group: groupOf(partition, id), time: time!, extension: extension! }
}

/** Those of changes (`-cdc`) hold no rows. https://hudi.apache.org/tech-specs/#log-files */
function logOf(path: string): File | undefined {
  const [, partition = '', name = ''] = foldersAndName.exec(path) ?? []
  const [, id, time] = /^\.([^_]+)_(\d+)\.log\.\d+(?:_[^.]*)?$/.exec(name) ?? []
  if (id === undefined || path.startsWith('.hoodie/') || name.endsWith('-cdc')) return undefined
  return { path, partition, group: groupOf(partition, id), time: time! }
}

/** What lies there, and what complete actions say that they wrote: it may land later. */
function filesOf(listed: readonly LogFile[], { complete }: Timeline): Files {
  const said = [...complete.values()].flatMap(({ written }) => written)
  const paths = [...new Set([...listed.map(({ name }) => name), ...said])]
  return {
    bases: paths.flatMap((path) => baseOf(path) ?? []),
    logs: paths.flatMap((path) => logOf(path) ?? []),
  }
}

function newestOf({ bases, logs }: Files, timeline: Timeline): File[] {
  const replaced = new Set([...timeline.complete.values()].flatMap((one) => one.replaced))
  const isOfTable = ({ group }: File): boolean => !replaced.has(group)
  const newest = new Map<string, File>()
  for (const base of bases.filter((one) => isOfTable(one) && isComplete(one, timeline))) {
    const known = newest.get(base.group)
    if (known && known.time === base.time) throw twice(known, base)
    if (!known || known.time < base.time) newest.set(base.group, base)
  }
  const log = logs.find((one) => isOfTable(one) && !isMerged(one, newest.get(one.group), timeline))
  if (!log) return [...newest.values()]
  const what = `rows of it are in logs that no compaction has merged, "${log.path.slice(-200)}" among them (merge on read)`
  throw refused('merge-on-read', what, 'Run a compaction, and land the table again.')
}

/** A group that no action tells of may be one that another took the place of: what is archived says so, and is not read for it. */
async function demandKnown(newest: File[], timeline: Timeline, read: ReadLog): Promise<void> {
  const untold = newest.find(({ time }) => !timeline.complete.has(time))
  if (!untold || !(await replacedIn(timeline.archived, read))) return
  const what = `whether "${untold.path.slice(-200)}" is still of it says an action that is archived (replacecommit)`
  throw refused(
    'archived',
    what,
    'Cluster it or write it anew, clean it, and land it again, without files that were cleaned.',
  )
}

const twice = (one: File, other: File): Quarantined => {
  const what = `both "${one.path.slice(-150)}" and "${other.path.slice(-150)}" are of one write`
  return refused('file-twice', what, 'Delete the one that the table does not have.')
}

/** An action that is told names its files: what else has its time is of an attempt that failed. */
function isComplete({ path, time }: File, { complete, pending, start }: Timeline): boolean {
  const by = complete.get(time)
  if (by) return by.written.includes(path)
  return !pending.has(time) && start !== undefined && time < start
}

/** Whether the base file holds what the log does; where nobody tells when the log was complete, that is not known. */
function isMerged(log: File, base: File | undefined, timeline: Timeline): boolean {
  const { complete, pending, tellsEnds } = timeline
  if (!base) return false
  const own = complete.get(log.time)
  if (tellsEnds && !pending.has(log.time)) return own !== undefined && own.at < base.time
  return log.time < base.time
}

/** Folders that spell the values of columns say them, as those of other datasets; what is derived from a column is none of it. */
function partitionsOf(properties: Properties, partition: string): Part['partitions'] {
  const isHive = properties.get('hoodie.datasource.write.hive_style_partitioning') === 'true'
  const isDropped = properties.get('hoodie.datasource.write.drop.partition.columns') === 'true'
  if (!isDropped && (!isHive || isDerived(properties))) return []
  const fields = (properties.get('hoodie.table.partition.fields') ?? '').split(',')
  const keys = fields.map((field) => field.trim().split(':')[0]!).filter(Boolean)
  const folders = partition === '' ? [] : partition.split('/')
  const isSaid = folders.every((folder, i) => !isHive || folder.startsWith(`${keys[i]}=`))
  if (keys.length !== folders.length || !isSaid) {
    const what = `"${partition.slice(0, 200)}" does not say its columns ${keys.join(', ').slice(0, 200)}`
    throw refused('partitions', what, 'Write the table with its partition columns in its files.')
  }
  const isEncoded = properties.get('hoodie.datasource.write.partitionpath.urlencode') === 'true'
  return keys.map((key, i) => {
    const text = isHive ? folders[i]!.slice(key.length + 1) : folders[i]!
    return { key: columnName(key), value: text === '' ? noValue : decoded(text, isEncoded) }
  })
}

/** https://hudi.apache.org/docs/key_generation */
const isDerived = (properties: Properties): boolean =>
  ['hoodie.table.keygenerator.class', 'hoodie.table.keygenerator.type'].some((name) =>
    /timestamp|custom/i.test(properties.get(name) ?? ''),
  )

function decoded(text: string, isEncoded: boolean): string {
  try {
    return isEncoded ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}
