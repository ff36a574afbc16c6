/** A table with more columns than any is let have. */
import { columnsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'

export const tooManyColumns = (format: string, columns: number): Quarantined =>
  new Quarantined({
    code: `${format}.too-many-columns`,
    detail: `The file has ${columns} columns, more than ${columnsMax}.`,
    remedy: 'Send fewer columns, or one row a measurement.',
  })
