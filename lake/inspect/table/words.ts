/** What was found of a text of cells, in sentences that a person can check. */
import type { CsvDialect } from '../inspection.ts'
import type { Candidate } from './dialect.ts'
import type { Region } from './region.ts'
import { isBlank, isSpaces, type Row } from './rows.ts'

const delimiterNames: Record<string, string> = { '\t': 'tab', '\x01': '\\x01', ' ': 'space' }

const nameOf = (delimiter: string): string => delimiterNames[delimiter] ?? delimiter

interface Found {
  cut: Candidate
  region: Region
  other: Candidate | undefined
}

export function evidenceOf({
  cut,
  region,
  csv,
  aside,
  none,
}: Found & { csv: CsvDialect; aside: Row[]; none: Row[] }): string[] {
  const { top, foot, comments, headerRows, others } = region
  const rows =
    cut.width === 1
      ? `one column: no delimiter divides the ${cut.rowCount} lines seen`
      : `delimiter '${nameOf(cut.cutting.delimiter)}': ${cut.width} cells in ${cut.ofWidth} of ${cut.rowCount} rows`
  const isJoined = headerRows.length > 1
  const skipped = csv.skip ? ((headerRows[0] ?? region.body[0])?.line ?? 1) - 1 : 0
  return [
    ...(cut.cutting.wrapped ? ['a line that is one quoted cell is the row within its quotes'] : []),
    rows,
    ...quoteEvidence(cut),
    ...(cut.cutting.keepsReturns ? ['a CR alone ends no line: it is in its cell'] : []),
    ...(skipped > 0
      ? [
          `${skipped} ${skipped === 1 ? 'line before the table is' : 'lines before the table are'} skipped`,
        ]
      : top.length > 0
        ? [`kept beside, above the table: ${linesOf(top)}`]
        : []),
    ...(comments.length > 0 ? [`kept beside, as comments: ${linesOf(comments)}`] : []),
    ...(isJoined ? [`the header has ${headerRows.length} rows, whose names are joined`] : []),
    ...(foot.length > 0 ? [`kept beside, below the table: ${linesOf(foot)}`] : []),
    ...others.map(
      ({ line, rows: n, width }) =>
        `another table begins in line ${line}: ${n} rows of ${width} cells`,
    ),
    ...nothingOf(none, region),
    ...(aside.length > 0 ? [`set aside, for they cannot be read right: ${linesOf(aside)}`] : []),
  ]
}

/** What has a line and is no row. */
function nothingOf(none: Row[], { again }: Region): string[] {
  const spaces = none.filter((row) => isSpaces(row) && row.cells[0] !== null).length
  const padding = none.filter((row) => row.cells.length > 1 && isBlank(row)).length
  const repeats = again ? none.filter(({ cells }) => cells.length === again.length) : []
  const headers = repeats.filter(({ cells }) => cells.every((cell, i) => cell === again![i])).length
  return [
    ...(spaces > 0
      ? [`no rows: ${spaces} blank ${spaces === 1 ? 'line' : 'lines'} of spaces`]
      : []),
    ...(padding > 0 ? [`no rows: ${padding} of nothing but delimiters, at the end`] : []),
    ...(headers > 0 ? [`no rows: ${headers} in which the header stands again`] : []),
  ]
}

const shownMax = 5

function linesOf(rows: Row[]): string {
  const shown = rows.slice(0, shownMax).map(({ line, cells }) => `line ${line} (${excerpt(cells)})`)
  const more = rows.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

const excerpt = (cells: Row['cells']): string =>
  cells
    .filter((cell) => cell !== null && cell !== '')
    .join(' ')
    .replace(/[\s\0]+/g, ' ')
    .slice(0, 60)

function quoteEvidence({ cutting, rows }: Candidate): string[] {
  if (cutting.quote === '')
    return ['no quoting: a quote is followed by text where a cell should end']
  const quoted = rows.reduce((sum, row) => sum + (row.quoted?.filter(Boolean).length ?? 0), 0)
  if (quoted === 0) return []
  const how = cutting.escape === cutting.quote ? 'doubled inside' : `escaped by ${cutting.escape}`
  return [`quote ${cutting.quote}: ${quoted} cells, ${how}`]
}

/** The runner-up is worth a word from this share of the best one's score. */
const nearShare = 0.9

export function doubtsOf({ cut, region, other }: Found, aside: Row[]): string[] {
  const { header, others } = region
  const isNear = other !== undefined && other.width > 1 && other.score >= nearShare * cut.score
  return [
    ...(header.doubt ? [header.doubt] : []),
    ...(cut.cutting.wrapped && !cut.rows.some(({ quoted }) => quoted?.some(Boolean))
      ? ['each line is one cell in quotes: it may be the one column of the table']
      : []),
    ...(isNear
      ? [
          `'${nameOf(other.cutting.delimiter)}' divides the rows nearly as well, into ${other.width} cells`,
        ]
      : []),
    ...others.map(
      ({ line }) =>
        `the table that begins in line ${line} is not read: send it as a file of its own`,
    ),
    ...(aside.length > 0
      ? [`${aside.length} of the rows seen cannot be read right and are set aside`]
      : []),
  ]
}
