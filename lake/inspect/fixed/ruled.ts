/** Tables that lines of dashes show: what psql, mysql, SQL*Plus and sqlcmd print, Markdown, grids of text. */

import { FixedRows, type FixedShape } from '../../render/fixed.ts'
import {
  type Cells,
  isRowCount,
  isRuler,
  type Measure,
  type Places,
  placesOf,
  type Span,
} from '../../render/fixedline.ts'
import { joinedNames } from '../table/names.ts'
import type { Line } from './body.ts'

export interface Ruled extends Pick<FixedShape, 'by' | 'measure' | 'columns' | 'isClosed'> {
  /** Lines of the header, those of its names, and of the body: from the first one to the last. */
  head: Line[]
  names: (string | null)[]
  first: number
  last: number
  isGrid: boolean
  rows: Cells[]
  aside: number
  /** As a person calls it. */
  name: string
}

const markdown = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/

/** The first table with a ruler; `lines` with those that are blank. */
export function ruledOf(all: Line[]): Ruled | undefined {
  const lines = all.map((line, i) => ({ ...line, text: ruleOf(all, i) ?? line.text }))
  const at = lines.findIndex(({ text }) => isTelling(text))
  if (at < 0) return undefined
  const block = blockOf(lines, at)
  const found = (['characters', 'width'] as const).map((measure) => ruledIn(block, measure))
  const [one, other] = found
  if (!one || !other) return one ?? other
  return harmOf(other) < harmOf(one) ? other : one
}

const isBarred = (text = ''): boolean => /^\s*\|.+\|\s*$/.test(text)

/** A rule of dashes alone, above or below cells between bars, as SAP prints it: with corners where those have bars. */
function ruleOf(lines: Line[], i: number): string | undefined {
  const { text } = lines[i]!
  if (!/^\s*-{5,}\s*$/.test(text)) return undefined
  const row = [lines[i + 1]?.text, lines[i - 1]?.text].find(isBarred)
  if (row?.trimEnd().length !== text.trimEnd().length) return undefined
  return row
    .trimEnd()
    .replace(/[^|\s]|(?<=\|.*)\s/g, '-')
    .replaceAll('|', '+')
}

/** Blanks within a value say that it is two. */
const harmOf = ({ rows, aside }: Ruled): number =>
  aside * 2 + rows.flat().filter((cell) => cell?.includes('  ')).length

const dash = /[-=─━═]/

