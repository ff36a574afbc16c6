/** What may come next in a statement: columns of the tables that it names, tables, functions, keywords. */
import { functions, keywords, words } from './trino.ts'

interface Named {
  name: string
  /** As its files spell it. */
  original?: string | undefined
  type: string
}

export interface Schema {
  /** Columns by table; empty where they are not known yet. */
  tables: Map<string, Named[]>
}

export interface Suggestion {
  label: string
  /** What is written, where it is not the label. */
  apply?: string
  detail?: string
  type: 'column' | 'table' | 'function' | 'keyword'
}

export interface Suggestions {
  /** Where the word that they replace begins. */
  from: number
  options: Suggestion[]
}

const named = /\b(?:from|join)\s+(?:(?:lake|raw)\.)?"?(\w+)"?(?:\s+(?:as\s+)?(\w+))?/gi
const notAnAlias = new Set(words(keywords))

/** The tables that a statement reads, by each name that it calls them. */
export function tablesNamed(sql: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, table = '', alias] of sql.matchAll(named)) {
    found.set(table, table)
    if (alias && !notAnAlias.has(alias.toLowerCase())) found.set(alias, table)
  }
  return found
}

/** A name as it must be written: quoted where it is no plain one. */
export const written = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !notAnAlias.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`

export function suggest(sql: string, at: number, { tables }: Schema): Suggestions | undefined {
  const before = sql.slice(0, at)
  if (isInText(before)) return undefined
  const [word = ''] = /"?[\w\p{L}\p{M}\p{N}\p{So}]*$/u.exec(before) ?? []
  const from = at - word.length
  const head = before.slice(0, from)
  const [, owner] = /(\w+)\.$/.exec(head) ?? []
  const read = tablesNamed(sql)
  if (owner !== undefined) {
    if (owner === 'lake' || owner === 'raw') return { from, options: tableOptions(tables) }
    const columns = tables.get(read.get(owner) ?? owner) ?? []
    return { from, options: columnOptions(columns, '') }
  }
  if (/\b(?:from|join)\s+$/i.test(head)) return { from, options: tableOptions(tables) }
  if (word === '') return undefined
  const owners = [...new Set(read.values())]
  const columns = owners.flatMap((table) => columnOptions(tables.get(table) ?? [], table))
  return { from, options: [...columns, ...tableOptions(tables), ...vocabulary] }
}

/** Within quotes or a comment nothing is offered. */
function isInText(before: string): boolean {
  const rest = before.replace(/--[^\n]*\n|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, '')
  return /--[^\n]*$|'|\/\*/.test(rest)
}

/** Found by either name, written as SQL calls it. */
const columnOptions = (columns: Named[], table: string): Suggestion[] =>
  columns.map(({ name, original = name, type }) => {
    const label = original.toLowerCase() === name.toLowerCase() ? name : `${original} · ${name}`
    return {
      label,
      ...(written(name) !== label && { apply: written(name) }),
      detail: table ? `${type} · ${table}` : type,
      type: 'column',
    }
  })

const tableOptions = (tables: Schema['tables']): Suggestion[] =>
  [...tables].map(([label, columns]) => ({
    label,
    ...(columns.length > 0 && { detail: `${columns.length} columns` }),
    type: 'table',
  }))

const vocabulary: Suggestion[] = [
  ...words(functions).map((label): Suggestion => ({ label, apply: `${label}(`, type: 'function' })),
  ...words(keywords).map((label): Suggestion => ({ label, type: 'keyword' })),
].map((option) =>
  option.label.startsWith('current_') ? { ...option, apply: option.label } : option,
)
