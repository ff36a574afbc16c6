/** Trino's types, and how they relate. https://trino.io/docs/476/language/types.html */

export type Type =
  | { kind: Plain }
  | Decimal
  | { kind: 'varchar'; length?: number }
  | { kind: 'char'; length: number }
  | { kind: 'time'; precision: number }
  | Timestamp
  | { kind: 'array'; element: Type }
  | { kind: 'map'; key: Type; value: Type }
  | { kind: 'row'; fields: RowField[] }

export type Plain =
  | 'unknown'
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'date'
  | 'varbinary'
  | 'json'
  | 'uuid'
  | 'geometry'
  | 'interval day to second'
  | 'interval year to month'

export interface Decimal {
  kind: 'decimal'
  precision: number
  scale: number
}

/** With a zone it is `timestamp with time zone`, all of its values in that zone, or each in its own (`byRow`). */
export interface Timestamp {
  kind: 'timestamp'
  precision: number
  zone?: string
}

/** The zone of a type whose values have zones of their own. */
export const byRow = ''

/** Whether a type holds times that have zones of their own: two that are one instant may differ. */
export const hasOwnZones = (type: Type): boolean =>
  (type.kind === 'timestamp' && type.zone === byRow) || children(type).some(hasOwnZones)

/** The type as values of it are compared: by their instants. */
export function instants(type: Type): Type {
  if (!hasOwnZones(type)) return type
  if (type.kind === 'timestamp') return { ...type, zone: 'UTC' }
  if (type.kind === 'array') return arrayOf(instants(type.element))
  if (type.kind === 'map') return mapOf(instants(type.key), instants(type.value))
  if (type.kind !== 'row') return type
  return {
    kind: 'row',
    fields: type.fields.map((field) => ({ ...field, type: instants(field.type) })),
  }
}

export interface RowField {
  name?: string
  type: Type
}

const plain = <K extends Plain>(kind: K): { kind: K } => ({ kind })
export const unknown = plain('unknown')
export const boolean = plain('boolean')
export const integer = plain('integer')
export const bigint = plain('bigint')
export const double = plain('double')
export const date = plain('date')
export const varbinary = plain('varbinary')
export const json = plain('json')
export const varchar: Type = { kind: 'varchar' }
export const decimal = (precision: number, scale: number): Decimal => ({
  kind: 'decimal',
  precision,
  scale,
})
export const arrayOf = (element: Type): Type => ({ kind: 'array', element })
export const mapOf = (key: Type, value: Type): Type => ({ kind: 'map', key, value })

