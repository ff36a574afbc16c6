/** What an erasure of the value takes of what senders put, and what of it must be in no byte any more. */
import { objectId, reasonKey } from '../../lake/key.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { type Content, isSecret, secret, withoutSecret } from './content.ts'
import type { S3Model, Version } from './models/s3.ts'
import { parsed } from './tables.ts'

interface Seen {
  versionId: string
  modifiedMs: number
  content?: Content | undefined
  /** Something was put over it, whatever became of that. */
  isBeneath?: boolean
}

/** The version that is ours: what is there without the rows; undefined where it is a sender's. */
export function writtenAgain<S extends Seen>(
  { versionId, etag, bytes }: Version,
  all: S[],
): { seen: S; of: Content } | undefined {
  const isOf = ({ content }: S): boolean =>
    content?.rows !== undefined && isSecret(content) && withoutSecret(content).bytes.equals(bytes)
  const before = all.find(isOf)
  const of = before?.content
  return of && { of, seen: { ...before, versionId, etag, content: withoutSecret(of) } }
}

/** What was there before it was asked goes; of what came while it was at work whatever it met. */
export function takenBy(
  erasures: Erasure[],
  isKept: (content: Content) => boolean,
): (seen: Seen) => boolean {
  if (erasures.length === 0) return () => false
  const { askedMs, endedMs } = timesOf(erasures)
  return ({ content, modifiedMs, isBeneath }) => {
    if (!content || !isSecret(content) || modifiedMs > endedMs) return false
    if (modifiedMs > askedMs) return !isKept(content)
    const { rows } = withoutSecret(content)
    return isBeneath === true || !content.rows || rows?.length === 0 // else it was written again, and is not this one
  }
}

const timesOf = (erasures: Erasure[]) => ({
  askedMs: Math.max(...erasures.map(({ createdAtMs }) => createdAtMs)),
  endedMs: Math.max(...erasures.map(({ endedAtMs = Infinity }) => endedAtMs)),
})

/** Once all is quiet. `pasts`: whatever senders put, by key. */
export function secretsWrong(
  s3: S3Model,
  erasures: Erasure[],
  pasts: ReadonlyMap<string, Seen[]>,
): string[] {
  if (erasures.length === 0) return []
  const wrong = erasures.flatMap(({ id, state }) =>
    state === 'done' ? [] : [`erasure ${id} is ${state}`],
  )
  const { askedMs } = timesOf(erasures)
  const left = new Set(erasures.flatMap((erasure) => erasure.left.map(({ key }) => key)))
  const isLater = ({ content, modifiedMs }: Seen): boolean =>
    content !== undefined && isSecret(content) && modifiedMs > askedMs
  const later = [...pasts].filter(([, all]) => all.some(isLater))
  const mayHold = new Set(later.map(([key]) => objectId(key)))
  const isOfLater = (key: string, { bytes }: Version): boolean =>
    later.some(([of, all]) =>
      key.endsWith('.reason.json')
        ? reasonKey(of) === key
        : all.some((seen) => isLater(seen) && seen.content?.bytes.equals(bytes)),
    )
  for (const key of left)
    if (key.startsWith('lake.')) wrong.push(`${key} is sound, and said to be left`)
  for (const [key, versions] of s3.buckets.get('raw') ?? []) {
    const own = versions.filter((version) => isSecret(version) && !isOfLater(key, version))
    if (own.length > 0 && !left.has(key)) wrong.push(`${key} holds what was erased`)
  }
  for (const [key, versions] of s3.buckets.get('lake') ?? []) {
    for (const { bytes } of versions.filter(isSecret)) {
      const rows = parsed(bytes).rows.map((row) => Object.values(row).map(String))
      const own = rows.filter((values) => values.includes(secret.value))
      if (!own.every((values) => values.some((value) => mayHold.has(value))))
        wrong.push(`${key} holds what was erased`)
    }
  }
  if (mayHold.size > 0) return wrong
  for (const [key, versions] of s3.buckets.get('work') ?? [])
    if (versions.some(isSecret)) wrong.push(`${key} says what was erased`)
  return wrong
}
