/** The records of the part of a text that is in memory, cut one way. */

import { type Cutting, isQuoted, type Suspicion, said, textOf } from '../../render/cutter.ts'
import { cutterOf } from '../../render/wrapped.ts'
import { cellKind } from '../cell.ts'
import { isNameLike } from '../headerwords.ts'

export interface Row {
  /** Null for an empty cell without quotes. */
  cells: (string | null)[]
  /** Which cells are quoted; absent: none. */
  quoted?: boolean[]
  /** Of its first byte and after its line end. */
  byte: number
  end: number
  /** Of its first byte, from 1. */
  line: number
  suspicion?: Suspicion
  /** Quotes stand in quoted cells, neither doubled nor escaped. */
  isStray?: true
}

/** `isLast`: the text ends with these bytes; else a record without an end is left out. */
export function cutRows(
  bytes: Buffer,
  cutting: Cutting,
  isLast: boolean,
  withBlanks = true,
): Row[] {
  const cutter = cutterOf(cutting)
  const texts = textsIn(bytes)
  const rows: Row[] = []
  for (let [at, line] = [0, 1]; at < bytes.length; ) {
    if (bytes[at] === 10 && (at === 0 || bytes[at - 1] === 10)) {
      if (withBlanks) rows.push({ cells: [null], byte: at, end: at + 1, line })
      at++
      line++
      continue
    }
    const cut = cutter.read(bytes, at, isLast)
    if (!cut) break
    const { suspicion } = cut
    if (cut.cells === 0 && !suspicion) {
      at = cut.next
      line += cut.lines
      continue
    }
    const cells: Row['cells'] = []
    let quoted: boolean[] | undefined
    for (let i = 0; i < cut.cells; i++) {
      cells.push(texts(cut, i, cutting))
      if (cut.flags[i]! & isQuoted) {
        quoted ??= Array<boolean>(cut.cells).fill(false)
        quoted[i] = true
      }
    }
    const place = { byte: at, end: cut.next, line }
    rows.push({
      cells,
      ...place,
      ...(quoted && { quoted }),
      ...(suspicion && { suspicion }),
      ...(cutter.strays > 0 && { isStray: true as const }),
    })
    at = cut.next
    line += cut.lines
  }
  return rows
}

/** Cells of ASCII are parts of one text: to decode each costs more than all the rest. */
function textsIn(bytes: Buffer): typeof textOf {
  const all = bytes.toString('latin1')
  return (cut, i, cutting) => {
    const [start, end] = [cut.start[i]!, cut.end[i]!]
    if (cut.bytes !== bytes || !isAscii(bytes, start, end)) return textOf(cut, i, cutting)
    return said(cut, i, cutting, all.slice(start, end))
  }
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 0x7f) return false
  return true
}

/** A line without anything, or of delimiters alone. */
export const isBlank = ({ cells }: Row): boolean =>
  cells.every((cell) => cell === null || cell === '')

/** A line of spaces alone: blank to whoever looks, if it could have more cells. */
export const isSpaces = ({ cells, quoted }: Pick<Row, 'cells' | 'quoted'>): boolean =>
  cells.length === 1 && !quoted?.[0] && (cells[0] ?? '').trim() === ''

export function filledOf({ cells }: Row): number {
  let filled = 0
  for (const cell of cells) if (cell !== null && hasText(cell)) filled++
  return filled
}

/** Most texts tell by their first character. */
function hasText(cell: string): boolean {
  const first = cell.charCodeAt(0)
  return (first > 32 && first < 127) || cell.trim() !== ''
}

export const isFilled = ({ cells }: Row): boolean =>
  cells.some((cell) => cell !== null && hasText(cell))

/** Texts in quotes on both sides of what divides them. */
export const isQuotedRow = ({ cells, quoted }: Row): boolean =>
  cells.length > 1 &&
  cells.some((_, i) => quoted?.[i]) &&
  cells.every((cell, i) => quoted?.[i] || cell === null || cellKind(cell) !== 'string')

/** A header, whatever is below it: names that are usual ones, or in quotes. */
export const isHeadRow = (row: Row): boolean =>
  row.cells.length > 2 &&
  (isQuotedRow(row) || row.cells.every((cell) => cell !== null && isNameLike(cell)))
