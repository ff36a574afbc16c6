/** What an Iceberg table's metadata consist of, as another engine writes them: small, for the simulation reads little at once. */
import type { DataFile } from '../../lake/iceberg/datafile.ts'
import { addedEntry, writeManifest, writeManifestList } from '../../lake/iceberg/manifest.ts'
import type { Content } from './content.ts'
import type { Named } from './sayings.ts'

const location = 's3://t'
const spec = { 'spec-id': 0, fields: [] }
const schema = {
  ...{ type: 'struct' as const, 'schema-id': 0 },
  fields: [{ id: 1, name: 'id', required: false, type: 'long' as const }],
}

/** By their names in its folder; the newest version of the table names the others. */
export function icebergContents(version: number, named: Named, n: number): Map<string, Content> {
  const [list, manifest] = [`snap-${n}.avro`, `m-${n}.avro`]
  const id = BigInt(n)
  const entries = named.map((path) => addedEntry(fileAt(`${location}/${path}`), spec, id))
  const uriOf = (name: string): string => `${location}/metadata/${name}`
  const { bytes, file } = writeManifest(uriOf(manifest), entries, schema, spec, id)
  const metadata = {
    ...{ 'format-version': 2, location, 'current-schema-id': 0, schemas: [schema] },
    ...{ 'partition-specs': [spec], 'current-snapshot-id': n },
    snapshots: [{ 'snapshot-id': n, 'manifest-list': uriOf(list) }],
  }
  const own = { name: 'asset' as const, isOfLog: true as const }
  const said = { ...own, named, needs: [list, manifest] }
  return new Map<string, Content>([
    [manifest, { ...own, bytes }],
    [list, { ...own, bytes: writeManifestList([file], id, undefined, 1) }],
    [`v${version}.metadata.json`, { ...said, bytes: Buffer.from(JSON.stringify(metadata)) }],
  ])
}

const fileAt = (path: string): DataFile => ({
  ...{
    path,
    partition: {},
    records: 1,
    bytes: 1,
    columnSizes: {},
    valueCounts: {},
    nullCounts: {},
  },
  ...{ lower: {}, upper: {}, splitOffsets: [4], fieldIds: [1] },
})
