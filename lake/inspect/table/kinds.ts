/** What the cells of a column are like, as far as rows that do not belong to it can be told by that. */
import { filledOf, type Row } from './rows.ts'

/** `digits`: numbers, dates, times, money, whatever their spelling; `words`: anything else, `mixed` among it. */
export type Kind = 'digits' | 'words' | 'mixed' | 'empty'

const digits = /^[-+(]?\s?[$€£¥]?\s?[\d.,]*\d[\d.,:/'’ TZ+-]*\s?[%€$£)]?$/
const marker = /^(n\/?a|nan|null|none|-+|\?+|\.+|\\n|#n\/a|[-+]?inf(inity)?|true|false)$/i

export const isDigits = (text: string): boolean => text.length <= 60 && digits.test(text.trim())
export const isMarker = (text: string): boolean => text.trim() === '' || marker.test(text.trim())

/** Of cells enough to know a column by. */
const rowsMax = 500

export function kindsOf(rows: Row[], width: number): Kind[] {
  const seen = rows.slice(0, rowsMax)
  return Array.from({ length: width }, (_, i) => {
    let [ofDigits, all] = [0, 0]
    for (const { cells } of seen) {
      const cell = cells[i]
      if (cell === null || cell === undefined || isMarker(cell)) continue
      all++
      if (isDigits(cell)) ofDigits++
    }
    if (all === 0) return 'empty'
    if (ofDigits >= 0.9 * all) return 'digits'
    return ofDigits === 0 ? 'words' : 'mixed'
  })
}

/** Whether the cells stand where cells of their kind do, from the left. */
export function fits(cells: (string | null)[], kinds: readonly Kind[]): boolean {
  return kinds.every((kind, i) => {
    const cell = cells[i]
    if (cell === null || cell === undefined || isMarker(cell)) return true
    return kind !== 'digits' || isDigits(cell)
  })
}

/** A number and what is said of it, as `4540.8 p`. */
const flagged = /^[-+]?\d+[.,]\d+ ?[\p{L}*†]{1,3}$/u

/** Text above numbers, and no number above them but years: names, or units. */
export function isAbove({ cells }: Pick<Row, 'cells'>, kinds: readonly Kind[]): boolean {
  let texts = 0
  for (const [i, kind] of kinds.entries()) {
    const cell = cells[i]
    if (cell === null || cell === undefined || cell === '' || kind !== 'digits') continue
    if (isMarker(cell)) return false
    if (isDigits(cell)) {
      if (!/^(19|20)\d\d$/.test(cell.trim())) return false
    } else if (flagged.test(cell.trim())) return false
    else texts++
  }
  return texts > 0
}

/** Cells at the left and none after them: a title, a note, a key and its value. */
export function isSparse(row: Row, width: number): boolean {
  const filled = filledOf(row)
  if (width < 2 || filled > Math.max(1, width / 2)) return false
  return row.cells.slice(0, filled).every((cell) => cell !== null && cell.trim() !== '')
}
