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

export const mixedLineEnds = (count: { lf: number; crlf: number; cr: number }): Quarantined =>
  new Quarantined({
    code: 'csv.mixed-line-ends',
    detail: `Line ends of several kinds: ${count.lf} LF, ${count.crlf} CRLF, ${count.cr} CR alone. Readers differ on where its rows end.`,
    remedy: 'End every line in the same way, and quote cells that hold a carriage return.',
  })

/** Where line ends force DuckDB out of its strict mode, it drops a backslash outside quotes (measured). */
export const bareBackslash = (): Quarantined =>
  new Quarantined({
    code: 'csv.bare-backslash',
    detail:
      'Backslashes escape within quotes and stand for themselves outside them, among line ends that readers differ on.',
    remedy:
      'Double the quotes inside cells instead of escaping them, and end every line in the same way.',
  })