/** A ruler of more than one column, or of one within corners. */
function isTelling(text: string): boolean {
  if (!isRuler(text) || /[.;'`_*]/.test(text)) return false
  const runs = text.match(/[-=─━═—]+/gu) ?? []
  const isBoxed = /^\s*[+├┌╔┏╭|].*[+┤┐╗┓╮|]\s*$/u.test(text)
  return isBoxed || (runs.length > 1 && runs.some((run) => run.length > 1))
}

/** The lines around a ruler up to blank ones, and pages that begin with the same header. */
function blockOf(lines: Line[], at: number): Line[] {
  let first = at
  while (first > 0 && !isBlankLine(lines[first - 1])) first--
  const head = lines[first]!.text.trim()
  let last = at
  for (let next = at; next < lines.length; next++) {
    if (!isBlankLine(lines[next])) {
      const isSame = last === next - 1 || next === at || lines[next]!.text.trim() === head
      if (!isSame) break
      last = next
    }
  }
  return lines.slice(first, last + 1).filter((line) => !isBlankLine(line))
}

const isBlankLine = (line: Line | undefined): boolean =>
  line === undefined || line.text.trim() === ''

function ruledIn(block: Line[], measure: Measure): Ruled | undefined {
  const own = block.map((line) => ({ ...line, places: placesOf(line.text, measure) }))
  const rulers = own.flatMap(({ text }, i) => (isTelling(text) ? [i] : []))
  const ruler = own[rulers[0]!]!
  const before = own[rulers[0]! - 1]?.text
  const kind = kindOf(ruler.text, before)
  const columns = columnsOf(ruler.places, kind)
  const isFramed = before === undefined || (kind === 'bars' && !/[|│┃║┆]/u.test(before))
  const [above, below] = isFramed ? [rulers[0]!, rulers[1] ?? own.length] : [-1, rulers[0]!]
  const upper = own.slice(above + 1, below).slice(kind === 'pipes' ? -1 : -headMax)
  const lower = own.slice(below + 1)
  const hasHead = lower.some(({ text }) => !isRuler(text) && !isRowCount(text))
  const [head, body] = hasHead ? [upper, lower] : [[], upper]
  if (columns.length === 0 || body.length === 0) return undefined
  const isGrid = kind === 'bars' && /[=═]/u.test(own[below]?.text ?? '')
  const isClosed = kind === 'bars' && ruler.text.trimEnd().length > (columns.at(-1)?.[1] ?? 0)
  const shape: FixedShape = {
    ...{ by: kind, measure, columns, head: [] },
    ...(isClosed && { isClosed }),
  }
  const cut = (lines: Line[], grid: boolean) =>
    cutLines(lines, {
      ...{ ...shape, head: lines === body ? head.map(({ text }) => text) : [] },
      ...(grid && { isGrid: true as const }),
    })
  const heads = cut(head, false)
  if (heads.aside > 0) return undefined
  const { rows, aside } = cut(body, isGrid)
  const names = hasHead ? joinedNames(withoutTypes(heads.rows)) : columns.map(() => null)
  const place = { first: body[0]!.line, last: body.at(-1)!.line }
  return { ...shape, head, names, ...place, isGrid, rows, aside, name: kindNames[kind] }
}

const kindNames: Record<FixedShape['by'], string> = {
  pipes: 'a table of Markdown',
  bars: 'a table in a frame',
  blanks: 'a table under a ruler',
}

const headMax = 3

function kindOf(ruler: string, above: string | undefined): FixedShape['by'] {
  if (markdown.test(ruler) && ruler.includes('|') && above?.includes('|')) return 'pipes'
  return /[+|│┃║┼╪╬╋├┌┬┏╔╭╇╈┩┡╞]/u.test(ruler) ? 'bars' : 'blanks'
}

function columnsOf(places: Places, kind: FixedShape['by']): Span[] {
  const columns: Span[] = []
  let start = -1
  for (let at = 0; at <= places.length; at++) {
    const isDash = dash.test(places[at] ?? '') || (kind === 'pipes' && places[at] === ':')
    if (isDash && start < 0) start = at
    if (!isDash && start >= 0) {
      columns.push([start, at])
      start = -1
    }
  }
  return columns
}

function cutLines(lines: Line[], shape: FixedShape) {
  const taker = new FixedRows(shape)
  const rows: Cells[] = []
  let aside = 0
  for (const { text } of lines) {
    const row = taker.add(text)
    if (row === 'aside' || row === 'too long') aside++
    else if (row) rows.push(row)
  }
  const last = taker.end()
  if (last) rows.push(last)
  return { rows, aside }
}

const type =
  /^(---|u?(tiny|small|big|huge)?int(eger)?\d*|[iuf]\d+|str|string|varchar|text|double|float\d*|decimal\S*|bool(ean)?|date|time|timestamp\S*|datetime\S*)$/i

/** DuckDB and Polars print the types below the names. */
function withoutTypes(rows: Cells[]): Cells[] {
  const [names, ...rest] = rows
  return [
    names ?? [],
    ...rest.filter((row) => !row.every((cell) => cell === null || type.test(cell))),
  ]
}

/** Lines that belong to it, of those that are not blank. */
export const isOfTable = ({ head, first, last }: Ruled, { line, text }: Line): boolean =>
  (line >= first && line <= last) ||
  head.some((one) => one.line === line) ||
  isRuler(text) ||
  isRowCount(text)
