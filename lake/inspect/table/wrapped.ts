/**
 * Whether the lines of a text are rows in quotes (`"1,""a, b"",2"`), as an export makes that took each row for one cell; or
 * cells of one column that hold commas.
 */
import type { Pins } from '../../../schemas/interpretation.ts'
import { Cutter } from '../../render/cutter.ts'
import { unwrapped, wrapping } from '../../render/wrapped.ts'
import { cellKind } from '../cell.ts'
import { isUnusual } from './delimiters.ts'
import { bestCut, type Candidate } from './dialect.ts'
import { isDigits } from './kinds.ts'
import { cutRows, type Row } from './rows.ts'
import { isTable } from './tabular.ts'

interface Line {
  text: string
  isWrapped: boolean
}

/** How the rows within the quotes are cut; undefined where the lines are none such. */
export function wrappedCut(
  sample: Buffer,
  isLast: boolean,
  pins: Pins = {},
): ReturnType<typeof bestCut> | undefined {
  if (pins.quote !== undefined && pins.quote !== wrapping.quote) return undefined
  const lines = sample.includes('"') ? linesOf(sample, isLast) : []
  const first = lines.findIndex(({ isWrapped }) => isWrapped)
  const block = lines.slice(first, lines.findLastIndex(({ isWrapped }) => isWrapped) + 1)
  const wrapped = block.filter(({ isWrapped }) => isWrapped)
  if (first < 0 || wrapped.length < 2) return undefined
  const isAll = wrapped.length >= allMin * block.length
  const found = bestCut(textOf(isAll ? wrapped : lines), true, pins)
  const { best, other } = found
  const { cutting, width } = best
  const isUsual = !isUnusual(cutting.delimiter) || pins.delimiter !== undefined
  const isRegular = width > 1 && best.ofWidth >= regularMin * best.rowCount && isTable(best)
  if (!isUsual || !isRegular) return undefined
  const above = lines[first - 1]?.text
  if (!(isAll ? areRows(best, wrapped, above) : areLikeOthers(best, wrapped))) return undefined
  return { best: { ...best, cutting: { ...cutting, wrapped: true } }, ...(other && { other }) }
}

/** Of the lines from the first in quotes to the last; the others are damaged. */
const allMin = 0.8
const regularMin = 0.9

const textOf = (lines: Line[]): Buffer =>
  Buffer.from(`${lines.map(({ text }) => text).join('\n')}\n`)

/** None where no line is one quoted cell. */
function linesOf(sample: Buffer, isLast: boolean): Line[] {
  const cutter = new Cutter(wrapping)
  const read: { at: number; end: number; text: string | undefined }[] = []
  for (let at = 0; at < sample.length; ) {
    const cut = cutter.read(sample, at, isLast)
    if (!cut) break
    read.push({ at, end: cut.next, text: unwrapped(cut, cutter.strays) })
    at = cut.next
  }
  if (read.every(({ text }) => text === undefined)) return []
  return read.flatMap(({ at, end, text }) => {
    const line = text ?? sample.toString('utf8', at, end).replace(/[\r\n]+$/, '')
    return line.trim() === '' ? [] : [{ text: line, isWrapped: text !== undefined }]
  })
}

/** Only those with a quote or a comma are in quotes, say: each has as many cells as the lines that are not. */
const areLikeOthers = ({ cutting, width }: Candidate, wrapped: Line[]): boolean =>
  width > 2 &&
  wrapped.every((line) => cutRows(textOf([line]), cutting, true)[0]!.cells.length === width)

/** Quotes within quotes, a column of values; or what nobody writes in a sentence: no blank behind the delimiter, all of one width. */
function areRows(
  { rows, width, ofWidth, rowCount, cutting }: Candidate,
  wrapped: Line[],
  above = '',
): boolean {
  const [head, ...others] = rows
  if (head!.cells.length !== width) return false
  // A decimal comma, thousands: each line is one number.
  const ofDigits = wrapped.filter(({ text }) => isDigits(text)).length
  if (3 * ofDigits >= wrapped.length && !areNames(head!)) return false
  const isNamed = above !== '' && !above.includes(cutting.delimiter) // it may be their one name
  if (isNamed && !areNames(head!)) return false
  const isSound = rows.every(({ suspicion, isStray }) => !suspicion && !isStray)
  if (isSound && rows.some(({ quoted }) => quoted?.some(Boolean))) return true
  if (head!.cells.some((_, i) => isTyped(others, i))) return true
  const isTight = rows.every(({ cells }) => !cells.slice(1).some((cell) => cell?.startsWith(' ')))
  return isTight && ofWidth === rowCount && rowCount > 1 && !isNamed
}

/** `id,price`, and not `Price, EUR`. */
const areNames = ({ cells }: Row): boolean =>
  new Set(cells).size === cells.length &&
  cells.every((cell) => cell !== null && cell.trim() === cell && !isDigits(cell))

function isTyped(rows: Row[], i: number): boolean {
  const texts = rows.flatMap(({ cells }) => cells[i]?.trim() || [])
  const typed = texts.filter((text) => cellKind(text) !== 'string' || isDigits(text))
  return texts.length > 0 && typed.length >= 0.8 * texts.length
}
