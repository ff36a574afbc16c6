/** Pages of collections that are in the order of a key: the cursor is the last key. */
import { RequestProblem } from '../../lake/problem.ts'

export const cursorOf = (key: string): string => Buffer.from(key).toString('base64url')

/** Throws RequestProblem where it is none of this collection. */
export function keyOf(
  cursor: string | undefined,
  isKey: (key: string) => boolean,
): string | undefined {
  if (cursor === undefined) return undefined
  const key = Buffer.from(cursor, 'base64url').toString()
  if (isKey(key)) return key
  throw new RequestProblem('cursor.invalid', 'It is not one that this collection gave.')
}

/** `items` in order of their keys; `next` is null at the end. */
export function pageOf<T>(
  items: T[],
  keyOfItem: (item: T) => string,
  after: string | undefined,
  limit: number,
): { page: T[]; next: string | null } {
  const rest = after === undefined ? items : items.filter((item) => keyOfItem(item) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { page, next: rest.length > limit && last ? cursorOf(keyOfItem(last)) : null }
}

/** All of them, so many at a time. */
export async function eachOf<T, R>(
  items: T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < items.length; at += atOnce) {
    done.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))))
  }
  return done
}
