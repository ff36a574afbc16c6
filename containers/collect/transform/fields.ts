/** Fields of rows by their names, as a definition writes them: in any case, as the lake's columns are. */
import { isRow, type Row, type Value } from './value.ts'

const low = (name: string): string => name.toLowerCase()

/** The row, and in each of its fields so called, within others too, what `change` makes of it; undefined takes it away. */
export function withEach(row: Row, path: string, change: (value: Value) => Value | undefined): Row {
  return within(row, low(path), change) as Row
}

function within(
  value: Value,
  path: string,
  change: (value: Value) => Value | undefined,
): Value | undefined {
  if (Array.isArray(value)) return value.map((one) => within(one, path, change) ?? null)
  if (!isRow(value)) return value
  const entries = Object.entries(value).flatMap(([name, inner]): [string, Value][] => {
    const own = low(name)
    const isPassed = path.startsWith(`${own}.`)
    if (own !== path && !isPassed) return [[name, inner]]
    const next = isPassed ? within(inner, path.slice(own.length + 1), change) : change(inner)
    return next === undefined ? [] : [[name, next]]
  })
  return Object.fromEntries(entries)
}

/** Each of these names as the row spells it; those that it does not have are left out. */
export function spelt(names: readonly string[], own: readonly string[]): string[] {
  const spellings = new Map<string, string[]>()
  for (const name of own) spellings.set(low(name), [...(spellings.get(low(name)) ?? []), name])
  return names.flatMap((name) => spellings.get(low(name)) ?? [])
}

export const isIn = (name: string, own: readonly string[]): boolean =>
  own.some((one) => low(one) === low(name))
