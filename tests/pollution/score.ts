/** How much of a table is found, as Pollock's benchmark counts: cells, records and header, each as an F1; types beside. */
import type { Column } from '../../lake/schema/type.ts'
import type { Row, Column as Wanted } from './draft.ts'
import type { Landed } from './road.ts'
import { isSame } from './same.ts'

export interface Score {
  /** 1: it is a table, as it should be. */
  table: number
  header: number
  records: number
  cells: number
  /** Undefined where there is too little to know a type by. */
  types?: number
  /** Whether anything was decided at all. */
  isDecided: boolean
  /** What is not as it should be, in words. */
  wrong: string[]
}

/** 0: all is right. */
export const harmOf = ({ table, header, records, cells, types = 1 }: Score): number =>
  5 - table - header - records - cells - types

export const isPerfect = (score: Score): boolean => harmOf(score) === 0

const f1 = (found: number, wanted: number, given: number): number =>
  wanted + given === 0 ? 1 : (2 * found) / (wanted + given)

const generated = /^column_\d+$/
const rowsForTypes = 3

const spelt = ({ name, original = name }: Column): string => original

/** What is to be found. */
interface Right {
  columns: Wanted[]
  rows: Row[]
}

export function scoreOf({ columns, rows }: Right, landed: Landed[]): Score {
  const tables = landed.filter(({ verdict }) => verdict === 'table')
  const [found] = tables.toSorted((a, b) => b.rows.length - a.rows.length)
  if (!found) {
    const words = landed.map(({ verdict, receipt, error }) =>
      [verdict, receipt?.reason?.detail ?? String(error ?? '')].join(': '),
    )
    const isDecided = landed.every(({ verdict }) => verdict !== 'none')
    return { table: 0, header: 0, records: 0, cells: 0, isDecided, wrong: words }
  }
  const places = placesOf(columns, found)
  const own = columns.map((_, i) => found.rows.map((row) => row[places[i]!] ?? null))
  const wrong: string[] = []
  const isLong = rows.some((row) => row.isLong)
  const header = headerScore(columns, found, places, isLong, wrong)
  const records = recordScore(columns, rows, found, places, wrong)
  const cells = cellScore(columns, rows, found, places, own)
  const types = typeScore(columns, rows, found, places, wrong)
  const marks = { table: 1, header, records, cells, ...(types !== undefined && { types }) }
  return { ...marks, isDecided: landed.every(({ verdict }) => verdict !== 'none'), wrong }
}

/** Which column of what was found each of the table's is; -1: none. */
function placesOf(columns: Wanted[], { columns: found }: Landed): number[] {
  const free = new Set(found.keys())
  const take = (at: number): number => (free.delete(at) ? at : -1)
  const byName = columns.map(({ names }) =>
    take([...free].find((at) => names.includes(spelt(found[at]!))) ?? -1),
  )
  return byName.map((at, i) => (at >= 0 ? at : take(i)))
}

function headerScore(
  columns: Wanted[],
  { columns: found, rows }: Landed,
  places: number[],
  isLong: boolean,
  wrong: string[],
): number {
  const isRight = columns.map(({ names }, i) => {
    const at = places[i]!
    if (at < 0) return false
    const name = spelt(found[at]!)
    return names.length === 0 ? generated.test(name) || name === '' : names.includes(name)
  })
  for (const [i, right] of isRight.entries()) {
    const at = places[i]!
    const name = at < 0 ? 'nothing' : JSON.stringify(spelt(found[at]!))
    if (!right)
      wrong.push(`column ${i + 1} is called ${name}, not ${JSON.stringify(columns[i]!.names)}`)
  }
  const isBlank = (at: number): boolean =>
    generated.test(spelt(found[at]!)) && rows.every((row) => row[at] === null)
  const isMore = (at: number): boolean => !places.includes(at) && !isBlank(at) && !isLong
  const more = [...found.keys()].filter(isMore)
  for (const at of more) wrong.push(`there is a column ${JSON.stringify(spelt(found[at]!))}`)
  const right = isRight.filter(Boolean).length
  return f1(
    right,
    columns.length,
    columns.length - places.filter((at) => at < 0).length + more.length,
  )
}

