/** A text whose columns stand at fixed places: by rulers, or by the blanks between them. */
import type { FixedRender } from '../../render/fixed.ts'
import { type Cells, isRowCount, type Measure, placesOf } from '../../render/fixedline.ts'
import { splitLines } from '../../render/lines.ts'
import { asideMax } from '../../render/render.ts'
import { cellKind } from '../cell.ts'
import { findHeader } from '../csvheader.ts'
import type { Finding, TextHead } from '../finding.ts'
import { isUnusual } from '../table/delimiters.ts'
import { bestCut, type Candidate } from '../table/dialect.ts'
import { isAbove } from '../table/kinds.ts'
import { joinedNames } from '../table/names.ts'
import { lacksNumbers } from '../table/second.ts'
import { isTable } from '../table/tabular.ts'
import { wrappedCut } from '../table/wrapped.ts'
import { asRows, type Body, bodyOf, isRows, kindsIn, type Line, namesAbove } from './body.ts'
import { isOfTable, type Ruled, ruledOf } from './ruled.ts'

const headBytes = 64 * 1024
const linesMax = 400
const lineCharactersMax = 4_000

/** Of the lines that are not blank. */
const ruledShareMin = 0.6

const tabbedShareMin = 0.5

/** Undefined: it is none, or cells divided by a delimiter are the better reading. */
export function inspectFixed({ bytes, whole }: TextHead): Finding | undefined {
  const end = whole && bytes.length <= headBytes ? bytes.length : headEnd(bytes)
  const all = splitLines(bytes.subarray(0, end))
  const isWhole = whole && end === bytes.length && all.length <= linesMax
  const texts = all.slice(0, linesMax)
  if (texts.length < 3 || texts.some(({ text }) => text.length > lineCharactersMax))
    return undefined
  const lines = texts.map(({ text, line }): Line => ({ text, line, places: [] }))
  const sample = Buffer.from(bytes.subarray(0, end))
  return ruledFinding(lines, isWhole) ?? blanksFinding(lines, isWhole, sample)
}

function headEnd(bytes: Uint8Array): number {
  const end = bytes.subarray(0, headBytes).lastIndexOf(10) + 1
  return end > 0 ? end : Math.min(headBytes, bytes.length)
}

function ruledFinding(lines: Line[], isWhole: boolean): Finding | undefined {
  const ruled = ruledOf(lines)
  if (!ruled || ruled.rows.length === 0 || ruled.aside > asideMax(ruled.rows.length))
    return undefined
  const filled = lines.filter(({ text }) => text.trim() !== '')
  const beside = filled.filter((line) => !isOfTable(ruled, line))
  if (beside.length > (1 - ruledShareMin) * filled.length) return undefined
  const isOpen = !isWhole && ruled.last === lines.at(-1)!.line
  return findingOf({
    ...ruled,
    beside,
    ...(isOpen ? {} : { end: ruled.last }),
    header:
      ruled.head.length > 0
        ? 'the header stands above the ruler'
        : 'no header: nothing stands above',
    what: `${ruled.name} of ${ruled.columns.length} columns: ${ruled.rows.length} rows seen`,
  })
}

interface Found
  extends Pick<Ruled, 'by' | 'measure' | 'columns' | 'isClosed' | 'head' | 'names' | 'first'> {
  rows: Cells[]
  end?: number
  isGrid?: boolean
  beside: Line[]
  header: string
  doubt?: string
  what: string
}

function findingOf(found: Found): Finding {
  const { by, measure, columns, head, names, first, end, isGrid, beside, header, doubt, what } =
    found
  const render: FixedRender = {
    ...{ reader: 'fixed', as: 'csv', header: true, by, measure, columns, first },
    names: names.map((name, i) => name ?? `column_${i + 1}`),
    head: head.map(({ text }) => text),
    ...(by === 'blanks' && found.rows.length > 0 && { kinds: kindsIn(found.rows, columns.length) }),
    ...(found.isClosed && { isClosed: true as const }),
    ...(end !== undefined && { last: end }),
    ...(isGrid && { isGrid: true as const }),
  }
  return {
    format: 'fixed',
    render,
    columns: [],
    evidence: [what, header, ...(beside.length > 0 ? [`kept beside: ${linesOf(beside)}`] : [])],
    ...(doubt && { doubt: [doubt] }),
  }
}

const shownMax = 5

function linesOf(lines: Line[]): string {
  const shown = lines
    .slice(0, shownMax)
    .map(({ line, text }) => `line ${line} (${text.trim().replace(/\s+/g, ' ').slice(0, 60)})`)
  return [...shown, ...(lines.length > shownMax ? [`${lines.length - shownMax} more`] : [])].join(
    ', ',
  )
}

/** As many tabs in most lines are delimiters, whatever stands above, below or beside them. */
function isTabbed(lines: Line[]): boolean {
  const filled = lines.filter(({ text }) => text.trim() !== '')
  const byTabs = Map.groupBy(filled, ({ text }) => text.split('\t').length)
  byTabs.delete(1)
  const most = Math.max(0, ...[...byTabs.values()].map(({ length }) => length))
  return most > tabbedShareMin * filled.length
}

