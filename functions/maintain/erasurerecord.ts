/** The record of an erasure is changed: by whoever has its turn, or by any that is late and only tells. */
import { environment } from '../../aws/environment.ts'
import { lostNow } from '../../aws/lostfiles.ts'
import { changeRecord } from '../../aws/records.ts'
import { NoSuchObject } from '../../aws/s3.ts'
import { UnsupportedTable } from '../../lake/iceberg/metadata.ts'
import {
  erasureKey,
  isOfTurn,
  withLeft,
  withRemaining,
  withTaken,
} from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'

/** While it is not done. */
export async function change(
  id: string,
  next: (present: Erasure) => Erasure,
): Promise<Erasure | undefined> {
  const changed = await changeRecord<Erasure>(
    environment.workBucket(),
    erasureKey(id),
    (present) => (present && present.state !== 'done' ? next(present) : undefined),
  )
  return changed?.value
}

/** Nothing where another turn has gone on without this one. */
export const changeInTurn = (
  begun: Erasure,
  next: (present: Erasure) => Erasure,
): Promise<Erasure | undefined> =>
  change(begun.id, (present) => (isOfTurn(present, begun) ? next(present) : present))

export const left = (id: string, key: string, why: string) =>
  change(id, (present) => withLeft(present, key, why))

/** It is to go, and cannot yet: the erasure does not end. */
export const remains = (begun: Erasure, key: string, why: string) =>
  changeInTurn(begun, (present) => withRemaining(present, key, why))

/** A table whose metadata is gone or another's is told by name. Throws what is otherwise: another commit may have taken it away. */
export async function unread(begun: Erasure, table: string, error: unknown): Promise<void> {
  const isLost = error instanceof NoSuchObject && (await lostNow(table)).length > 0
  if (!isLost && !(error instanceof UnsupportedTable)) throw error
  await remains(begun, `lake.${table}`, `nobody here can read it: ${error.message}`)
}

/**
 * Before it is taken away: what a death leaves half done is then known to have been found. The first pass is followed by
 * another whatever it finds.
 */
export async function take(begun: Erasure): Promise<void> {
  if (begun.state !== 'working') await changeInTurn(begun, withTaken)
}
