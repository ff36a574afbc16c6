/** Pins of a person or a sender: what of them an inspection obeys, and the words that say so. */
import { type Pinner, type Pins, pins as pinsSchema } from '../../schemas/interpretation.ts'
import type { Reason } from '../problem.ts'
import { spellingOf } from '../schema/names.ts'
import { formerOf, renamed, unrenamed } from '../schema/renamed.ts'
import type { Column, Type } from '../schema/type.ts'
import { isArchive } from './archive/archive.ts'
import type { Finding } from './finding.ts'
import { type Format, type Inspection, textFormats } from './inspection.ts'
import { asset } from './magic.ts'

export interface Pinned {
  pins: Pins
  /** Of each pin, who said so. */
  by: { [Pin in keyof Pins]?: Pinner }
}

/** The first of them that pins something goes before the others; undefined where nobody pins anything. */
export function pinnedBy(said: [Pinner, Pins | undefined][]): Pinned | undefined {
  const pinned: Pinned = { pins: {}, by: {} }
  for (const [pinner, pins] of said.toReversed()) {
    if (!pins || Object.keys(pins).length === 0) continue
    // Who says how it is read says that it is read; who says that it is no table, that it is not.
    if (pins.asset || pinned.pins.asset) Object.assign(pinned, { pins: {}, by: {} })
    for (const pin of Object.keys(pins)) pinned.by[pin as keyof Pins] = pinner
    const { types, names } = pinned.pins
    Object.assign(
      pinned.pins,
      pins,
      both('types', types, pins.types),
      both('names', names, pins.names),
    )
  }
  return Object.keys(pinned.pins).length > 0 ? pinned : undefined
}

const both = <T>(pin: 'types' | 'names', before?: Record<string, T>, said?: Record<string, T>) =>
  before && said && { [pin]: { ...before, ...said } }

/** A text is cut into cells where somebody says how, whatever it looks like. */
export const isPinnedCsv = ({
  delimiter,
  quote,
  escape: by,
  comment,
  header,
  skip,
}: Pins): boolean => [delimiter, quote, by, comment, header, skip].some((pin) => pin !== undefined)

export const assetByPin = ({ by }: Pinned): Reason =>
  asset('pinned', `The object is no table: so says ${by.asset}.`)

/** Of which formats a pin says something, where it is not all of them. */
const formatsOf: { [Pin in keyof Pins]?: ReadonlySet<Format> } = {
  ...Object.fromEntries(
    ['delimiter', 'quote', 'escape', 'comment', 'header', 'skip'].map((pin) => [
      pin,
      new Set(['csv']),
    ]),
  ),
  nulls: new Set(['csv', 'fixed', 'log', 'blocks', 'xml', 'html']),
  record: new Set(['xml', 'json']),
  sheet: new Set(['xlsx', 'ods', 'zip', 'tar']),
  table: new Set(['sqlite', 'duckdb', 'zip', 'tar']),
  file: new Set(['zip', 'tar']),
  encoding: textFormats,
  types: new Set([...textFormats, 'xlsx', 'ods', 'sqlite', 'zip', 'tar']), // the others say it themselves
}

/** A file of an archive has its own. */
const isSaying = (pin: keyof Pins, format: Format): boolean =>
  isArchive(format) || (formatsOf[pin]?.has(format) ?? true)

const saysNothing = (format: Format): string => `says nothing of a file that is ${format}`

/** Pins by which a file of this format may be read otherwise: a text is cut into cells where somebody says how, and what is no table may be any. */
export const pinsOf = (format: Format): (keyof Pins)[] =>
  (Object.keys(pinsSchema.shape) as (keyof Pins)[]).filter(
    (pin) =>
      format === 'other' ||
      isSaying(pin, format) ||
      (textFormats.has(format) && isSaying(pin, 'csv')),
  )