function blanksFinding(lines: Line[], isWhole: boolean, sample: Buffer): Finding | undefined {
  if (isTabbed(lines)) return undefined
  const isPlain = lines.every(({ text }) => /^[\x20-\x7e\t]*$/.test(text))
  const measures: Measure[] = isPlain ? ['characters'] : ['characters', 'width']
  const found = measures
    .map((measure) => bodyBy(lines, measure, isWhole))
    .filter((each) => each !== undefined)
    .reduce<Measured | undefined>(
      (best, each) => (best && best.body.columns.length >= each.body.columns.length ? best : each),
      undefined,
    )
  if (!found || !isRows(found.body, found.lines)) return undefined
  const { best } = wrappedCut(sample, isWhole) ?? bestCut(sample, isWhole)
  return isBetter(best, found.body) ? undefined : foundByBlanks(found, isWhole)
}

interface Measured {
  measure: Measure
  lines: Line[]
  body: Body
}

function bodyBy(lines: Line[], measure: Measure, isWhole: boolean): Measured | undefined {
  const filled = lines
    .filter(({ text }) => text.trim() !== '' && !isRowCount(text))
    .map((line) => ({ ...line, places: placesOf(line.text, measure) }))
  const body = bodyOf(filled, isWhole)
  return body && { measure, lines: filled, body }
}

/** Cells by a delimiter that fits all lines; one that stands in values alone divides fewer, and none of one kind. */
function isBetter(cut: Candidate, { rows, columns }: Body): boolean {
  const { delimiter, wrapped } = cut.cutting
  if (wrapped) return true
  if (isUnusual(delimiter) && areQuoted(cut)) return true
  if (delimiter.trim() === '' && !delimiter.includes('\t')) return false
  if (isUnusual(delimiter) || cut.width < 2 || !isTable(cut)) return false
  if (cut.ofWidth < 0.9 * cut.rowCount) return false
  if (cut.width >= columns.length) return true
  const own = typedShare(cut.rows.map(({ cells }) => cells))
  return own >= typedShare(rows)
}

/** All rows but their header have one cell more than it. */
const isNamedByRow = ({ rows: [head], width, ofWidth, rowCount }: Candidate): boolean =>
  ofWidth === rowCount - 1 && head?.cells.length === width - 1

/** Blanks within quotes are no places between columns. */
const areQuoted = (cut: Candidate): boolean =>
  (cut.ofWidth === cut.rowCount || isNamedByRow(cut)) &&
  cut.rows.some(({ cells, quoted }) => cells.some((cell, i) => quoted?.[i] && /\s/.test(cell!))) &&
  isTable(cut)

function typedShare(rows: Cells[]): number {
  const cells = rows.flat().filter((cell) => cell !== null && cell.trim() !== '') as string[]
  return (
    cells.filter((cell) => cellKind(cell.trim()) !== 'string').length / Math.max(1, cells.length)
  )
}

function foundByBlanks({ measure, lines, body }: Measured, isWhole: boolean): Finding {
  const { columns, rows, first } = body
  const { names, head, header, doubt } = headOf(lines, body)
  const firstRow = lines[first + head]!
  const last = lines[body.end - 1]!.line
  const above = lines.slice(0, first).filter(({ line }) => line !== names?.line)
  const headLines = head > 0 ? lines.slice(first, first + head) : names ? [lines[first - 1]!] : []
  return findingOf({
    ...{ by: 'blanks' as const, measure, columns, head: headLines, first: firstRow.line },
    rows: rows.slice(head),
    names: names?.cells ?? columns.map(() => null),
    beside: [...above, ...lines.slice(body.end)],
    ...(isWhole && body.end < lines.length && { end: last }),
    header,
    ...(doubt && { doubt }),
    what: `${columns.length} columns at fixed places, by the blanks between them in ${rows.length} lines${measure === 'width' ? ', wide characters counted twice' : ''}`,
  })
}

interface Head {
  names?: { cells: Cells; line: number }
  /** Rows of the body that are the header. */
  head: number
  header: string
  doubt?: string
}

function headOf(lines: Line[], { columns, rows, first }: Body): Head {
  const own = findHeader(rows)
  if (own.header) {
    const kinds = kindsIn(rows.slice(3), columns.length)
    const [upper, second, third] = asRows(rows)
    const isTwo =
      rows.length > 3 &&
      isAbove(second!, kinds) &&
      !isAbove(third!, kinds) &&
      !lacksNumbers(upper!, second!, kinds)
    const cells = joinedNames(rows.slice(0, isTwo ? 2 : 1))
    return { names: { cells, line: lines[first]!.line }, head: isTwo ? 2 : 1, ...said(own) }
  }
  const above = lines[first - 1]
  const cells = above && namesAbove(above.text, columns, above.places)
  if (above && cells) {
    const found = findHeader([cells, ...rows])
    if (found.header) return { names: { cells, line: above.line }, head: 0, ...said(found) }
  }
  return { head: 0, ...said(own) }
}

const said = ({ evidence, doubt }: { evidence: string; doubt?: string }) => ({
  header: evidence,
  ...(doubt !== undefined && { doubt }),
})
