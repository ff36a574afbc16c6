/** Records that are changed only as they were read: If-Match, or If-None-Match: * for the first time. */
import { Conflict } from '../../aws/conflict.ts'
import type { Call } from '../../aws/gateway/call.ts'
import { getJson, putBytes } from '../../aws/s3.ts'
import { RequestProblem } from '../../lake/problem.ts'

interface Place {
  bucket: string
  key: string
}

/** The ETag that must be; undefined: none may be there. Throws RequestProblem where neither is said, or both are. */
export function demandOne({
  'if-match': known,
  'if-none-match': none,
}: Call['headers']): string | undefined {
  if ((known === undefined) === (none === undefined)) {
    throw new RequestProblem('precondition.missing', 'Send one of If-Match and If-None-Match: *.')
  }
  return known
}

/** Throws RequestProblem where it is another by now. */
export async function written(
  place: Place,
  record: object,
  known: string | undefined,
): Promise<{ etag: string }> {
  try {
    const condition = known === undefined ? 'absent' : { etag: known }
    if (known !== undefined && !/^"[0-9a-f-]{1,100}"$/.test(known))
      throw new Conflict('no ETag of ours')
    if (known !== undefined && !(await getJson(place.bucket, place.key)))
      throw new Conflict('absent')
    const contentType = 'application/json'
    return await putBytes(place, JSON.stringify(record), { contentType, condition })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    throw new RequestProblem(
      'precondition.failed',
      'Read it again: it has changed, or is not there.',
    )
  }
}
