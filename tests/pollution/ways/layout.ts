/** What stands above, below and in the head of a table. */
import { type Draft, recordOf } from '../draft.ts'
import type { Way } from '../way.ts'

const titles = [
  'Report of all orders',
  'Sales 2024',
  'Exported by Inventory 4.2 on 2024-05-01 10:15',
  'Company: Example Ltd.',
  'Confidential',
]

const padded = (cells: string[], { columns, dialect }: Draft): string => {
  const blank = Array.from({ length: Math.max(0, columns.length - cells.length) }, () => null)
  return recordOf([...cells, ...blank], { ...dialect, quoting: 'needed' })
}

const total = ({ columns, rows, random }: Draft): (string | null)[] =>
  columns.map(({ kind }, i) => {
    if (i === 0) return random.pick(['Total', 'Grand total', 'Sum', 'TOTAL'])
    if (kind.name !== 'count' && kind.name !== 'money') return null
    const sum = rows.reduce((all, { cells }) => all + Number(cells[i] ?? 0), 0)
    return kind.name === 'count' ? String(sum) : sum.toFixed(2)
  })

const foots = [
  'Source: Office for Statistics',
  '* provisional figures',
  'Note: figures of the last month are not final, see the handbook',
  '(c) Example Ltd.',
]

/** Names that stand in one row of the header and what belongs to them in another. */
function joined(draft: Draft, isMerged: boolean): boolean {
  const { columns, header, random } = draft
  if (columns.length < 4) return false
  const [first] = header
  const groups = ['Sales', 'Cost', 'Stock'].slice(0, Math.floor((columns.length - 1) / 2))
  const upper = columns.map((_, i) => (i === 0 ? null : (groups[Math.floor((i - 1) / 2)] ?? null)))
  const isFirstAbove = random.chance(0.5)
  const above = upper.map((group, i) => {
    if (i === 0) return isFirstAbove ? first![0]! : null
    return isMerged && i % 2 === 0 && group !== null ? null : group
  })
  const below = first!.map((name, i) => (i === 0 && isFirstAbove ? null : name))
  draft.header = [above, below]
  for (const [i, column] of columns.entries()) {
    const group = upper[i]
    const [name] = column.names
    if (group) column.names = isMerged ? [`${group} ${name}`, name!] : [`${group} ${name}`]
    else if (isMerged && i > 0) column.names = [name!, `${groups.at(-1)} ${name}`] // who knows where the last one ends
  }
  return true
}

const unnamed = (draft: Draft): void => {
  for (const column of draft.columns) column.names = []
}

