/** A name as a DuckDB identifier. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as a DuckDB string literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
