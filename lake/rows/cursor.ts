/** Where a page of rows ended: opaque to clients, bound to a snapshot and to what was asked. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { RequestProblem } from '../problem.ts'

const place = z.strictObject({
  /** The snapshot's id. */
  s: z.string().regex(/^\d{1,20}$/),
  /** Of what was asked. */
  q: z.string(),
  /** The file, by its number in the plan. */
  f: z.int().min(0),
  /** The row in it; of sorted rows the rank. */
  r: z.int().min(0),
  /** How many rows were given before; cursors of a version before do not say. */
  n: z.int().min(0).optional(),
})
type Place = z.infer<typeof place>

export const formatCursor = (at: Place): string =>
  Buffer.from(JSON.stringify(at)).toString('base64url')

/** Throws RequestProblem for what is no cursor of ours. */
export function parseCursor(text: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw new RequestProblem('cursor.invalid', 'It is not one that this dataset gave.')
  }
}

/** 16 hexadecimal digits that stand for a request, whatever the order of its parts was. */
export const fingerprint = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
