/** The timeline of a Hudi table: which of its actions are complete, and what they wrote. https://hudi.apache.org/tech-specs/#timeline */
import * as z from 'zod'
import { readAvro } from '../iceberg/avro.ts'
import { Quarantined } from '../problem.ts'
import type { LogFile, ReadLog } from './delta.ts'
import { refusal } from './logged.ts'

/** As far as a part of it is asked for here. */
export interface Timeline {
  /** Of actions that wrote files, by the time at which they began: when they were complete. */
  complete: Map<string, Complete>
  /** Times of those that began, and are not complete. */
  pending: Set<string>
  /** Whatever began before it is told no more, and was complete; undefined: all that ever was is told. */
  start: string | undefined
  /** Whether the names of actions tell when those were complete. */
  tellsEnds: boolean
  /** Files of the archive, in which those lie that are told no more. */
  archived: string[]
}

export interface Complete {
  /** The same as that at which it began, where the names do not tell. */
  at: string
  /** Paths in the table's folder. */
  written: string[]
  /** Groups whose files are rows no more, as `groupOf` names them. */
  replaced: string[]
}

export const groupOf = (partition: string, id: string): string =>
  partition === '' ? id : `${partition}/${id}`

interface Instant {
  name: string
  began: string
  at: string
  action: string
  isComplete: boolean
}

const instantName =
  /^(\d+)(?:_(\d+))?(?:\.(?!requested$|inflight$)([a-z]+))?(?:\.(requested|inflight))?$/

/** Actions of theirs leave files that are rows, or stop them from being such. */
const writing: ReadonlySet<string> = new Set(['commit', 'deltacommit', 'replacecommit'])
/** Which become one of those when they are complete. */
const becoming: ReadonlySet<string> = new Set(['compaction', 'logcompaction', 'clustering'])

/** `folder`: of the timeline; `archives`: where what has left it lies. Throws Quarantined for actions that nobody can read. */
export async function readTimeline(
  listed: readonly LogFile[],
  read: ReadLog,
  { folder, archives }: { folder: string; archives: string },
): Promise<Timeline> {
  const instants = instantsIn(listed, folder)
  const archived = listed
    .map(({ name }) => name)
    .filter((name) => name.startsWith(archives) && isOfArchive(name))
  const undone = await undoneBy(instants, folder, read)
  const own = instants.filter(({ action }) => writing.has(action) || becoming.has(action))
  const complete: Timeline['complete'] = new Map()
  for (const instant of own) {
    const { began, at, isComplete, action } = instant
    if (!isComplete || isUndone(instant, undone, own)) continue
    const known = { at, ...(await saidIn(folder + instant.name, read)) }
    complete.set(began, action === 'replacecommit' ? known : { ...known, replaced: [] })
  }
  const pending = new Set(own.map(({ began }) => began).filter((began) => !complete.has(began)))
  const start = archived.length > 0 ? startOf(instants, own) : undefined
  const tellsEnds = own.some(({ began, at }) => at !== began)
  return { complete, pending, start, tellsEnds, archived }
}

function instantsIn(listed: readonly LogFile[], folder: string): Instant[] {
  const inFolder = listed.filter(({ name }) => name.startsWith(folder))
  return inFolder.flatMap(({ name: path }): Instant[] => {
    const name = path.slice(folder.length)
    const [, began, at = began, action = 'commit', state] = instantName.exec(name) ?? []
    // `<time>.inflight` alone is a commit's.
    const isOne = began !== undefined && (name.includes('.') || state !== undefined)
    return isOne ? [{ name, began, at: at!, action, isComplete: state === undefined }] : []
  })
}

const isOfArchive = (name: string): boolean => /\.archive\.\d|\.parquet$|\/manifest_\d/.test(name)

/** Savepoints stay when what came after them has left. https://hudi.apache.org/tech-specs/#timeline */
function startOf(instants: Instant[], own: Instant[]): string | undefined {
  const saved = new Set(
    instants.filter(({ action }) => action === 'savepoint').map(({ began }) => began),
  )
  return own
    .map(({ began }) => began)
    .filter((began) => !saved.has(began))
    .sort()[0]
}

const stat = z.object({ path: z.string().nullish() })
const said = z.object({
  partitionToWriteStats: z.record(z.string(), z.array(stat)).nullish(),
  partitionToReplaceFileIds: z.record(z.string(), z.array(z.string())).nullish(),
})

async function saidIn(
  name: string,
  read: ReadLog,
): Promise<Pick<Complete, 'written' | 'replaced'>> {
  const bytes = await read(name)
  if (bytes.length === 0) return { written: [], replaced: [] }
  const { partitionToWriteStats, partitionToReplaceFileIds } = await parsed(name, bytes, said)
  const stats = Object.values(partitionToWriteStats ?? {}).flat()
  const groups = Object.entries(partitionToReplaceFileIds ?? {})
  return {
    written: stats.flatMap(({ path }) => path ?? []),
    replaced: groups.flatMap(([partition, ids]) => ids.map((id) => groupOf(partition, id))),
  }
}

const rollback = z.object({ commitsRollback: z.array(z.string()) })
const restore = z.object({ instantsToRollback: z.array(z.string()) })

interface Undone {
  /** When that was complete. */
  at: string
}

/** What was undone by an action that is complete: a copy may still hold its words, and its files. */
async function undoneBy(
  instants: Instant[],
  folder: string,
  read: ReadLog,
): Promise<Map<string, Undone>> {
  const undone = new Map<string, Undone>()
  for (const { name, at, action, isComplete } of instants) {
    if (!isComplete || (action !== 'rollback' && action !== 'restore')) continue
    const bytes = await read(folder + name)
    if (bytes.length === 0) continue
    const times =
      action === 'rollback'
        ? (await parsed(folder + name, bytes, rollback)).commitsRollback
        : (await parsed(folder + name, bytes, restore)).instantsToRollback
    for (const time of times) undone.set(time, { at })
  }
  return undone
}

/** A compaction or clustering that was undone before it was complete is done again under its own time. */
function isUndone(instant: Instant, undone: Map<string, Undone>, own: Instant[]): boolean {
  const by = undone.get(instant.began)
  if (!by) return false
  if (instant.at !== instant.began) return by.at > instant.at
  const isPlanned = own.some(
    ({ began, action, name }) =>
      began === instant.began && (becoming.has(action) || /^\d+\.replacecommit\./.test(name)),
  )
  if (!isPlanned) return true
  const what = `whether the action of ${instant.began} was done again after it was undone is not told`
  throw new Quarantined(refusal('hudi', 'timeline', what, 'Land its timeline as it is by now.'))
}

async function parsed<T>(name: string, bytes: Uint8Array, schema: z.ZodType<T>): Promise<T> {
  try {
    const text = Buffer.from(bytes)
    const isAvro = text.subarray(0, 4).toString('latin1') === 'Obj\x01'
    return schema.parse(isAvro ? readAvro(text, 'null').records[0] : JSON.parse(text.toString()))
  } catch (cause) {
    const what = `"${name.slice(-200)}" cannot be read (${(cause as Error).message.slice(0, 150)})`
    const remedy = 'Land the file again as it is in the table.'
    throw new Quarantined(refusal('hudi', 'timeline', what, remedy), { cause })
  }
}
