/** Which table of a database is read: the one that is pinned, or the one with most rows. */
import type { Source } from '../../lake/normalise.ts'
import { unknownName } from '../../lake/render/unknown.ts'

export interface DatabaseTable {
  name: string
  rows: number
}

const shownMax = 10

/** Those with most rows first; undefined where there is none. Throws Quarantined where none has the pinned name. */
export function theTable<T extends DatabaseTable>(
  tables: T[],
  { pins, evidence, doubt = [] }: Source['inspection'],
) {
  const pinned = pins?.table
  const table = pinned === undefined ? tables[0] : tables.find(({ name }) => name === pinned)
  if (!table) {
    if (pinned === undefined || tables.length === 0) return { table, evidence, doubt }
    throw unknownName('table', pinned, namesOf(tables))
  }
  const others = tables.filter((one) => one !== table)
  const named = others.slice(0, shownMax).map(({ name, rows }) => `"${name}" (${rows} rows)`)
  const more = others.length > shownMax ? ` and ${others.length - shownMax} more` : ''
  const words = `the table with most rows is read; the others are not: ${named.join(', ')}${more}`
  const isSure = pinned !== undefined || others.length === 0
  return {
    table,
    evidence: [...evidence, `the rows are those of the table "${table.name}"`],
    doubt: isSure ? doubt : [...doubt, words],
  }
}

const namesOf = (tables: DatabaseTable[]): string[] => tables.map(({ name }) => name)
