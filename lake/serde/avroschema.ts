/**
 * The schema by which a raw table reads Avro: its columns in the lake's types, to which Avro's own rules widen what a file
 * holds. https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
import { avroSchemaBytesMax, jsonDepthMax } from '../limits.ts'

export type AvroSchema = string | AvroSchema[] | { [property: string]: unknown }

export interface AvroRecord {
  name: string
  namespace?: string
  fields: { name: string; type: AvroSchema }[]
}

export type AvroRead = { record: AvroRecord } | { foreignType: string }

/** What of a file's schema Athena would read otherwise than the lake does. */
class Foreign extends Error {
  override name = 'Foreign'
}

/** The record of a file's schema as a table reads it, or in words the first type of which that is not known. */
export function avroRecord(schema: unknown): AvroRead {
  try {
    const top = schema as AvroSchema
    if (typeof top !== 'object' || Array.isArray(top) || top.type !== 'record') {
      throw new Foreign('a value that is no record')
    }
    const read = recordOf(top, { namespace: '', known: new Set(), open: new Set(), depth: 0 })
    if (JSON.stringify(read).length <= avroSchemaBytesMax) {
      return { record: read as unknown as AvroRecord }
    }
    throw new Foreign(`a schema of more than ${avroSchemaBytesMax} bytes`)
  } catch (error) {
    if (error instanceof Foreign) return { foreignType: error.message }
    throw error
  }
}

/** `avro.schema.literal` of the table. */
export const avroLiteral = ({ name, namespace, fields }: AvroRecord): string =>
  JSON.stringify({
    ...{ type: 'record', name },
    ...(namespace !== undefined && { namespace }),
    fields: fields.map((field) => ({ ...field, default: null })),
  })

interface Scope {
  namespace: string
  /** Full names that are defined before. */
  known: Set<string>
  /** Those of the records around. */
  open: Set<string>
  depth: number
}

type Named = { [property: string]: unknown }

/** Athena finds fields by the table's names, which are in lower case. */
const plainName = /^[a-z_][a-z0-9_]*$/

function recordOf(record: Named, outer: Scope): Named {
  const { name, namespace, scope, full } = definedIn(record, outer)
  const own = { ...scope, open: new Set([...outer.open, full]) }
  if (!Array.isArray(record.fields) || record.fields.length === 0) {
    throw new Foreign('a record without fields')
  }
  const fields = record.fields.map((field: Named) => {
    const called = String(field.name)
    if (!plainName.test(called)) {
      throw new Foreign(`a field "${called.slice(0, 100)}", which is not in small letters`)
    }
    return { name: called, type: nullable(read(field.type as AvroSchema, own)) }
  })
  const nested = outer.depth > 0 && { type: 'record' }
  const defaulted = nested ? fields.map((field) => ({ ...field, default: null })) : fields
  return { ...nested, name, ...(namespace !== undefined && { namespace }), fields: defaulted }
}

/** A name of one's own, as the specification finds names. */
function definedIn(named: Named, outer: Scope) {
  const name = String(named.name ?? '')
  const said = typeof named.namespace === 'string' ? named.namespace : undefined
  const own = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : (said ?? outer.namespace)
  const full = name.includes('.') || own === '' ? name : `${own}.${name}`
  if (name === '' || outer.known.has(full)) throw new Foreign('a type that is defined twice')
  outer.known.add(full)
  const scope = { ...outer, namespace: own, depth: outer.depth + 1 }
  return { name, namespace: said, scope, full }
}

const nullable = (type: AvroSchema): AvroSchema =>
  Array.isArray(type) ? type : (['null', type] satisfies AvroSchema)

const widened: Record<string, string> = {
  ...{ boolean: 'boolean', bytes: 'bytes', string: 'string', double: 'double', long: 'long' },
  ...{ int: 'long', float: 'double' },
}

