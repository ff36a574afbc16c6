/**
 * Where in a text its table lies: what stands above it, the rows of its header, its body, and what stands below. Of several
 * tables it is the largest.
 */
import { findHeader, type Header } from '../csvheader.ts'
import { commentedHeader, withoutComments } from './comments.ts'
import { areNotes, footOf, isNote } from './foot.ts'
import { groupedHeader } from './grouped.ts'
import { fits, isAbove, isSparse, type Kind, kindsOf } from './kinds.ts'
import { joinedNames } from './names.ts'
import { movedCells, rowsNamed } from './rownames.ts'
import { filledOf, isBlank, type Row } from './rows.ts'
import { isSecond, secondDoubt } from './second.ts'

export interface Region {
  /** Of the header's rows, joined; absent: there is none. */
  names?: (string | null)[]
  headerRows: Row[]
  body: Row[]
  /** Of the widest regular row. */
  width: number
  kinds: Kind[]
  /** What stands above, and below: kept beside, no rows. */
  top: Row[]
  foot: Row[]
  comments: Row[]
  /** Rows of other tables, with the place of each. */
  others: { line: number; rows: number; width: number }[]
  header: Header
  /** The header's cells, where rows of the body are the same. */
  again?: (string | null)[]
}

/** Lines above a header: more are no preamble. */
const topMax = 30

export interface Asked {
  known: readonly string[]
  header?: boolean | undefined
  /** With which lines begin that are no rows, where somebody says so. */
  comment?: string | undefined
  /** Lines at the top that are no part of the table, whatever they look like; `isSaid`: and no others. */
  skip: number
  isSaid: boolean
  delimiter: string
  /** Whether the rows go on to the end of the text. */
  isWhole: boolean
}

export function regionOf(all: Row[], width: number, asked: Asked): Region {
  const { delimiter, comment } = asked
  const { rows: uncommented, comments } = withoutComments(all, width, delimiter, comment)
  const open = uncommented.filter(({ line }) => line > asked.skip)
  const { block, before, after, others } = width > 1 ? mainBlock(open, width) : alone(open)
  const kinds = kindsOf(bodyLike(block, width), width)
  const found = asked.isSaid ? atFirst(block, asked) : start(block, before, width, kinds, asked)
  const begun = { ...found, ...rowsNamed(found, width) }
  const commented = begun.names ? undefined : commentedHeader(comments, begun.body[0], width, asked)
  const { body, foot } = footOf(begun.body, after, width, kinds, asked.isWhole)
  const [head] = begun.headerRows
  const again = begun.headerRows.length === 1 && repeated(head!, body, width)
  return {
    ...begun,
    ...(commented && { ...commented, headerRows: [] }),
    ...{ body, foot, comments, others, width, kinds },
    ...(again && { kinds: again.kinds, again: head!.cells }),
  }
}

/** Names above numbers that stand again among them, as where files were put together: the other rows, and their kinds. */
function repeated({ cells }: Row, body: Row[], width: number) {
  if (width < 2 || cells.length !== width) return undefined
  const isAgain = (row: Row): boolean =>
    row.cells.length === width && row.cells.every((cell, i) => cell === cells[i])
  const rest = body.filter((row) => !isAgain(row))
  if (rest.length === body.length) return undefined
  const kinds = kindsOf(bodyLike(rest, width), width)
  return isAbove({ cells }, kinds) ? { kinds, rest } : undefined
}

const alone = (rows: Row[]) => ({
  block: rows.slice(
    Math.max(
      0,
      rows.findIndex((row) => !isBlank(row)),
    ),
  ),
  before: [],
  after: [],
  others: [],
})

interface Blocks {
  block: Row[]
  before: Row[]
  after: Row[]
  others: Region['others']
}

