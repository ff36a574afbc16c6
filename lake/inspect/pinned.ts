/** Pins of a person or a sender: what of them an inspection obeys, and the words that say so. */
import type { Pinner, Pins } from '../../schemas/interpretation.ts'
import type { Reason } from '../problem.ts'
import { spellingOf } from '../schema/names.ts'
import type { Column, Type } from '../schema/type.ts'
import type { Finding } from './finding.ts'
import { type Format, textFormats } from './inspection.ts'
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
    const types = { ...pinned.pins.types, ...pins.types }
    Object.assign(pinned.pins, pins, Object.keys(types).length > 0 && { types })
  }
  return Object.keys(pinned.pins).length > 0 ? pinned : undefined
}

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
}

/** The columns with the types that are pinned, by the file's spellings of their names. */
export const typedByPins = (columns: Column[], { types = {} }: Pins): Column[] =>
  columns.map((column) => {
    const type = types[spellingOf(column)] ?? types[column.name]
    return type === undefined ? column : { ...column, type: lakeTypes[type] ?? (type as Type) }
  })

/** The finding with the types that are pinned, and what was pinned in words. */
export function withPins(finding: Finding, { pins, by }: Pinned): Finding {
  const { format } = finding
  const columns = format === 'parquet' ? finding.columns : typedByPins(finding.columns, pins)
  const said = Object.entries(pins).map(([pin, value]) => {
    const formats = formatsOf[pin as keyof Pins]
    const words = `${pin} ${JSON.stringify(value)} is pinned by ${by[pin as keyof Pins]}`
    return formats && !formats.has(format)
      ? `${words}, and says nothing of a file that is ${format}`
      : words
  })
  const doubt = [...(finding.doubt ?? []), ...strangersOf(columns, pins)]
  return {
    ...finding,
    ...{ columns, pins, evidence: [...finding.evidence, ...said] },
    ...(doubt.length > 0 && { doubt }),
  }
}

/** Pins of columns that the file does not have: of another of the dataset's files, or spelt otherwise. */
function strangersOf(columns: Column[], { types = {}, keys = [] }: Pins): string[] {
  if (columns.length === 0) return []
  const names = new Set(columns.flatMap((column) => [spellingOf(column), column.name]))
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

const lakeTypes: Record<string, Type> = { bigint: 'long' }
