/** The columns that are sketched: every primitive of a schema, however deep it is nested, and what nests it for its nulls. */
import { decimalOf, type Field, type FieldType, objectColumn } from '../iceberg/schema.ts'
import { literal, quote } from '../schema/spelling.ts'
import type { Kind } from './column.ts'

export interface Leaf {
  /** Of its field, element, key or value. */
  id: number
  /** `address.city`, `tags[]`, `prices{}.amount`: as it is shown. */
  path: string
  /** Of a struct, list or map, `nest`: only its nulls are counted. */
  type: string
  /** Elements of lists and maps: there are more or fewer of them than rows. */
  isRepeated: boolean
  /** SELECT of its values as `x`, in a file that `from` reads. */
  valuesSql(from: string): string
  /** In a row of the file; undefined for what is repeated. */
  expression?: string
}

export const isNest = ({ type }: Leaf): boolean => type === 'nest'

type Place = Pick<Leaf, 'path' | 'isRepeated' | 'valuesSql' | 'expression'>

export const leavesOf = (fields: Field[]): Leaf[] =>
  fields
    .filter(({ name }) => name !== objectColumn)
    .flatMap(({ id, name, type }) => leavesAt(id, type, columnPlace(name)))

const columnPlace = (name: string): Place => flatPlace(name, quote(name))

const flatPlace = (path: string, expression: string): Place => ({
  path,
  isRepeated: false,
  expression,
  valuesSql: (from) => `SELECT ${expression} AS x FROM ${from}`,
})

function leavesAt(id: number, type: FieldType, place: Place): Leaf[] {
  if (typeof type === 'string') return [{ id, type, ...place }]
  const own: Leaf = { id, type: 'nest', ...place }
  if (type.type === 'struct') {
    return [own, ...type.fields.flatMap((f) => leavesAt(f.id, f.type, memberPlace(place, f.name)))]
  }
  if (type.type === 'list') {
    return [own, ...leavesAt(type['element-id'], type.element, elementPlace(place, 'x', '[]'))]
  }
  return [
    own,
    ...leavesAt(type['key-id'], type.key, elementPlace(place, 'map_keys(x)', '{keys}')),
    ...leavesAt(type['value-id'], type.value, elementPlace(place, 'map_values(x)', '{}')),
  ]
}

function memberPlace({ path, expression, valuesSql }: Place, name: string): Place {
  const member = (of: string): string => `struct_extract(${of}, ${literal(name)})`
  const own = `${path}.${name}`
  if (expression !== undefined) return flatPlace(own, member(expression))
  return {
    path: own,
    isRepeated: true,
    valuesSql: (from) => `SELECT ${member('x')} AS x FROM (${valuesSql(from)})`,
  }
}

const elementPlace = ({ path, valuesSql }: Place, list: string, suffix: string): Place => ({
  path: `${path}${suffix}`,
  isRepeated: true,
  valuesSql: (from) => `SELECT unnest(${list}) AS x FROM (${valuesSql(from)})`,
})

/** Another engine's `fixed` and the like are compared by their bytes. */
export function kindOf(type: string): Kind {
  if (/^(int|long|date|timestamp|timestamptz|decimal\(.*)$/.test(type)) return 'whole'
  return type === 'float' || type === 'double' ? 'real' : 'text'
}

/** Of a type that stays while Iceberg promotes the column's: then its hashes do too. */
export function canonicalSql(type: string, x: string): string {
  const decimal = decimalOf(type)
  if (decimal) return `CAST(${x} AS DECIMAL(38, ${decimal.scale}))`
  if (type === 'int' || type === 'long') return `CAST(${x} AS BIGINT)`
  if (kindOf(type) === 'real') return `(CAST(${x} AS DOUBLE) + 0.0)` // -0 is 0
  return x
}

/** What `orderedOf` reads: days, microseconds, unscaled decimals; of a text what is shown of it. */
export function textSql(type: string, x: string): string {
  if (type === 'date') return `CAST(date_diff('day', DATE '1970-01-01', ${x}) AS VARCHAR)`
  if (type.startsWith('timestamp')) return `CAST(epoch_us(${x}) AS VARCHAR)`
  if (decimalOf(type)) return `replace(CAST(${x} AS VARCHAR), '.', '')`
  const text = `CAST(${x} AS VARCHAR)`
  if (kindOf(type) !== 'text') return text
  return `CASE WHEN length(${text}) > ${textMax} THEN left(${text}, ${textMax}) || '…' ELSE ${text} END`
}

/** Characters of a value that are kept; a longer one ends in `…`. */
const textMax = 100
