/** Partitions that a table's parameters describe instead of the catalog. https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
import type { Filter } from '../../../lake/iceberg/filter.ts'
import { projectedPartitionsMax } from '../../../lake/limits.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import type { Table } from '../../glue/model.ts'
import type { TablePartition } from './request.ts'

export const isProjected = ({ Parameters = {} }: Table): boolean =>
  Parameters['projection.enabled']?.toLowerCase() === 'true'

/** Types enum, integer and injected, and dates by whole days, months and years. */
export function projectedPartitions(table: Table, where: Filter[]): TablePartition[] {
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name)
  let combinations: string[][] = [[]]
  for (const key of keys) {
    const values = projectedValues(table, key, where)
    if (combinations.length * values.length > projectedPartitionsMax) {
      throw notSupported(`A projection of more than ${projectedPartitionsMax} partitions`)
    }
    combinations = combinations.flatMap((before) => values.map((value) => [...before, value]))
  }
  return combinations.map((values) => ({ values, location: locationOf(table, keys, values) }))
}

function locationOf(table: Table, keys: string[], values: string[]): string {
  const template = table.Parameters?.['storage.location.template']
  if (template) {
    return keys.reduce((text, key, i) => text.replaceAll(`\${${key}}`, values[i]!), template)
  }
  const base = table.StorageDescriptor?.Location?.replace(/\/$/, '')
  return `${base}/${keys.map((key, i) => `${key}=${values[i]}`).join('/')}/`
}

function projectedValues(table: Table, key: string, where: Filter[]): string[] {
  const property = (name: string): string | undefined =>
    table.Parameters?.[`projection.${key}.${name}`]
  const type = property('type')?.toLowerCase()
  const equal = where.filter(({ column, op }) => column === key && op === '=')
  if (type === 'injected') {
    const [first] = equal
    if (first) return [String(first.value)]
    throw userError(
      'CONSTRAINT_VIOLATION',
      `For the injected projected partition column ${key}, the WHERE clause must contain only static equality conditions`,
    )
  }
  const values = listed(key, type, property)
  return equal.reduce((left, { value }) => left.filter((text) => text === String(value)), values)
}

function listed(
  key: string,
  type: string | undefined,
  property: (name: string) => string | undefined,
): string[] {
  if (type === 'enum') return (property('values') ?? '').split(',').map((value) => value.trim())
  const [from, to] = (property('range') ?? '').split(',').map((value) => value.trim())
  if (from && to) {
    if (type === 'integer') return integers(from, to, property)
    if (type === 'date') return dates(from, to, property)
  }
  throw userError('INVALID_TABLE_PROPERTY', `The projection of column ${key} is not complete`)
}

function integers(
  from: string,
  to: string,
  property: (name: string) => string | undefined,
): string[] {
  const step = Number(property('interval') ?? 1)
  const digits = Number(property('digits') ?? 0)
  const values: string[] = []
  for (let value = Number(from); value <= Number(to); value += step) {
    values.push(String(value).padStart(digits, '0'))
    if (values.length > projectedPartitionsMax) break
  }
  return values
}

const units = ['yyyy', 'MM', 'dd'] as const

/** Days, months or years by the format's finest letter. */
function dates(from: string, to: string, property: (name: string) => string | undefined): string[] {
  const format = property('format') ?? ''
  if (!/^(?:yyyy|MM|dd|[^A-Za-z']|'[^']*')+$/.test(format) || !format.includes('yyyy')) {
    throw notSupported(`The projection format "${format}"`)
  }
  const finest = format.includes('dd') ? 'dd' : format.includes('MM') ? 'MM' : 'yyyy'
  const step = Number(property('interval') ?? 1)
  const last = dateOf(to, format)
  const values: string[] = []
  const date = new Date(dateOf(from, format))
  while (date.getTime() <= last && values.length <= projectedPartitionsMax) {
    values.push(formatted(date, format))
    if (finest === 'dd') date.setUTCDate(date.getUTCDate() + step)
    else if (finest === 'MM') date.setUTCMonth(date.getUTCMonth() + step)
    else date.setUTCFullYear(date.getUTCFullYear() + step)
  }
  return values
}

/** A date in the format, or `NOW` with days, months or years beside it. */
function dateOf(text: string, format: string): number {
  const now = /^NOW(?:\s*([+-])\s*(\d+)\s*(DAY|MONTH|YEAR)S?)?$/i.exec(text)
  if (now) return relative(now)
  const pattern = format
    .replace(/'([^']*)'/g, '$1')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/yyyy|MM|dd/g, (unit) => `(?<${unit}>\\d{${unit.length}})`)
  const fields = new RegExp(`^${pattern}$`).exec(text)?.groups
  if (!fields) throw userError('INVALID_TABLE_PROPERTY', `"${text}" is not a date like ${format}`)
  const [year, month = '01', day = '01'] = units.map((unit) => fields[unit])
  return Date.parse(`${year}-${month}-${day}T00:00:00Z`)
}

function relative([, sign, count = '0', unit = 'DAY']: RegExpExecArray): number {
  const date = new Date()
  const amount = Number(count) * (sign === '-' ? -1 : 1)
  if (unit.toUpperCase() === 'DAY') date.setUTCDate(date.getUTCDate() + amount)
  else if (unit.toUpperCase() === 'MONTH') date.setUTCMonth(date.getUTCMonth() + amount)
  else date.setUTCFullYear(date.getUTCFullYear() + amount)
  return date.getTime()
}

function formatted(date: Date, format: string): string {
  const [yyyy = '', MM = '', dd = ''] = date.toISOString().slice(0, 10).split('-')
  const texts: Record<string, string> = { yyyy, MM, dd }
  return format.replace(/'([^']*)'|yyyy|MM|dd/g, (unit, text) => text ?? texts[unit])
}
