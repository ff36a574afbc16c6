/** What happened, for people: how ways ended, and what was done to tables. NDJSON in the work bucket, one object an invocation. */
import { randomUUID } from 'node:crypto'
import { environment } from './environment.ts'
import { putBytes } from './s3.ts'

export interface Activity {
  /** Milliseconds since 1970. */
  atMs: number
  step:
    | 'catalogued'
    | (
        | 'kept'
        | 'quarantined'
        | 'removed'
        | 'committed'
        | 'widened'
        | 'compacted'
        | 'swept'
        | 'erased'
        | 'expired'
        | 'retried'
      )
    | ('scored' | 'not-scored')
    | ('replayed' | 'settled')
    | ('rebuilt' | 'reconciled' | 'adopted' | 'healed' | 'lost')
  table?: string
  key?: string
  /** Whether the raw table reads it; absent while that is not known. */
  raw?: 'published' | 'withheld'
  rows?: number
  bytes?: number
  tookMs?: number
  detail?: string
}

let pending: Activity[] = []

export function note(activity: Omit<Activity, 'atMs'>): void {
  pending.push({ atMs: Date.now(), ...activity })
}

/** Writes what was noted since the last time. */
export async function writeActivity(): Promise<void> {
  const lines = pending
  pending = []
  if (lines.length === 0) return
  const time = new Date().toISOString() // of the writing: readers go on from the last key that they saw
  const key = `activity/day=${time.slice(0, 10)}/${time.replaceAll(':', '-')}-${randomUUID().slice(0, 8)}.ndjson`
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  await putBytes({ bucket: environment.workBucket(), key }, text)
}
