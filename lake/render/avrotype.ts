/** An Avro schema as Parquet's elements, and how each value of it is read. */
import type { SchemaElement } from 'hyparquet'
import { columnsMax, jsonDepthMax } from '../limits.ts'
import { type AvroBytes, corrupt } from './avroread.ts'
import {
  decimalLeaf,
  leafOf,
  leaves,
  listOf,
  mapOf,
  structOf,
  timeLeaf,
  timestampLeaf,
} from './element.ts'
import { clockText, dayText, decimalText, jsonText, momentText } from './valuetext.ts'

export interface AvroType {
  elements(name: string): SchemaElement[]
  /** As the writer takes it. */
  read(from: AvroBytes): unknown
  /** How it is a part of a JSON text, where that is another value. */
  inText?: AvroType
}

type Schema = string | Schema[] | { type: Schema; [property: string]: unknown }
type Named = Exclude<Schema, string | Schema[]>

/** Types by their full names, and those within which a name stands. */
interface Scope {
  names: Map<string, Named>
  namespace: string
  /** A record within itself has no end as columns: there it is JSON text. */
  within: readonly Named[]
  /** How many types were made: of records that name others twice they double at each depth. */
  made: { types: number }
  texts: Map<Named, AvroType>
  /** Values are parts of a JSON text. */
  isText: boolean
}

/** Fields of the record that the file holds; a file of other values has one column. Throws Quarantined. */
export function avroFields(schema: unknown): { name: string; type: AvroType }[] {
  const scope: Scope = {
    names: new Map(),
    namespace: '',
    within: [],
    made: { types: 0 },
    texts: new Map(),
    isText: false,
  }
  const top = resolved(schema as Schema, scope)
  if (typeof top.schema !== 'string' && !Array.isArray(top.schema) && isRecord(top.schema)) {
    return fieldsOf(top.schema, top.scope)
  }
  return [{ name: 'value', type: typeOf(schema as Schema, scope) }]
}

/** Beyond them a record is JSON text. */
const typesMax = 4 * columnsMax

const isRecord = ({ type }: Named): boolean => type === 'record' || type === 'error'

function fieldsOf(record: Named, scope: Scope): { name: string; type: AvroType }[] {
  const inner = { ...scope, within: [...scope.within, record] }
  if (!Array.isArray(record.fields)) throw corrupt('a record without fields')
  return record.fields.map((field: { name: string; type: Schema }) => ({
    name: String(field.name),
    type: typeOf(field.type, inner),
  }))
}

/** What a name stands for; a definition is remembered under its own. */
function resolved(schema: Schema, scope: Scope): { schema: Schema; scope: Scope } {
  if (typeof schema === 'string') {
    const known =
      scope.names.get(schema) ?? scope.names.get(`${scope.namespace}.${schema}`) ?? undefined
    return known
      ? { schema: known, scope: { ...scope, namespace: namespaceOf(known) } }
      : { schema, scope }
  }
  if (Array.isArray(schema)) return { schema, scope }
  if (typeof schema !== 'object' || schema === null) throw corrupt('a schema that is none')
  if (typeof schema.type === 'object') return resolved({ ...(schema.type as Named) }, scope)
  if (!namedTypes.has(schema.type as string)) {
    const isPlain =
      plain.has(schema.type as string) || schema.type === 'array' || schema.type === 'map'
    return isPlain ? { schema, scope } : resolved(schema.type, scope)
  }
  const name = String(schema.name ?? '')
  const namespace = name.includes('.')
    ? name.slice(0, name.lastIndexOf('.'))
    : String(schema.namespace ?? scope.namespace)
  const full = name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
  const known = { ...schema, namespace }
  if (!scope.names.has(full)) scope.names.set(full, known)
  return { schema: scope.names.get(full)!, scope: { ...scope, namespace } }
}

const namedTypes = new Set(['record', 'error', 'enum', 'fixed'])
const namespaceOf = (named: Named): string => String(named.namespace ?? '')

