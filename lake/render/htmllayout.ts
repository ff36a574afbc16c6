/** Which of a page's tables holds its rows, and which of those name the columns. */
import { findHeader } from '../inspect/csvheader.ts'
import { joinedNames } from '../inspect/table/names.ts'
import type { HtmlRow, TableListener } from './htmltables.ts'

export interface SeenTable {
  at: number
  rows: number
  width: number
  filled: number
  characters: number
  headings: number
  isLayout: boolean
  caption?: string
  /** The first rows. */
  first: HtmlRow[]
  foot: number
}

/** Rows enough to know a layout by. */
const firstMax = 200

/** Pages of more tables are no tables' pages: what comes after is not looked at. */
const tablesMax = 10_000

export class SeenTables implements TableListener {
  readonly #seen = new Map<number, SeenTable>()

  row(table: number, row: HtmlRow): void {
    const seen = this.#of(table)
    const filled = row.cells.filter((cell) => cell !== null)
    if (!seen || filled.length === 0) return
    if (seen.first.length < firstMax) seen.first.push(row)
    if (row.part === 'foot') {
      seen.foot++
      return
    }
    seen.rows++
    seen.width = Math.max(seen.width, row.cells.length)
    seen.filled += filled.length
    seen.characters += filled.reduce((sum, cell) => sum + cell.length, 0)
    if (row.isHead) seen.headings++
  }

  nested(table: number): void {
    const seen = this.#of(table)
    if (seen) seen.isLayout = true
  }

  presentation(table: number): void {
    this.nested(table)
  }

  caption(table: number, text: string): void {
    const seen = this.#of(table)
    if (seen) seen.caption = text
  }

  all(): SeenTable[] {
    return [...this.#seen.values()]
  }

  #of(at: number): SeenTable | undefined {
    const known = this.#seen.get(at)
    if (known || this.#seen.size >= tablesMax) return known
    const none = { rows: 0, width: 0, filled: 0, characters: 0, headings: 0, foot: 0 }
    const seen: SeenTable = { at, ...none, isLayout: false, first: [] }
    this.#seen.set(at, seen)
    return seen
  }
}

/** Cells of data are short; those that lay out a page hold its text. */
const charactersMeanMax = 300

const regularMin = 0.6

/** It has rows of one width below or without a header; what lays out a page has none of its own. */
export function isData({ rows, width, filled, characters, headings, isLayout, first }: SeenTable) {
  if (isLayout && headings === 0) return false
  if (width < 2 && headings === 0) return false
  if (rows < (headings > 0 ? 1 : 2)) return false
  if (characters / filled > charactersMeanMax) return false
  const widths = first.filter(({ isOne }) => !isOne).map(({ cells }) => cells.length)
  if (headings > 0) return widths.length > 0
  const counts = [...Map.groupBy(widths, (one) => one).values()].map((own) => own.length)
  return Math.max(0, ...counts) >= regularMin * widths.length
}

/** The one with most in it. */
export const largestOf = (tables: SeenTable[]): SeenTable | undefined =>
  tables
    .filter(isData)
    .reduce<SeenTable | undefined>(
      (best, table) => (best && best.filled >= table.filled ? best : table),
      undefined,
    )

export interface HtmlLayout {
  /** Rows with anything in them, before the first one of the body. */
  skip: number
  names: (string | null)[]
  /** What stands above all columns. */
  title?: string
  evidence: string
}

const headerRowsMax = 5

export function layoutOf({ first, width }: SeenTable): HtmlLayout {
  let titles = 0
  while (titles < first.length - 1 && first[titles]!.isOne) titles++
  const rest = first.slice(titles)
  let heads = rest.findIndex(({ part }) => part !== 'head')
  if (heads < 0) heads = rest.length
  if (heads === 0) heads = headsOf(rest)
  const title = first.slice(0, titles).flatMap(({ cells }) => cells[0] ?? [])
  const said = title.length > 0 && { title: title.join(' / ') }
  if (heads > 0 && heads <= headerRowsMax) {
    const header = rest.slice(0, heads).filter(({ isOne }) => !isOne)
    const names = wide(joinedNames(header.map(({ cells }) => cells)), width)
    const evidence =
      header.length > 1
        ? `the header is the ${header.length} rows of headings, whose names are joined`
        : 'the header is the row of headings'
    return { skip: titles + heads, names, ...said, evidence }
  }
  const texts = rest.filter(({ isOne }) => !isOne).map(({ cells }) => cells)
  const { header, evidence } = findHeader(texts)
  const names = wide(header ? texts[0]! : [], width)
  return { skip: titles + (header ? 1 : 0), names, ...said, evidence }
}

const headsOf = (rows: HtmlRow[]): number => {
  const end = rows.findIndex(({ isHead }) => !isHead)
  return end < 0 ? Math.min(1, rows.length) : end
}

const wide = (names: (string | null)[], width: number): (string | null)[] =>
  Array.from({ length: width }, (_, i) => names[i] ?? null)
