/** An HTML page: which of its tables is the dataset's, if any is. */

import { Quarantined } from '../../problem.ts'
import type { HtmlRender } from '../../render/html.ts'
import { isData, largestOf, layoutOf, type SeenTable, SeenTables } from '../../render/htmllayout.ts'
import { HtmlParser } from '../../render/htmlparser.ts'
import { HtmlTables } from '../../render/htmltables.ts'
import type { Finding, TextHead } from '../finding.ts'
import { asset } from '../magic.ts'

const page = /^<(!doctype\s+html\b|html\b)/i
const part =
  /^<(head|body|meta|style|center|div|table|font|h[1-6]|p|title|script|link|!doctype)\b[^<]*>/i

/** By its first element; a part of a page only where a table of HTML is in it. */
export function isHtml(start: string): boolean {
  const text = firstElement(start)
  return page.test(text) || (part.test(text) && /<table\b/i.test(start) && /<t[rdh]\b/i.test(start))
}

/** From it on: what stands before says nothing. */
function firstElement(start: string): string {
  let text = start.trimStart()
  for (;;) {
    const mark = ['<!--', '<?xml '].find((each) => text.startsWith(each))
    if (!mark) return text
    const end = text.indexOf(mark === '<!--' ? '-->' : '?>')
    if (end < 0) return text
    text = text
      .slice(end + 2)
      .replace(/^>/, '')
      .trimStart()
  }
}

/** Throws nothing: what a browser would not bear with is an asset. */
export function inspectHtml({ bytes, whole }: TextHead): Finding {
  const seen = new SeenTables()
  const parser = new HtmlParser(new HtmlTables(seen))
  try {
    parser.push(bytes)
    parser.end()
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    return kept(`The object is an HTML page that is not read: ${error.reason.detail}`)
  }
  const tables = seen.all().filter(({ rows }) => rows > 0)
  const table = largestOf(tables)
  if (!table) {
    return tables.length === 0
      ? kept('The object is an HTML page without a table.')
      : kept('The object is an HTML page whose tables lay out the page: none has rows of data.')
  }
  const { evidence, skip, title } = layoutOf(table)
  const render: HtmlRender = { reader: 'html', as: 'csv', header: true }
  const others = tables.filter((one) => one !== table && isData(one))
  const doubt = others.length > 0 ? [`${largest}; the others are not: ${namesOf(others)}`] : []
  return {
    format: 'html',
    render: whole ? { ...render, table: table.at } : render,
    columns: [],
    evidence: [
      `the rows are those of the page's ${ordinal(table)}: ${table.rows - skip} seen`,
      evidence,
      ...(title ? [`above the table: ${title.slice(0, 200)}`] : []),
      ...(table.foot > 0 ? [`kept beside, in the table's foot: ${footOf(table)}`] : []),
    ],
    ...(doubt.length > 0 && { doubt }),
  }
}

const largest = 'the largest table of the page is the table'

const ordinal = ({ at, caption }: SeenTable): string =>
  `table ${at + 1}${caption ? ` ("${caption.slice(0, 100)}")` : ''}`

const shownMax = 10

const namesOf = (tables: SeenTable[]): string =>
  tables
    .slice(0, shownMax)
    .map((table) => `${ordinal(table)} of ${table.rows} rows`)
    .join(', ') + (tables.length > shownMax ? `, ${tables.length - shownMax} more` : '')

const footOf = ({ first, foot }: SeenTable): string => {
  const texts = first
    .filter(({ part: place }) => place === 'foot')
    .map(({ cells }) => cells.filter((cell) => cell !== null).join(' '))
  return `${foot} rows (${texts.join(' / ').slice(0, 100)})`
}

const kept = (detail: string): Finding => ({
  format: 'other',
  columns: [],
  evidence: [],
  reason: asset('html', detail),
})
