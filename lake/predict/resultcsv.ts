/** A result as Athena leaves it in S3: CSV with labels first, every value in quotes, NULL as nothing at all. */

/** null is SQL's NULL. */
export type Cell = string | null

/** The rows below the labels, as they come. Throws where the text ends within a value. */
export async function* resultRows(chunks: AsyncIterable<string>): AsyncGenerator<Cell[][]> {
  let rest = ''
  let labelled = false
  for await (const chunk of chunks) {
    const text = rest + chunk
    const rows: Cell[][] = []
    rest = text.slice(readRows(text, rows))
    if (!labelled && rows.length > 0) {
      labelled = true
      rows.shift()
    }
    if (rows.length > 0) yield rows
  }
  if (rest !== '') throw new Error('the result ends within a row')
}

/** Where the first row begins that has not ended. */
function readRows(text: string, rows: Cell[][]): number {
  let begin = 0
  let row: Cell[] = []
  for (let at = 0; at < text.length; ) {
    let cell: Cell = null
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1)
      if (end < 0) break
      cell = text.slice(at + 1, end)
      if (cell.includes('"')) cell = cell.replaceAll('""', '"')
      at = end + 1
    }
    const after = text[at]
    if (after === undefined) break
    if (after !== ',' && after !== '\n') throw new Error('the result is no CSV of Athena’s')
    row.push(cell)
    at++
    if (after === ',') continue
    rows.push(row)
    row = []
    begin = at
  }
  return begin
}

/** -1 where the text does not show it: a quote at its very end may be the first of two. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0 && at + 1 < text.length; ) {
    if (text[at + 1] !== '"') return at
    at = text.indexOf('"', at + 2)
  }
  return -1
}