function read(schema: AvroSchema, scope: Scope): AvroSchema {
  if (scope.depth > jsonDepthMax) throw new Foreign('types that nest too deep')
  if (typeof schema === 'string') return wordOf(schema, scope)
  if (Array.isArray(schema)) return unionOf(schema, scope)
  const { type } = schema
  if (typeof type === 'object' && type !== null) {
    if (schema.logicalType !== undefined) throw new Foreign(logicalName(schema))
    return read(type as AvroSchema, scope)
  }
  const deeper = { ...scope, depth: scope.depth + 1 }
  switch (type) {
    case 'record':
      return recordOf(schema, deeper)
    case 'array':
      return { type, items: read(schema.items as AvroSchema, deeper) }
    case 'map':
      return { type, values: read(schema.values as AvroSchema, deeper) }
    case 'enum': {
      const { name, namespace } = definedIn(schema, scope)
      return { type, name, ...(namespace !== undefined && { namespace }), symbols: schema.symbols }
    }
    case 'fixed':
      return fixedOf(schema, scope)
    default:
      return logicalOf(schema) ?? wordOf(String(type), scope)
  }
}

function wordOf(word: string, { namespace, known, open }: Scope): AvroSchema {
  if (Object.hasOwn(widened, word)) return widened[word]!
  const full = [word, `${namespace}.${word}`].find((one) => known.has(one))
  if (full === undefined) throw new Foreign(`the type ${word.slice(0, 100)}`)
  if (open.has(full)) throw new Foreign('a record within itself')
  return word
}

/** With null beside it a type is itself. */
function unionOf(branches: AvroSchema[], scope: Scope): AvroSchema {
  const others = branches.filter((branch) => branch !== 'null')
  if (others.length !== 1) throw new Foreign('a union of several types, or of none')
  const type = read(others[0]!, scope)
  return others.length < branches.length ? ['null', type] : type
}

/** Those that Hive's and Trino's readers know; a text of a UUID is a text. */
function logicalOf(schema: Named): AvroSchema | undefined {
  const { type, logicalType, precision, scale = 0 } = schema
  switch (`${type} ${logicalType}`) {
    case 'int date':
    case 'long timestamp-millis':
      return { type, logicalType }
    case 'bytes decimal':
      return isDecimal(schema) ? { type, logicalType, precision, scale } : undefinedDecimal()
    case 'string uuid':
      return undefined
  }
  if (typeof logicalType === 'string' && known.test(logicalType)) {
    throw new Foreign(logicalName(schema))
  }
  return undefined
}

const known = /^(time|timestamp|local-timestamp|duration|decimal|uuid)\b/
const logicalName = ({ logicalType }: Named): string =>
  `the type ${String(logicalType).slice(0, 100)}`

const isDecimal = ({ precision, scale = 0 }: Named): boolean =>
  Number.isInteger(precision) &&
  Number.isInteger(scale) &&
  Number(precision) > 0 &&
  Number(precision) <= 38 &&
  Number(scale) >= 0 &&
  Number(scale) <= Number(precision)

function undefinedDecimal(): never {
  throw new Foreign('a decimal of more digits than Athena has')
}

function fixedOf(schema: Named, scope: Scope): AvroSchema {
  const { type, size, logicalType, precision, scale = 0 } = schema
  const { name, namespace } = definedIn(schema, scope)
  const own = { type, name, ...(namespace !== undefined && { namespace }), size }
  if (logicalType === 'decimal') {
    return isDecimal(schema) ? { ...own, logicalType, precision, scale } : undefinedDecimal()
  }
  if (typeof logicalType === 'string' && known.test(logicalType)) {
    throw new Foreign(logicalName(schema))
  }
  return own
}

/** Whether a type defines a name, or is called by one. */
export function isNamed(type: AvroSchema): boolean {
  if (typeof type === 'string') return type !== 'null' && !Object.hasOwn(widened, type)
  if (Array.isArray(type)) return type.some(isNamed)
  if (type.type === 'array') return isNamed(type.items as AvroSchema)
  if (type.type === 'map') return isNamed(type.values as AvroSchema)
  return ['record', 'enum', 'fixed'].includes(String(type.type))
}
