/** Single rows that are not as the others. */
import { cellOf, type Draft, type Fair, type Row, recordOf } from '../draft.ts'
import type { Way } from '../way.ts'

const texts = ['note', 'person', 'city', 'class']

/** One row and a column of text in it; a few rows from either end, where there are as many. */
function place({ columns, random, rows }: Draft): { row: Row; at: number } | undefined {
  const at = columns.findIndex(({ kind }) => texts.includes(kind.name))
  const row = rows[rows.length > 6 ? 2 + random.below(rows.length - 4) : random.below(rows.length)]
  return at < 0 || !row ? undefined : { row, at }
}

/** One cell as it is given, however it breaks the row; `fair` is what it may be read as. */
const broken = (
  name: string,
  rawOf: (quote: string) => { raw: string; fair: Fair },
  mayBeAside?: true,
): Way => ({
  name,
  parts: ['rows', 'quote'],
  demands: { kinds: ['id', 'note'], rows: 14 },
  pollute(draft) {
    const found = place(draft)
    if (!found) return false
    const { dialect } = draft
    const { row, at } = found
    const { raw, fair } = rawOf(dialect.quote)
    if (raw.includes(dialect.delimiter)) return false
    row.line = row.cells
      .map((cell, i) => (i === at ? raw : cellOf(cell, dialect)))
      .join(dialect.delimiter)
    row.cells[at] = fair[0]!
    row.fair = row.cells.map((_, i) => (i === at ? fair : undefined))
    if (mayBeAside) row.mayBeAside = true
    return true
  },
})

export const rowWays: Way[] = [
  {
    name: 'rows too short',
    parts: ['rows'],
    pollute({ columns, random, rows }) {
      if (columns.length < 3) return false
      for (const row of rows.slice(1)) {
        if (random.chance(0.2)) row.cells = row.cells.slice(0, 1 + random.below(columns.length - 1))
      }
      const last = rows.at(-1)!
      last.cells = last.cells.slice(0, columns.length - 1)
      return true
    },
  },
  {
    name: 'a row too long',
    parts: ['rows'],
    demands: { rows: 14 },
    pollute({ random, rows }) {
      const row = rows[2 + random.below(Math.max(1, rows.length - 2))]
      if (!row) return false
      row.cells.push('extra')
      row.isLong = true
      row.mayBeAside = true
      return true
    },
  },
  broken('a quote in a cell', (quote) => ({ raw: `5${quote} pipe`, fair: [`5${quote} pipe`] })),
  broken(
    'quotes in a quoted cell',
    (quote) => ({
      raw: `${quote}Gate ${quote}B${quote} North${quote}`,
      fair: [`Gate ${quote}B${quote} North`, `${quote}Gate ${quote}B${quote} North${quote}`],
    }),
    true,
  ),
  broken(
    'a quote that does not end',
    (quote) => ({ raw: `${quote}Gate North`, fair: [`${quote}Gate North`, 'Gate North'] }),
    true,
  ),
  broken(
    'text after a quote',
    (quote) => ({
      raw: `${quote}Gate${quote} North`,
      fair: ['Gate North', `${quote}Gate${quote} North`],
    }),
    true,
  ),
  broken(
    'a quote that only ends',
    (quote) => ({ raw: `Gate North${quote}`, fair: [`Gate North${quote}`, 'Gate North'] }),
    true,
  ),
  {
    name: 'cut at the end',
    parts: ['rows', 'bottom', 'line'],
    pollute({ columns, dialect, rows }) {
      const row = rows.at(-1)
      const at = columns.findIndex(({ kind }, i) => i > 0 && texts.includes(kind.name))
      const cell = row?.cells[at]
      if (!row || !cell || rows.length < 3) return false
      dialect.lastEnd = false
      const written = cellOf(cell, dialect)
      const isQuoted = written !== cell
      const cut = cell.slice(0, 2).trim()
      const before = row.cells.slice(0, at)
      const lines = before.map((each) => cellOf(each, dialect))
      row.line = [...lines, isQuoted ? dialect.quote + cut : cut].join(dialect.delimiter)
      row.cells = [...before, cut]
      row.fair = [...before.map(() => undefined), [cut, dialect.quote + cut]]
      if (isQuoted) row.mayBeAside = true
      return true
    },
  },
  {
    name: 'header again',
    parts: ['rows', 'header'],
    demands: { kinds: ['id', 'city', 'money', 'date'], rows: 16 },
    pollute({ dialect, header, rows }) {
      const again = recordOf(header[0]!, dialect)
      for (const [i, row] of rows.entries()) if (i % 6 === 5) row.before = [again]
      return rows.length > 5
    },
  },
  {
    name: 'whole rows in quotes',
    parts: ['rows', 'header', 'quote', 'delimiter'],
    pollute(draft) {
      const dialect = { ...draft.dialect, delimiter: ',', quoting: 'needed' as const }
      draft.dialect.delimiter = ','
      const inQuotes = (cells: (string | null)[]): string =>
        `"${recordOf(cells, dialect).replaceAll('"', '""')}"`
      draft.top.push(inQuotes(draft.header[0]!))
      draft.header = []
      for (const row of draft.rows) row.line = inQuotes(row.cells)
    },
  },
  {
    name: 'lines of spaces',
    parts: ['rows'],
    pollute({ rows }) {
      for (const [i, row] of rows.entries()) if (i % 5 === 3) row.before = ['   ']
      return rows.length > 3
    },
  },
  {
    name: 'a NUL in a cell',
    parts: ['rows', 'encoding'],
    demands: { kinds: ['id', 'note'], rows: 30 },
    pollute(draft) {
      const row = draft.rows[2]
      if (!row) return false
      row.cells[1] = `${row.cells[1]}\0${draft.random.pick(['x', 'y'])}`
      row.mayBeAside = true
      return true
    },
  },
]
