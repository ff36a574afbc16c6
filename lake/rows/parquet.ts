/** Rows as one Parquet file, each column of its own type: nothing is rounded on the way. */
import { constants as zlib, zstdCompressSync } from 'node:zlib'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { decimalOf, type Field, type FieldType } from '../iceberg/schema.ts'
import { type Cell, jsonOf, unscaledOf } from './value.ts'

/** `cells` by columns, as data files hold them. */
export function parquetOf(fields: Pick<Field, 'name' | 'type'>[], cells: Cell[][]): Uint8Array {
  const columnData = fields.map(({ name, type }, i) => ({
    name,
    data: (cells[i] ?? []).map((cell) => writable(type, cell)),
  }))
  const elements = fields.map(({ name, type }) => elementsOf(name, type))
  return new Uint8Array(
    parquetWriteBuffer({
      columnData,
      schema: [{ name: 'root', num_children: fields.length }, ...elements.flat()],
      codec: 'ZSTD',
      compressors: { ZSTD: compressed },
      rowGroupSize: rowsPerGroup,
      createdBy: 'hypatia',
    }),
  )
}

const rowsPerGroup = 100_000
const compressed = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } })

type Repetition = 'OPTIONAL' | 'REQUIRED'

/** https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
function elementsOf(
  name: string,
  type: FieldType,
  repetition_type: Repetition = 'OPTIONAL',
): SchemaElement[] {
  if (typeof type === 'string') return [{ name, repetition_type, ...primitive(type) }]
  if (type.type === 'struct') {
    const fields = type.fields.flatMap((field) => elementsOf(field.name, field.type))
    return [{ name, repetition_type, num_children: type.fields.length }, ...fields]
  }
  if (type.type === 'list') {
    return [
      { name, repetition_type, converted_type: 'LIST', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elementsOf('element', type.element),
    ]
  }
  return [
    { name, repetition_type, converted_type: 'MAP', num_children: 1 },
    { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
    ...elementsOf('key', keyType(type.key), 'REQUIRED'),
    ...elementsOf('value', type.value),
  ]
}

/** Keys come as texts: those of other types stay so. */
const keyType = (type: FieldType): FieldType =>
  type === 'int' || type === 'long' ? type : 'string'

function primitive(type: string): Omit<SchemaElement, 'name'> {
  switch (type) {
    case 'boolean':
      return { type: 'BOOLEAN' }
    case 'int':
      return { type: 'INT32' }
    case 'long':
      return { type: 'INT64' }
    case 'float':
      return { type: 'FLOAT' }
    case 'double':
      return { type: 'DOUBLE' }
    case 'date':
      return { type: 'INT32', converted_type: 'DATE' }
    case 'timestamp':
    case 'timestamptz': {
      const isAdjustedToUTC = type === 'timestamptz'
      return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MICROS' } }
    }
    case 'binary':
      return { type: 'BYTE_ARRAY' }
  }
  const decimal = decimalOf(type)
  if (!decimal) return { type: 'BYTE_ARRAY', converted_type: 'UTF8' }
  const { precision, scale } = decimal
  const logical = { converted_type: 'DECIMAL', precision, scale } as const
  if (precision <= 9) return { type: 'INT32', ...logical }
  if (precision <= 18) return { type: 'INT64', ...logical }
  return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: decimalBytes, ...logical }
}

/** For 38 digits, whatever the precision. */
const decimalBytes = 16

/** As the writer wants a value of its type. */
function writable(type: FieldType, cell: Cell): unknown {
  if (cell === null || cell === undefined) return null
  if (typeof type !== 'string') return nested(type, cell)
  switch (type) {
    case 'boolean':
      return Boolean(cell)
    case 'int':
    case 'float':
    case 'double':
    case 'date':
      return Number(cell)
    case 'long':
    case 'timestamp':
    case 'timestamptz':
      return BigInt(cell as bigint)
    case 'binary':
      return cell instanceof Uint8Array ? cell : Buffer.from(String(cell))
  }
  if (decimalOf(type)) return unscaledOf(cell)
  return type === 'string' ? String(cell) : String(jsonOf(type, cell))
}

function nested(type: Exclude<FieldType, string>, cell: Cell): unknown {
  if (type.type === 'list') return (cell as Cell[]).map((value) => writable(type.element, value))
  const object = cell as Record<string, Cell>
  if (type.type === 'struct') {
    return Object.fromEntries(
      type.fields.map((field) => [field.name, writable(field.type, object[field.name])]),
    )
  }
  const key = keyType(type.key)
  return Object.entries(object).map(([name, value]) => ({
    key: writable(key, key === 'string' ? name : BigInt(name)),
    value: writable(type.value, value),
  }))
}
