/**
 * What a statement reads, at most: the tables that it names where tables stand, and every name that could be a column.
 * No grammar of SQL: whatever is unclear counts as read.
 */
import type { Filter } from '../iceberg/filter.ts'
import { filtersOf } from './predicate.ts'
import { nameOf, type Token, tokensOf } from './token.ts'

export interface TableRead {
  /** Undefined where the statement leaves it to the query's own. */
  database: string | undefined
  name: string
  /** Where its name begins in the statement. */
  at: number
  /** It is also the name of a WITH: it may not be a table at all. */
  isNamedQuery: boolean
  /** With FOR TIMESTAMP or VERSION AS OF. */
  isPast: boolean
  /** How often it is read for this naming, at most: a WITH is written out wherever it is named. Infinite: as it likes. */
  times: number
}

export interface Reading {
  tables: TableRead[]
  /** In lower case: a column that is not in it is not read, unless `takesAll`. */
  names: ReadonlySet<string>
  /** It has a `*` that stands for columns. */
  takesAll: boolean
  /** That every row of the only table must meet; none where there are several, or where it is unclear. */
  filters: Filter[]
}

/** `parameters` are the literals of its `?`, in their order. */
export function readingOf(sql: string, parameters: string[] = []): Reading {
  const all = withParameters(tokensOf(sql), parameters)
  const tokens = isWord(all[0], 'show', 'describe', 'desc', 'explain') ? [] : all
  const named = namedQueries(tokens)
  const found = tablesOf(tokens)
  const times = timesOf(
    found,
    named,
    tokens.some((token) => isWord(token, 'recursive')),
  )
  const tables = found.map((table) => ({
    ...table,
    isNamedQuery: isNamed(table, named),
    times: times(table),
  }))
  const isPlain = tokens.filter((token) => isWord(token, 'select')).length === 1
  const isOne = isPlain && tables.length === 1
  return {
    tables,
    names: new Set(tokens.flatMap((token) => nameOf(token) ?? [])),
    takesAll: tokens.some((_, i) => isStar(tokens, i) || isWholeTable(tokens, i)),
    filters: isOne ? filtersOf(tokens) : [],
  }
}

/** A token is one literal: nothing of its text is read as SQL. */
function withParameters(tokens: Token[], parameters: string[]): Token[] {
  let next = 0
  return tokens.map((token) =>
    token.text === '?' ? { ...token, text: parameters[next++] ?? '?' } : token,
  )
}

const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token !== undefined && words.includes(token.text.toLowerCase())

/** After a word that begins a list, after another item of it, or after a table’s name and a point. */
function isStar(tokens: Token[], i: number): boolean {
  const before = tokens[i - 1]
  return tokens[i]?.text === '*' && isWord(before, 'select', 'distinct', 'all', ',', '.')
}

/** `TABLE name` is `SELECT * FROM name`. */
const isWholeTable = (tokens: Token[], i: number): boolean =>
  isWord(tokens[i], 'table') && nameOf(tokens[i + 1]) !== undefined

interface NamedQuery {
  name: string
  /** Where its parentheses are in the statement. */
  from: number
  to: number
}

/** `name AS (…)`, and `name (columns) AS (…)`, where there is a WITH at all. */
function namedQueries(tokens: Token[]): NamedQuery[] {
  const queries: NamedQuery[] = []
  if (!tokens.some((token) => isWord(token, 'with'))) return queries
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, 'as') || tokens[i + 1]?.text !== '(') continue
    let at = i - 1
    if (tokens[at]?.text === ')') {
      while (at > 0 && tokens[at]?.text !== '(') at--
      at--
    }
    const name = nameOf(tokens[at])
    if (name) queries.push({ name, from: token.at, to: closing(tokens, i + 1) })
  }
  return queries
}

/** Where the parenthesis that opens at `i` closes. */
function closing(tokens: Token[], i: number): number {
  let depth = 0
  for (const { text, at } of tokens.slice(i)) {
    if (text === '(') depth++
    if (text === ')') depth--
    if (depth === 0) return at
  }
  return Number.POSITIVE_INFINITY
}

type Named = Pick<TableRead, 'database' | 'name' | 'at'>

const isNamed = ({ database, name }: Named, queries: NamedQuery[]): boolean =>
  database === undefined && queries.some((query) => query.name === name)

/** A naming within a WITH counts as often as that is named, itself counted so. */
function timesOf(tables: Named[], queries: NamedQuery[], isRecursive: boolean) {
  const around = ({ at }: Named): NamedQuery | undefined =>
    queries.filter(({ from, to }) => from < at && at < to).sort((a, b) => b.from - a.from)[0]
  const timesAt = (table: Named, within: ReadonlySet<NamedQuery>): number => {
    const query = around(table)
    if (!query) return 1
    if (isRecursive || within.has(query)) return Number.POSITIVE_INFINITY
    const namings = tables.filter(
      (one) =>
        isNamed(one, queries) &&
        one.name === query.name &&
        !(query.from < one.at && one.at < query.to),
    )
    const inner = new Set([...within, query])
    return Math.max(
      1,
      namings.reduce((sum, one) => sum + timesAt(one, inner), 0),
    )
  }
  return (table: Named): number => timesAt(table, new Set())
}

type Found = Omit<TableRead, 'isNamedQuery' | 'times'>

interface Level {
  /** A SELECT stands in it: FROM is not a part of a function, as in EXTRACT(day FROM t). */
  selects: boolean
  /** Among the tables of its FROM. */
  inFrom: boolean
}

const ends = [
  ...['values', 'where', 'group', 'having', 'order', 'limit', 'offset', 'fetch', 'window'],
  ...['union', 'intersect', 'except'],
]

function tablesOf(tokens: Token[]): Found[] {
  const found: Found[] = []
  const levels: Level[] = [{ selects: false, inFrom: false }]
  let wanted = false
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    const level = levels.at(-1)!
    if (token.text === '(') levels.push({ selects: false, inFrom: wanted })
    else if (token.text === ')') {
      if (levels.length > 1) levels.pop()
      wanted = false
    } else if (isWord(token, 'select')) {
      Object.assign(level, { selects: true, inFrom: false })
      wanted = false
    } else if (isWord(token, 'from') && level.selects && !isWord(tokens[i - 1], 'distinct')) {
      level.inFrom = true
      wanted = true
    } else if (isWholeTable(tokens, i)) wanted = true
    else if (isWord(token, 'join') || (token.text === ',' && level.inFrom)) wanted = true
    else if (isWord(token, ...ends)) {
      level.inFrom = false
      wanted = false
    } else if (wanted && !isWord(token, 'lateral', 'only')) {
      const { parts, end } = pathAt(tokens, i)
      if (parts.length > 0 && tokens[end]?.text !== '(')
        found.push(tableOf(parts, token, tokens, end))
      i = Math.max(i, end - 1)
      wanted = false
    }
  }
  return found
}

function tableOf(parts: string[], { at }: Token, tokens: Token[], end: number) {
  const isPast = isWord(tokens[end], 'for') && isWord(tokens[end + 1], 'timestamp', 'version')
  return { database: parts.at(-2), name: parts.at(-1) ?? '', at, isPast }
}

/** Names with points between them. */
function pathAt(tokens: Token[], start: number): { parts: string[]; end: number } {
  const parts: string[] = []
  let end = start
  for (;;) {
    const name = nameOf(tokens[end])
    if (name === undefined) return { parts, end }
    parts.push(name)
    end++
    if (tokens[end]?.text !== '.') return { parts, end }
    end++
  }
}
