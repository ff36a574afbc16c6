/** What the footer of a Parquet file says of its columns, as far as Athena's casts depend on it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { parquetMetadata, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet'
import { parquetFootersKeptMax } from '../../../lake/limits.ts'
import { userError } from '../../../lake/sql/error.ts'
import type { PlannedFile } from './request.ts'

export type ParquetType =
  | { kind: 'boolean' | 'int' | 'float' | 'double' | 'string' | 'binary' | 'date' | 'decimal' }
  /** `utc`: an instant; otherwise a wall clock's time. */
  | { kind: 'timestamp'; utc: boolean }
  | { kind: 'list'; element: ParquetType }
  | { kind: 'map'; key: ParquetType; value: ParquetType }
  | { kind: 'struct'; fields: ParquetColumn[] }
  /** What Athena has no type for; the name is Parquet's. */
  | { kind: 'other'; name: string }

export interface ParquetColumn {
  name: string
  type: ParquetType
}

export interface ParquetFile {
  columns: ParquetColumn[]
  codecs: string[]
}

const kept = new Map<string, ParquetFile>()

/** Throws AthenaError HIVE_BAD_DATA for bytes that are no Parquet file. Files of the store never change. */
export function parquetFile(file: PlannedFile): ParquetFile {
  const known = kept.get(file.path)
  if (known) return known
  const read = readFooter(file)
  kept.set(file.path, read)
  for (const path of kept.keys()) {
    if (kept.size <= parquetFootersKeptMax) break
    kept.delete(path)
  }
  return read
}

function readFooter({ path, uri }: PlannedFile): ParquetFile {
  try {
    const metadata = parquetMetadata(footerBytes(path), { geoparquet: false })
    const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
    return {
      columns: parquetSchema(metadata).children.map(columnOf),
      codecs: [...new Set(chunks.map(({ meta_data }) => String(meta_data?.codec)))],
    }
  } catch {
    throw userError('HIVE_BAD_DATA', `Malformed Parquet file. ${uri} is not a valid Parquet File`)
  }
}

/** The metadata, its length and the closing magic. */
function footerBytes(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const tail = readAt(file, Math.max(0, size - 8), Math.min(8, size))
    const length = size < 12 ? 0 : new DataView(tail.buffer).getUint32(0, true) + 8
    return readAt(file, Math.max(0, size - length), Math.min(length, size))
  } finally {
    closeSync(file)
  }
}

function readAt(file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  readSync(file, bytes, 0, length, position)
  return bytes
}

function columnOf(tree: SchemaTree): ParquetColumn {
  const { name, repetition_type } = tree.element
  const type = typeOf(tree)
  return { name, type: repetition_type === 'REPEATED' ? { kind: 'list', element: type } : type }
}

function typeOf(tree: SchemaTree): ParquetType {
  const { element, children } = tree
  if (children.length === 0) return leafType(element)
  const [inner] = children
  const word = element.logical_type?.type ?? element.converted_type
  if (word === 'LIST' && inner) return { kind: 'list', element: elementType(tree, inner) }
  if ((word === 'MAP' || word === 'MAP_KEY_VALUE') && inner?.children.length === 2) {
    const [key, value] = inner.children.map(typeOf)
    return { kind: 'map', key: key!, value: value! }
  }
  return { kind: 'struct', fields: children.map(columnOf) }
}

/** The rules for lists of older writers, whose repeated field is the element. https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists */
function elementType(list: SchemaTree, repeated: SchemaTree): ParquetType {
  const { name } = repeated.element
  const isElement =
    repeated.children.length !== 1 || name === 'array' || name === `${list.element.name}_tuple`
  return typeOf(isElement ? repeated : repeated.children[0]!)
}

function leafType(element: SchemaElement): ParquetType {
  const { type, logical_type: logical, converted_type: converted } = element
  if (logical?.type === 'TIMESTAMP') return { kind: 'timestamp', utc: logical.isAdjustedToUTC }
  if (converted?.startsWith('TIMESTAMP')) return { kind: 'timestamp', utc: true }
  const word = logical?.type === 'INTEGER' ? converted : (logical?.type ?? converted)
  if (word === 'DECIMAL') return { kind: 'decimal' }
  if (word === 'DATE') return { kind: 'date' }
  if (word && texts.has(word)) return { kind: 'string' }
  if (word === 'UINT_64' || (word && others.has(word))) return { kind: 'other', name: word }
  return physical[type ?? ''] ?? { kind: 'other', name: String(type) }
}

const texts = new Set(['STRING', 'UTF8', 'ENUM', 'JSON'])
const others = new Set([
  ...['TIME', 'TIME_MILLIS', 'TIME_MICROS', 'INTERVAL', 'FLOAT16', 'BSON'],
  ...['VARIANT', 'GEOMETRY', 'GEOGRAPHY', 'UUID'],
])

const physical: Record<string, ParquetType> = {
  BOOLEAN: { kind: 'boolean' },
  INT32: { kind: 'int' },
  INT64: { kind: 'int' },
  INT96: { kind: 'timestamp', utc: false },
  FLOAT: { kind: 'float' },
  DOUBLE: { kind: 'double' },
  BYTE_ARRAY: { kind: 'binary' },
  FIXED_LEN_BYTE_ARRAY: { kind: 'binary' },
}
