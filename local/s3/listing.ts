/** Lists of keys in the order of their UTF-8 bytes, folded at a delimiter, in pages. */
import type { ObjectVersion } from './version.ts'
import type { Versions } from './versions.ts'

export interface ListOptions {
  prefix?: string
  delimiter?: string
  max: number
  /** Only what comes after this: a key, or a common prefix with all below it. */
  after?: string
}

export interface Listed {
  versions: ObjectVersion[]
  prefixes: string[]
  /** The last key or common prefix, when there is more after it. */
  next: string | undefined
  /** The last version listed, when it is one and more comes after it. */
  nextVersion: ObjectVersion | undefined
}

type Walk = (from: Buffer) => Iterable<ObjectVersion>

export function listCurrent(versions: Versions, bucket: string, options: ListOptions): Listed {
  return list((from) => versions.current(bucket, from), options)
}

/** `since`: what is left of that version's key comes first. */
export function listVersions(
  versions: Versions,
  bucket: string,
  options: ListOptions & { since?: ObjectVersion | undefined },
): Listed {
  const { since, prefix = '', delimiter = '' } = options
  const walk: Walk = (from) => versions.every(bucket, from)
  if (!since || folded(since.key, prefix, delimiter) !== undefined) return list(walk, options)
  let left: readonly ObjectVersion[] = versions.older(since)
  return list((from) => {
    const first = left
    left = []
    return chain(first, walk(from))
  }, options)
}

function* chain<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first
  yield* second
}

function list(walk: Walk, { prefix = '', delimiter = '', max, after = '' }: ListOptions): Listed {
  const listed: Listed = { versions: [], prefixes: [], next: undefined, nextVersion: undefined }
  let last: Pick<Listed, 'next' | 'nextVersion'> | undefined
  let from: Buffer | undefined = startOf(prefix, after, delimiter)
  while (from) {
    const start: Buffer = from
    from = undefined
    for (const version of walk(start)) {
      if (!version.key.startsWith(prefix)) return listed
      if (listed.versions.length + listed.prefixes.length >= max) return { ...listed, ...last }
      const common = folded(version.key, prefix, delimiter)
      if (common === undefined) {
        listed.versions.push(version)
        last = { next: version.key, nextVersion: version }
        continue
      }
      listed.prefixes.push(common)
      last = { next: common, nextVersion: undefined }
      from = successor(common)
      break
    }
  }
  return listed
}

/** The key up to the first delimiter after the prefix; undefined when there is none. */
function folded(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? undefined : key.slice(0, end + delimiter.length)
}

function startOf(prefix: string, after: string, delimiter: string): Buffer {
  const least = Buffer.from(prefix)
  if (after === '') return least
  const common = folded(after, prefix, delimiter)
  const next = common === undefined ? Buffer.from(`${after}\0`) : successor(common)
  return Buffer.compare(next, least) > 0 ? next : least
}

/** The least bytes that are greater than all that begin with the text. */
function successor(text: string): Buffer {
  const bytes = Buffer.from(text)
  // UTF-8 has no byte 0xff, so the last one can always grow.
  bytes[bytes.length - 1] = (bytes.at(-1) as number) + 1
  return bytes
}
