/** Arrow's types as Parquet's elements, and each value as the writer takes it. https://arrow.apache.org/docs/format/Columnar.html */
import { type Batch, type DataType, type Field, Type } from '@uwdata/flechette'
import type { SchemaElement } from 'hyparquet'
import {
  decimalLeaf,
  leafOf,
  leaves,
  listOf,
  mapOf,
  structOf,
  timeLeaf,
  timestampLeaf,
} from './element.ts'
import { decimalText, jsonText } from './valuetext.ts'

export interface ArrowType {
  elements(name: string): SchemaElement[]
  /** Of a value that is there. */
  write(value: unknown): unknown
}

const leaf = (
  element: Parameters<typeof leafOf>[1],
  write: ArrowType['write'] = (value) => value,
): ArrowType => ({ elements: (name) => [leafOf(name, element)], write })

const nullable = ({ write }: ArrowType, value: unknown): unknown =>
  value === null || value === undefined ? null : write(value)

const big = (value: unknown): bigint => BigInt(value as bigint)

/** As a batch has them where `rawly` made it. */
export function arrowType(type: DataType): ArrowType {
  switch (type.typeId) {
    case Type.Dictionary:
      return arrowType(type.dictionary)
    case Type.RunEndEncoded:
      return arrowType(type.children[1].type)
    case Type.Int:
      return intOf(type.bitWidth, type.signed)
    case Type.Float:
      return leaf(type.precision === 1 ? leaves.float : leaves.double)
    case Type.Bool:
      return leaf(leaves.boolean)
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return leaf(leaves.string)
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return leaf(leaves.binary)
    case Type.Decimal:
      return decimalOf(type.precision, type.scale)
    default:
      return timeOf(type) ?? nestedOf(type) ?? leaf(leaves.string, textOf)
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value))

function intOf(bitWidth: number, isSigned: boolean): ArrowType {
  if (bitWidth < 32 || (bitWidth === 32 && isSigned)) return leaf(leaves.int)
  return leaf(bitWidth === 64 && !isSigned ? leaves.uint64 : leaves.long, big)
}

function decimalOf(precision: number, scale: number): ArrowType {
  const isSound = precision <= 38 && scale >= 0 && scale <= precision
  if (isSound) return leaf(decimalLeaf(precision, scale), big)
  return leaf(leaves.string, (value) =>
    scale < 0 ? String(big(value) * 10n ** BigInt(-scale)) : decimalText(big(value), scale),
  )
}

function milliseconds(seconds: unknown): bigint {
  const value = big(seconds) * 1000n
  if (BigInt.asIntN(64, value) === value) return value
  throw new Error(`no table holds a time ${seconds} seconds from 1970`)
}

const units = [undefined, 'MILLIS', 'MICROS', 'NANOS'] as const
const dayMs = 86_400_000n

function timeOf(type: DataType): ArrowType | undefined {
  switch (type.typeId) {
    case Type.Date:
      if (type.unit === 0) return leaf(leaves.date)
      return leaf(leaves.date, (value) => Number(BigInt.asIntN(64, big(value)) / dayMs))
    case Type.Time:
      if (type.unit === 0) return leaf(timeLeaf('MILLIS'), (value) => (value as number) * 1000)
      return leaf(timeLeaf(units[type.unit]!), type.unit === 1 ? undefined : big)
    case Type.Timestamp: {
      const element = timestampLeaf(units[type.unit] ?? 'MILLIS', Boolean(type.timezone))
      return leaf(element, type.unit === 0 ? milliseconds : big)
    }
    case Type.Duration: // a count of its unit
      return leaf(leaves.long, big)
  }
}

function nestedOf(type: DataType): ArrowType | undefined {
  switch (type.typeId) {
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
      return listType(arrowType((type.children[0] as Field).type))
    case Type.Map: {
      const entry = type.children[0].type as { children: [Field, Field] }
      const [key, value] = entry.children
      return mapType(arrowType(key.type), arrowType(value.type))
    }
    case Type.Struct:
      return type.children.length > 0 ? structType(type.children) : undefined
  }
}

const listType = (item: ArrowType): ArrowType => ({
  elements: (name) => listOf(name, item.elements('element')),
  write: (value) => Array.from(value as Iterable<unknown>, (one) => nullable(item, one)),
})

/** A key that is no plain value is its text. */
function mapType(key: ArrowType, value: ArrowType): ArrowType {
  const elements = key.elements('key')
  const own = elements.length === 1 ? key : leaf(leaves.string, textOf)
  return {
    elements: (name) => mapOf(name, own.elements('key')[0]!, value.elements('value')),
    write: (entries) =>
      Array.from(entries as Iterable<[unknown, unknown]>, ([name, of]) => ({
        key: own.write(name),
        value: nullable(value, of),
      })),
  }
}

function structType(children: Field[]): ArrowType {
  const members = children.map(({ name, type }) => ({ name, type: arrowType(type) }))
  return {
    elements: (name) =>
      structOf(
        name,
        members.map((member) => member.type.elements(member.name)),
      ),
    write: (value) =>
      Object.fromEntries(
        members.map(({ name, type }) => [
          name,
          nullable(type, (value as Record<string, unknown>)[name]),
        ]),
      ),
  }
}

const counted: ReadonlySet<number> = new Set([
  ...[Type.Timestamp, Type.Time, Type.Date, Type.Duration],
])

/** U+FEFF is a character of a text like others; what is no UTF-8 would be another text. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Of a value: it was no text. */
export const isNoText = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'

/** Of a text; undefined: it is none. */
function bytesOf(batch: Batch<unknown>): ((index: number) => Uint8Array) | undefined {
  const { typeId } = batch.type
  if (typeId === Type.Utf8View) {
    const views = batch as Batch<unknown> & { view(index: number): Uint8Array }
    return (index) => views.view(index)
  }
  if (typeId !== Type.Utf8 && typeId !== Type.LargeUtf8) return undefined
  const [values, offsets] = [batch.values as Uint8Array, batch.offsets!]
  return (index) => values.subarray(Number(offsets[index]), Number(offsets[index + 1]))
}

/**
 * The library makes milliseconds, with a fraction, of whatever time there is, and leaves U+FEFF out where a text begins: here
 * what the file has is wanted.
 */
export function rawly(batch: Batch<unknown>): void {
  const { type, values, children = [] } = batch
  if (counted.has(type.typeId)) batch.value = (index) => (values as BigInt64Array)[index]
  const bytes = bytesOf(batch)
  if (bytes) batch.value = (index) => decoder.decode(bytes(index))
  for (const child of children) rawly(child)
  if ('dictionary' in batch) {
    const parts = (batch.dictionary as { data: Batch<unknown>[] }).data
    for (const each of parts) rawly(each)
    const values = parts.flatMap((each) =>
      Array.from({ length: each.length }, (_, i) => each.at(i)),
    )
    Object.assign(batch, { cache: values }) // it kept what it had made of them
  }
}

/** Of the rows from `start` (included) to `end` (excluded). */
export const arrowValues = (
  type: ArrowType,
  batch: Batch<unknown>,
  start: number,
  end: number,
): unknown[] => Array.from({ length: end - start }, (_, i) => nullable(type, batch.at(start + i)))
