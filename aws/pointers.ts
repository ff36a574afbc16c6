/** Pointers of lake tables in the work bucket, beside Glue's own. */
import type { Base } from '../lake/iceberg/commit.ts'
import { type Pointer, pointed, pointerKey } from '../lake/maintain/pointer.ts'
import { environment } from './environment.ts'
import { changeRecord } from './records.ts'
import { getJson, type Json } from './s3.ts'

/** What this function has seen there; a stale one is found out by its ETag. */
const known = new Map<string, Json<Pointer> | undefined>()

/**
 * After a swap, or where one was found that whoever made it may not have lived to tell of. `anew`: what it said when it
 * was read may name nothing that is there.
 */
export async function keepPointer(
  table: string,
  { location, metadata }: Base,
  { anew = false } = {},
): Promise<void> {
  const before = known.get(table)
  if (before?.value.location === location) return
  const next = { table, uuid: metadata['table-uuid'], location }
  const found = await changeRecord<Pointer>(
    environment.workBucket(),
    pointerKey(table),
    (present) =>
      anew && present?.location === before?.value.location ? next : pointed(present, next),
    known.has(table) ? { found: before } : undefined,
  )
  known.set(table, found)
}

export async function readPointer(table: string): Promise<Pointer | undefined> {
  const found = await getJson<Pointer>(environment.workBucket(), pointerKey(table))
  known.set(table, found)
  return found?.value
}
