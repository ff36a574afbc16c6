/**
 * What a Delta log says: the parts after its commits, as far as they follow one another, begun at a checkpoint where one is
 * whole. https://github.com/delta-io/delta/blob/master/PROTOCOL.md
 */

import { noValue } from '../key.ts'
import { loggedPartsMax } from '../limits.ts'
import type { Reason } from '../problem.ts'
import { columnName } from '../schema/names.ts'
import {
  type Action,
  type AddFile,
  actionsOf,
  type Protocol,
  type TableMetadata,
} from './deltaaction.ts'
import { deltaNames } from './deltaschema.ts'
import { isPlaced, vectorOf } from './deltavector.ts'
import { type Part, refusal } from './logged.ts'
import type { Naming } from './names.ts'

/** Of one listing of the log's folder: the name in it. */
export interface LogFile {
  name: string
  etag: string
}

/** The whole bytes of a file of the log. */
export type ReadLog = (name: string) => Promise<Uint8Array>

export interface DeltaLog {
  /** Of the last commit that is in; -1: none. */
  version: number
  /** Of that commit's file; empty where it was read of a checkpoint and has gone. */
  etag: string
  protocol?: Protocol
  table?: TableMetadata
  /** By their paths in the table's folder. */
  adds: Record<string, AddFile>
}

const nothing: DeltaLog = { version: -1, etag: '', adds: {} }
const commitsAtOnce = 16

/** Whether all of these files lie in the table's folder. */
export type AreThere = (paths: string[]) => Promise<boolean>

/** The log as it is now, once all that it names of deleted rows is there; the very same one where nothing has come since. */
export async function readDelta(
  before: DeltaLog | undefined,
  listed: readonly LogFile[],
  read: ReadLog,
  areThere: AreThere,
): Promise<DeltaLog> {
  const known = before ?? nothing
  const next = await newestDelta(before, listed, read)
  const paths = new Set(vectorPaths(next.adds))
  for (const path of vectorPaths(known.adds)) paths.delete(path)
  return (await areThere([...paths])) ? next : known
}

const vectorPaths = (adds: DeltaLog['adds']): string[] =>
  Object.values(adds).flatMap(({ deletionVector: vector }) =>
    vector && isPlaced(vector) ? (vectorOf(vector).path ?? []) : [],
  )

async function newestDelta(
  before: DeltaLog | undefined,
  listed: readonly LogFile[],
  read: ReadLog,
): Promise<DeltaLog> {
  const commits = commitsOf(listed)
  const known = before && isContinued(before, commits) ? before : nothing
  const begin = await checkpointAfter(known, listed, commits, read)
  if (!begin && following(known.version, commits).length === 0) return known
  const adds = new Map(begin ? [] : Object.entries(known.adds))
  let log = known
  if (begin) {
    const etag = commits.get(begin.version)?.etag ?? ''
    log = applied({ ...nothing, version: begin.version, etag }, adds, begin.actions)
  }
  for (;;) {
    const next = following(log.version, commits)
    if (next.length === 0) return { ...log, adds: Object.fromEntries(adds) }
    const all = await Promise.all(
      next.map(({ name }) => read(name).then((bytes) => actionsOf(name, bytes))),
    )
    for (const [i, actions] of all.entries()) {
      log = applied({ ...log, version: log.version + 1, etag: next[i]!.etag }, adds, actions)
    }
  }
}

function commitsOf(listed: readonly LogFile[]): Map<number, LogFile> {
  const commits = listed.flatMap((file): [number, LogFile][] => {
    const version = /^(\d{20})\.json$/.exec(file.name)?.[1]
    return version === undefined ? [] : [[Number(version), file]]
  })
  return new Map(commits)
}

/** A table that was written anew has other commits of the same names. */
const isContinued = ({ version, etag }: DeltaLog, commits: Map<number, LogFile>): boolean =>
  version >= 0 && (commits.get(version)?.etag ?? '') === etag

const following = (version: number, commits: Map<number, LogFile>): LogFile[] => {
  const next: LogFile[] = []
  for (let at = version + 1; next.length < commitsAtOnce; at++) {
    const commit = commits.get(at)
    if (!commit) break
    next.push(commit)
  }
  return next
}

interface Checkpoint {
  version: number
  names: string[]
}

/** The newest whole one that says more than what is known, where the next commit alone does not. */
async function checkpointAfter(
  log: DeltaLog,
  listed: readonly LogFile[],
  commits: Map<number, LogFile>,
  read: ReadLog,
): Promise<{ version: number; actions: Action[] } | undefined> {
  if (log.version >= 0 && commits.has(log.version + 1)) return undefined
  const landed = new Set(listed.map(({ name }) => name))
  const later = checkpointsOf(listed).filter(({ version }) => version > log.version)
  for (const { version, names } of later.sort((a, b) => b.version - a.version)) {
    const actions = await checkpointed(names, landed, read)
    if (actions) return { version, actions }
  }
  return undefined
}

/** https://github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoints */
function checkpointsOf(listed: readonly LogFile[]): Checkpoint[] {
  const names = listed.map(({ name }) => name)
  const single = names.flatMap((name): Checkpoint[] => {
    const version = /^(\d{20})\.checkpoint(?:\.[0-9a-f-]{36})?\.(?:parquet|json)$/.exec(name)?.[1]
    return version === undefined ? [] : [{ version: Number(version), names: [name] }]
  })
  const parts = names.flatMap((name) => {
    const [, version, part, of] =
      /^(\d{20})\.checkpoint\.(\d{10})\.(\d{10})\.parquet$/.exec(name) ?? []
    return version === undefined ? [] : [{ name, version, part: Number(part), of: Number(of) }]
  })
  const groups = Map.groupBy(parts, ({ version, of }) => `${version} ${of}`)
  const several = [...groups.values()].flatMap((group): Checkpoint[] => {
    const [{ version, of } = { version: '0', of: 0 }] = group
    const isWhole = new Set(group.map(({ part }) => part)).size === of
    return isWhole ? [{ version: Number(version), names: group.map(({ name }) => name) }] : []
  })
  return [...single, ...several]
}

