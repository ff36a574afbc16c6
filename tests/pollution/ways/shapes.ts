/** Tables as pages, printouts and records have them. */
import type { Draft } from '../draft.ts'
import type { Way } from '../way.ts'
import { escaped, form } from './forms.ts'

const numbered = (text: string): string =>
  [...escaped(text)].map((each) => (each > '\x7e' ? `&#${each.codePointAt(0)};` : each)).join('')

/** As browsers bear with it: nothing is closed, the header is a row like the others. */
function bareHtml({ header, rows }: Draft): string {
  const lines = [...header, ...rows.map(({ cells }) => cells)]
  const body = lines.map(
    (cells) => `<TR>${cells.map((cell) => `<TD nowrap>${numbered(cell ?? '')}`).join('')}\n`,
  )
  return `<TABLE BORDER=1>\n${body.join('')}`
}

/** Among what else a page has: a menu that is a table, a smaller table, a sum in the foot. */
function pageHtml({ columns, rows }: Draft): string {
  const row = (cells: (string | null)[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}><span>${escaped(cell ?? '')}</span></${tag}>`).join('')}</tr>`
  const head = row(
    columns.map(({ names }) => names[0]!),
    'th',
  )
  const body = rows.map(({ cells }) => row(cells, 'td')).join('\n')
  const foot = row([`${rows.length} rows`, ...columns.slice(1).map(() => null)], 'td')
  const menu = '<table><tr><td><img src=x></td><td>Home</td></tr></table>'
  const table = `<table><caption>Orders</caption><thead>${head}</thead><tbody>${body}</tbody><tfoot>${foot}</tfoot></table>`
  return `<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><style>td{}</style></head><body>${menu}<div>${table}</div><script>if (1 < 2) x()</script></body></html>`
}

export const shapeWays: Way[] = [
  form('HTML, bare', 'table.xls', bareHtml),
  form('HTML, a page', 'table.html', pageHtml),
]
