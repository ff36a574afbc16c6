/** What stands below a table: notes, totals, rows of nothing. */
import { fits, isDigits, isSparse, type Kind } from './kinds.ts'
import { filledOf, isBlank, isSpaces, type Row } from './rows.ts'

const notes = [
  'source|note|notes|quelle|hinweis|anmerkung|fuente|nota|remark|remarks|disclaimer|copyright|end of',
  'data (source|sources|from|as of|is|are|provided)|figures (in|of|are|as)|total rows',
  '(generated|exported|created|printed) (on|by|at|from|with|in)|exported',
].join('|')
const note = new RegExp(`^\\s*([*†‡(©#].|(${notes})(?![\\p{L}\\p{N}]))`, 'iu')
/** Of a row with as many cells as the others: it could be one of them. */
const surelyNote = new RegExp(`^\\s*([*†‡]|\\(c\\)|©|(${notes})\\s*[:：])`, 'iu')
const totals = [
  '(grand |sub)?(total|totals|totale|sum|sums)|summe|gesamt|insgesamt|somme|celkem',
  'итого|всего|合計|合计|총계',
].join('|')
const total = new RegExp(`^\\s*(${totals})(?![\\p{L}\\p{N}])`, 'iu')
/** It says nothing else. */
const totalAlone = new RegExp(`^\\s*(${totals})\\s*[:：.]?\\s*$`, 'iu')

/** At most so many lines are looked at from the end. */
const footMax = 20

export function footOf(rows: Row[], after: Row[], width: number, kinds: Kind[], isWhole: boolean) {
  if (!isWhole) return { body: rows, foot: after }
  let end = rows.length
  while (end > 1 && isBlank(rows[end - 1]!)) end -= width > 1 ? 1 : end
  if (end === 0) end = rows.length
  const floor = Math.max(1, end - footMax)
  while (width > 1 && end > floor && isNote(rows[end - 1]!, width, kinds)) end--
  while (width > 1 && end > Math.max(2, floor) && isTotal(rows, end - 1)) end--
  return {
    body: rows.slice(0, end),
    foot: [...rows.slice(end), ...after].filter((row) => !isBlank(row) && !isSpaces(row)),
  }
}

/** In doubt a row is a row: a note among the rows can be seen there, a row among the notes is lost. */
export function isNote(row: Row, width: number, kinds: Kind[]): boolean {
  const [first] = row.cells
  if (isBlank(row)) return true
  if (first === null || first === undefined || !isSparse(row, width)) return false
  const isLikeCell = kinds[0] !== 'digits' || isDigits(first)
  if (row.cells.length >= width && width > 1 && isLikeCell) return surelyNote.test(first)
  if (filledOf(row) > 1) return note.test(first) && !fits(row.cells, kinds)
  if (note.test(first)) return true
  if (row.cells.length > 1) return !isLikeCell && /\S\s+\S+\s+\S/.test(first)
  return kinds[0] === 'digits' ? !isLikeCell : /\s/.test(first)
}

/** Behind a row of nothing, each a text alone at the left, and one of them says that it is a note. */
export const areNotes = (block: Row[], width: number): boolean =>
  width > 2 &&
  block.every((row) => filledOf(row) === 1 && isSparse(row, width)) &&
  block.some(({ cells: [first] }) => note.test(first ?? ''))

/** It says so, and the columns above its numbers add up to them: all of them, where it says something else as well. */
function isTotal(rows: Row[], at: number): boolean {
  const { cells } = rows[at]!
  const label = cells.find((cell) => cell !== null && cell.trim() !== '')
  if (!label || !total.test(label)) return false
  const numbers = cells.flatMap((cell, i) => (cell !== null && isDigits(cell) ? [i] : []))
  const right = numbers.filter((i) => {
    const sum = numberOf(cells[i])
    const added = rows.slice(0, at).reduce((all, row) => all + numberOf(row.cells[i]), 0)
    return sum !== 0 && Math.abs(added - sum) <= 1e-6 * Math.max(1, Math.abs(sum))
  })
  return right.length > 0 && (totalAlone.test(label) || right.length === numbers.length)
}

/** NaN adds up to nothing. */
const numberOf = (cell: string | null | undefined): number => Number(cell?.replaceAll(',', '') ?? 0)