/** Sidecars are files of their own, which hold the parts. Undefined where one of them has not landed. */
async function checkpointed(
  names: string[],
  landed: ReadonlySet<string>,
  read: ReadLog,
): Promise<Action[] | undefined> {
  const actions: Action[] = []
  for (const name of names) actions.push(...(await actionsOf(name, await read(name))))
  const sidecars = actions.flatMap(({ sidecar }) =>
    sidecar ? [`_sidecars/${sidecar.path.split('/').at(-1)}`] : [],
  )
  if (!sidecars.every((name) => landed.has(name))) return undefined
  for (const name of sidecars) actions.push(...(await actionsOf(name, await read(name))))
  return actions
}

/** What goes first, what comes after: a commit that gives a part another deletion vector removes and adds it. Changes `adds`. */
function applied(log: DeltaLog, adds: Map<string, AddFile>, actions: Action[]): DeltaLog {
  for (const { remove } of actions) if (remove) adds.delete(pathOf(remove.path))
  for (const { add } of actions) if (add) adds.set(pathOf(add.path), add)
  const next = { ...log }
  for (const { protocol, metaData } of actions) {
    if (protocol) next.protocol = protocol
    if (metaData) next.table = metaData
  }
  return next
}

/** In the log it is a URI, relative to the folder. */
function pathOf(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

/** The parts by their paths in the folder. */
export function deltaParts({ adds, table }: DeltaLog): Record<string, Part> {
  const names = deltaNames(table) ?? []
  const parts = Object.entries(adds).map(([path, add]): [string, Part] => [
    path,
    {
      partitions: partitionsOf(table?.partitionColumns ?? [], names, add.partitionValues),
      ...(add.deletionVector && { deleted: vectorOf(add.deletionVector) }),
    },
  ])
  return Object.fromEntries(parts)
}

/** An empty text is none, too. https://github.com/delta-io/delta/blob/master/PROTOCOL.md#partition-value-serialization */
const partitionsOf = (
  columns: string[],
  names: Naming[],
  values: AddFile['partitionValues'],
): Part['partitions'] =>
  columns.map((column) => {
    const file = names.find(({ as }) => as === column)?.file ?? column
    return { key: columnName(column), value: values[file] || noValue }
  })

/** What a reader may find in a log, and is read right: https://github.com/delta-io/delta/blob/master/PROTOCOL.md#table-features */
const features: ReadonlySet<string> = new Set([
  ...[
    'timestampNtz',
    'v2Checkpoint',
    'vacuumProtocolCheck',
    'typeWidening',
    'typeWidening-preview',
  ],
  ...['deletionVectors', 'columnMapping'], // where they are used is seen below
])

export function deltaRefusal({ protocol, table, adds }: DeltaLog): Reason | undefined {
  const unknown = (protocol?.readerFeatures ?? []).filter((feature) => !features.has(feature))
  if (unknown.length > 0) {
    const what = `it needs the reader's feature ${unknown.join(', ').slice(0, 200)}`
    return refusal('delta', 'feature', what, 'Write it without that feature.')
  }
  if ((protocol?.minReaderVersion ?? 1) > 3) {
    const what = `it needs a reader of version ${protocol?.minReaderVersion}`
    return refusal('delta', 'reader-version', what, 'Write it with reader version 3.')
  }
  try {
    deltaNames(table)
  } catch (error) {
    const what = `its column mapping is not understood: ${(error as Error).message.slice(0, 200)}`
    return refusal('delta', 'column-mapping', what, 'Write it without column mapping.')
  }
  return partsRefusal(Object.entries(adds)) ?? keysRefusal(table?.partitionColumns ?? [], adds)
}

function partsRefusal(adds: [string, AddFile][]): Reason | undefined {
  if (adds.length > loggedPartsMax) {
    const what = `it has ${adds.length} files, more than ${loggedPartsMax}`
    return refusal('delta', 'too-many-parts', what, 'Compact it (OPTIMIZE).')
  }
  const outside = adds.find(([path]) => /^[a-z][a-z0-9+.-]*:|^\//i.test(path))
  if (outside) {
    const what = `it names files outside its folder, "${outside[0].slice(0, 200)}" among them`
    return refusal('delta', 'outside', what, 'Copy the table instead of cloning it.')
  }
  const vector = adds.find(([, add]) => add.deletionVector && !isPlaced(add.deletionVector))
  if (!vector) return undefined
  const what = `the rows of "${vector[0].slice(0, 200)}" that are deleted cannot be known`
  return refusal('delta', 'deletion-vector', what, 'Purge it (REORG TABLE … APPLY (PURGE)).')
}

function keysRefusal(columns: string[], adds: DeltaLog['adds']): Reason | undefined {
  const keys = columns.map(columnName)
  const isUnclear = keys.includes('') || new Set(keys).size < keys.length
  const values = Object.values(adds).flatMap((add) => Object.values(add.partitionValues))
  if (!isUnclear && !values.some((value) => value?.includes('\0'))) return undefined
  const what = 'its partitions have names or values that no column can have'
  return refusal('delta', 'partitions', what, 'Give partition columns plain names and values.')
}
