/** What is being sketched: a relation of a DuckDB. */

/** Runs a statement and gives its rows, numbers of 64 bits as text. */
export type Run = (sql: string) => Promise<Record<string, unknown>[]>

/** A file that DuckDB reads, and how much of each of its columns is kept. */
export interface Measured {
  run: Run
  from: string
  rows: number
  size: number
}
