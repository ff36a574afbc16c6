/** What lies in the lake's bucket against what its tables name: nothing is missing, nothing stays for ever. */
import { status } from '../../lake/iceberg/manifest.ts'
import { entriesOf, manifestsOf } from '../../lake/iceberg/read.ts'
import { objectId } from '../../lake/key.ts'
import { orphanAgeMsMax, orphanMetadataAgeMsMax } from '../../lake/limits.ts'
import { type Lake, metadataOf, parsed, readerOf } from './tables.ts'

const tablesOf = ({ glue }: Lake): string[] =>
  [...glue.tables.keys()].flatMap((row) => /^lake\.(.+)$/.exec(row)?.[1] ?? [])

/** URIs that the table's history names, of all kinds; what it cannot read of them is told. */
async function namedBy(
  lake: Lake,
  table: string,
  gone: string[],
  isPast = true,
): Promise<Set<string>> {
  const read = readerOf(lake)
  const named = new Set<string>()
  const metadata = await metadataOf(lake, table)
  const location = lake.glue.tables.get(`lake.${table}`)?.Parameters?.metadata_location
  if (location) named.add(location)
  const log = isPast ? (metadata?.['metadata-log'] ?? []) : []
  for (const entry of log) named.add(entry['metadata-file'])
  const current = metadata?.['current-snapshot-id']
  for (const snapshot of metadata?.snapshots ?? []) {
    if (!isPast && String(snapshot['snapshot-id']) !== String(current)) continue
    named.add(snapshot['manifest-list'])
    try {
      for (const manifest of await manifestsOf(read, snapshot)) {
        named.add(manifest.manifest_path)
        for (const entry of await entriesOf(read, manifest)) {
          if (entry.status !== status.deleted) named.add(entry.data_file.file_path)
        }
      }
    } catch (error) {
      gone.push(`${table}: ${(error as Error).message}`)
    }
  }
  return named
}

const isThere = ({ s3 }: Lake, uri: string): boolean =>
  s3.current('lake', uri.replace(/^s3:\/\/lake\//, '')) !== undefined

/** No snapshot that is kept without its files; where somebody deleted some the current one. */
export async function missingFiles(lake: Lake, isPast: boolean): Promise<string[]> {
  const gone: string[] = []
  for (const table of tablesOf(lake)) {
    const named = await namedBy(lake, table, gone, isPast)
    for (const uri of named) if (!isThere(lake, uri)) gone.push(`${table} names ${uri}: it is gone`)
  }
  return gone
}

/** What somebody deletes is healed, and nobody here does: so it was a function of ours. */
export const healedFiles = ({ s3 }: Pick<Lake, 's3'>): string[] =>
  [...(s3.buckets.get('work') ?? [])].flatMap(([key, [version]]) => {
    const lines = key.startsWith('activity/') ? (version?.bytes.toString().split('\n') ?? []) : []
    return lines.filter((line) => line.includes('"step":"healed"'))
  })

/** After a night that came when all had long been quiet: what nothing names, and is old enough to go. */
export async function leftFiles(lake: Lake & { timeline: { nowMs: number } }): Promise<string[]> {
  const named = new Set<string>()
  for (const table of tablesOf(lake))
    for (const uri of await namedBy(lake, table, [])) named.add(uri)
  return [...(lake.s3.buckets.get('lake') ?? [])].flatMap(([key, [version]]) => {
    const ageMs = lake.timeline.nowMs - (version?.modifiedMs ?? 0)
    const graceMs = key.includes('/metadata/') ? orphanMetadataAgeMsMax : orphanAgeMsMax
    return !version || version.isMarker || named.has(`s3://lake/${key}`) || ageMs <= graceMs
      ? []
      : [`nothing names ${key}`]
  })
}

/** No file of the lake, named or not, holds a row of the object with an id that was erased. */
export function erasedRowsWrong(lake: Lake, key: string, mayBe: (id: string) => boolean): string[] {
  const owner = objectId(key)
  return dataRows(lake).flatMap(({ path, rows }) => {
    // Rows of assets name the asset, too: what of them must be gone is looked at by itself.
    if (path.includes('__assets/')) return []
    const own = rows.filter((values) => values.includes(owner))
    return own.every((values) => values.some(mayBe))
      ? []
      : [`${path} holds what was erased of ${key}`]
  })
}

/** Of every version of every data file, live or not: each row's values as text. */
export const dataRows = ({ s3 }: Pick<Lake, 's3'>): { path: string; rows: string[][] }[] =>
  [...(s3.buckets.get('lake') ?? [])]
    .filter(([path]) => path.includes('/data/'))
    .flatMap(([path, versions]) =>
      versions
        .filter(({ isMarker }) => !isMarker)
        .map(({ bytes }) => ({
          path,
          rows: parsed(bytes).rows.map((row) => Object.values(row).map(String)),
        })),
    )
