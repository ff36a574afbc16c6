/** What kinds have in common that are sent files. */
import * as z from 'zod'

export const format = z
  .enum(['ndjson', 'csv'])
  .default('ndjson')
  .describe('Of a file: an object of JSON a line, or CSV with a header')
