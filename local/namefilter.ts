/**
 * The `Expression` by which Glue and Athena list tables: a regular expression for the whole name, or a pattern of Hive's
 * with `*` for anything, which clients send too and AWS takes.
 */
export function nameFilter(
  expression: string | undefined,
  fault: (message: string) => Error,
): (named: { Name: string }) => boolean {
  if (!expression) return () => true
  const patterns = [expression, globOf(expression)].flatMap((source) => compiled(source))
  if (patterns.length === 0) throw fault(`Invalid expression '${expression}'.`)
  return ({ Name }) => patterns.some((pattern) => pattern.test(Name))
}

/** A pattern with `*` as a regular expression; nothing where it has no `*`. */
const globOf = (text: string): string | undefined =>
  text.includes('*') ? text.replace(/[.+?^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*') : undefined

function compiled(source: string | undefined): RegExp[] {
  if (source === undefined) return []
  try {
    return [new RegExp(`^(?:${source})$`, 'i')]
  } catch {
    return []
  }
}
