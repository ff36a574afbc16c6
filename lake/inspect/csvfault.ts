/** What can be wrong for good with the text of a CSV file. */
import { columnsMax, lineBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { quarantinedAt } from './position.ts'

interface Place {
  line: number
  byte: number
  excerpt: string
}

const fault = (
  { line, byte, excerpt }: Place,
  code: string,
  detail: string,
  remedy: string,
): Quarantined => quarantinedAt({ code, detail, remedy }, { line, byte }, excerpt)

export const unterminatedQuote = (place: Place): Quarantined =>
  fault(
    place,
    'csv.unterminated-quote',
    `The quote that opens in line ${place.line} does not close before the end of the file, nor within ${lineBytesMax} bytes.`,
    'Close the quote, or double the quotes inside the cell.',
  )

export const textAfterQuote = (place: Place): Quarantined =>
  fault(
    place,
    'csv.text-after-quote',
    `In line ${place.line} text follows a closing quote where a delimiter or the end of the line must stand.`,
    'Double the quotes inside quoted cells.',
  )

export const lineTooLong = (place: Place): Quarantined =>
  fault(
    place,
    'csv.line-too-long',
    `Line ${place.line} is longer than ${lineBytesMax} bytes.`,
    'Send one row a line, ended by a line feed.',
  )

export const tooManyColumns = (place: Place): Quarantined =>
  fault(
    place,
    'csv.too-many-columns',
    `Line ${place.line} has more than ${columnsMax} cells.`,
    'Send fewer columns, or one row a measurement.',
  )

/** Among line ends of several kinds DuckDB counts the blank lines of one column differently (measured). */
export const mixedBlankLines = (blankLines: number): Quarantined =>
  new Quarantined({
    code: 'csv.mixed-line-ends',
    detail: `The one column has ${blankLines} blank lines among line ends of several kinds: nobody can say how many rows they are.`,
    remedy: 'End every line in the same way.',
  })
