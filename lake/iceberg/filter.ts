/** Conditions that let a scan leave out files by their partition values and statistics. */
import { type Bound, compareBounds, decodeBound } from './bounds.ts'
import type { LiveFile } from './live.ts'
import type { ManifestFile } from './manifest.ts'
import type { PartitionSpec } from './metadata.ts'
import { decimalOf, type Field, type Schema } from './schema.ts'

/**
 * A condition on a top-level column, `null` never meets it. Values: dates and timestamps as ISO text (`timestamptz`
 * with its offset) or as days and microseconds; decimals as text. A value that does not fit the type leaves nothing out.
 */
export interface Filter {
  column: string
  op: '=' | '<' | '<=' | '>' | '>='
  value: string | number | bigint | boolean
}

/** A filter whose value is of its field's type. */
export interface Condition {
  field: Field
  type: string
  op: Filter['op']
  value: Bound
}

/** Filters on unknown or nested columns, and those with a value of another kind, are left out. */
export const conditionsOf = (schema: Schema, filters: Filter[]): Condition[] =>
  filters.flatMap(({ column, op, value }) => {
    const field = schema.fields.find(({ name }) => name === column)
    if (field === undefined || typeof field.type !== 'string') return []
    const bound = boundOf(field.type, value)
    return bound === undefined ? [] : [{ field, type: field.type, op, value: bound }]
  })

/** The value as one of this type; undefined where it is none. */
export function boundOf(type: string, value: Filter['value']): Bound | undefined {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'string':
      return typeof value === 'string' ? Buffer.from(value) : undefined
    case 'float':
    case 'double':
      return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
    case 'int':
    case 'long':
      return integerOf(value)
    case 'date':
      return typeof value === 'string' ? daysOf(value) : integerOf(value)
    case 'timestamp':
    case 'timestamptz':
      return typeof value === 'string' ? microsOf(type, value) : integerOf(value)
  }
  const decimal = decimalOf(type)
  return decimal && typeof value !== 'boolean'
    ? unscaledOf(String(value), decimal.scale)
    : undefined
}

const integerOf = (value: Filter['value']): bigint | undefined =>
  typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : undefined

function daysOf(text: string): bigint | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) ? undefined : BigInt(ms / 86_400_000)
}

const isoTime =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?(Z|[+-]\d\d:\d\d)?$/

function microsOf(type: string, text: string): bigint | undefined {
  const [, day, minute = '00:00', second = '00', fraction = '', zone] = isoTime.exec(text) ?? []
  if (day === undefined || (zone !== undefined) !== (type === 'timestamptz')) return undefined
  const ms = Date.parse(`${day}T${minute}:${second}${zone ?? 'Z'}`)
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000n + BigInt(fraction.padEnd(6, '0'))
}

/** Undefined when the text has more digits than the scale. */
function unscaledOf(text: string, scale: number): bigint | undefined {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const digits = fraction.replace(/0+$/, '')
  if (whole === undefined || digits.length > scale) return undefined
  return BigInt(`${sign}${whole}${digits.padEnd(scale, '0')}`)
}

/** Whether a manifest may list a file that meets them all, by the range of its partition values. */
export function manifestMayMeet(
  manifest: ManifestFile,
  spec: PartitionSpec,
  conditions: Condition[],
): boolean {
  return conditions.every((condition) => {
    const i = partOf(spec, condition)
    const range = i === -1 ? undefined : manifest.partitions?.[i]
    if (!range || condition.type !== 'string') return true
    const hasValue = range.lower_bound !== null && range.upper_bound !== null
    return hasValue && isWithin(condition, range.lower_bound!, range.upper_bound!)
  })
}

/** Whether a file may hold a row that meets them all, by its partition values and statistics. */
export const fileMayMeet = (
  file: LiveFile,
  spec: PartitionSpec,
  conditions: Condition[],
): boolean =>
  conditions.every((condition) => {
    const part = spec.fields[partOf(spec, condition)]
    if (part && condition.type === 'string') {
      const value = file.partition[part.name]
      if (value === null || value === undefined) return false
      return isWithin(condition, Buffer.from(value), Buffer.from(value))
    }
    return statisticsMayMeet(file, condition)
  })

const partOf = (spec: PartitionSpec, { field }: Condition): number =>
  spec.fields.findIndex((part) => part['source-id'] === field.id && part.transform === 'identity')

function statisticsMayMeet({ entry }: LiveFile, condition: Condition): boolean {
  const { field, type } = condition
  const { lower_bounds, upper_bounds, null_value_counts, value_counts } = entry.data_file
  const of = <T>(pairs: { key: number; value: T }[] | null | undefined): T | undefined =>
    pairs?.find(({ key }) => key === field.id)?.value
  const nulls = of(null_value_counts)
  if (nulls !== undefined && nulls === of(value_counts)) return false
  const [lower, upper] = [of(lower_bounds), of(upper_bounds)]
  return isWithin(condition, lower && decodeBound(type, lower), upper && decodeBound(type, upper))
}

function isWithin(
  { op, value }: Condition,
  lower: Bound | undefined,
  upper: Bound | undefined,
): boolean {
  const low = lower === undefined ? -1 : compareBounds(lower, value)
  const high = upper === undefined ? 1 : compareBounds(upper, value)
  switch (op) {
    case '=':
      return low <= 0 && high >= 0
    case '<':
      return low < 0
    case '<=':
      return low <= 0
    case '>':
      return high > 0
    case '>=':
      return high >= 0
  }
}
