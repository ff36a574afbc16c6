/** A header with one name less than each row has cells: in R a row has a name itself, before its values. */
import type { Header } from '../csvheader.ts'
import type { Row } from './rows.ts'

interface Begun {
  headerRows: Row[]
  body: Row[]
  header: Header
}

/** Rows enough to know it by. */
const rowsMax = 1_000

/** Of numbers that count: a name above the first one is its own, and the last column has none. */
const ownName = /^["']?(#|no\.?|nr\.?|num|key|index|idx|.*[-_ ]?id)["']?$/i

/** Whether the first of these may be a header that names the columns from the second one on. */
function namesColumns(head: Row, rows: Row[], width: number): boolean {
  const seen = rows.slice(0, rowsMax)
  if (width < 2 || seen.length < 2 || head.cells.length !== width - 1) return false
  if (head.cells.some((cell) => cell === null)) return false
  const isWhole = ({ cells, suspicion }: Row): boolean => !suspicion && cells.length === width
  const isEnded = ({ cells }: Row): boolean => cells[width - 1] !== null
  if (!seen.every(isWhole) || !seen.some(isEnded)) return false
  const labels = seen.map(({ cells }) => cells[0])
  if (labels.some((label) => label === null) || new Set(labels).size < labels.length) return false
  return isQuotedEach(head, seen) || !ownName.test(head.cells[0]!.trim())
}

const isQuotedEach = (head: Row, rows: Row[]): boolean =>
  head.quoted?.every(Boolean) === true && rows.every(({ quoted }) => quoted?.[0])

/** The header's cells above the columns that they would name; undefined: above the first ones. */
export const movedCells = ([head, ...rows]: Row[]): Row['cells'] | undefined =>
  head && namesColumns(head, rows, head.cells.length + 1) ? [null, ...head.cells] : undefined

/**
 * The names moved to the columns that they name, as R and pandas read them; undefined where the names stand above their
 * columns. `write.table` leaves out the name of the names of rows, which are all different.
 */
export function rowsNamed({ headerRows, body, header }: Begun, width: number) {
  const [head, ...more] = headerRows
  if (!head || more.length > 0 || !namesColumns(head, body, width)) return undefined
  const names = [null, ...head.cells.map((cell) => cell!.trim() || null)]
  const isSure = isQuotedEach(head, body.slice(0, rowsMax)) || header.doubt !== undefined
  return { names, header: isSure ? header : { ...header, doubt } }
}

const doubt =
  'the header has one name less than the rows have cells: they are taken to name the columns from the second one on; else the last column has no name'