/** The largest run of rows, with those beyond blank lines that are like its own. */
function mainBlock(rows: Row[], width: number): Blocks {
  const blocks = blocksOf(rows)
  const size = (block: Row[]): number => block.reduce((sum, row) => sum + filledOf(row), 0)
  const at = blocks.reduce(
    (best, block, i) => (size(block) > size(blocks[best] ?? []) ? i : best),
    0,
  )
  const main = blocks[at] ?? []
  const own = widthOf(main, width)
  const kinds = kindsOf(bodyLike(main, own), own)
  const isLike = (block: Row[]): boolean =>
    widthOf(block, width) === own &&
    block.every((row) => row.cells.length > 1 && fits(row.cells, kinds) && !isSparse(row, own))
  const isHeader = (row: Row | undefined): boolean => row !== undefined && isAbove(row, kinds)
  const isRow = (row: Row): boolean => row.cells.length === own && !isNote(row, own, kinds)
  // Rows may hold what is not of their column's kind: those of another table have a header of their own.
  const isMore = (block: Row[]): boolean =>
    2 * block.filter(isRow).length > block.length && widthOf(block, width) === own
  const isOther = (block: Row[], isEnd: boolean): boolean => {
    const [head, next] = block.slice(block.findIndex((row) => !isSparse(row, own)))
    return isHeader(head) && !isHeader(next) && (next !== undefined || !isEnd)
  }
  const goesOn = (i: number): boolean =>
    isLike(blocks[i]!) || (isMore(blocks[i]!) && !isOther(blocks[i]!, i + 1 === blocks.length))
  let [first, last] = [at, at]
  while (last + 1 < blocks.length && goesOn(last + 1)) last++
  while (last > at && areNotes(blocks[last]!, own)) last--
  const isBegun = isHeader(main[0])
  while (first > 0 && (isLike(blocks[first - 1]!) || (!isBegun && goesOn(first - 1)))) first--
  const isHeaded = ([head, ...rest]: Row[], [next]: Row[]): boolean =>
    (isLike(rest) || isMore(rest)) && rest.length > 0 && isHeader(head) && !isHeader(next)
  if (first > 0 && isHeaded(blocks[first - 1]!, blocks[first]!)) first--
  const isHead =
    first > 0 && blocks[first - 1]!.length <= 3 && isHeadAlone(blocks[first - 1]!, main, own, kinds)
  if (isHead) first--
  const [begin, end] = [blocks[first]?.[0]?.byte ?? 0, blocks[last]?.at(-1)?.byte ?? -1]
  const isEmptyLine = (row: Row): boolean => row.cells.length < 2 && isBlank(row)
  const block = rows.filter((row) => row.byte >= begin && row.byte <= end && !isEmptyLine(row))
  const outside = [...blocks.slice(0, first), ...blocks.slice(last + 1)]
  const others = outside
    .filter(
      (rest) =>
        rest.length >= 2 && widthOf(rest, 1) > 1 && !rest.every((row) => isSparse(row, own)),
    )
    .map((rest) => ({ line: rest[0]!.line, rows: rest.length, width: widthOf(rest, 1) }))
  return {
    block,
    before: blocks.slice(0, first).flat(),
    after: blocks.slice(last + 1).flat(),
    others,
  }
}

/** Names above a blank line, and rows below it that have none. */
function isHeadAlone(block: Row[], main: Row[], width: number, kinds: Kind[]): boolean {
  const last = block.at(-1)!
  return (
    last.cells.length === width &&
    filledOf(last) >= width * 0.7 &&
    isAbove(last, kinds) &&
    !isAbove(main[0]!, kinds)
  )
}

function blocksOf(rows: Row[]): Row[][] {
  const blocks: Row[][] = [[]]
  for (const row of rows) {
    if (!isBlank(row)) blocks.at(-1)!.push(row)
    else if (blocks.at(-1)!.length > 0) blocks.push([])
  }
  return blocks.filter((block) => block.length > 0)
}

/** The most frequent width; `otherwise` where there are no rows. */
function widthOf(rows: Row[], otherwise: number): number {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [otherwise, 0] as const)[0]
}

/** Rows that surely are none of the header's: the later ones. */
function bodyLike(rows: Row[], width: number): Row[] {
  const later = rows.slice(Math.min(topMax, Math.ceil(rows.length / 3)))
  const regular = later.filter(({ cells, suspicion }) => cells.length === width && !suspicion)
  return regular.length > 0 ? regular : rows.slice(1)
}

type Begun = Pick<Region, 'names' | 'headerRows' | 'body' | 'top' | 'header'>

const textsOf = (rows: Row[]): (string | null)[][] => rows.map(({ cells }) => cells)

/** The rows from the first on, as somebody says. */
function atFirst(block: Row[], asked: Asked): Begun {
  const header = headerOf(block, asked)
  return begun(
    [],
    header.header ? block.slice(0, 1) : [],
    block.slice(header.header ? 1 : 0),
    header,
  )
}

function headerOf(rows: Row[], { known, header: said }: Asked): Header {
  const [first, ...others] = rows.slice(0, 1_000)
  const rest = (first && repeated(first, others, first.cells.length)?.rest) ?? others
  const above = findHeader(textsOf(first ? [first, ...rest] : []), known)
  const moved = above.header ? undefined : movedCells(rows.slice(0, 1_000))
  const found = moved ? findHeader([moved, ...textsOf(rest)], known) : above
  return said === undefined ? found : { header: said, evidence: '' }
}

