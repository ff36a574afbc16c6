/** Every byte of a text object, once, as it streams by: limits, facts and the first malformed line. */
import type { Inspection, TextFacts } from './inspection.ts'

/** Takes the DECOMPRESSED bytes in chunks of any size. Throws Quarantined for what is wrong for good. */
export interface Scanner {
  push(chunk: Uint8Array): void
  end(): TextFacts
}

/** A scanner of the CSV or NDJSON object of this inspection; Parquet needs none. */
export function scanner(_inspection: Inspection): Scanner {
  throw new Error('scanner: being written')
}
