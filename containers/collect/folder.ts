/** What of a folder is whole: told by its names, its sizes and times alone, and by nobody's clock but ours. */
import { matchesGlob } from 'node:path/posix'
import type { ParametersOf } from './definitions.ts'

export interface Entry {
  /** From the folder. */
  path: string
  size: number
  /** Seconds, of its last change. */
  mtime: number
  kind: 'file' | 'link' | 'other'
  /** What lay beside it and said that it is whole. */
  marker?: Entry | undefined
}

/** A file of ours that has landed and was to be taken away when a runner died; of names as long as it may be. */
export const landedPrefix = '.hypatia-landed-'

/** Names under which writers write what is not yet whole. */
const isUnderWay = (name: string): boolean =>
  /^\.|\.(part|partial|filepart|tmp|crdownload|swp)$|~$/i.test(name)

const splitPath = (path: string): [string, string] => {
  const at = path.lastIndexOf('/') + 1
  return [path.slice(0, at), path.slice(at)]
}

export const landedPath = (path: string): string => {
  const [folder, name] = splitPath(path)
  return name.startsWith(landedPrefix) ? path : `${folder}${landedPrefix}${name}`
}

/** As its writer called it. */
export const ownPath = (path: string): string => {
  const [folder, name] = splitPath(path)
  return name.startsWith(landedPrefix) ? `${folder}${name.slice(landedPrefix.length)}` : path
}

type Wanted = Pick<ParametersOf<'sftp'>, 'files' | 'marker' | 'after'>

/** Files, links and others that the source asks for; of a file that waits to be taken away no newer version. */
export function wantedOf(entries: Entry[], { files, marker, after }: Wanted): Entry[] {
  const left = new Set<string>()
  if (after !== 'leave')
    for (const { path } of entries) if (ownPath(path) !== path) left.add(ownPath(path))
  return entries.filter(({ path }) => {
    const own = ownPath(path)
    if (own !== path ? after === 'leave' : left.has(path)) return false
    if (isUnderWay(splitPath(own)[1]) || (marker !== undefined && own.endsWith(marker)))
      return false
    return files === undefined || matchesGlob(own, files)
  })
}

export const isSame = (one: Pick<Entry, 'size' | 'mtime'>, other: Pick<Entry, 'size' | 'mtime'>) =>
  one.size === other.size && one.mtime === other.mtime

/** For how long each file has stood still. */
export class Watch {
  #seen = new Map<string, Entry & { since: number }>()

  /** Of those files, who have stood still for so long. */
  still(entries: Entry[], quietMs: number, now: number): Entry[] {
    const seen = new Map<string, Entry & { since: number }>()
    for (const entry of entries) {
      const before = this.#seen.get(entry.path)
      const since = before && isSame(before, entry) ? before.since : now
      seen.set(entry.path, { ...entry, since })
    }
    this.#seen = seen
    return entries.filter(({ path }) => now - (seen.get(path)?.since ?? now) >= quietMs)
  }

  forget(path: string): void {
    this.#seen.delete(path)
  }
}
