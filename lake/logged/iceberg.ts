/**
 * What an Iceberg table's metadata say without its catalog: the newest version whose manifests have all landed.
 * https://iceberg.apache.org/spec/#table-metadata
 */
import { gunzipSync } from 'node:zlib'
import { filesOf, type LiveFile } from '../iceberg/live.ts'
import { content, type Entry } from '../iceberg/manifest.ts'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  type PartitionSpec,
  parseMetadata,
  specOf,
} from '../iceberg/metadata.ts'
import type { Schema } from '../iceberg/schema.ts'
import { noValue } from '../key.ts'
import { inspectionBytesMax, loggedPartsMax, metadataPlainBytesMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import { columnName } from '../schema/names.ts'
import type { AreThere, LogFile, ReadLog } from './delta.ts'
import { type Deletes, deletedOf, deletesOf, pathsOf } from './icebergdeletes.ts'
import { icebergNames, onlyName } from './icebergnames.ts'
import { type Part, refusal, withheldBy } from './logged.ts'
import type { Naming } from './names.ts'

export interface IcebergLog {
  parts: Record<string, Part>
  refused?: Reason
  /** Where files name columns otherwise than the table. */
  names?: Naming[]
}

/** A manifest is named and has not landed. */
class NotLanded extends Error {
  override name = 'NotLanded'
}

/** Undefined where nothing of it is an Iceberg table's. */
export async function readIceberg(
  listed: readonly LogFile[],
  read: ReadLog,
  areThere: AreThere,
): Promise<IcebergLog | undefined> {
  const versions = Map.groupBy(
    listed.filter(({ name }) => /^[^/]+\.metadata\.json(?:\.gz)?$/.test(name)),
    ({ name }) => Number(/^v?(\d+)/.exec(name)?.[1] ?? -1),
  )
  const names = new Set(listed.map(({ name }) => name))
  let isThere = false
  for (const [version, files] of [...versions].sort(([a], [b]) => b - a)) {
    const bytes = await Promise.all(files.map(({ name }) => read(name)))
    const own = bytes.filter(isIceberg)
    if (own.length === 0) continue
    isThere = true
    if (own.length > 1)
      return refused('versions', `it has ${own.length} metadata of version ${version}`, again)
    try {
      const again = (name: string) =>
        read(name).catch((cause) => {
          throw new Unread(name, { cause })
        })
      return await understood(own[0]!, names, again, areThere)
    } catch (error) {
      if (error instanceof NotLanded) continue
      if (error instanceof Unread) throw error.cause
      throw error instanceof Quarantined ? error : unreadable(error as Error)
    }
  }
  return isThere ? { parts: {} } : undefined
}

/** Nobody knows what it says: whoever asked asks again. */
class Unread extends Error {}

const headBytes = 64 * 1024 // an Avro file's schema, or the first members of a JSON document

/**
 * Why the object is no table whatever the folder is known to be: it is metadata of an Iceberg table, which lands before
 * anybody could say so. Nothing is read of keys that cannot be such.
 */
export async function icebergLogOf(
  { key, bytes }: { key: string; bytes: number },
  read: (start: number, end: number) => Promise<Uint8Array>,
): Promise<Reason | undefined> {
  const [, folder = '', kind] =
    /^(.+\/)metadata\/[^/]+\.(metadata\.json|metadata\.json\.gz|avro)$/s.exec(key) ?? []
  if (!kind || bytes === 0) return undefined
  const head = await read(0, Math.min(bytes, kind === 'avro' ? headBytes : inspectionBytesMax))
  const isOne = kind === 'avro' ? isManifest(head) : isIceberg(head)
  return isOne ? withheldBy({ root: folder, format: 'iceberg' }, key) : undefined
}

/** By the names of their records. https://iceberg.apache.org/spec/#manifests */
function isManifest(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1')
  return text.startsWith('Obj\x01') && /"name"\s*:\s*"manifest_(entry|file)"/.test(text)
}

/** Others may call a file so. */
function isIceberg(bytes: Uint8Array): boolean {
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
    const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: metadataPlainBytesMax }) : bytes
    const text = Buffer.from(plain).toString('utf8')
    const found = Object(JSON.parse(text))
    return 'format-version' in found && 'location' in found
  } catch {
    return false
  }
}

const again = 'Land the table by itself, with the metadata that its catalog names.'
const rewritten = 'Rewrite its data files (rewrite_data_files).'

const refused = (code: string, what: string, remedy: string): IcebergLog => ({
  parts: {},
  refused: refusal('iceberg', code, what, remedy),
})

const outside = (uri: string): Reason =>
  refusal('iceberg', 'outside', `"${uri.slice(0, 200)}" lies outside its folder`, again)

