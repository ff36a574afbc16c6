/** What stands below a table: notes, totals, rows of nothing. */
import { fits, isDigits, isSparse, type Kind } from './kinds.ts'
import { filledOf, isBlank, type Row } from './rows.ts'

const note =
  /^\s*([*†‡(©#].|source|note|notes|quelle|hinweis|anmerkung|fuente|nota|remark|disclaimer|data |figures|end of|total rows|generated|exported|copyright)/i
const totals =
  /^\s*(grand |sub)?(total|totals|sum|summe|gesamt|insgesamt|totale|somme|celkem|итого|всего|合計|合计|총계)/i

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
    foot: [...rows.slice(end).filter((row) => !isBlank(row)), ...after],
  }
}

function isNote(row: Row, width: number, kinds: Kind[]): boolean {
  const [first] = row.cells
  if (isBlank(row)) return true
  if (first === null || first === undefined || !isSparse(row, width)) return false
  if (filledOf(row) > 1) return note.test(first) && !fits(row.cells, kinds)
  if (note.test(first)) return true
  const isLikeCell = kinds[0] === 'digits' ? isDigits(first) : row.cells.length > 1
  return !isLikeCell && (/\s/.test(first) || kinds[0] === 'digits')
}

/** It says so, and the column above one of its numbers adds up to it. */
function isTotal(rows: Row[], at: number): boolean {
  const { cells } = rows[at]!
  const label = cells.find((cell) => cell !== null && cell.trim() !== '')
  if (!label || !totals.test(label)) return false
  return cells.some((cell, i) => {
    if (cell === null || !isDigits(cell)) return false
    const sum = Number(cell.replaceAll(',', ''))
    const above = rows.slice(0, at).map((row) => Number(row.cells[i]?.replaceAll(',', '') ?? 0))
    const added = above.reduce((all, one) => all + one, 0)
    return Number.isFinite(sum) && Math.abs(added - sum) <= 1e-6 * Math.max(1, Math.abs(sum))
  })
}