/** Of pins that a file of this format was read by, those that said nothing, and why. */
export const idlePins = (pins: Pins, format: Format): { pin: keyof Pins; why: string }[] =>
  (Object.keys(pins) as (keyof Pins)[]).flatMap((pin) =>
    format === 'other' || isSaying(pin, format) ? [] : [{ pin, why: `It ${saysNothing(format)}.` }],
  )

/** The columns with the types that are pinned, by the file's spellings of their names, or by what they are called. */
export function typedByPins(columns: Column[], { types = {}, names }: Pins): Column[] {
  const said = (name: string) => (Object.hasOwn(types, name) ? types[name] : undefined)
  return renamed(columns, names).map((called, i) => {
    const column = columns[i]!
    const type = said(spellingOf(column)) ?? said(column.name) ?? said(spellingOf(called))
    return type === undefined ? column : { ...column, type: lakeTypes[type] ?? (type as Type) }
  })
}

/** The finding with the types that are pinned, and what was pinned in words. */
export function withPins(finding: Finding, { pins, by }: Pinned): Finding {
  const { format } = finding
  const isTyped = isSaying('types', format)
  const columns = isTyped ? typedByPins(finding.columns, pins) : finding.columns
  const said = Object.entries(pins).map(([pin, value]) => {
    const words = `${pin} ${JSON.stringify(value)} is pinned by ${by[pin as keyof Pins]}`
    return isSaying(pin as keyof Pins, format) ? words : `${words}, and ${saysNothing(format)}`
  })
  const doubt = [
    ...(finding.doubt ?? []),
    ...(isArchive(format) ? [] : namesakes(columns, pins)),
    ...strangersOf(columns, pins),
  ]
  return {
    ...finding,
    ...{ columns, pins, evidence: [...finding.evidence, ...said] },
    ...(doubt.length > 0 && { doubt }),
  }
}

/** Pins of columns that the file does not have: of another of the dataset's files, or spelt otherwise. */
function strangersOf(columns: Column[], { types = {}, keys = [], names: renames }: Pins): string[] {
  if (columns.length === 0) return []
  const all = [...columns, ...renamed(columns, renames)]
  const names = new Set(all.flatMap((column) => [spellingOf(column), column.name]))
  const strangers = [...new Set([...Object.keys(types), ...keys])].filter(
    (name) => !names.has(name),
  )
  return strangers
    .slice(0, 10)
    .map(
      (name) =>
        `no column of the file is called "${name.slice(0, 100)}", of which something is pinned`,
    )
}

/** Columns of the file as its table has them; an archive's are so already, for each of its files has its own. */
export const calledByPins = (
  { format, pins }: Pick<Inspection, 'format' | 'pins'>,
  columns: Column[],
  reserved: readonly string[] = [],
): Column[] => (isArchive(format) ? columns : renamed(columns, pins?.names, reserved))

/** The columns, and what older files call them: a row of either is a header. */
export const knownByPins = (known: readonly Column[], { names }: Pins): readonly Column[] => {
  const formers = known.flatMap((column) =>
    formerOf(spellingOf(column), names).map(
      (name): Column => ({ ...column, name, original: name }),
    ),
  )
  return formers.length > 0 ? [...known, ...formers] : known
}

/** Names that were pinned in vain. */
function namesakes(columns: Column[], { names = {} }: Pins): string[] {
  const kept = unrenamed(columns, names).map(
    ([from, to]) =>
      `"${short(from)}" keeps its name: another column of the file would be called "${short(to)}" too`,
  )
  const spellings = new Set(columns.map(spellingOf))
  const nested = Object.keys(names).filter(
    (name) => !spellings.has(name) && isWithin(columns, name),
  )
  const within = nested.map((name) => `"${short(name)}" keeps its name: it is within a column`)
  return [...kept, ...within].slice(0, 10)
}

const short = (name: string): string => name.slice(0, 100)

const isWithin = (columns: Column[], path: string): boolean =>
  columns.some(
    (column) => typeof column.type !== 'string' && path.startsWith(`${spellingOf(column)}.`),
  )

const lakeTypes: Record<string, Type> = { bigint: 'long' }
