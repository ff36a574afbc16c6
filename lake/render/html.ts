/** The rows of one table of an HTML page. What stands around it, or in its foot, is no row of it. */
import { type HtmlLayout, largestOf, layoutOf, SeenTables } from './htmllayout.ts'
import { HtmlParser } from './htmlparser.ts'
import { type HtmlRow, HtmlTables } from './htmltables.ts'
import { plainRow } from './plaincsv.ts'
import type { Lying, Render } from './render.ts'

export interface HtmlRender extends Render {
  reader: 'html'
  as: 'csv'
  header: true
  /** From 0, in the order in which they begin; absent: the largest, which the page's end decides. */
  table?: number
}

export async function* readHtml(object: Lying, render: Render): AsyncIterable<string> {
  const { table: at } = render as HtmlRender
  const seen = new SeenTables()
  const first = new HtmlParser(new HtmlTables(seen))
  for await (const chunk of object.chunks()) {
    first.push(chunk)
    yield ''
  }
  first.end()
  const tables = seen.all()
  const table = at === undefined ? largestOf(tables) : tables.find((one) => one.at === at)
  if (!table) throw new Error('there is no table with rows in it')
  const layout = layoutOf(table)
  yield plainRow(layout.names.map((name, i) => name ?? `column_${i + 1}`))
  yield* rowsOf(object, table.at, layout)
}

async function* rowsOf(object: Lying, at: number, layout: HtmlLayout): AsyncIterable<string> {
  let [rows, due] = ['', layout.skip]
  const parser = new HtmlParser(
    new HtmlTables({
      row(table, row) {
        if (table !== at || row.cells.every((cell) => cell === null)) return
        if (due > 0) due--
        else if (isRow(row, layout)) rows += plainRow(cellsOf(row, layout))
      },
      nested: () => {},
      presentation: () => {},
      caption: () => {},
    }),
  )
  for await (const chunk of object.chunks()) {
    parser.push(chunk)
    yield rows
    rows = ''
  }
  parser.end()
  yield rows
}

/** Nor is a header that comes again. */
const isRow = ({ part, isHead, cells }: HtmlRow, { names }: HtmlLayout): boolean =>
  part !== 'foot' && !(isHead && cells.every((cell, i) => cell === names[i]))

/** What spans the whole row is said once. */
const cellsOf = ({ cells, isOne }: HtmlRow, { names }: HtmlLayout): (string | null)[] =>
  names.map((_, i) => (isOne && i > 0 ? null : (cells[i] ?? null)))
