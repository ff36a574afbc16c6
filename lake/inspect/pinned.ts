/** Pins of a person or a sender: what of them an inspection obeys, and the words that say so. */
import type { Pinner, Pins } from '../../schemas/interpretation.ts'
import type { Reason } from '../problem.ts'
import { spellingOf } from '../schema/names.ts'
import type { Type } from '../schema/type.ts'
import type { Finding } from './finding.ts'
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
export const isPinnedCsv = ({ delimiter, quote, escape: by, header, skip }: Pins): boolean =>
  [delimiter, quote, by, header, skip].some((pin) => pin !== undefined)

export const assetByPin = ({ by }: Pinned): Reason =>
  asset('pinned', `The object is no table: so says ${by.asset}.`)

const ofCells: ReadonlySet<string> = new Set(['delimiter', 'quote', 'escape', 'header', 'skip'])

/** The finding with the types that are pinned, and what was pinned in words. */
export function withPins(finding: Finding, { pins, by }: Pinned): Finding {
  const { types = {} } = pins
  const columns = finding.columns.map((column) => {
    const type = types[spellingOf(column)] ?? types[column.name]
    return type === undefined || finding.format === 'parquet'
      ? column
      : { ...column, type: lakeTypes[type] ?? (type as Type) }
  })
  const said = Object.entries(pins).map(([pin, value]) => {
    const isIdle = ofCells.has(pin) && finding.format !== 'csv'
    const words = `${pin} ${JSON.stringify(value)} is pinned by ${by[pin as keyof Pins]}`
    return isIdle ? `${words}, and says nothing of a file that is ${finding.format}` : words
  })
  return { ...finding, columns, pins, evidence: [...finding.evidence, ...said] }
}

const lakeTypes: Record<string, Type> = { bigint: 'long' }
