/** The type of a column from its texts: whatever order they come in, the narrowest that keeps every one. */
import type { Reading, Type } from '../schema/type.ts'
import { type CellKind, cellKind, isInfinity } from './cell.ts'
import { Numbers } from './numbers.ts'
import { formed } from './reading/formed.ts'
import { isNullMarker } from './reading/nulls.ts'
import { readingOf } from './reading/reading.ts'

/** Adds texts one by one; `null` and the empty text say nothing of a type. */
export interface Tally {
  add(text: string | null): void
  type(): Type
  values(): number
}

/** What JSON says of texts and numbers. */
export interface PlainTally extends Tally {
  /** A text as it is, whatever it looks like. */
  addString(): void
}

/** Cells, which say nothing themselves. */
export interface CellTally extends Tally {
  /** How the type reads them, where that is not as they are. */
  reading(): Reading | undefined
  /** A decimal that holds all of them; undefined where they are no numbers, or none does. */
  decimal(): Type | undefined
}

export function plainTally(): PlainTally {
  const kinds = new Set<CellKind>()
  const numbers = new Numbers()
  let values = 0
  return {
    add(text) {
      if (text === null || text === '') return
      values++
      if (kinds.has('string')) return
      const kind = cellKind(text)
      kinds.add(kind)
      if (kind === 'number') numbers.add(text)
    },
    addString() {
      values++
      kinds.add('string')
    },
    type: () => typeOf(kinds, () => numbers.jsonType()),
    values: () => values,
  }
}

function typeOf(kinds: ReadonlySet<CellKind>, numberType: () => Type): Type {
  if (kinds.size === 0) return 'null'
  const [kind] = kinds
  if (kinds.size > 1) {
    const times = kinds.size === 2 && kinds.has('date') && kinds.has('timestamp')
    return times ? 'timestamp' : 'string'
  }
  return kind === 'number' ? numberType() : kind!
}

/** `said`: the texts that are no values, where nobody is to guess. */
export function newTally(said?: readonly string[]): CellTally {
  const texts: string[] = []
  let found: Found | undefined
  const known = (): Found => {
    found ??= said ? saidOf(texts, said) : foundOf(texts)
    return found
  }
  return {
    add(text) {
      if (text === null || text === '') return
      texts.push(text)
      found = undefined
    },
    type: () => known().type,
    reading: () => known().reading,
    decimal: () => decimalOf(texts),
    values: () => texts.length,
  }
}

interface Found {
  type: Type
  reading?: Reading
}

/** Its reading holds of what comes later, too. */
function saidOf(texts: readonly string[], nulls: readonly string[]): Found {
  const others = texts.filter((text) => !nulls.includes(text))
  const plain = others.length > 0 ? cellType(others) : 'null'
  const { type, form } = plain === 'string' ? formed(others, cellType) : { type: plain }
  const reading = { ...readingOf([...nulls].sort(), form), said: true as const }
  return { type, reading }
}

/** Markers of NULL are none where nothing else says of what type the column is. */
function foundOf(texts: readonly string[]): Found {
  if (texts.length === 0) return { type: 'null' }
  const markers = texts.filter(isNullMarker)
  const others = markers.length > 0 ? texts.filter((text) => !isNullMarker(text)) : texts
  if (others.length === 0) return { type: 'string' }
  const plain = cellType(others)
  const { type, form } = plain === 'string' ? formed(others, cellType) : { type: plain }
  if (type === 'string') return { type }
  const nulls = [...new Set(markers)].filter((text) => type !== 'double' || !isNan(text)).sort()
  const reading = readingOf(nulls, form)
  return { type, ...(reading && { reading }) }
}

/** What no number is, a double holds. */
const isNan = (text: string): boolean => /^nan$/i.test(text)

/** Of texts that are no markers of NULL. */
function cellType(texts: readonly string[]): Type {
  const kinds = new Set<CellKind>()
  const numbers = new Numbers()
  let infinite = false
  for (const text of texts) {
    if (isInfinity(text)) {
      infinite = true
      continue
    }
    const kind = cellKind(text)
    kinds.add(kind)
    if (kind === 'string' || (kinds.size > 1 && !kinds.has('date'))) return 'string'
    if (kind === 'number') numbers.add(text)
  }
  if (!infinite) return typeOf(kinds, () => numbers.cellType(texts))
  return kinds.size === 1 && kinds.has('number') && numbers.isDouble ? 'double' : 'string'
}

function decimalOf(texts: readonly string[]): Type | undefined {
  const numbers = new Numbers()
  for (const text of texts) {
    if (cellKind(text) !== 'number') return undefined
    numbers.add(text)
  }
  return texts.length > 0 ? numbers.decimal() : undefined
}
