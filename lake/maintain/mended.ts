/** When the last mending of a raw table that came to its end began. */

export interface Mended {
  /** Milliseconds since 1970, by the queue that it was asked through. */
  beganMs: number
}

export const mendedKey = (table: string): string => `mended/${table}.json`
