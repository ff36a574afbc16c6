/** Conditions on rows, `column:operator:value`: which files may hold such rows, and which rows meet them. */
import { type Bound, compareBounds } from '../iceberg/bounds.ts'
import { boundOf, type Filter } from '../iceberg/filter.ts'
import { decimalOf, type Field, type Schema } from '../iceberg/schema.ts'
import { RequestProblem } from '../problem.ts'
import { isNameOf } from '../schema/names.ts'
import { type Cell, decimalText, unscaledOf } from './value.ts'

export interface Condition {
  field: Field
  meets(cell: Cell): boolean
  /** By which files are left out. */
  filters: Filter[]
}

const grammar = /^([^:]+):(not\.)?([a-z]+):([\s\S]*)$/

/** Throws RequestProblem for an unknown column and for a value that is not of its type. */
export const conditionsOf = (schema: Schema, where: string[]): Condition[] =>
  where.map((text) => {
    const [, name = '', not, operator = '', value = ''] = grammar.exec(text) ?? []
    const condition = conditionOf(fieldOf(schema, name), operator, value)
    if (!not) return condition
    const isNull = operator === 'is'
    const meets = (cell: Cell): boolean => (isNull || !isAbsent(cell)) && !condition.meets(cell)
    return { field: condition.field, meets, filters: [] }
  })

/** By its name, or as the files spell it. Throws RequestProblem where the schema has no such column. */
export function fieldOf(schema: Schema, name: string): Field {
  const { fields } = schema
  const field =
    fields.find((known) => known.name === name) ??
    fields.find((known) => known.doc === name && isNameOf(known.name, name))
  if (!field) {
    throw new RequestProblem('filter.unknown-column', `The dataset has no column "${name}".`)
  }
  return field
}

const isAbsent = (cell: Cell): boolean => cell === null || cell === undefined

const comparisons: Record<string, [op: Filter['op'], holds: (order: number) => boolean]> = {
  eq: ['=', (order) => order === 0],
  gt: ['>', (order) => order > 0],
  gte: ['>=', (order) => order >= 0],
  lt: ['<', (order) => order < 0],
  lte: ['<=', (order) => order <= 0],
}

function conditionOf(field: Field, operator: string, text: string): Condition {
  if (operator === 'is') return isCondition(field, text)
  const type = comparableType(field)
  const comparison = comparisons[operator]
  if (comparison) {
    const [op, holds] = comparison
    const bound = boundIn(field, text)
    const meets = present((cell) => holds(compareBounds(comparable(type, cell), bound)))
    return { field, meets, filters: [filterOf(field, op, bound)] }
  }
  switch (operator) {
    case 'ne':
      return { ...negated(conditionOf(field, 'eq', text)), field }
    case 'in':
      return anyOf(field, type, text.split(','))
    case 'between':
      return between(field, text)
    default:
      return like(field, text, operator === 'ilike')
  }
}

const present =
  (meets: (cell: Cell) => boolean) =>
  (cell: Cell): boolean =>
    !isAbsent(cell) && meets(cell)

const negated = ({ meets }: Condition): Omit<Condition, 'field'> => ({
  meets: present((cell) => !meets(cell)),
  filters: [],
})

function isCondition(field: Field, text: string): Condition {
  const wanted: Record<string, (cell: Cell) => boolean> = {
    null: isAbsent,
    true: (cell) => cell === true,
    false: (cell) => cell === false,
  }
  const meets = wanted[text]
  const fits = text === 'null' || field.type === 'boolean'
  if (!meets || !fits) throw invalidValue(field, text, 'null, or true or false of a boolean')
  return { field, meets, filters: [] }
}

function anyOf(field: Field, type: string, texts: string[]): Condition {
  const bounds = texts.map((text) => boundIn(field, text))
  const ordered = bounds.toSorted(compareBounds)
  const [least, most] = [ordered[0]!, ordered.at(-1)!]
  const meets = present((cell) => {
    const value = comparable(type, cell)
    return bounds.some((bound) => compareBounds(value, bound) === 0)
  })
  return { field, meets, filters: [filterOf(field, '>=', least), filterOf(field, '<=', most)] }
}

function between(field: Field, text: string): Condition {
  const [from, to, ...rest] = text.split(',')
  if (from === undefined || to === undefined || rest.length > 0) {
    throw invalidValue(field, text, 'two values with a comma between them')
  }
  const low = conditionOf(field, 'gte', from)
  const high = conditionOf(field, 'lte', to)
  return {
    field,
    meets: (cell) => low.meets(cell) && high.meets(cell),
    filters: [...low.filters, ...high.filters],
  }
}

/** `*` is any text, also none; everything else is itself. */
function like(field: Field, text: string, ignoresCase: boolean): Condition {
  if (field.type !== 'string') throw invalidValue(field, text, 'a text column for like')
  const parts = text.split('*').map((part) => (ignoresCase ? part.toLowerCase() : part))
  const meets = present((cell) => {
    const value = String(cell)
    return matches(ignoresCase ? value.toLowerCase() : value, parts)
  })
  return { field, meets, filters: [] }
}

/** Linear in the text, whatever the pattern: no expression that could run away. */
function matches(value: string, parts: string[]): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return value === first
  if (!value.startsWith(first) || !value.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = value.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= value.length - last.length
}

const comparableTypes = /^(boolean|int|long|float|double|date|timestamp|timestamptz|string)$/

/** Throws RequestProblem where its values have no order. */
export function comparableType({ name, type }: Field): string {
  if (typeof type === 'string' && (comparableTypes.test(type) || decimalOf(type))) return type
  throw new RequestProblem('filter.not-filterable', `Values of column "${name}" are not compared.`)
}

/** A cell that is no null, as bounds are compared. */
export function comparable(type: string, cell: Cell): Bound {
  switch (type) {
    case 'boolean':
      return Boolean(cell)
    case 'float':
    case 'double':
      return Number(cell)
    case 'string':
      return Buffer.from(String(cell))
  }
  return decimalOf(type) ? unscaledOf(cell) : BigInt(cell as number | bigint)
}

function boundIn(field: Field, text: string): Bound {
  const type = String(field.type)
  const bound = boundOf(type, literalOf(type, text))
  if (bound === undefined) throw invalidValue(field, text, `a ${type}`)
  return bound
}

function literalOf(type: string, text: string): Filter['value'] {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (/^(int|long)$/.test(type) && /^-?\d{1,19}$/.test(text)) return BigInt(text)
  const isNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)
  return /^(float|double)$/.test(type) && isNumber ? Number(text) : text
}

/** Bounds of texts are bytes; a scan’s filter wants them as texts, and decimals with their point. */
function filterOf({ name, type }: Field, op: Filter['op'], bound: Bound): Filter {
  const decimal = decimalOf(type)
  if (decimal) return { column: name, op, value: decimalText(bound as bigint, decimal.scale) }
  return { column: name, op, value: Buffer.isBuffer(bound) ? bound.toString() : bound }
}

const invalidValue = ({ name }: Field, text: string, wanted: string): RequestProblem =>
  new RequestProblem(
    'filter.invalid-value',
    `Column "${name}": "${text.slice(0, 100)}" is not ${wanted}.`,
  )
