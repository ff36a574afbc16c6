/** Cells of a data file, and how they are written in JSON, NDJSON and CSV. */
import { decimalOf, type Field, type FieldType } from '../iceberg/schema.ts'

/**
 * As the file holds it: dates are days, times microseconds, decimals unscaled (integers, or big-endian bytes);
 * structs and maps are objects, lists arrays.
 */
export type Cell = unknown

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type JsonKind = 'string' | 'number' | 'boolean' | 'object' | 'array'

/** How a column's values are written where all are of the usual size. */
export function jsonKindOf({ type }: Field): JsonKind {
  if (typeof type !== 'string') return type.type === 'list' ? 'array' : 'object'
  if (type === 'boolean') return 'boolean'
  return /^(int|long|float|double)$/.test(type) ? 'number' : 'string'
}

/** Integers beyond 2^53 are bigints: the caller writes such a column as strings. */
export function jsonOf(type: FieldType, cell: Cell): Json | bigint {
  if (cell === null || cell === undefined) return null
  if (typeof type !== 'string') return nestedOf(type, cell)
  switch (type) {
    case 'boolean':
      return Boolean(cell)
    case 'int':
    case 'long':
      return integerOf(cell)
    case 'float':
    case 'double':
      return Number.isFinite(Number(cell)) ? Number(cell) : String(cell)
    case 'date':
      return dayText(BigInt(cell as number))
    case 'timestamp':
      return timeText(cell as bigint)
    case 'timestamptz':
      return `${timeText(cell as bigint)}Z`
  }
  const decimal = decimalOf(type)
  if (decimal) return decimalText(unscaledOf(cell), decimal.scale)
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('base64') : String(cell)
}

function nestedOf(type: Exclude<FieldType, string>, cell: Cell): Json {
  const within = (of: FieldType, value: Cell): Json => {
    const written = jsonOf(of, value)
    return typeof written === 'bigint' ? String(written) : written
  }
  if (type.type === 'list') return (cell as Cell[]).map((value) => within(type.element, value))
  const object = cell as Record<string, Cell>
  if (type.type === 'map') {
    const entries = Object.entries(object)
    return Object.fromEntries(entries.map(([key, value]) => [key, within(type.value, value)]))
  }
  return Object.fromEntries(
    type.fields.map((field) => [field.name, within(field.type, object[field.name])]),
  )
}

const integerOf = (cell: Cell): number | bigint =>
  typeof cell === 'bigint' && !Number.isSafeInteger(Number(cell)) ? cell : Number(cell)

/** Of a decimal, however the file stores it. */
export function unscaledOf(cell: Cell): bigint {
  if (!(cell instanceof Uint8Array)) return BigInt(cell as number | bigint)
  return cell.length === 0
    ? 0n
    : BigInt.asIntN(cell.length * 8, BigInt(`0x${Buffer.from(cell).toString('hex')}`))
}

/** Digits with a point before the last `scale` of them. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

const msPerDay = 86_400_000

/** Years beyond what a Date holds are written as days since 1970. */
function dayText(days: bigint): string {
  const date = new Date(Number(days) * msPerDay)
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().slice(0, -14)
}

/** Six digits of a second, or as few as three. */
function timeText(micros: bigint): string {
  const ms = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n)
  const date = new Date(Number(ms))
  if (Number.isNaN(date.getTime())) return String(micros)
  const rest = micros - ms * 1000n
  const text = date.toISOString().slice(0, -1)
  return rest === 0n ? text : `${text}${String(rest).padStart(3, '0')}`
}