function typeOf(given: Schema, outer: Scope): AvroType {
  const { schema, scope } = resolved(given, outer)
  if (Array.isArray(schema)) return unionOf(schema, scope)
  const named = typeof schema === 'string' ? { type: schema } : schema
  scope.made.types++
  if (scope.within.length > jsonDepthMax) throw corrupt('types that nest too deep')
  switch (named.type) {
    case 'record':
    case 'error':
      return recordOf(named, scope)
    case 'array':
      return arrayOf(typeOf(named.items as Schema, deeper(named, scope)))
    case 'map':
      return mapType(typeOf(named.values as Schema, deeper(named, scope)))
    case 'enum':
      return enumOf(named.symbols as string[])
    case 'fixed':
      return (scope.isText && fixedOf(named).inText) || fixedOf(named)
  }
  const logical = logicalOf(named)
  const made = (scope.isText && logical?.inText) || logical || plain.get(named.type as string)
  if (!made) throw corrupt(`the type ${JSON.stringify(named.type).slice(0, 100)}`)
  return made
}

const deeper = (named: Named, scope: Scope): Scope => ({
  ...scope,
  within: [...scope.within, named],
})

const leaf = (element: Parameters<typeof leafOf>[1], read: AvroType['read']): AvroType => ({
  elements: (name) => [leafOf(name, element)],
  read,
})

const said = (type: AvroType, say: (value: bigint) => string): AvroType => ({
  ...type,
  inText: leaf(leaves.string, (from) => say(BigInt(type.read(from) as number | bigint))),
})

const int: AvroType['read'] = (from) => Number(BigInt.asIntN(32, from.long()))
const long: AvroType['read'] = (from) => from.long()

const plain = new Map<string, AvroType>([
  ['null', leaf(leaves.string, () => null)],
  ['boolean', leaf(leaves.boolean, (from) => from.byte() !== 0)],
  ['int', leaf(leaves.int, int)],
  ['long', leaf(leaves.long, long)],
  ['float', leaf(leaves.float, (from) => from.take(4).readFloatLE())],
  ['double', leaf(leaves.double, (from) => from.take(8).readDoubleLE())],
  ['bytes', leaf(leaves.binary, (from) => from.take(from.int()))],
  ['string', leaf(leaves.string, (from) => from.text())],
])

function logicalOf(named: Named): AvroType | undefined {
  const kind = `${named.type} ${named.logicalType}`
  switch (kind) {
    case 'int date':
      return said(leaf(leaves.date, int), dayText)
    case 'int time-millis':
      return said(leaf(timeLeaf('MILLIS'), int), (value) => clockText(value, 'MILLIS'))
    case 'long time-micros':
      return said(leaf(timeLeaf('MICROS'), long), (value) => clockText(value, 'MICROS'))
    case 'bytes decimal':
      return decimalOf(named, (from) => from.take(from.int()))
  }
  const [, local, unit] = /^long (local-)?timestamp-(millis|micros|nanos)$/.exec(kind) ?? []
  if (!unit) return undefined
  const words = { millis: 'MILLIS', micros: 'MICROS', nanos: 'NANOS' } as const
  const word = words[unit as keyof typeof words]
  const zone = local ? '' : 'Z'
  return said(leaf(timestampLeaf(word, !local), long), (value) => momentText(value, word) + zone)
}

/** Big-endian, two's complement; of more digits than a decimal has it is its text. */
function decimalOf(
  { precision, scale = 0 }: Named,
  bytes: (from: AvroBytes) => Buffer,
): AvroType | undefined {
  const [digits, places] = [Number(precision), Number(scale)]
  if (!(digits > 0 && places >= 0 && places <= digits)) return undefined
  const unscaled = (from: AvroBytes): bigint => {
    const hex = bytes(from).toString('hex')
    return hex === '' ? 0n : BigInt.asIntN(hex.length * 4, BigInt(`0x${hex}`))
  }
  const text = leaf(leaves.string, (from) => decimalText(unscaled(from), places))
  return digits > 38 ? text : { ...leaf(decimalLeaf(digits, places), unscaled), inText: text }
}