/** A type as Trino's messages spell it. */
export function spell(type: Type): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`
    case 'char':
      return `char(${type.length})`
    case 'time':
      return `time(${type.precision})`
    case 'timestamp':
      return `timestamp(${type.precision})${type.zone === undefined ? '' : ' with time zone'}`
    case 'array':
      return `array(${spell(type.element)})`
    case 'map':
      return `map(${spell(type.key)}, ${spell(type.value)})`
    case 'row':
      return `row(${type.fields.map(({ name, type }) => (name === undefined ? '' : `${name} `) + spell(type)).join(', ')})`
    case 'geometry':
      return 'Geometry'
    default:
      return type.kind
  }
}

export const sameType = (a: Type, b: Type): boolean =>
  spell(a) === spell(b) && zonesOf(a) === zonesOf(b)

function zonesOf(type: Type): string {
  if (type.kind === 'timestamp') return type.zone ?? ''
  return children(type).map(zonesOf).join()
}

/** The types inside a type. */
export function children(type: Type): Type[] {
  if (type.kind === 'array') return [type.element]
  if (type.kind === 'map') return [type.key, type.value]
  return type.kind === 'row' ? type.fields.map((field) => field.type) : []
}

/** From narrow to wide: each coerces to what stands behind it. */
const numbers = ['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'real', 'double']

export const isNumber = ({ kind }: Type) => numbers.includes(kind)
export const isInteger = ({ kind }: Type) => numbers.indexOf(kind) >= 0 && numbers.indexOf(kind) < 4
export const isText = ({ kind }: Type) => kind === 'varchar' || kind === 'char'
export const isInterval = ({ kind }: Type) => kind.startsWith('interval')

const integerDigits: Record<string, number> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 }

/** An exact number as a decimal. */
export function asDecimal(type: Type): Decimal | undefined {
  if (type.kind === 'decimal') return type
  const digits = integerDigits[type.kind]
  return digits === undefined ? undefined : decimal(digits, 0)
}

/** The narrowest type that both coerce to; nothing when there is none. */
export function common(a: Type, b: Type): Type | undefined {
  if (sameType(a, b) || b.kind === 'unknown') return a
  if (a.kind === 'unknown') return b
  if (isNumber(a) && isNumber(b)) return commonNumber(a, b)
  if (isText(a) && isText(b)) return commonText(a, b)
  if (isMoment(a) && isMoment(b)) return commonMoment(a, b)
  if (a.kind === 'time' && b.kind === 'time') return a.precision < b.precision ? b : a
  return commonNested(a, b)
}

function commonNumber(a: Type, b: Type): Type {
  const [left, right] = [asDecimal(a), asDecimal(b)]
  if (left && right && (a.kind === 'decimal' || b.kind === 'decimal')) {
    const scale = Math.max(left.scale, right.scale)
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale)
    return decimal(Math.min(38, whole + scale), scale)
  }
  return numbers.indexOf(a.kind) < numbers.indexOf(b.kind) ? b : a
}

type Text = Extract<Type, { kind: 'varchar' | 'char' }>

function commonText(a: Type, b: Type): Type {
  const [left, right] = [(a as Text).length, (b as Text).length]
  const kind = a.kind === 'char' || b.kind === 'char' ? 'char' : 'varchar'
  if (left === undefined || right === undefined) return varchar
  return { kind, length: Math.max(left, right) }
}

const isMoment = (type: Type): type is Timestamp | { kind: 'date' } =>
  type.kind === 'date' || type.kind === 'timestamp'

/** A date is midnight in UTC. */
const withDate = (type: Type): Type =>
  type.kind === 'timestamp' && type.zone !== undefined && type.zone !== 'UTC'
    ? { ...type, zone: byRow }
    : type

function commonMoment(a: Type, b: Type): Type | undefined {
  if (a.kind !== 'timestamp') return withDate(b)
  if (b.kind !== 'timestamp') return withDate(a)
  const precision = Math.max(a.precision, b.precision)
  if (a.zone === undefined && b.zone === undefined) return { kind: 'timestamp', precision }
  const [left, right] = [a.zone ?? 'UTC', b.zone ?? 'UTC']
  return { kind: 'timestamp', precision, zone: left === right ? left : byRow }
}

function commonNested(a: Type, b: Type): Type | undefined {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = common(a.element, b.element)
    return element && arrayOf(element)
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = common(a.key, b.key)
    const value = common(a.value, b.value)
    return key && value && mapOf(key, value)
  }
  if (a.kind !== 'row' || b.kind !== 'row' || a.fields.length !== b.fields.length) return undefined
  const fields: RowField[] = []
  for (const [place, field] of a.fields.entries()) {
    const other = b.fields[place] as RowField
    const type = common(field.type, other.type)
    if (!type) return undefined
    const name = field.name === other.name ? field.name : undefined
    fields.push({ type, ...(name !== undefined && { name }) })
  }
  return { kind: 'row', fields }
}

/** Whether a value of one type may stand where the other is wanted, without a CAST. */
export function coerces(from: Type, to: Type): boolean {
  if (sameType(from, to) || (from.kind === 'char' && to.kind === 'varchar')) return true
  if (from.kind === 'row' && to.kind === 'row') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every(({ type }, place) => coerces(type, (to.fields[place] as RowField).type))
    )
  }
  const joined = common(from, to)
  return joined !== undefined && sameType(joined, to)
}

/** Whether values of a type have an order. */
export const orderable = (type: Type): boolean =>
  !['map', 'json', 'geometry'].includes(type.kind) && children(type).every(orderable)
