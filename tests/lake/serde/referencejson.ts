/** JSON by JavaScript's own parser, compared with what the SerDe makes of it. */
import type { Column } from '../../../lake/schema/type.ts'
import type { HiveColumn, HiveType } from '../../../lake/serde/hivetype.ts'
import type { RawShape } from '../../../lake/serde/rawshape.ts'
import { nestedColumns } from '../../../lake/serde/shapejson.ts'
import { Entries, type Value } from '../../../lake/serde/value.ts'
import type { CellDifference } from './difference.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export function jsonDifference(
  { columns, anyCase }: RawShape,
  types: HiveColumn[],
): (line: string, row: Value[]) => CellDifference | undefined {
  const fold = anyCase ? (key: string) => key.toLowerCase() : (key: string) => key
  return (line, row) => {
    const json = parsed(line)
    if (!isObject(json)) return { column: '', reference: line.slice(0, 200), athena: 'NULL' }
    const fields = Object.fromEntries(types.map(({ name }, i) => [name, row[i]!]))
    const column = unequalField(json, fields, columns, types, fold)
    if (column === undefined) return
    const at = types.findIndex(({ name }) => name === column)
    return { column, reference: line.slice(0, 200), athena: String(row[at]).slice(0, 200) }
  }
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const isObject = (json: Json | undefined): json is { [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

type Fold = (key: string) => string

/** The first field that differs, or the first key that no column holds. */
function unequalField(
  json: { [key: string]: Json },
  fields: { [name: string]: Value },
  columns: Column[],
  types: HiveColumn[],
  fold: Fold,
): string | undefined {
  const members = new Map(Object.entries(json).map(([key, value]) => [fold(key), value]))
  if (members.size < Object.keys(json).length) return 'two keys that differ in case'
  for (const [i, { name, original = name, type }] of columns.entries()) {
    const key = fold(original)
    const member = members.get(key) ?? null
    members.delete(key)
    const nested = nestedColumns(type)[0] ?? []
    if (!isEqual(member, fields[name]!, types[i]!.type, nested, fold)) return name
  }
  const [rest] = [...members].filter(([, value]) => value !== null)
  return rest?.[0]
}

function isEqual(json: Json, value: Value, type: HiveType, nested: Column[], fold: Fold): boolean {
  if (json === null || value === null) return json === value
  if (type.kind === 'array') {
    return (
      Array.isArray(json) &&
      Array.isArray(value) &&
      json.length === value.length &&
      json.every((element, i) => isEqual(element, value[i]!, type.element, nested, fold))
    )
  }
  if (type.kind === 'map') {
    return (
      isObject(json) &&
      value instanceof Entries &&
      value.entries.length === Object.keys(json).length &&
      value.entries.every(([key, element]) =>
        isEqual(json[String(key)] ?? null, element, type.value, nested, fold),
      )
    )
  }
  if (type.kind === 'struct') {
    const fields = value as { [name: string]: Value }
    return isObject(json) && unequalField(json, fields, nested, type.fields, fold) === undefined
  }
  return isScalar(json, value, type)
}

function isScalar(json: Exclude<Json, null>, value: Value, type: HiveType): boolean {
  if (type.kind === 'boolean') return String(json).toLowerCase() === String(value)
  if (type.kind !== 'string') return Number(json) === Number(value)
  if (typeof json === 'string') return json === value
  if (typeof json === 'number') return Number(value) === json
  return JSON.stringify(json) === JSON.stringify(parsed(String(value)))
}