type Cell = string | null

const fairOf = ({ cells, fair }: Row, i: number): readonly Cell[] => fair?.[i] ?? [cells[i] ?? null]

function recordScore(
  columns: Wanted[],
  rows: Row[],
  found: Landed,
  places: number[],
  wrong: string[],
): number {
  const fits = (row: Row, given: Cell[]): boolean =>
    columns.every((column, i) => {
      const at = places[i]!
      const type = at < 0 ? 'null' : found.columns[at]!.type
      return isSame(fairOf(row, i), at < 0 ? null : (given[at] ?? null), type, column)
    }) &&
    (row.isLong || given.every((cell, at) => cell === null || cell === '' || places.includes(at)))
  const free = new Set(found.rows)
  let aside = found.aside
  let [right, wanted] = [0, rows.length]
  for (const [i, row] of rows.entries()) {
    const same = [...free].find((given) => fits(row, given))
    if (same) {
      free.delete(same)
      right++
    } else if (row.mayBeAside && aside > 0) {
      aside--
      wanted--
    } else wrong.push(`row ${i + 1} is not there: ${JSON.stringify(row.cells)}`)
  }
  for (const given of free) wrong.push(`there is a row ${JSON.stringify(given)}`)
  return f1(right, wanted, found.rows.length)
}

/** Column by column, wherever in it a cell stands. */
function cellScore(
  columns: Wanted[],
  rows: Row[],
  found: Landed,
  places: number[],
  own: Cell[][],
): number {
  const isAside = found.aside > 0
  const wanted = isAside ? rows.filter(({ mayBeAside }) => !mayBeAside) : rows
  let [right, asked, given] = [0, 0, 0]
  for (const [i, column] of columns.entries()) {
    const at = places[i]!
    const free = at < 0 ? [] : [...own[i]!]
    const type = at < 0 ? 'null' : found.columns[at]!.type
    given += free.length
    asked += wanted.length
    for (const row of wanted) {
      const same = free.findIndex((cell) => isSame(fairOf(row, i), cell, type, column))
      if (same < 0) continue
      free.splice(same, 1)
      right++
    }
    if (isAside) given -= Math.min(free.length, rows.length - wanted.length) // one that was read after all
  }
  const more = [...found.columns.keys()].filter((at) => !places.includes(at))
  const filled = more.flatMap((at) =>
    found.rows.filter((row) => row[at] !== null && row[at] !== ''),
  )
  const isLong = rows.some((row) => row.isLong)
  return f1(right, asked, given + (isLong ? 0 : filled.length))
}

/** A column without a value is a string to whoever asks. */
const nameOf = (type: Column['type']): string =>
  typeof type === 'string' ? type.replace(/\(.*/, '').replace('null', 'string') : 'nested'

function typeScore(
  columns: Wanted[],
  rows: Row[],
  found: Landed,
  places: number[],
  wrong: string[],
): number | undefined {
  const isBroken = rows.some(({ mayBeAside }) => mayBeAside)
  if (rows.length < rowsForTypes || isBroken) return undefined
  const known = columns.flatMap(({ kind, types = kind?.types ?? [] }, i) => {
    const isEmpty = rows.every(({ cells }) => cells[i] == null)
    const at = places[i]!
    if (at < 0 || types.length === 0 || (isEmpty && types[0] !== 'string')) return []
    const type = nameOf(found.columns[at]!.type)
    const isRight = (types as string[]).includes(type)
    if (!isRight)
      wrong.push(`column ${i + 1} (${kind?.name}) is ${type}, not ${types.join(' or ')}`)
    return [isRight]
  })
  return known.length === 0 ? undefined : known.filter(Boolean).length / known.length
}
