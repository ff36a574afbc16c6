/** Places that somebody keeps in the API, and moves by compare-and-swap: whoever dies with its disk goes on from them. */
import type { Answer, Call } from '../../aws/gateway/call.ts'
import { json } from '../../aws/gateway/call.ts'
import { getJson } from '../../aws/s3.ts'
import type { RequestProblem } from '../../lake/problem.ts'
import { demandOne, written } from './precondition.ts'

export interface CursorRecord<V = unknown> {
  value: V
  updatedAt: string
}

interface At {
  bucket: string
  key: string
}

/** Throws `none` where nobody has written it yet. */
export async function readCursor({ bucket, key }: At, none: RequestProblem): Promise<Answer> {
  const found = await getJson<CursorRecord>(bucket, key)
  if (!found) throw none
  return json(found.value, { ETag: found.etag })
}

export async function writeCursor(
  at: At,
  headers: Call['headers'],
  value: unknown,
): Promise<Answer> {
  const known = demandOne(headers)
  const record: CursorRecord = { value, updatedAt: new Date().toISOString() }
  const { etag } = await written(at, record, known)
  return { status: known === undefined ? 201 : 200, headers: { ETag: etag }, body: record }
}
