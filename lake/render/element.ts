/** Parquet's schema elements, as files of other formats are rendered with them. */
import type { SchemaElement } from 'hyparquet'

type Leaf = Omit<SchemaElement, 'name'>

/** https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
export const leaves = {
  boolean: { type: 'BOOLEAN' },
  int: { type: 'INT32' },
  long: { type: 'INT64' },
  uint64: { type: 'INT64', converted_type: 'UINT_64' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  binary: { type: 'BYTE_ARRAY' },
  date: { type: 'INT32', converted_type: 'DATE' },
} satisfies Record<string, Leaf>

export const timeLeaf = (unit: 'MILLIS' | 'MICROS' | 'NANOS'): Leaf => ({
  type: unit === 'MILLIS' ? 'INT32' : 'INT64',
  ...(unit !== 'NANOS' && { converted_type: `TIME_${unit}` as const }),
  logical_type: { type: 'TIME', isAdjustedToUTC: false, unit },
})

export const timestampLeaf = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isUtc: boolean): Leaf => ({
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: isUtc, unit },
})

/** Unscaled, as bigint; at most 38 digits. */
export function decimalLeaf(precision: number, scale: number): Leaf {
  const logical = { converted_type: 'DECIMAL', precision, scale } as const
  if (precision <= 18) return { type: 'INT64', ...logical }
  return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: decimalBytes, ...logical }
}

/** For 38 digits, whatever the precision. */
const decimalBytes = 16

export const leafOf = (name: string, leaf: Leaf): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  ...leaf,
})

export const listOf = (name: string, element: SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
]

/** The writer takes a list of `{ key, value }`. */
export const mapOf = (
  name: string,
  key: SchemaElement,
  value: SchemaElement[],
): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', converted_type: 'MAP', num_children: 1 },
  { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
  { ...key, repetition_type: 'REQUIRED' },
  ...value,
]

export const structOf = (name: string, members: SchemaElement[][]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: members.length },
  ...members.flat(),
]

export const rootOf = (columns: SchemaElement[][]): SchemaElement[] => [
  { name: 'root', num_children: columns.length },
  ...columns.flat(),
]