function fixedOf(named: Named): AvroType {
  const size = Number(named.size)
  if (!Number.isInteger(size) || size < 0) throw corrupt(`a fixed type of ${named.size} bytes`)
  const take = (from: AvroBytes): Buffer => from.take(size)
  const decimal = named.logicalType === 'decimal' && decimalOf(named, take)
  if (decimal) return decimal
  if (named.logicalType === 'uuid' && size === 16) {
    return leaf(leaves.string, (from) =>
      take(from)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    )
  }
  return leaf(leaves.binary, take)
}

function enumOf(symbols: string[]): AvroType {
  if (!Array.isArray(symbols)) throw corrupt('an enum without symbols')
  return leaf(leaves.string, (from) => {
    const symbol = symbols[from.int()]
    if (symbol === undefined) throw corrupt('a symbol that the enum does not have')
    return symbol
  })
}

const arrayOf = (item: AvroType): AvroType => ({
  elements: (name) => listOf(name, item.elements('element')),
  read(from) {
    const items: unknown[] = []
    from.items(() => items.push(item.read(from)))
    return items
  },
})

/** Of two values of one key the later counts, as for Avro's own readers. */
const mapType = (value: AvroType): AvroType => ({
  elements: (name) => mapOf(name, leafOf('key', leaves.string), value.elements('value')),
  read(from) {
    const entries = new Map<string, unknown>()
    from.items(() => entries.set(from.text(), value.read(from)))
    return [...entries].map(([key, of]) => ({ key, value: of }))
  },
})

/** One for each record, wherever it is named; within a text it is an object of that text. */
function textOf(record: Named, scope: Scope): AvroType {
  const inner = { ...scope, within: [], made: { types: 0 }, isText: true }
  const text = scope.texts.get(record) ?? lazily(() => recordOf(record, inner))
  scope.texts.set(record, text)
  return scope.isText ? text : asText(text)
}

function recordOf(record: Named, scope: Scope): AvroType {
  if (scope.within.includes(record) || scope.made.types > typesMax) return textOf(record, scope)
  const fields = fieldsOf(record, scope)
  const read: AvroType['read'] = (from) => {
    from.count(1)
    return Object.fromEntries(fields.map((field) => [field.name, field.type.read(from)]))
  }
  const elements = (name: string): SchemaElement[] =>
    structOf(
      name,
      fields.map((field) => field.type.elements(field.name)),
    )
  return fields.length > 0 || scope.isText ? { elements, read } : asText({ elements, read })
}

/** With null beside it a type is itself; of several the value is text, a text as it is, the others as JSON. */
function unionOf(branches: Schema[], outer: Scope): AvroType {
  const isOne = branches.filter((branch) => branch !== 'null').length < 2
  const scope = isOne ? outer : { ...outer, isText: true }
  const types = branches.map((branch) => (branch === 'null' ? undefined : typeOf(branch, scope)))
  const others = types.filter((type) => type !== undefined)
  const branch = (from: AvroBytes): AvroType | undefined => {
    const at = from.int()
    if (at < 0 || at >= types.length) throw corrupt(`branch ${at} of a union of ${types.length}`)
    return types[at]
  }
  const read: AvroType['read'] = (from) => branch(from)?.read(from) ?? null
  if (others.length === 0) return leaf(leaves.string, read)
  if (others.length === 1) return { elements: (name) => others[0]!.elements(name), read }
  const text: AvroType = { elements: (name) => [leafOf(name, leaves.string)], read }
  return outer.isText ? text : asText(text)
}

const asText = ({ read }: AvroType): AvroType =>
  leaf(leaves.string, (from) => {
    const value = read(from)
    return value === null || typeof value === 'string' ? value : jsonText(value)
  })

function lazily(make: () => AvroType): AvroType {
  let made: AvroType | undefined
  return {
    elements: (name) => [leafOf(name, leaves.string)],
    read(from) {
      made ??= make()
      return made.read(from)
    },
  }
}
