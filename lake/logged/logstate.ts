/** How far the log of one table was read, and which of its parts are still to be told of it. One object in the work bucket. */
import { objectId } from '../key.ts'
import { Quarantined, type Reason } from '../problem.ts'
import {
  type AreThere,
  type DeltaLog,
  deltaParts,
  deltaRefusal,
  type LogFile,
  type ReadLog,
  readDelta,
} from './delta.ts'
import { deltaNames } from './deltaschema.ts'
import { readHudi } from './hudi.ts'
import { readIceberg } from './iceberg.ts'
import type { LogFormat, LoggedTable, Part } from './logged.ts'
import type { Naming } from './names.ts'

export interface LogState {
  /** Grows with each of its versions. */
  turn: number
  /** Delta's, by which its next commits are read. */
  delta?: DeltaLog
  /** As in the reading, and `refused` and `names` too; absent in states of before. */
  isThere?: boolean
  refused?: Reason
  names?: Naming[]
  /** Of files in the folder. */
  parts: Record<string, Part>
  /** Those of which something else is said than is told, by their paths in the folder. */
  untold: string[]
  /** The version of the interpretation under which all files were last asked to be read. */
  asked?: number
}

/** What a log says: nothing where there is none. */
export interface LogReading {
  isThere: boolean
  parts: Record<string, Part>
  refused?: Reason | undefined
  /** As in the table. */
  names?: Naming[] | undefined
  delta?: DeltaLog
}

export const logStateKey = ({ root, format }: Pick<LoggedTable, 'root' | 'format'>): string =>
  `logs/${objectId(root)}-${format}.json`

/** In which folder of the table lies what its log is read of: of Hudi's, its data files say by their names whose they are. */
export const logFolders: Record<LogFormat, string> = {
  delta: '_delta_log/',
  iceberg: 'metadata/',
  hudi: '',
}

const nothing: LogReading = { isThere: false, parts: {} }

/** `listed`: what lies in the log's folder; `areThere` is asked of other files of the table. */
export async function readingOf(
  { format }: Pick<LoggedTable, 'root' | 'format'>,
  before: LogState | undefined,
  listed: LogFile[],
  read: ReadLog,
  areThere: AreThere,
): Promise<LogReading> {
  try {
    if (format === 'delta') return await readingOfDelta(before, listed, read, areThere)
    if (format === 'hudi') return await readingOfHudi(listed, read)
    return await readingOfIceberg(listed, read, areThere)
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    return { isThere: true, parts: {}, refused: error.reason }
  }
}

async function readingOfDelta(
  before: LogState | undefined,
  listed: LogFile[],
  read: ReadLog,
  areThere: AreThere,
): Promise<LogReading> {
  if (!listed.some(({ name }) => /^\d{20}\.(json|checkpoint\.)/.test(name))) return nothing
  const delta = await readDelta(before?.delta, listed, read, areThere)
  const refused = deltaRefusal(delta)
  if (refused) return { isThere: true, parts: {}, delta, refused }
  const names = deltaNames(delta.table)
  return { isThere: true, parts: deltaParts(delta), delta, ...(names && { names }) }
}

async function readingOfHudi(listed: LogFile[], read: ReadLog): Promise<LogReading> {
  const parts = await readHudi(listed, read)
  return parts ? { isThere: true, parts } : nothing
}

async function readingOfIceberg(
  listed: LogFile[],
  read: ReadLog,
  areThere: AreThere,
): Promise<LogReading> {
  const found = await readIceberg(listed, read, areThere)
  return found ? { isThere: true, ...found } : nothing
}

/** The state once this is read; the very same one where it says nothing else. */
export function nextState(before: LogState | undefined, reading: LogReading): LogState {
  const { turn, untold, asked, ...known } = before ?? { turn: 0, parts: {}, untold: [] }
  const { isThere, parts, refused, names, delta } = reading
  const changed = changedPaths(known.parts, parts)
  if (before && changed.length === 0 && ofTable(known) === ofTable(reading)) return before
  return {
    turn: turn + 1,
    isThere,
    ...{ ...(delta && { delta }), ...(refused && { refused }), ...(names && { names }) },
    parts,
    untold: [...new Set([...untold, ...changed])],
    ...(asked !== undefined && { asked }),
  }
}

/** What else than its parts: whoever read another of it is late, too. */
const ofTable = ({ isThere, refused, names, delta }: Partial<LogReading>): string =>
  JSON.stringify([isThere, refused, names, delta])

function changedPaths(before: LogState['parts'], after: LogState['parts']): string[] {
  const textOf = (part: Part | undefined) => JSON.stringify(part)
  const all = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...all].filter((path) => textOf(before[path]) !== textOf(after[path]))
}
