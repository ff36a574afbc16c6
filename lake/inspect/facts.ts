/** What is known of a text before its first byte. */
import type { TextFacts } from './inspection.ts'

export const noFacts: TextFacts = {
  rows: 0,
  lines: 0,
  blankLines: 0,
  cellsMin: 0,
  cellsMax: 0,
  quotedCells: 0,
  newlinesInQuotes: 0,
  backslashes: 0,
  hiveNulls: 0,
  carriageReturnsAlone: 0,
  trailingValues: 0,
  bom: false,
}
