/** Whose a query is: Athena keeps no such thing, so the work bucket does, by the query's id and by its owner's newest. */
import { ownedKey, ownedMark, ownedMarks, queryOfMark } from '../lake/queryowner.ts'
import { environment } from './environment.ts'
import { listObjects } from './listing.ts'
import { headObject, putBytes } from './s3.ts'

const bucket = environment.workBucket

/** More than once does no harm. */
export async function ownQuery(id: string, subject: string): Promise<void> {
  if (await isOwner(id, subject)) return
  const keys = [ownedMark(subject, id, Date.now()), ownedKey(subject, id)]
  await Promise.all(keys.map((key) => putBytes({ bucket: bucket(), key }, '')))
}

export const isOwner = async (id: string, subject: string): Promise<boolean> =>
  (await headObject({ bucket: bucket(), key: ownedKey(subject, id) })) !== undefined

/** Ids, the newest first; `after` is the mark of the last one seen. */
export async function ownQueries(
  subject: string,
  max: number,
  after: string | undefined,
): Promise<{ ids: string[]; next: string | undefined }> {
  const marks = await listObjects(bucket(), ownedMarks(subject), { after, max: max + 1 })
  const page = marks.slice(0, max)
  return {
    ids: [...new Set(page.map(({ key }) => queryOfMark(key)))],
    next: marks.length > max ? page.at(-1)?.key : undefined,
  }
}