const begun = (top: Row[], headerRows: Row[], body: Row[], header: Header): Begun => ({
  top,
  headerRows,
  body,
  header,
  ...(headerRows.length > 0 && { names: joinedNames(headerRows.map(({ cells }) => cells)) }),
})

function start(block: Row[], before: Row[], width: number, kinds: Kind[], asked: Asked): Begun {
  let first = 0
  const isMarkedToEnd = isRemark(block.at(-1)!) // then the mark is the values' own
  const isTop = (row: Row): boolean =>
    width > 1 &&
    (isSparse(row, width) ||
      row.cells.length === 1 ||
      areSettings(row, width) ||
      (!isMarkedToEnd && isRemark(row)))
  if (isWiderAbove(block.slice(0, 1_000), width, kinds)) first = 1
  while (first < Math.min(topMax, block.length - 1) && isTop(block[first]!)) first++
  const grouped = asked.header === false ? undefined : groupedAt(block, first, width, asked)
  if (grouped) return grouped(before)
  let header = headerOf(block.slice(first), asked)
  if (!header.header && first > 0 && block[first - 1]!.cells.length > 1) {
    const earlier = headerOf(block.slice(first - 1), asked)
    if (earlier.header) [header, first] = [earlier, first - 1]
  }
  if (!header.header) {
    const isNone =
      first > 0 &&
      block.slice(0, first).every((row) => fits(row.cells, kinds) && row.cells.length > 1)
    const from = isNone ? 0 : first
    return begun([...before, ...block.slice(0, from)], [], block.slice(from), header)
  }
  let last = isOfThree(block, first, width, kinds) ? first + 2 : first
  while (last + 1 < block.length - 1 && last < first + 2 && isSecond(block, last, kinds)) last++
  const headerRows = block.slice(first, last + 1)
  const doubt = header.doubt ?? secondDoubt(block, last, kinds)
  const said = { ...header, ...(doubt !== undefined && { doubt }) }
  return begun([...before, ...block.slice(0, first)], headerRows, block.slice(last + 1), said)
}

/** As `#` is of most files, these are of some: of LaTeX and MATLAB, of programs, of assemblers, of SQL. */
const isRemark = ({ cells: [first], quoted }: Row): boolean =>
  !quoted?.[0] && /^(%+|\/\/+|;+|--+|!+|\*+)\s/.test(first ?? '')

/** What a template says of itself, in fewer cells than a row has: `Version=2021.1014`. */
function areSettings({ cells }: Row, width: number): boolean {
  const filled = cells.filter((cell) => cell !== null && cell !== '')
  const isSetting = (cell: string | null | undefined): boolean => /^\w+=\S*$/.test(cell ?? '')
  return filled.length < width && isSetting(cells[0]) && filled.filter(isSetting).length > 1
}

/** A line of another kind, with more cells than any row, above names: what a logger says of itself. */
function isWiderAbove([top, head, ...rows]: Row[], width: number, kinds: Kind[]): boolean {
  if (!top || !head || rows.length === 0 || width < 2) return false
  const isWider = top.cells.length > width && top.cells[width] !== null
  if (!isWider || head.cells.length !== width || !isAbove(head, kinds)) return false
  return rows.every(({ cells }) => cells.length <= width)
}

/** With a header of groups and names, where one begins at the row or the one above it. */
function groupedAt(block: Row[], first: number, width: number, { known }: Asked) {
  for (const at of [first - 1, first]) {
    const header = groupedHeader(block, at, width, known)
    if (!header) continue
    const [top, rows, body] = [block.slice(0, at), block.slice(at, at + 2), block.slice(at + 2)]
    return (before: Row[]): Begun => begun([...before, ...top], rows, body, header)
  }
  return undefined
}

/** Rows in which none may be above another row's numbers, if two of three header rows are. */
const belowMax = 20

/** Names, what they mean, and what they are measured in: two more rows of texts above numbers, and then none. */
function isOfThree(block: Row[], first: number, width: number, kinds: Kind[]): boolean {
  const [upper, second, third, ...rows] = block.slice(first, first + 3 + belowMax)
  const isTexts = (row: Row | undefined): boolean =>
    row !== undefined && !row.suspicion && row.cells.length === width && isAbove(row, kinds)
  if (!isTexts(upper) || !isTexts(second) || !isTexts(third)) return false
  const numbers = [...kinds.keys()].filter((i) => kinds[i] === 'digits')
  // As rows do that have no number: `absent` below `absent`.
  const isAlike = numbers.some((i) => second!.cells[i] && second!.cells[i] === third!.cells[i])
  if (numbers.length < 2 || isAlike) return false
  return rows.length > 0 && !rows.some((row) => isAbove(row, kinds))
}
