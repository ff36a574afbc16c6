/** Values of rows with types of their own as people read them, by Parquet's schema elements. */
import type { SchemaElement } from 'hyparquet'
import { clockText, dayText, decimalText, jsonText, momentText } from './valuetext.ts'

type Shown = (value: unknown) => unknown

/** For each column right under the root: its value as text. A nested one is JSON; bytes are hexadecimal. */
export function textsOf(schema: SchemaElement[]): ((value: unknown) => string | null)[] {
  return childrenOf(schema, 0).map((at) => {
    const shown = shownAt(schema, at)
    return (value) => {
      const found = isNone(value) ? null : shown(value)
      if (typeof found === 'number') return String(found)
      return found === null || typeof found === 'string' ? found : jsonText(found)
    }
  })
}

const isNone = (value: unknown): value is null | undefined => value === null || value === undefined

function childrenOf(schema: SchemaElement[], at: number): number[] {
  const places: number[] = []
  let next = at + 1
  for (let i = 0; i < (schema[at]!.num_children ?? 0); i++) {
    places.push(next)
    next = after(schema, next)
  }
  return places
}

function after(schema: SchemaElement[], at: number): number {
  return childrenOf(schema, at).reduce((_, child) => after(schema, child), at + 1)
}

function shownAt(schema: SchemaElement[], at: number): Shown {
  const element = schema[at]!
  const children = childrenOf(schema, at)
  if (children.length === 0) return leafShown(element)
  const orNull =
    (shown: Shown): Shown =>
    (value) =>
      isNone(value) ? null : shown(value)
  if (element.converted_type === 'LIST') {
    const item = orNull(shownAt(schema, childrenOf(schema, children[0]!)[0]!))
    return (value) => Array.from(value as Iterable<unknown>, item)
  }
  if (element.converted_type === 'MAP') {
    const [key, item] = childrenOf(schema, children[0]!).map((child) =>
      orNull(shownAt(schema, child)),
    )
    return (value) =>
      Object.fromEntries(
        (value as { key: unknown; value: unknown }[]).map((pair) => [
          String(key!(pair.key)),
          item!(pair.value),
        ]),
      )
  }
  const members = children.map(
    (child) => [schema[child]!.name, orNull(shownAt(schema, child))] as const,
  )
  return (value) =>
    Object.fromEntries(
      members.map(([name, shown]) => [name, shown((value as Record<string, unknown>)[name])]),
    )
}

function leafShown({
  type,
  converted_type: converted,
  logical_type: logical,
  scale = 0,
}: SchemaElement): Shown {
  const whole = (value: unknown): bigint => BigInt(value as number | bigint)
  if (converted === 'DATE') return (value) => dayText(whole(value))
  if (converted === 'UINT_64') return (value) => BigInt.asUintN(64, whole(value))
  if (converted === 'DECIMAL') return (value) => decimalText(whole(value), scale)
  if (logical?.type === 'TIMESTAMP') {
    const zone = logical.isAdjustedToUTC ? 'Z' : ''
    return (value) => momentText(whole(value), logical.unit) + zone
  }
  if (logical?.type === 'TIME') return (value) => clockText(whole(value), logical.unit)
  if (type === 'BYTE_ARRAY' && converted === 'UTF8') {
    return (value) =>
      typeof value === 'string' ? value : Buffer.from(value as Uint8Array).toString()
  }
  return (value) =>
    ArrayBuffer.isView(value) ? Buffer.from(value as Uint8Array).toString('hex') : value
}
