/** Rows under names, where a sign divides them that stands in values too; and lines under a name, which it does not divide. */
import { cellKind } from '../cell.ts'
import type { Candidate } from './dialect.ts'
import { isDigits, isMarker } from './kinds.ts'
import { filledOf, type Row } from './rows.ts'

/** The names and four more: of fewer it could be chance. */
const rowsMin = 5

const textsOf = ({ cells }: Row): string[] => cells.map((cell) => cell ?? '')
const isName = (text: string): boolean =>
  text.trim() === text && !isDigits(text) && !isMarker(text) && text.length <= 60
const isAt = (text: string): boolean =>
  ['date', 'timestamp', 'timestamptz'].includes(cellKind(text))
const isDecimal = (text: string): boolean => cellKind(text) === 'number' && /[.]\d/.test(text)
const isNumber = (text: string): boolean => cellKind(text) === 'number'
const isCount = (texts: string[]): boolean =>
  texts.every(isNumber) && texts.every((text, i) => i === 0 || Number(text) > Number(texts[i - 1]))

/** `8:30`, `1:02:03.5`, `12 345 678`, `1/2/2024 8:30`: one value, whatever divides it. */
const oneValue = [
  /^[-+]?\d{1,3}(:\d\d){1,2}([.,]\d+)?$/,
  /^[-+]?\d{1,3}( \d{3})+([.,]\d+)?$/,
  /^\d+[-/.]\d+[-/.]\d+ \d{1,2}:\d\d/,
]

/** All of one width, below a name for each; a column of them counts, or every cell is in quotes. */
export function areNamedRows({ rows, width, ofWidth, rowCount, cutting }: Candidate): boolean {
  const [head, ...body] = rows
  const isOpen = (row: Row): boolean =>
    cutting.delimiter === ' ' ? filledOf(row) < width : filledOf(row) < 2 || !row.cells[0]
  if (!head || rowCount < rowsMin || ofWidth < rowCount) return false
  if (rows.some((row) => row.suspicion || row.isStray || isOpen(row))) return false
  const names = textsOf(head)
  if (new Set(names).size < width || !names.every(isName)) return false
  if (rows.every(({ quoted }) => quoted?.every(Boolean))) return true
  const { delimiter } = cutting
  const columns = names.map((_, i) => body.map((row) => textsOf(row)[i]!))
  const isHeld = ({ cells, quoted }: Row): boolean =>
    cells.some((cell, i) => quoted?.[i] && cell!.includes(delimiter))
  if (body.every(isHeld)) return columns.some((texts) => texts.every(isDigits))
  if (!columns[0]!.every(isDigits)) return false
  const lines = body.map((row) => textsOf(row).join(delimiter))
  if (2 * lines.filter((line) => oneValue.some((each) => each.test(line))).length >= lines.length)
    return false
  if (delimiter === ':') return true
  const isMeasured = (texts: string[]): boolean => texts.every(isNumber) && texts.some(isDecimal)
  if (width > 3 && columns.some(isMeasured)) return true
  return (
    isCount(columns[0]!) || columns.some((texts) => texts.every(isAt) || texts.every(isDecimal))
  )
}

/** Of telephones, most of all. */
const spacedNumber = /^[-+(]?\d[\d ().,/-]*$/
const person = /^[\p{Lu}\p{Lo}][\p{L}\p{M}'’-]*( [\p{Lu}\p{Lo}][\p{L}\p{M}'’-]*){1,2}$/u

/** One word above lines that are numbers with blanks in them, or persons, all of them. */
export function areNamedLines({ rows, width, rowCount }: Candidate): boolean {
  if (width !== 1 || rowCount < rowsMin || rows.some(({ suspicion }) => suspicion)) return false
  const [name = '', ...texts] = rows.map((row) => textsOf(row)[0]!)
  if (!isName(name) || /[\s:]/.test(name)) return false
  return texts.every((text) => spacedNumber.test(text)) || texts.every((text) => person.test(text))
}
