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

/**
 * The names moved to the columns that they name, as R and pandas read them; undefined where the names stand above their
 * columns. `write.table` leaves out the name of the names of rows, which are all different.
 */
export function rowsNamed({ headerRows, body, header }: Begun, width: number) {
  const [head, ...more] = headerRows
  const seen = body.slice(0, rowsMax)
  if (!head || more.length > 0 || width < 2 || seen.length < 2) return undefined
  if (head.cells.length !== width - 1 || head.cells.some((cell) => cell === null)) return undefined
  const isWhole = ({ cells, suspicion }: Row): boolean => !suspicion && cells.length === width
  const isEnded = ({ cells }: Row): boolean => cells[width - 1] !== null
  if (!seen.every(isWhole) || !seen.some(isEnded)) return undefined
  const labels = seen.map(({ cells }) => cells[0])
  if (labels.some((label) => label === null) || new Set(labels).size < labels.length)
    return undefined
  const isQuoted = head.quoted?.every(Boolean) && seen.every(({ quoted }) => quoted?.[0])
  if (!isQuoted && ownName.test(head.cells[0]!.trim())) return undefined
  const names = [null, ...head.cells.map((cell) => cell!.trim() || null)]
  const doubt =
    'the header has one name less than the rows have cells: they are taken to name the columns from the second one on; else the last column has no name'
  return { names, header: isQuoted || header.doubt ? header : { ...header, doubt } }
}
