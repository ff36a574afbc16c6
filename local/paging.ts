/** Pages of a list, by a token that stays right while the list changes. */
import * as z from 'zod'

/** The token that continues after a key; opaque to clients. */
export const tokenAfter = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')

/** The key that a token continues after; its ill form is the operation's validation error. */
export const tokenOf = <S extends z.ZodType>(key: S) =>
  z
    .string()
    .transform((token, context): unknown => {
      try {
        return JSON.parse(Buffer.from(token, 'base64url').toString())
      } catch {
        context.addIssue('the token is not one of this operation')
        return z.NEVER
      }
    })
    .pipe(key)
    .optional()

/** At most `size` of the items, which stand in ascending order of `key`, and the token of the next. */
export function page<T>(
  items: readonly T[],
  key: (item: T) => string,
  { size, after }: { size: number; after?: string | undefined },
): { items: T[]; NextToken?: string } {
  const rest = after === undefined ? items : items.filter((item) => key(item) > after)
  const found = rest.slice(0, size)
  const last = found.at(-1)
  if (last === undefined || rest.length <= size) return { items: found }
  return { items: found, NextToken: tokenAfter(key(last)) }
}
