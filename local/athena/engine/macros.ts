import { readFileSync } from 'node:fs'

const statements = readFileSync(new URL('../sql/macros.sql', import.meta.url), 'utf8')
  .replace(/^--.*$/gm, '')
  .split(/;\s*$/m)
  .filter((statement) => statement.trim() !== '')

/** Names of macros in a text, itself among them when it makes one. */
const named = (sql: string): string[] => sql.match(/\bt_\w+/g) ?? []

/** Each macro with those that it calls; they stand before it in the file. */
const macros = statements.map((sql) => {
  const [name = '', ...calls] = named(sql)
  return { name, sql, calls }
})

/** The CREATE MACROs that a statement needs, in order: making all 130 takes longer than most queries. */
export function macrosFor(sql: string): string[] {
  const needed = new Set(named(sql))
  const found: string[] = []
  for (const macro of macros.toReversed()) {
    if (!needed.has(macro.name)) continue
    for (const name of macro.calls) needed.add(name)
    found.unshift(macro.sql)
  }
  return found
}
