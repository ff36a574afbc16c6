/** Names that stand nowhere but in lambdas. */
const lambda = /\blambda ((?:\w+, )*\w+):/g
/** Texts and quoted names, which hold no name of a lambda. */
const quoted = /('(?:[^']|'')*'|"(?:[^"]|"")*")/

/**
 * One spelling for expressions that differ in the names of their lambdas only: DuckDB takes two of other names for two,
 * and would not know a key of GROUP BY again.
 */
export function openSpelling(): (sql: string) => string {
  const known = new Map<string, string>()
  return (sql) => {
    if (!sql.includes('lambda ')) return sql
    const key = canonical(sql)
    const before = known.get(key)
    if (before === undefined) known.set(key, sql)
    return before ?? sql
  }
}

function canonical(sql: string): string {
  const parts = sql.split(quoted)
  const names = new Map<string, string>()
  for (const [place, part] of parts.entries()) {
    if (place % 2 === 1) continue
    for (const [, list = ''] of part.matchAll(lambda)) {
      for (const name of list.split(', ')) {
        if (!names.has(name)) names.set(name, `λ${names.size}`)
      }
    }
  }
  return parts
    .map((part, place) =>
      place % 2 === 1 ? part : part.replace(/\b\w+\b/g, (word) => names.get(word) ?? word),
    )
    .join('')
}
