/**
 * How the files of a dataset are to be read, as far as a person says so. One object in the work bucket a dataset, changed by compare-and-swap; its version
 * only grows. Every receipt names the version under which its object was read: any other is a new arrival (`look.ts`).
 */
import type { Pins } from '../schemas/interpretation.ts'
import type { MaintainMessage } from '../schemas/messages.ts'
import { type Pinned, pinnedBy } from './inspect/pinned.ts'
import { addressOf } from './key.ts'
import { givenNamesMax, interpretationsKeptMax } from './limits.ts'
import type { LoggedTable } from './logged/logged.ts'
import { tableName } from './tablename.ts'

export interface Interpretation {
  source: string
  dataset: string
  version: number
  /** What a person says, since when, and what was said before: the newest first. */
  said: Said
  before: Said[]
  /** What a file of `definitions/` says, where neither a person does nor an upload. */
  defined?: Defined
  /** What `_hypatia.json` beside the data says, where none of these does. */
  hint?: Pins
  /** Folders of the dataset that are tables by a log of their own: its words go before all others. */
  tables?: LoggedTable[]
  /** What columns were called by renaming before, in lower case: such a name need not be one of the files' own. */
  given?: string[]
  /** The version under which all files are known to have been read. */
  replayed?: number
  /** How often a night took up the replay. */
  resumed?: number
}

type Owner = Pick<Interpretation, 'source' | 'dataset'>

export interface Defined {
  pins: Pins
  /** By which it is said. */
  file: string
}

export interface Said {
  version: number
  pins: Pins
  by: string
  /** Milliseconds since 1970. */
  atMs: number
}

export const interpretations = 'interpretations/'
/** By the name that the dataset has of itself. */
export const interpretationKeyOf = (name: string): string => `${interpretations}${name}.json`
export const interpretationKey = (source: string, dataset: string): string =>
  interpretationKeyOf(tableName(source, dataset))

/** Of whom a raw key is, where it is data of a dataset; undefined otherwise. */
export function datasetOf(key: string): { source: string; dataset: string } | undefined {
  const addressed = addressOf(key)
  if (addressed.kind !== 'data') return undefined
  const { source, dataset } = addressed.address
  return { source, dataset }
}

const nobodySaid: Said = { version: 0, pins: {}, by: '', atMs: 0 }

export const nothingSaid = ({ source, dataset }: Owner): Interpretation => ({
  ...{ source, dataset, version: 0, said: nobodySaid, before: [], replayed: 0 },
})

/** The record with these pins; the very same one where it has them. */
export function said(
  present: Interpretation | undefined,
  owner: Owner,
  pins: Pins,
  { by, nowMs }: { by: string; nowMs: number },
): Interpretation {
  const record = present ?? nothingSaid(owner)
  if (isSame(record.said.pins, pins)) return record
  const version = record.version + 1
  const before = [record.said, ...record.before].slice(0, interpretationsKeptMax)
  return { ...record, ...given(record), version, said: { version, pins, by, atMs: nowMs }, before }
}

/** Nothing where nothing was renamed; one more than are remembered stands for whatever was forgotten. */
function given(record: Interpretation): Pick<Interpretation, 'given'> {
  const pins = [record.hint, record.defined?.pins, record.said.pins]
  const said = pins
    .map((one) => one?.names)
    .flatMap((names) => Object.values(names ?? {}).map((name) => name.toLowerCase()))
  const all = [...new Set([...(record.given ?? []), ...said])].slice(0, givenNamesMax + 1)
  return all.length > 0 ? { given: all } : {}
}

/** The record as it was before the last word; undefined where nobody has said anything. */
export function unsaid(record: Interpretation, nowMs: number): Interpretation | undefined {
  const [last, ...before] = record.before
  if (!last) return undefined
  const version = record.version + 1
  return { ...record, ...given(record), version, said: { ...last, version, atMs: nowMs }, before }
}

/**
 * The record with this table in it, or without the one that has no log any more: all files are to be read anew then. The
 * very same one, or none, where it says so.
 */
export function withTable(
  present: Interpretation | undefined,
  owner: Owner,
  of: Pick<LoggedTable, 'root' | 'format'>,
  table: LoggedTable | undefined,
): Interpretation | undefined {
  const known = present?.tables ?? []
  const isOf = ({ root, format }: LoggedTable) => root === of.root && format === of.format
  const found = known.find(isOf)
  if (found === table || (found && table && isSame(found, table))) return present
  const record = present ?? nothingSaid(owner)
  const version = record.version + 1
  const tables = [...known.filter((one) => !isOf(one)), ...(table ? [table] : [])]
  return { ...record, version, said: { ...record.said, version }, tables }
}

/** The record with what the file beside the data says, or with nothing of it; the very same one, or none, where it says so. */
export function hinted(
  present: Interpretation | undefined,
  owner: Owner,
  hint: Pins | undefined,
): Interpretation | undefined {
  const before = present?.hint
  if (before === hint || (before && hint && isSame(before, hint))) return present
  const { hint: _, ...record } = present ?? nothingSaid(owner)
  const version = record.version + 1
  const own = { ...record, ...(present && given(present)), ...(hint && { hint }) }
  return { ...own, version, said: { ...record.said, version } }
}

/** The record with what the definition says, or with nothing of it; the very same one, or none, where it says so. */
export function defined(
  present: Interpretation | undefined,
  owner: Owner,
  definition: Defined | undefined,
): Interpretation | undefined {
  const before = present?.defined
  if (before === definition || (before && definition && isSame(before, definition))) return present
  const { defined: _, ...record } = present ?? nothingSaid(owner)
  const own = { ...record, ...(definition && { defined: definition }) }
  if (before && definition && isSame(before.pins, definition.pins)) return own // by another file
  const version = record.version + 1
  const names = present && given(present)
  return { ...own, ...names, version, said: { ...record.said, version } }
}

/** Whether both say the same. */
export const isSamePins = (a: Pins, b: Pins): boolean => isSame(a, b)

const isSame = (a: object, b: object): boolean => textOf(a) === textOf(b)
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1)))
      : each,
  )

/** Under which version the dataset's objects are to be read; 0 where nobody says anything of them. */
export const versionOf = (record: Interpretation | undefined): number => record?.said.version ?? 0

/** Whether all of the dataset's files are known to have been read so. */
export const isReplayed = ({ version, replayed }: Interpretation): boolean => replayed === version

/** Asks for that, from its beginning. */
export function replayOf({ source, dataset, version, resumed }: Interpretation): MaintainMessage {
  const chain = resumed ? { resumed } : {}
  return { kind: 'replay', source, dataset, version, phase: 'look', ...chain }
}

/** `uploaded`: what the object's own metadata says, of it alone. */
export const pinnedIn = (record: Interpretation | undefined, uploaded?: Pins): Pinned | undefined =>
  pinnedBy([
    ['a person', record?.said.pins],
    ['the upload', uploaded],
    ['the definition', record?.defined?.pins],
    ['_hypatia.json', record?.hint],
  ])