export const layoutWays: Way[] = [
  {
    name: 'preamble',
    parts: ['top'],
    pollute({ random, top }) {
      const many = 1 + random.below(3)
      for (let i = 0; i < many; i++) top.push(titles[(random.below(2) + i * 2) % titles.length]!)
      if (random.chance(0.5)) top.push('')
    },
  },
  {
    name: 'preamble with delimiters',
    parts: ['top'],
    pollute(draft) {
      const { columns, random, top } = draft
      if (columns.length < 3) return false
      top.push(padded([titles[random.below(2)]!], draft))
      top.push(
        padded(
          random.pick([
            ['Generated', '2024-05-01'],
            ['Region:', 'North'],
            ['From 2024-01-01', 'to 2024-05-01'],
          ]),
          draft,
        ),
      )
      return random.chance(0.5) && top.push(padded([], draft))
    },
  },
  {
    name: 'a blank row above',
    parts: ['top'],
    pollute(draft) {
      return draft.top.push(draft.random.chance(0.5) ? padded([], draft) : '')
    },
  },
  {
    name: 'comments above',
    parts: ['top'],
    pollute({ random, top }) {
      top.push('# exported by tool v1.2, do not edit')
      if (random.chance(0.5)) top.push('# units: mm, kg; see the handbook')
    },
  },
  {
    name: 'comments between',
    parts: ['top'],
    pollute({ rows, top }) {
      top.push('# exported by tool v1.2')
      const row = rows[Math.floor(rows.length / 2)]
      if (!row) return false
      row.before = ['# checked until here', ...(row.before ?? [])]
      return true
    },
  },
  {
    name: 'header commented',
    parts: ['header', 'top'],
    pollute(draft) {
      const { columns, dialect, header, top } = draft
      if (dialect.delimiter.includes('#') || dialect.quoting !== 'needed') return false
      const [name] = columns[0]!.names
      columns[0]!.names = [name!, `#${name}`, `# ${name}`]
      top.push(`#${draft.random.chance(0.5) ? ' ' : ''}${recordOf(header[0]!, dialect)}`)
      draft.header = []
      return true
    },
  },
  { name: 'header of two rows', parts: ['header'], pollute: (draft) => joined(draft, false) },
  {
    name: 'header of two rows, merged',
    parts: ['header'],
    pollute: (draft) => joined(draft, true),
  },
  {
    name: 'header with doubles',
    parts: ['header'],
    pollute({ columns, header }) {
      if (columns.length < 4) return false
      const [name] = columns[1]!.names
      columns[3]!.names = [name!, `${name} (2)`]
      header[0]![3] = name!
      return true
    },
  },
  {
    name: 'header with gaps',
    parts: ['header'],
    pollute({ columns, header, random }) {
      const at = random.below(columns.length)
      columns[at]!.names = []
      header[0]![at] = null
    },
  },
  {
    name: 'no header',
    parts: ['header', 'size'],
    demands: { kinds: ['id', 'class', 'money', 'date'] },
    pollute(draft) {
      draft.header = []
      unnamed(draft)
    },
  },
  {
    name: 'no header, all text',
    parts: ['header', 'size'],
    demands: { kinds: ['class', 'city', 'person'], rows: 14 },
    pollute(draft) {
      draft.header = []
      draft.columns = draft.columns.slice(0, 3)
      for (const row of draft.rows) row.cells = row.cells.slice(0, 3)
      unnamed(draft)
    },
  },
  {
    name: 'header, all text',
    parts: ['header', 'size'],
    demands: { kinds: ['city', 'person', 'class'], rows: 14 },
    pollute(draft) {
      draft.columns = draft.columns.slice(0, 3)
      draft.header = [draft.header[0]!.slice(0, 3)]
      for (const row of draft.rows) row.cells = row.cells.slice(0, 3)
    },
  },
  {
    name: 'header in the body too',
    parts: ['header', 'rows'],
    demands: { kinds: ['person', 'class'], rows: 12 },
    pollute({ columns, rows }) {
      rows.at(-1)!.cells[0] = columns[0]!.names[0]!
    },
  },
  {
    name: 'years as header',
    parts: ['header', 'size'],
    demands: { kinds: ['city', 'money', 'money', 'money'] },
    pollute(draft) {
      const { columns, header } = draft
      for (let i = 1; i <= 3; i++) {
        columns[i]!.names = [String(2019 + i)]
        header[0]![i] = String(2019 + i)
      }
    },
  },
  {
    name: 'total row',
    parts: ['bottom'],
    demands: { kinds: ['city', 'count', 'money'], rows: 9 },
    pollute(draft) {
      draft.bottom.push(recordOf(total(draft), draft.dialect))
    },
  },
  {
    name: 'footnote',
    parts: ['bottom'],
    pollute({ bottom, random }) {
      if (random.chance(0.7)) bottom.push('')
      bottom.push(random.pick(foots))
      if (random.chance(0.3)) bottom.push(random.pick(foots))
    },
  },
  {
    name: 'footnote with delimiters',
    parts: ['bottom'],
    pollute(draft) {
      draft.bottom.push(padded([], draft), padded([draft.random.pick(foots)], draft))
      return draft.columns.length > 2
    },
  },
  {
    name: 'total and footnote',
    parts: ['bottom'],
    demands: { kinds: ['city', 'count', 'money'], rows: 9 },
    pollute(draft) {
      const { bottom, dialect, random } = draft
      bottom.push(recordOf(total(draft), dialect), '', random.pick(foots))
    },
  },
  {
    name: 'two tables',
    parts: ['bottom', 'size'],
    demands: { kinds: ['id', 'city', 'money'], rows: 12 },
    pollute({ bottom, columns, dialect, random }) {
      const second = [
        ['code', 'price'],
        ['X', '1.50'],
        ['Y', '2.25'],
        ['Z', '3.75'],
      ]
      const isWide = random.chance(0.5) && columns.length > 3
      if (isWide) for (const row of second) row.push('EUR')
      bottom.push('', ...second.map((cells) => recordOf(cells, dialect)))
    },
  },
  {
    name: 'blank lines within',
    parts: ['rows'],
    pollute({ random, rows }) {
      for (const row of rows.slice(1)) if (random.chance(0.2)) row.before = ['']
      rows.at(-1)!.before = ['']
    },
  },
  {
    name: 'blank lines at the end',
    parts: ['bottom'],
    pollute({ bottom, dialect, random }) {
      dialect.lastEnd = true
      bottom.push(...Array.from({ length: 1 + random.below(3) }, () => ''))
    },
  },
  {
    name: 'rows of delimiters at the end',
    parts: ['bottom'],
    pollute(draft) {
      draft.bottom.push(padded([], draft), padded([], draft))
      return draft.columns.length > 2
    },
  },
  {
    name: 'trailing delimiters',
    parts: ['rows', 'header', 'size'],
    pollute({ header, rows }) {
      header[0]!.push(null)
      for (const row of rows) row.cells.push(null)
    },
  },
  {
    name: 'trailing delimiters of rows',
    parts: ['rows', 'header', 'size'],
    pollute({ rows }) {
      for (const row of rows) row.cells.push(null)
    },
  },
]
