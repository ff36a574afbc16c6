/** Which SerDe reads a CSV object: LazySimple knows no quotes, OpenCSV reads them its own way. */
import type { CsvDialect, Inspection, TextFacts } from '../inspect/inspection.ts'
import { withoutReading } from '../inspect/reading/reading.ts'
import type { Reason } from '../problem.ts'
import { joinedName, spellingOf } from '../schema/names.ts'
import type { Column } from '../schema/type.ts'
import { differing, type ObjectShape, type ObjectVerdict, type Serde } from './rawshape.ts'

export function csvObject({ csv, text, columns }: Inspection): ObjectVerdict {
  if (!csv || !text) return { withheld: unread }
  const unreadable = rowReason(text, columns)
  if (unreadable) return { withheld: unreadable }
  const serdes = serdesOf(csv, text, columns)
  if (serdes.length === 0) return { withheld: noSerde(csv, text) }
  const { delimiter, quote, header, skip = 0 } = csv
  const strings = columns.map((column) => ({ ...withoutReading(column), type: 'string' as const }))
  const shape = {
    delimiter,
    quote: text.quotedCells > 0 ? quote : '',
    headerLines: skip + (header ? 1 : 0),
  }
  return { serdes, columns: strings, csv: shape }
}

const unread: Reason = {
  code: 'csv.unread',
  detail: 'The lines of the object were not counted.',
  remedy: 'Land it again.',
}

/** What no SerDe that reads line by line can read; a carriage return alone ends a line for all of them. */
function rowReason(
  { newlinesInQuotes, blankLines, cellsMax }: TextFacts,
  columns: Column[],
): Reason | undefined {
  if (newlinesInQuotes > 0) {
    return {
      code: 'csv.newline-in-quotes',
      detail: `${newlinesInQuotes} line ends lie within quotes; to Athena each ends a row.`,
      remedy: 'Query the table in lake, where they are part of the text.',
    }
  }
  if (blankLines > 0 && columns.length > 1) return blank(blankLines)
  if (cellsMax > columns.length) {
    return {
      code: 'csv.extra-cells',
      detail: `A row has ${cellsMax} cells for ${columns.length} columns; Athena drops the others.`,
      remedy: 'Query the table in lake, which keeps them.',
    }
  }
}

export const blank = (blankLines: number): Reason => ({
  code: 'text.blank-lines',
  detail: `${blankLines} lines are blank; to Athena each is a row of NULLs.`,
  remedy: 'Query the table in lake, or land the file without blank lines.',
})

function serdesOf(csv: CsvDialect, text: TextFacts, columns: Column[]): Serde[] {
  // A byte order mark, a header's width and plain cells are the same to both.
  const isAscii = csv.delimiter.length === 1 && csv.delimiter <= '\x7f'
  const blankRows = columns.length === 1 && text.blankLines > 0
  const lazy = isAscii && text.quotedCells === 0 && text.hiveNulls === 0 && !blankRows
  const oneCharacter = csv.delimiter.length === 1 && csv.quote.length <= 1
  const escapes = csv.escape !== '' && csv.escape !== csv.quote && text.quotedCells > 0
  const strays = (text.quotesInside ?? 0) + (text.spacesAtQuotes ?? 0) > 0
  const opencsv = oneCharacter && !escapes && !strays
  return [...(lazy ? ['lazysimple' as const] : []), ...(opencsv ? ['opencsv' as const] : [])]
}

function noSerde({ delimiter, escape: escaping, quote }: CsvDialect, text: TextFacts): Reason {
  const detail =
    delimiter.length > 1
      ? `The delimiter "${delimiter}" is longer than one character.`
      : (text.quotesInside ?? 0) + (text.spacesAtQuotes ?? 0) > 0
        ? 'Quotes stand within cells, or spaces outside their quotes, which OpenCSVSerde reads differently.'
        : `Quotes ${quote} are escaped with ${escaping}, which OpenCSVSerde drops elsewhere.`
  return { code: 'csv.quotes', detail, remedy: 'Query the table in lake, or double the quotes.' }
}

/** Cells have no names: the columns of one must begin with those of the other. */
export function joinCsv(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  const [left, right] = [a.csv!, b.csv!]
  if (left.delimiter !== right.delimiter) {
    return {
      withheld: differing('csv.delimiters-differ', 'delimiter', left.delimiter, right.delimiter),
    }
  }
  if (left.headerLines !== right.headerLines) {
    const [first, second] = [left, right].map(({ headerLines }) => `of ${headerLines} lines`)
    return { withheld: differing('csv.headers-differ', 'header', first!, second!) }
  }
  if (left.nullText !== right.nullText) {
    const [first, second] = [left, right].map(({ nullText = 'none' }) => nullText)
    return { withheld: differing('csv.nulls-differ', 'text of no value', first!, second!) }
  }
  const [shorter, longer] = a.columns.length <= b.columns.length ? [a, b] : [b, a]
  const names = ({ columns }: ObjectShape): string[] =>
    columns.map((column) => spellingOf(column).toLowerCase())
  const wider = names(longer)
  if (!names(shorter).every((name, i) => name === wider[i])) {
    return { withheld: differing('csv.columns-differ', 'columns', ...joined(names(a), names(b))) }
  }
  const isOneQuote = left.quote === right.quote || left.quote + right.quote === '"'
  const serdes = a.serdes.filter(
    (serde) => b.serdes.includes(serde) && (serde !== 'opencsv' || isOneQuote),
  )
  if (serdes.length === 0) {
    return { withheld: differing('csv.serdes-differ', 'SerDe', a.serdes[0]!, b.serdes[0]!) }
  }
  const quote = left.quote > right.quote ? left.quote : right.quote
  return { serdes, columns: spelt(shorter, longer), csv: { ...left, quote } }
}

const joined = (a: string[], b: string[]): [string, string] => [a.join(','), b.join(',')]

/** Where both spell a column's name, one spelling stands. */
function spelt(shorter: ObjectShape, longer: ObjectShape): Column[] {
  return longer.columns.map((column, i) => {
    const other = shorter.columns[i]
    return other ? { ...column, ...joinedName(other, column, 'column') } : column
  })
}
