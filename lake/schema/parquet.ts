/**
 * A Parquet footer's schema as the lake's columns.
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
import type { SchemaElement } from 'hyparquet'
import { jsonDepthMax } from '../limits.ts'
import { decimalDigitsMax, decimalName } from './decimal.ts'
import { namedColumns } from './names.ts'
import type { Column, Reading, Type } from './type.ts'

interface Node {
  element: SchemaElement
  children: Node[]
}

/** Throws Error where the elements are no tree. `reserved`: names that no column may take. */
export function parquetColumns(elements: SchemaElement[], reserved: readonly string[]): Column[] {
  const { children } = treeOf(elements)
  const isPlain = ({ element, children: within }: Node): boolean =>
    within.length === 0 && element.repetition_type !== 'REPEATED'
  const fields = children.map((node) => fieldOf(isPlain(node) ? node : nanosSaid(node)))
  return namedColumns(fields, reserved).map((column, i) => {
    const { element } = children[i]!
    const reading = isPlain(children[i]!) ? nanosOf(element) : variantOf(element)
    return reading ? { ...column, reading } : column
  })
}

function nanosOf({ logical_type: logical }: SchemaElement): Reading | undefined {
  if (logical?.type !== 'TIMESTAMP' || logical.unit !== 'NANOS') return undefined
  return { form: { kind: 'nanoseconds', ...(logical.isAdjustedToUTC && { isUtc: true }) } }
}

const variantOf = ({
  logical_type: logical,
  repetition_type,
}: SchemaElement): Reading | undefined =>
  logical?.type === 'VARIANT' && repetition_type !== 'REPEATED'
    ? { form: { kind: 'variant' } }
    : undefined

/** Within others they are text: whether microseconds hold them cannot be asked there. */
const nanosSaid = ({ element, children }: Node): Node => ({
  element: nanosOf(element) ? { ...element, logical_type: { type: 'STRING' } } : element,
  children: children.map(nanosSaid),
})

const foreignTypes = new Set([
  ...['TIME', 'TIME_MILLIS', 'TIME_MICROS', 'INTERVAL', 'FLOAT16', 'UINT_64', 'BSON', 'UUID'],
  ...['VARIANT', 'GEOMETRY', 'GEOGRAPHY', 'TIMESTAMP_NANOS', 'DECIMAL_256'],
])

/** The first type that Hive has none for, by Parquet's name: a Glue table over the file could not be queried. */
export function foreignTypeOf(elements: SchemaElement[]): string | undefined {
  const words = elements.flatMap(
    ({ logical_type: logical, converted_type: converted, precision }) => {
      if ((precision ?? 0) > decimalDigitsMax) return 'DECIMAL_256'
      if (logical?.type === 'INTEGER' && logical.bitWidth === 64 && !logical.isSigned)
        return 'UINT_64'
      if (logical?.type === 'TIMESTAMP' && logical.unit === 'NANOS') return 'TIMESTAMP_NANOS'
      return [logical?.type, converted]
    },
  )
  return words.find((word) => word !== undefined && foreignTypes.has(word))
}

/** The elements lie in depth-first order; each says how many children follow it. */
function treeOf(elements: SchemaElement[]): Node {
  let at = 0
  function next(depth: number): Node {
    const element = elements[at++]
    if (!element || depth > jsonDepthMax) throw new Error('the schema is no tree')
    const children: Node[] = []
    for (let i = 0; i < (element.num_children ?? 0); i++) children.push(next(depth + 1))
    return { element, children }
  }
  return next(0)
}

const fieldOf = (node: Node): { original: string; type: Type } => ({
  original: node.element.name,
  type: typeOf(node),
})

/** A repeated field that no list is declared around is a list itself. */
function typeOf(node: Node): Type {
  const type = onceOf(node)
  return node.element.repetition_type === 'REPEATED' ? { list: type } : type
}

/** The type of one occurrence. */
function onceOf(node: Node): Type {
  const { element, children } = node
  if (children.length === 0) return leafType(element)
  const kind = element.logical_type?.type ?? element.converted_type
  if (kind === 'VARIANT') return 'string'
  const [only] = children
  if (children.length === 1 && only!.element.repetition_type === 'REPEATED') {
    if (kind === 'LIST') return { list: elementOf(node, only!) }
    const [key, value] = only!.children
    if ((kind === 'MAP' || kind === 'MAP_KEY_VALUE') && key && value) {
      return { map: [typeOf(key), typeOf(value)] }
    }
  }
  return { struct: namedColumns(children.map(fieldOf), [], 'member') }
}

/** Old writers leave out the group between a list and its elements. */
function elementOf(list: Node, repeated: Node): Type {
  const { name } = repeated.element
  const isElement =
    repeated.children.length !== 1 || name === 'array' || name === `${list.element.name}_tuple`
  return isElement ? onceOf(repeated) : typeOf(repeated.children[0]!)
}

function leafType(element: SchemaElement): Type {
  const { logical_type: logical } = element
  return (logical && logicalType(logical)) ?? convertedType(element) ?? physicalType(element)
}

function logicalType(logical: NonNullable<SchemaElement['logical_type']>): Type | undefined {
  switch (logical.type) {
    case 'STRING':
    case 'ENUM':
    case 'JSON':
    case 'TIME':
      return 'string'
    case 'DATE':
      return 'date'
    case 'TIMESTAMP':
      return logical.isAdjustedToUTC ? 'timestamptz' : 'timestamp'
    case 'DECIMAL':
      return decimalType(logical.precision, logical.scale)
    case 'INTEGER':
      return logical.bitWidth === 64 && !logical.isSigned ? 'decimal(20,0)' : 'long'
    case 'FLOAT16':
      return 'double'
    case 'NULL':
      return 'null'
    default:
      return undefined
  }
}

const byConverted: Partial<Record<NonNullable<SchemaElement['converted_type']>, Type>> = {
  UTF8: 'string',
  ENUM: 'string',
  JSON: 'string',
  DATE: 'date',
  TIME_MILLIS: 'string',
  TIME_MICROS: 'string',
  TIMESTAMP_MILLIS: 'timestamp',
  TIMESTAMP_MICROS: 'timestamp',
  UINT_64: 'decimal(20,0)',
  INTERVAL: 'string',
}

const convertedType = (element: SchemaElement): Type | undefined =>
  element.converted_type === 'DECIMAL'
    ? decimalType(element.precision, element.scale)
    : byConverted[element.converted_type ?? 'BSON']

/** Of more than 38 digits it is text: DuckDB makes a double of it, and a wrong one. */
function decimalType(precision = 0, scale = 0): Type {
  const isSound = Number.isInteger(precision) && precision > 0 && scale >= 0 && scale <= precision
  if (!isSound) throw new Error(`decimal(${precision},${scale}) is no type`)
  return decimalName({ whole: precision - scale, scale }) ?? 'string'
}

const physical: Record<NonNullable<SchemaElement['type']>, Type> = {
  BOOLEAN: 'boolean',
  INT32: 'long',
  INT64: 'long',
  INT96: 'timestamp',
  FLOAT: 'double',
  DOUBLE: 'double',
  BYTE_ARRAY: 'binary',
  FIXED_LEN_BYTE_ARRAY: 'binary',
}

function physicalType({ type, name }: SchemaElement): Type {
  const found = type && physical[type]
  if (!found) throw new Error(`the column "${name}" has no type`)
  return found
}
