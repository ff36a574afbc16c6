/** What a table's retained history names: nothing of it may go. */
import type { Base } from '../iceberg/commit.ts'
import { type ManifestFile, status } from '../iceberg/manifest.ts'
import { entriesOf, manifestsOf, type Read } from '../iceberg/read.ts'

const readsAtOnce = 16

/** The URIs of the metadata and its log, of manifest lists, manifests, statistics and data files. */
export async function referencesOf(read: Read, base: Base): Promise<Set<string>> {
  const { metadata, data } = await namedBy(read, base)
  return new Set([...metadata, ...data])
}

/** The same, apart: data files and delete files, and what says which they are. */
export async function namedBy(
  read: Read,
  { location, metadata }: Base,
): Promise<{ metadata: Set<string>; data: Set<string> }> {
  const named = new Set([location])
  const data = new Set<string>()
  for (const entry of metadata['metadata-log'] ?? []) named.add(entry['metadata-file'])
  for (const each of [metadata.statistics, metadata['partition-statistics']].flat()) {
    if (each?.['statistics-path']) named.add(each['statistics-path'])
  }
  const manifests = new Map<string, ManifestFile>()
  await eachOf(metadata.snapshots ?? [], async (snapshot) => {
    named.add(snapshot['manifest-list'])
    for (const file of await manifestsOf(read, snapshot)) manifests.set(file.manifest_path, file)
  })
  await eachOf([...manifests.values()], async (file) => {
    named.add(file.manifest_path)
    for (const entry of await entriesOf(read, file)) {
      if (entry.status !== status.deleted) data.add(entry.data_file.file_path)
    }
  })
  return { metadata: named, data }
}

async function eachOf<T>(values: readonly T[], work: (value: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < values.length; at += readsAtOnce) {
    await Promise.all(values.slice(at, at + readsAtOnce).map(work))
  }
}