const unreadable = (cause: Error): Quarantined =>
  new Quarantined(
    refusal(
      'iceberg',
      'log',
      cause.message.slice(0, 200),
      'Land it as format version 2 or 3, whole.',
    ),
    { cause },
  )

async function understood(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  read: ReadLog,
  areThere: AreThere,
): Promise<IcebergLog> {
  const metadata = parseMetadata(bytes, [2, 3])
  if (JSON.stringify(currentSchema(metadata)).includes('"initial-default"')) {
    return refused('defaults', 'columns have a value where files have none', rewritten)
  }
  const named = namesOrReason(metadata)
  if ('refused' in named) return named
  if (metadata.properties?.['schema.name-mapping.default']) {
    return refused('name-mapping', 'files of another table were added to it', rewritten)
  }
  const pathOf = (uri: string) => pathIn(metadata.location, uri)
  const readUri = async (uri: string): Promise<Buffer> => {
    const [, name] = /^metadata\/(.+)$/s.exec(pathOf(uri) ?? '') ?? []
    if (name === undefined) throw new Quarantined(outside(uri))
    if (!names.has(name)) throw new NotLanded(uri)
    return Buffer.from(await read(name))
  }
  const files = await filesOf(readUri, currentSnapshot(metadata))
  const deletes = deletesOrReason(files, pathOf, metadata)
  if ('refused' in deletes) return deletes
  const said = pathsOf(deletes)
  if (said.length > 0 && !(await areThere(said))) throw new NotLanded('files of deleted rows')
  const parts: IcebergLog['parts'] = {}
  for (const file of files) {
    const { path: uri, entry, specId } = file
    const { content: kind, file_format: format } = entry.data_file
    if (kind !== content.data) continue
    const path = pathOf(uri)
    if (path === undefined) return { parts: {}, refused: outside(uri) }
    if (format.toUpperCase() !== 'PARQUET')
      return refused('format', `a data file is ${format}`, rewritten)
    const partitions = keysOf(specOf(metadata, specId), currentSchema(metadata), entry)
    parts[path] = { partitions, ...deletedOf(file, deletes) }
  }
  if (files.length <= loggedPartsMax) return { parts, ...named }
  return refused(
    'too-many-parts',
    `it has ${files.length} files, more than ${loggedPartsMax}`,
    rewritten,
  )
}

function namesOrReason(
  metadata: Metadata,
): { names?: Naming[] } | (IcebergLog & { refused: Reason }) {
  try {
    const names = icebergNames(metadata)
    return names ? { names } : {}
  } catch (error) {
    return refused('columns', (error as Error).message, rewritten) as IcebergLog & {
      refused: Reason
    }
  }
}

function deletesOrReason(
  files: LiveFile[],
  pathOf: (uri: string) => string | undefined,
  metadata: Metadata,
): Deletes | (IcebergLog & { refused: Reason }) {
  try {
    return deletesOf(files, pathOf, (id) => onlyName(metadata, id))
  } catch (error) {
    const what = (error as Error).message
    return { parts: {}, refused: refusal('iceberg', 'deletes', what, rewritten) }
  }
}

const plainTypes: ReadonlySet<unknown> = new Set(['string', 'int', 'long', 'boolean', 'date'])

/** What is divided by a column as it is lies in folders of its values, and is text here as that of other folders. */
function keysOf(
  spec: PartitionSpec,
  schema: Schema,
  { data_file: file }: Entry,
): Part['partitions'] {
  return spec.fields.flatMap((field) => {
    if (field.transform !== 'identity') return []
    const source = schema.fields.find(({ id }) => id === field['source-id'])
    if (!plainTypes.has(source?.type)) {
      const what = `it is divided by "${field.name}", which is ${JSON.stringify(source?.type)}`
      throw new Quarantined(
        refusal('iceberg', 'partitions', what, 'Divide it by a text or a date.'),
      )
    }
    const value = file.partition[field.name] as string | number | null | undefined
    const key = columnName(field.name)
    return [{ key, value: value == null ? noValue : textOf(value, source!.type) }]
  })
}

const textOf = (value: string | number, type: unknown): string =>
  type === 'date' && typeof value === 'number'
    ? new Date(value * 86_400_000).toISOString().slice(0, 10)
    : String(value)

/** Whatever the store is called there and here. */
function pathIn(location: string, uri: string): string | undefined {
  const plain = (of: string): string => of.replace(/^[a-z0-9+.-]+:\/*/i, '').replace(/^\/+/, '')
  const folder = `${plain(location).replace(/\/+$/, '')}/`
  return plain(uri).startsWith(folder) ? plain(uri).slice(folder.length) : undefined
}
