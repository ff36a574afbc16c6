/** `decimal(precision,scale)`: the name taken apart and put together. */
import type { DecimalName, Type } from './type.ts'

/** Decimal digits that Iceberg, Parquet, Athena and DuckDB can hold at most. */
export const decimalDigitsMax = 38

/** Decimal digits of the widest `long`. */
export const longDigits = 19

/** Digits before and after the point. */
export interface Digits {
  whole: number
  scale: number
}

/** The name of the narrowest decimal with these digits; undefined where none is wide enough. */
export function decimalName({ whole, scale }: Digits): DecimalName | undefined {
  const precision = Math.max(1, whole + scale)
  return precision > decimalDigitsMax ? undefined : `decimal(${precision},${scale})`
}

/** Digits of a decimal or of a long; undefined for any other type. */
export function digitsOf(type: Type): Digits | undefined {
  if (type === 'long') return { whole: longDigits, scale: 0 }
  const match = typeof type === 'string' ? /^decimal\((\d+),(\d+)\)$/.exec(type) : null
  if (!match) return undefined
  const scale = Number(match[2])
  return { whole: Number(match[1]) - scale, scale }
}

/** What is complained of where a cast to a double would change a value. */
export const digitsLost = 'more digits than a double has'
