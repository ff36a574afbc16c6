/** Reading manifests once: they are immutable, so what was decoded is kept beside the function that read it. */
import { icebergEntriesKeptMax } from '../limits.ts'
import { type Entry, type ManifestFile, parseManifest, parseManifestList } from './manifest.ts'
import type { Snapshot } from './metadata.ts'

/** The whole bytes at a URI. Keep one function per process and store: it carries the decoded manifests. */
export type Read = (uri: string) => Promise<Buffer>

/** Least recently used first; bounded by records held, since those are what takes memory. */
class Decoded {
  private readonly records = new Map<string, readonly unknown[]>()
  private held = 0

  get(key: string): readonly unknown[] | undefined {
    const found = this.records.get(key)
    if (!found) return undefined
    this.records.delete(key)
    this.records.set(key, found)
    return found
  }

  set(key: string, records: readonly unknown[]): void {
    if (this.records.has(key)) return
    this.records.set(key, records)
    this.held += records.length
    for (const [oldest, dropped] of this.records) {
      if (this.held <= icebergEntriesKeptMax) return
      this.records.delete(oldest)
      this.held -= dropped.length
    }
  }
}

const caches = new WeakMap<Read, Decoded>()

async function decoded<T>(
  read: Read,
  uri: string,
  key: string,
  decode: (bytes: Buffer) => T[],
): Promise<readonly T[]> {
  const cache = caches.get(read) ?? new Decoded()
  caches.set(read, cache)
  const known = cache.get(key)
  if (known) return known as readonly T[]
  const records = decode(await read(uri))
  cache.set(key, records)
  return records
}

/** The manifests of a snapshot; none of no snapshot. */
export async function manifestsOf(
  read: Read,
  snapshot: Snapshot | undefined,
): Promise<readonly ManifestFile[]> {
  const uri = snapshot?.['manifest-list']
  return uri === undefined ? [] : decoded(read, uri, uri, parseManifestList)
}

/** The entries of a manifest, the deleted ones too. They are shared: never change one. */
export const entriesOf = (read: Read, file: ManifestFile): Promise<readonly Entry[]> =>
  decoded(read, file.manifest_path, `${file.manifest_path} ${file.sequence_number}`, (bytes) =>
    parseManifest(bytes, file),
  )
