/** Sequencers: hexadecimal, of one length, each greater than every one before, also over restarts. */
import type { DatabaseSync } from 'node:sqlite'

/** So many a millisecond; their product stays a safe integer until the year 2248. */
const perMs = 1_024
const digits = 18

/** Call inside the transaction of the change that it orders. */
export function openSequence(database: DatabaseSync, now: () => number): () => string {
  database.exec('CREATE TABLE IF NOT EXISTS s3_sequence (last INTEGER NOT NULL) STRICT')
  const row = database.prepare('SELECT last FROM s3_sequence').get()
  if (!row) database.exec('INSERT INTO s3_sequence VALUES (0)')
  const keep = database.prepare('UPDATE s3_sequence SET last = ?')
  // Also above what a restored index holds.
  const newest = database.prepare('SELECT max(sequencer) AS hex FROM s3_versions').get()?.hex
  let last = Math.max(Number(row?.last ?? 0), Number.parseInt(String(newest ?? '0'), 16))
  return () => {
    last = Math.max(last + 1, now() * perMs)
    keep.run(last)
    return last.toString(16).toUpperCase().padStart(digits, '0')
  }
}
