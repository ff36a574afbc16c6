/** Where in a statement Athena's complaint points to, and what to try there. */
import { ApiProblem } from '../../api/problem.ts'
import { type Schema, tablesNamed, written } from './completion.ts'
import { functions, words } from './trino.ts'

export interface Complaint {
  /** Without code and place. */
  message: string
  /** Offsets in the statement; absent where it names no place. */
  range?: { from: number; to: number }
  advice?: string
  /** What would stand in the range instead. */
  replacement?: string
}

/** What Athena or the API says of a statement; undefined where something else went wrong. */
export function detailOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const isOfStatement = !(error instanceof ApiProblem) || error.slug.startsWith('query.')
  return isOfStatement && error.name !== 'TypeError' ? error.message : undefined
}

const headed = /^(?:FAILED: )?(?:([A-Z][A-Z0-9_]+): )?(?:line (\d+):(\d+): )?([\s\S]*)$/

export function complaintOf(detail: string, sql: string, schema: Schema): Complaint {
  const [, code = '', line, column, message = detail] = headed.exec(detail) ?? []
  const range = line && column ? rangeAt(sql, Number(line), Number(column)) : undefined
  const advised = adviceOn(code, message, sql, schema)
  const found = range && advised.name ? within(sql, range, advised.name) : range
  const { name: _, ...advice } = advised
  return { message, ...(found && { range: found }), ...advice }
}

/** From a place that Trino names, both from 1, to the end of what stands there. */
export function rangeAt(sql: string, line: number, column: number): { from: number; to: number } {
  const lines = sql.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0)
  const from = Math.min(sql.length, before + column - 1)
  const [token = ''] = /^(?:"[^"]*"?|'[^']*'?|[\w$]+|[^\s\w]+)/.exec(sql.slice(from)) ?? []
  return token ? { from, to: from + token.length } : { from: Math.max(0, from - 1), to: from }
}

/** The name itself, where the place is the whole of `alias.name`. */
function within(sql: string, range: { from: number; to: number }, name: string) {
  const at = sql.toLowerCase().indexOf(name.toLowerCase(), range.from)
  return at >= 0 && at - range.from < 300 ? { from: at, to: at + name.length } : range
}

interface Advice {
  name?: string
  advice?: string
  replacement?: string
}

function adviceOn(code: string, message: string, sql: string, schema: Schema): Advice {
  const [, name = ''] = /'([^']*)'/.exec(message) ?? []
  const last = name.split('.').at(-1) ?? name
  const read = new Set(tablesNamed(sql).values())
  const columns = [...read].flatMap((table) => schema.tables.get(table) ?? [])
  if (/^Column '/.test(message))
    return nearOf(
      last,
      columns.map((c) => c.name),
      'columns',
    )
  if (/^Table '/.test(message)) return nearOf(last, [...schema.tables.keys()], 'tables')
  if (code === 'FUNCTION_NOT_FOUND') return nearOf(last, words(functions), '')
  if (code === 'TYPE_MISMATCH') {
    return { advice: 'Cast one side to the type of the other, as in cast(x as bigint).' }
  }
  if (code === 'EXPRESSION_NOT_AGGREGATE') {
    return { advice: 'Name it after group by, or put it in an aggregate such as max(…).' }
  }
  if (code === 'INVALID_CAST_ARGUMENT') {
    return { advice: 'Where some values do not fit, try_cast(…) gives null for them.' }
  }
  if (/^mismatched input/.test(message)) {
    return { advice: 'Text stands in \'single\' quotes, names in "double" ones.' }
  }
  return {}
}

const shownMax = 8

function nearOf(name: string, known: string[], kind: string): Advice {
  const near = nearest(name, known)
  if (near) return { name, advice: `Did you mean ${near}?`, replacement: written(near) }
  if (known.length === 0 || !kind) return { name }
  const shown = known.slice(0, shownMax).join(', ')
  const rest = known.length > shownMax ? ' …' : ''
  return { name, advice: `The ${kind} are ${shown}${rest}` }
}

/** The one that is nearest by letters changed, if it is near at all. */
export function nearest(name: string, known: string[]): string | undefined {
  const wanted = name.toLowerCase()
  let best: { word: string; distance: number } | undefined
  for (const word of known) {
    const isPart = word.startsWith(wanted) || word.endsWith(wanted)
    const distance = isPart && wanted.length > 2 ? 1 : distanceOf(wanted, word.toLowerCase())
    if (!best || distance < best.distance) best = { word, distance }
  }
  const far = Math.max(1, Math.floor(name.length / 3))
  return best && best.distance <= far ? best.word : undefined
}

/** Letters to change, add, leave out or swap (Damerau and Levenshtein). */
function distanceOf(a: string, b: string): number {
  let older: number[] = []
  let before = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? older[j - 2]! + 1 : 1e9
      row[j] = Math.min(before[j - 1]! + (isSame ? 0 : 1), before[j]! + 1, row[j - 1]! + 1, swap)
    }
    older = before
    before = row
  }
  return before[b.length]!
}
