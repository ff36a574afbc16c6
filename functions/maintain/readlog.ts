/**
 * The log of a table in a folder says something new: which files are its rows. Each file of which that changes gets a
 * record, by which catalog decides when it looks at it, and a `look`; the dataset's interpretation names the table. Whatever
 * comes first, part or log, and however often: the state of the log is swapped, and what it says is told until it was. Whoever swaps it
 * looks at the folder once more, and who has nothing to write at the state: a call that came to pass late is corrected by its caller.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { atOnce } from '../../aws/atonce.ts'
import { Conflict, pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { type Listed, listObjects } from '../../aws/listing.ts'
import { changeRecord, isStill, swapRecord } from '../../aws/records.ts'
import { getBytes, getJson, headObject, type Json } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import {
  type Interpretation,
  interpretationKey,
  isReplayed,
  replayOf,
  withTable,
} from '../../lake/interpretation.ts'
import { logAttemptsMax, logFileBytesMax, partsToldMax } from '../../lake/limits.ts'
import { type LoggedTable, type PartRecord, partKey } from '../../lake/logged/logged.ts'
import {
  type LogReading,
  type LogState,
  logFolders,
  logStateKey,
  nextState,
  readingOf,
} from '../../lake/logged/logstate.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { LookMessage, MaintainMessage } from '../../schemas/messages.ts'

type LogMessage = Extract<MaintainMessage, { kind: 'log' }>

const toldAtOnce = 32

export async function readLog(message: LogMessage): Promise<void> {
  const [bucket, key] = [environment.workBucket(), logStateKey(message)]
  for (let attempt = 1; ; attempt++) {
    const found = await getJson<LogState>(bucket, key)
    const reading = await readingNow(message, found?.value)
    const next = found || reading.isThere ? nextState(found?.value, reading) : undefined
    if (next === found?.value) {
      if (await isStill(bucket, key, found)) return found && tell(message, reading, found)
    } else if (next) await swapRecord(bucket, key, next, found)
    if (attempt >= logAttemptsMax) throw new Conflict(key)
    if (attempt > 1) await sleep(pauseMs(attempt))
  }
}

/** The folder is listed after the state was read: what is known of it is never newer than what is found. */
async function readingNow(message: LogMessage, state: LogState | undefined): Promise<LogReading> {
  const bucket = environment.rawBucket()
  const prefix = message.root + logFolders[message.format]
  const listed = await listObjects(bucket, prefix)
  const byName = new Map(listed.map((one) => [one.key.slice(prefix.length), one]))
  const files = Array.from(byName, ([name, { etag }]) => ({ name, etag }))
  const read = async (name: string) => {
    const { bytes = 0 }: Partial<Listed> = byName.get(name) ?? {}
    if (bytes > logFileBytesMax) throw tooLong(name, bytes)
    return getBytes({ bucket, key: prefix + name })
  }
  return readingOf(message, state, files, read, async (paths) => {
    const headOf = (path: string) => headObject({ bucket, key: message.root + path })
    for await (const head of atOnce(paths, toldAtOnce, headOf)) if (!head) return false
    return true
  })
}

const tooLong = (name: string, bytes: number): Quarantined =>
  new Quarantined({
    code: 'table.log-too-long',
    detail: `"${name.slice(0, 200)}" of the table's log has ${bytes} bytes, more than ${logFileBytesMax}.`,
    remedy: 'Write its checkpoints in several parts.',
  })

/** Records before the table is named, and all before it is said that they are told. */
async function tell(
  message: LogMessage,
  reading: LogReading,
  { value: state }: Json<LogState>,
): Promise<void> {
  const { root } = message
  const some = state.untold.slice(0, partsToldMax)
  const record = (path: string) => recordPart(root + path, state, path)
  for await (const _ of atOnce(some, toldAtOnce, record));
  const isNamed = state.asked !== undefined || (await isNamedAlready(message))
  const isAll = some.length === state.untold.length
  const asked = isAll ? await askedOf(message, reading, state) : state.asked
  // Until the table is named nobody goes by the records, and then all files are looked at.
  if (isNamed) await Promise.all(some.map((path) => look(root + path)))
  const now = await changeRecord<LogState>(
    environment.workBucket(),
    logStateKey(message),
    (present) => (present?.turn === state.turn ? toldOf(present, some, asked) : undefined),
  )
  const isLate = now?.value.turn !== state.turn // and may have named what is no table by now, or no longer what is
  // What landed before it was named told nobody that it is there.
  const isNew = message.format === 'hudi' && asked !== state.asked
  if (!isAll || isLate) await send(environment.maintainQueue(), { body: message })
  else if (isNew) await send(environment.maintainQueue(), { body: message })
}

/** By another, who has not written so into the state yet: the replay that it asked for may have passed. */
async function isNamedAlready({ source, dataset, root, format }: LogMessage): Promise<boolean> {
  const key = interpretationKey(source, dataset)
  const found = await getJson<Interpretation>(environment.workBucket(), key)
  const { tables = [] }: Partial<Interpretation> = found?.value ?? {}
  return tables.some((one) => one.root === root && one.format === format)
}

function toldOf(state: LogState, some: string[], asked: number | undefined): LogState {
  if (some.length === 0 && asked === state.asked) return state
  const told = new Set(some)
  const untold = state.untold.filter((path) => !told.has(path))
  return { ...state, untold, ...(asked !== undefined && { asked }) }
}

function recordPart(key: string, { turn, parts }: LogState, path: string): Promise<unknown> {
  const part = parts[path]
  return changeRecord<PartRecord>(environment.workBucket(), partKey(key), (present) =>
    present && present.turn >= turn ? undefined : { turn, ...(part && { part }) },
  )
}

/** The version under which all files are to be read since the table is named so. */
async function askedOf(
  { source, dataset, root, format }: LogMessage,
  { isThere, refused, names }: LogReading,
  { asked }: LogState,
): Promise<number | undefined> {
  const table: LoggedTable | undefined = isThere
    ? { root, format, ...(refused && { refused }), ...(names && { names }) }
    : undefined
  const named = await changeRecord<Interpretation>(
    environment.workBucket(),
    interpretationKey(source, dataset),
    (present) => withTable(present, { source, dataset }, { root, format }, table),
  )
  if (!named) return undefined
  const { version } = named.value
  // Of what neither is nor was named nothing is asked, whatever else of the dataset is replayed.
  if (isReplayed(named.value)) return asked ?? (table && version)
  if (version !== asked) await send(environment.maintainQueue(), { body: replayOf(named.value) })
  return version
}

function look(key: string): Promise<void> {
  const body: LookMessage = { kind: 'look', key }
  return send(environment.arrivalsQueue(), { body })
}
