/** The records of the part of a text that is in memory, cut one way. */

import { type Cutting, isQuoted, type Suspicion, textOf } from '../../render/cutter.ts'
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
export function cutRows(bytes: Buffer, cutting: Cutting, isLast: boolean): Row[] {
  const cutter = cutterOf(cutting)
  const rows: Row[] = []
  for (let [at, line] = [0, 1]; at < bytes.length; ) {
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
      cells.push(textOf(cut, i, cutting))
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

/** A line without anything, or of delimiters alone. */
export const isBlank = ({ cells }: Row): boolean =>
  cells.every((cell) => cell === null || cell === '')

/** A line of spaces alone: blank to whoever looks, if it could have more cells. */
export const isSpaces = ({ cells, quoted }: Pick<Row, 'cells' | 'quoted'>): boolean =>
  cells.length === 1 && !quoted?.[0] && (cells[0] ?? '').trim() === ''

export const filledOf = ({ cells }: Row): number =>
  cells.filter((cell) => cell !== null && cell.trim() !== '').length

/** Texts in quotes on both sides of what divides them. */
export const isQuotedRow = ({ cells, quoted }: Row): boolean =>
  cells.length > 1 &&
  cells.some((_, i) => quoted?.[i]) &&
  cells.every((cell, i) => quoted?.[i] || cell === null || cellKind(cell) !== 'string')

/** A header, whatever is below it: names that are usual ones, or in quotes. */
export const isHeadRow = (row: Row): boolean =>
  row.cells.length > 2 &&
  (isQuotedRow(row) || row.cells.every((cell) => cell !== null && isNameLike(cell)))
