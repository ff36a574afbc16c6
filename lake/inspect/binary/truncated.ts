/** A database whose bytes end before its header says. */
import { Quarantined } from '../../problem.ts'

export const truncated = (what: 'DuckDB' | 'SQLite', bytes: number): Quarantined =>
  new Quarantined({
    code: `${what.toLowerCase()}.truncated`,
    detail: `The ${what} database breaks off after ${bytes} bytes.`,
    remedy: 'Send the whole file again.',
  })
