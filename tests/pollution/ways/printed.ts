/** Tables as databases' clients print them, as programs dump them, and as R and Excel 2003 write them. */
import { type Draft, recordOf } from '../draft.ts'
import { kinds } from '../kinds.ts'
import type { Part, Way } from '../way.ts'
import { escaped, form } from './forms.ts'

const namesOf = ({ columns }: Draft): string[] => columns.map(({ names }) => names[0]!)

const widthOf = (names: string[]): number => Math.max(...names.map(({ length }) => length))

/** psql's `\x`: a value of several lines has a `+` at the end of each but the last. */
function psql(draft: Draft): string {
  const names = namesOf(draft)
  const width = widthOf(names)
  const ruled = (n: number): string => `-[ RECORD ${n} ]`.padEnd(width + 1, '-')
  return draft.rows
    .map(({ cells }, n) => {
      const lines = names.map((name, i) => {
        const value = (cells[i] ?? '').replaceAll('\n', `+\n${' '.repeat(width)} | `)
        return `${name.padEnd(width)} | ${value}\n`
      })
      return `${ruled(n + 1)}+--------\n${lines.join('')}`
    })
    .join('')
}

/** mysql's `\G`. */
function mysql(draft: Draft): string {
  const names = namesOf(draft)
  const width = widthOf(names)
  const stars = '*'.repeat(27)
  const rows = draft.rows.map(({ cells }, n) => {
    const lines = names.map((name, i) => `${name.padStart(width)}: ${cells[i] ?? 'NULL'}\n`)
    return `${stars} ${n + 1}. row ${stars}\n${lines.join('')}`
  })
  return `${rows.join('')}${draft.rows.length} rows in set (0.00 sec)\n`
}

function fields(draft: Draft): string {
  const names = namesOf(draft)
  const rows = draft.rows.map(({ cells }) => {
    const members = names.map((name, i) => {
      const cell = cells[i]
      const attribute = escaped(name).replaceAll('"', '&quot;')
      return cell == null
        ? `\t<field name="${attribute}" xsi:nil="true" />\n`
        : `\t<field name="${attribute}">${escaped(cell)}</field>\n`
    })
    return `  <row>\n${members.join('')}  </row>\n`
  })
  return `<?xml version="1.0"?>\n\n<resultset xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n${rows.join('\n')}</resultset>\n`
}

const sheetTypes: Record<string, [type: string, said: (text: string) => string]> = {
  long: ['Number', (text) => text],
  decimal: ['Number', (text) => text],
  double: ['Number', (text) => text],
  date: ['DateTime', (text) => `${text}T00:00:00.000`],
  timestamp: ['DateTime', (text) => `${text.replace(' ', 'T')}.000`],
  boolean: ['Boolean', (text) => (text === 'true' ? '1' : '0')],
}

function workbook({ columns, rows }: Draft): string {
  const cell = (type: string, text: string, at: number): string =>
    `<Cell ss:Index="${at + 1}"><Data ss:Type="${type}">${escaped(text)}</Data></Cell>`
  const head = columns.map(({ names }, i) => cell('String', names[0]!, i)).join('')
  const body = rows.map(({ cells }) => {
    const own = columns.map(({ kind }, i) => {
      const text = cells[i]
      const [type, said] = sheetTypes[kind.types[0]!] ?? ['String', (one: string) => one]
      return text == null ? '' : cell(type, said(text), i)
    })
    return `<Row>${own.join('')}</Row>\n`
  })
  const namespace = 'urn:schemas-microsoft-com:office:spreadsheet'
  return `<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="${namespace}" xmlns:ss="${namespace}"><Worksheet ss:Name="Sheet1"><Table>\n<Row>${head}</Row>\n${body.join('')}</Table></Worksheet></Workbook>\n`
}

const isBare = (text: string, types: readonly string[]): boolean =>
  types[0] === 'boolean' || (types[0] !== 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text))

const valueIn = (cell: string | null | undefined, types: readonly string[]): string =>
  cell != null && isBare(cell, types) ? cell : JSON.stringify(cell ?? null)

const script = ({ columns, rows }: Draft): string =>
  `callback([${rows
    .map(({ cells }) => {
      const members = columns.map(({ kind, names }, i) => {
        return `${JSON.stringify(names[0])}: ${valueIn(cells[i], kind.types)}`
      })
      return `{${members.join(', ')}}`
    })
    .join(',\n')}]);\n`

const byColumns = ({ columns, rows }: Draft): string =>
  `{${columns
    .map(({ kind, names }, i) => {
      const values = rows.map(({ cells }) => valueIn(cells[i], kind.types))
      return `${JSON.stringify(names[0])}: [${values.join(', ')}]`
    })
    .join(',\n ')}}\n`

const inLatex = (text: string): string => text.replace(/[&%$#_{}]/g, '\\$&')

/** As R's xtable writes it. */
function latex(draft: Draft): string {
  const row = (cells: (string | null)[]): string =>
    `  ${cells.map((cell) => inLatex(cell ?? '')).join(' & ')} \\\\ \n`
  const body = draft.rows.map(({ cells }) => row(cells)).join('')
  const shape = 'l'.repeat(draft.columns.length)
  return `% latex table\n\\begin{table}[ht]\n\\begin{tabular}{${shape}}\n  \\hline\n${row(namesOf(draft))}  \\hline\n${body}   \\hline\n\\end{tabular}\n\\end{table}\n`
}

const everything: Part[] = [
  ...(['form', 'delimiter', 'quote', 'line', 'top', 'header'] as const),
  ...(['rows', 'size', 'bottom', 'cells'] as const),
]

export const printedWays: Way[] = [
  form('a column a line, psql', 'table.txt', psql),
  form('a column a line, mysql', 'table.txt', mysql),
  form('XML, elements that name columns', 'table.xml', fields),
  form('a workbook of Excel 2003', 'table.xls', workbook),
  form('a table of LaTeX', 'table.tex', latex),
  form('JSON in a call', 'table.js', script),
  form('JSON by columns', 'table.json', byColumns),
  {
    name: 'names of rows, as R writes them',
    parts: everything,
    pollute(draft) {
      const { columns, dialect, header, random, rows } = draft
      if (rows.some(({ cells }) => cells.some((cell) => cell === null))) return false
      for (const [i, { cells }] of rows.entries()) cells.unshift(String(i + 1))
      columns.unshift({ kind: kinds.get('id')!, names: [] })
      Object.assign(dialect, { delimiter: random.pick([' ', '\t', ',']), quoting: 'text' })
      const quoted = { ...dialect, quoting: 'all' as const }
      draft.write = () =>
        [
          recordOf(header[0]!, quoted),
          ...rows.map(({ cells: [name, ...cells] }) =>
            [recordOf([name!], quoted), recordOf(cells, dialect)].join(dialect.delimiter),
          ),
        ]
          .map((line) => `${line}\n`)
          .join('')
      return true
    },
  },
  {
    name: 'a first row without its number',
    parts: everything,
    demands: { kinds: ['person', 'count'], rows: 12 },
    pollute({ columns, random, rows }) {
      rows[0]!.cells[1] = random.pick(['absent', 'on request', 'sold out', 'excused'])
      columns[1]!.types = ['string']
    },
  },
]
