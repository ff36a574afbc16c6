/** Partitions that a table's parameters describe instead of the catalog. https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
import type { Filter } from '../../../lake/iceberg/filter.ts'
import { projectedPartitionsMax } from '../../../lake/limits.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import type { Table } from '../../glue/model.ts'
import type { TablePartition } from './request.ts'

export const isProjected = ({ Parameters = {} }: Table): boolean =>
  Parameters['projection.enabled']?.toLowerCase() === 'true'

/** Types enum, integer, injected and date. */
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
  // A client that has none writes an empty one.
  const property = (name: string): string | undefined =>
    table.Parameters?.[`projection.${key}.${name}`] || undefined
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

const letters = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss'] as const
const units = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const
type Unit = (typeof units)[number] | 'WEEK'

/** By the unit of the interval, else by the format's finest letter. */
function dates(from: string, to: string, property: (name: string) => string | undefined): string[] {
  const format = property('format') ?? formatLike(from, to)
  if (!/^(?:yyyy|MM|dd|HH|mm|ss|[^A-Za-z']|'[^']*')+$/.test(format) || !format.includes('yyyy')) {
    throw notSupported(`The projection format "${format}"`)
  }
  const bare = format.replace(/'[^']*'/g, '')
  const finest = letters.findLastIndex((letter) => bare.includes(letter))
  const unit = unitOf(property('interval.unit')) ?? (units[finest] as Unit)
  const step = Number(property('interval') ?? 1)
  const last = dateOf(to, format)
  const values: string[] = []
  const date = new Date(dateOf(from, format))
  while (date.getTime() <= last && values.length <= projectedPartitionsMax) {
    values.push(formatted(date, format))
    move(date, unit, step)
  }
  return values
}

function unitOf(text: string | undefined): Unit | undefined {
  const word = text?.toUpperCase().replace(/S$/, '')
  return word === 'WEEK' ? word : units.find((unit) => unit === word)
}

function move(date: Date, unit: Unit, count: number): void {
  if (unit === 'YEAR') date.setUTCFullYear(date.getUTCFullYear() + count)
  else if (unit === 'MONTH') date.setUTCMonth(date.getUTCMonth() + count)
  else date.setTime(date.getTime() + count * lengthsMs[unit])
}

const lengthsMs = {
  ...{ WEEK: 7 * 86_400_000, DAY: 86_400_000 },
  ...{ HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000 },
}

/** The format of a range that has none of its own, by how its ends are written. */
function formatLike(from: string, to: string): string {
  const end = [from, to].find((text) => /^\d/.test(text)) ?? ''
  const like = 'yyyy-MM-dd HH:mm:ss'.slice(0, end.length)
  const isLike = /^\d{4}(?:-\d\d(?:-\d\d(?: \d\d(?::\d\d(?::\d\d)?)?)?)?)?$/.test(end)
  return end === '' ? 'yyyy-MM-dd' : isLike ? like : ''
}

/** A date in the format, or `NOW` with a count of units beside it. */
function dateOf(text: string, format: string): number {
  const now = /^NOW(?:\s*([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/i.exec(text)
  if (now) return relative(now)
  const pattern = format
    .replace(/'([^']*)'/g, '$1')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/yyyy|MM|dd|HH|mm|ss/g, (letter) => `(?<${letter}>\\d{${letter.length}})`)
  const fields = new RegExp(`^${pattern}$`).exec(text)?.groups
  if (!fields) throw userError('INVALID_TABLE_PROPERTY', `"${text}" is not a date like ${format}`)
  const [year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = letters.map(
    (letter) => fields[letter],
  )
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function relative([, sign, count = '0', unit = 'DAY']: RegExpExecArray): number {
  const date = new Date()
  move(date, unit.toUpperCase() as Unit, Number(count) * (sign === '-' ? -1 : 1))
  return date.getTime()
}

function formatted(date: Date, format: string): string {
  const parts = date.toISOString().slice(0, 19).split(/[-T:]/)
  return format.replace(
    /'([^']*)'|yyyy|MM|dd|HH|mm|ss/g,
    (letter, text) => text ?? parts[letters.indexOf(letter as (typeof letters)[number])],
  )
}
