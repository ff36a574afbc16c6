/** The `Expression` by which Glue and Athena list tables: a regular expression for the whole name. */
export function nameFilter(
  expression: string | undefined,
  fault: (message: string) => Error,
): (named: { Name: string }) => boolean {
  if (!expression) return () => true
  try {
    const pattern = new RegExp(`^(?:${expression})$`, 'i')
    return ({ Name }) => pattern.test(Name)
  } catch {
    throw fault(`Invalid expression '${expression}'.`)
  }
}
