/** A header of two rows: groups above the names of their columns. */
import { findHeader, type Header } from '../csvheader.ts'
import { isNameLike } from '../headerwords.ts'
import { isDigits, isSparse } from './kinds.ts'
import { joinedNames } from './names.ts'
import type { Row } from './rows.ts'

type Cells = (string | null)[]

/** Rows enough to know the columns by. */
const rowsMax = 1_000

/**
 * The row at `at` and the one below it, where the upper one says the same of columns side by side, or leaves gaps that the
 * lower one fills, and the lower one surely names what is below. In doubt a row is a row.
 */
export function groupedHeader(
  block: Row[],
  at: number,
  width: number,
  known: readonly string[],
): Header | undefined {
  const [upper, lower] = [block[at], block[at + 1]]
  if (!upper || !lower || width < 3 || !isOfNames(upper, width) || !isOfNames(lower, width))
    return undefined
  const isRepeated = upper.cells.some((cell, i) => cell !== null && cell === upper.cells[i + 1])
  if (!isRepeated && !isOfGroups(upper, lower, width)) return undefined
  const names = lower.cells.map((cell, i) => cell ?? upper.cells[i]!)
  const joined = joinedNames([upper.cells, lower.cells])
  if (names.some((name) => name === null) || new Set<string | null>(joined).size < width)
    return undefined
  const body = block.slice(at + 2, at + 2 + rowsMax).map(({ cells }) => cells)
  if (body.some((cells) => isAmong(upper.cells, cells))) return undefined
  if (body.length === 0) return isRepeated && names.every(isUsual) ? said : undefined
  const found = findHeader([names, ...body], known)
  return found.header && found.doubt === undefined ? found : undefined
}

const said: Header = { header: true, evidence: 'the only rows are the header: groups, and names' }

const isUsual = (name: string | null): boolean => name !== null && isNameLike(name)

const isOfNames = ({ cells, suspicion }: Row, width: number): boolean =>
  !suspicion &&
  cells.length === width &&
  cells.every((cell) => cell === null || !isDigits(cell) || /^(19|20)\d\d$/.test(cell.trim()))

/** Texts that stand apart; a title or a key and its value stand at the left. */
function isOfGroups(upper: Row, lower: Row, width: number): boolean {
  const gaps = upper.cells.filter((cell) => cell === null).length
  const isFilling = upper.cells.some((cell, i) => cell !== null && lower.cells[i] === null)
  return gaps > 1 && 2 * gaps >= width - 1 && (isFilling || !isSparse(upper, width))
}

const isAmong = (upper: Cells, cells: Cells): boolean =>
  upper.some((cell, i) => cell !== null && cell === cells[i])
