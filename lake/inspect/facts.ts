/** What is known of a text before its first byte. */
import type { Inspection, TextFacts } from './inspection.ts'

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

/** With what of the values is kept otherwise than whoever wrote them may think. */
export function withDoubts(
  doubt: string[] = [],
  text: Pick<TextFacts, 'repeatedKeys'> = {},
): Pick<Inspection, 'doubt'> {
  const said = text.repeatedKeys ? ['some objects name a member twice: the first is kept'] : []
  const all = [...new Set([...doubt, ...said])]
  return all.length > 0 ? { doubt: all } : {}
}
