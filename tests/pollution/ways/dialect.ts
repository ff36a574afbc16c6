/** How records are divided, quoted and ended. */
import type { Draft } from '../draft.ts'
import { kinds } from '../kinds.ts'
import type { Way } from '../way.ts'

const delimited = (name: string, ...delimiters: string[]): Way => ({
  name: `delimiter ${name}`,
  parts: ['delimiter'],
  pollute(draft) {
    draft.dialect.delimiter = draft.random.pick(delimiters)
  },
})

/** An empty cell between two spaces would be none; in a column that has a type the word says that there is no value. */
const filled = (draft: Draft): void => {
  for (const row of draft.rows) {
    row.fair = row.cells.map(
      (cell, i) => row.fair?.[i] ?? (cell === null ? [null, 'none'] : undefined),
    )
    row.cells = row.cells.map((cell) => cell ?? 'none')
  }
}

const ended = (name: string, lineEnd: (draft: Draft) => (line: number) => string): Way => ({
  name: `line ends ${name}`,
  parts: ['line'],
  pollute(draft) {
    draft.dialect.lineEnd = lineEnd(draft)
  },
})

const noteIn = (draft: Draft): number =>
  draft.columns.findIndex(({ kind }) => ['note', 'person', 'city', 'class'].includes(kind.name))

export const dialectWays: Way[] = [
  delimited('semicolon', ';'),
  delimited('tab', '\t'),
  delimited('pipe', '|'),
  delimited('colon', ':'),
  delimited('hash', '#'),
  delimited('other', '~', '^', '!', '§', '¦', '\x01', '\x1f', '*', '/'),
  delimited('comma space', ', '),
  delimited('spaced', ' | ', ' ; ', '; '),
  delimited('doubled', '||', '::', ';;', ',,', '\t\t', '|~|', '<>', '%%'),
  {
    name: 'delimiter space',
    parts: ['delimiter', 'cells', 'header', 'rows'],
    pollute(draft) {
      draft.dialect.delimiter = ' '
      filled(draft)
    },
  },
  {
    name: 'quote single',
    parts: ['quote'],
    demands: { kinds: ['note'] },
    pollute({ dialect, random }) {
      dialect.quote = "'"
      dialect.escape = "'"
      dialect.quoting = random.pick(['all', 'text', 'needed'])
    },
  },
  {
    name: 'quote all',
    parts: ['quote'],
    pollute({ dialect }) {
      dialect.quoting = 'all'
    },
  },
  {
    name: 'quote none',
    parts: ['quote', 'delimiter'],
    pollute(draft) {
      const { columns, dialect, header, rows } = draft
      const plain = (cell: string | null): string | null =>
        cell?.replaceAll(dialect.delimiter, ' ').replaceAll('"', ' ') ?? null
      draft.header = header.map((cells) => cells.map(plain))
      for (const [i, column] of columns.entries()) column.names = [draft.header[0]![i]!]
      for (const row of rows) row.cells = row.cells.map(plain)
      dialect.quote = ''
    },
  },
  {
    name: 'escape backslash',
    parts: ['quote'],
    demands: { kinds: ['note'] },
    pollute(draft) {
      draft.dialect.escape = '\\'
      for (const { cells } of draft.rows) {
        if (draft.random.chance(0.5)) cells[0] = `say "${cells[0]}", ok`
      }
    },
  },
  {
    name: 'quotes doubled',
    parts: ['quote'],
    demands: { kinds: ['note'] },
    pollute(draft) {
      for (const { cells } of draft.rows) {
        if (draft.random.chance(0.5)) cells[0] = `say "${cells[0]}", ok`
      }
    },
  },
  {
    name: 'backslashes as text',
    parts: ['quote'],
    demands: { kinds: ['id', 'note'] },
    pollute(draft) {
      for (const { cells } of draft.rows) cells[1] = `C:\\temp\\${draft.random.pick(['new', 'x'])}`
    },
  },
  {
    name: 'newlines in cells',
    parts: ['quote'],
    pollute(draft) {
      const at = noteIn(draft)
      if (at < 0) return false
      const end = draft.dialect.lineEnd(0)
      for (const [i, { cells }] of draft.rows.entries()) {
        if (i === 0 || draft.random.chance(0.3)) cells[at] = `${cells[at] ?? ''}${end}second line`
      }
    },
  },
  {
    name: 'spaces at quotes',
    parts: ['quote', 'rows', 'delimiter'],
    demands: { kinds: ['id', 'note'] },
    pollute(draft) {
      draft.dialect.delimiter = ','
      for (const row of draft.rows) {
        const texts = row.cells.map((cell, i) =>
          i === 1 && cell !== null ? `"${cell}"` : (cell ?? ''),
        )
        row.cells = row.cells.map((cell, i) =>
          i === 1 ? cell : (cell?.replaceAll(/[",]/g, ' ') ?? null),
        )
        row.line = texts
          .map((text, i) => (i === 1 ? text : text.replaceAll(/[",]/g, ' ')))
          .join(', ')
        row.fair = row.cells.map((cell) => [cell, ` ${cell ?? ''}`])
      }
    },
  },
  ended('CRLF', () => () => '\r\n'),
  ended('CR', () => () => '\r'),
  ended('mixed LF and CRLF', ({ random }) => {
    const every = 2 + random.below(3)
    return (line) => (line % every === 0 ? '\r\n' : '\n')
  }),
  ended('mixed with CR', ({ random }) => {
    const every = 2 + random.below(4)
    return (line) => (line % every === 1 ? '\r' : '\n')
  }),
  {
    name: 'no last line end',
    parts: ['line'],
    pollute({ dialect }) {
      dialect.lastEnd = false
    },
  },
  {
    name: 'sep= line',
    parts: ['top'],
    pollute({ dialect, top }) {
      if (dialect.delimiter.length > 1) return false
      return top.push(`sep=${dialect.delimiter}`)
    },
  },
  {
    name: 'one column',
    parts: ['size', 'delimiter', 'quote', 'header', 'rows', 'cells', 'bottom', 'top'],
    pollute(draft) {
      const at = draft.columns.findIndex(({ kind }) => kind.name !== 'note')
      if (at < 0) return false
      const kept = draft.columns[at]!
      draft.columns = [kept]
      draft.header = draft.header.map((cells) => [cells[at]!])
      for (const row of draft.rows) {
        row.cells = [row.cells[at] ?? kept.kind.value(draft.random, draft.language, 7)]
      }
      return true
    },
  },
  {
    name: 'one row',
    parts: ['size', 'rows', 'cells'],
    pollute(draft) {
      draft.rows = draft.rows.slice(0, 1)
      return draft.columns.some(({ kind }) => kind.types[0] !== 'string')
    },
  },
  {
    name: 'header only',
    parts: ['size', 'rows', 'cells', 'bottom'],
    pollute(draft) {
      draft.rows = []
    },
  },
  {
    name: 'many columns',
    parts: ['size', 'header', 'rows', 'cells'],
    pollute(draft) {
      const money = kinds.get('ratio')!
      for (let n = 1; n <= 300; n++) {
        draft.columns.push({ kind: money, names: [`v${n}`] })
        draft.header[0]!.push(`v${n}`)
        for (const { cells } of draft.rows) cells.push(money.value(draft.random, draft.language, n))
      }
    },
  },
  {
    name: 'a long cell',
    parts: ['size'],
    demands: { kinds: ['id', 'note'] },
    pollute(draft) {
      const row = draft.random.pick(draft.rows)
      row.cells[1] = `${row.cells[1]} `.repeat(2_500).trim()
    },
  },
]
