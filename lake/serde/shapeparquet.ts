/** Whether Athena reads a Parquet object: its codecs, and columns found by name whatever their case. */
import type { Inspection } from '../inspect/inspection.ts'
import type { Reason } from '../problem.ts'
import { mergeColumns } from '../schema/merge.ts'
import { paired } from '../schema/names.ts'
import { glueType } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
import { differing, type ObjectShape, type ObjectVerdict } from './rawshape.ts'
import { nestedColumns } from './shapejson.ts'

/** https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html */
const codecs = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'ZSTD'])

export function parquetObject({ parquet, columns }: Inspection): ObjectVerdict {
  const codec = parquet?.codecs.find((name) => !codecs.has(name.toUpperCase()))
  if (codec) return { withheld: unreadableCodec(codec) }
  if (parquet?.foreignType) return { withheld: foreign(parquet.foreignType) }
  return calledParquet({ serdes: ['parquet'], columns })
}

export function calledParquet(shape: ObjectShape): ObjectVerdict {
  const renamed = renamedColumn(shape.columns)
  return renamed ? { withheld: unreachable(renamed) } : shape
}

const unreadableCodec = (codec: string): Reason => ({
  code: 'parquet.codec',
  detail: `A column is compressed with ${codec}, which Athena does not read.`,
  remedy: 'Write Parquet with SNAPPY, GZIP or ZSTD, or query the table in lake.',
})

const foreign = (type: string): Reason => ({
  code: 'parquet.type',
  detail: `A column is of Parquet's type ${type}, which Athena has none for.`,
  remedy: 'Query the table in lake, or write the column as another type.',
})

const unreachable = ({ name, original }: Column): Reason => ({
  code: 'parquet.column-name',
  detail: `The column "${original}" cannot be reached by a name that Athena allows ("${name}").`,
  remedy: 'Name columns with letters, digits and _, or query the table in lake.',
})

function renamedColumn(columns: Column[]): Column | undefined {
  const own = columns.find(({ name, original = name }) => original.toLowerCase() !== name)
  return own ?? renamedWithin(columns)
}

/** A member of one that has another name than its file says, but for its case. */
export const renamedWithin = (columns: Column[]): Column | undefined =>
  columns
    .flatMap(({ type }) => nestedColumns(type))
    .map(renamedColumn)
    .find((column) => column !== undefined)

/** One type a column: Athena casts what one file holds to the table's type in few cases only. */
export function joinParquet(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  const conflict = typeConflict(a.columns, b.columns)
  if (conflict) {
    const [first, second] = conflict.map((column) => `"${column.name}" ${glueType(column.type)}`)
    return { withheld: differing('parquet.types-differ', 'column', first!, second!) }
  }
  return { serdes: ['parquet'], columns: mergeColumns(a.columns, b.columns) }
}

function typeConflict(a: Column[], b: Column[]): [Column, Column] | undefined {
  const others = paired(b, a)
  for (const column of a) {
    const other = others.get(column)
    if (other && !isReadable(column.type, other.type)) return [column, other]
  }
}

function isReadable(a: Type, b: Type): boolean {
  if (a === 'null' || b === 'null') return true
  if (typeof a === 'string' || typeof b === 'string') return a === b || isSameScale(a, b)
  if ('list' in a && 'list' in b) return isReadable(a.list, b.list)
  if ('map' in a && 'map' in b) {
    return isReadable(a.map[0], b.map[0]) && isReadable(a.map[1], b.map[1])
  }
  return 'struct' in a && 'struct' in b && !typeConflict(a.struct, b.struct)
}

/** A decimal of fewer digits is read as one of more. */
function isSameScale(a: Type, b: Type): boolean {
  const scale = (type: Type) =>
    typeof type === 'string' ? /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1] : undefined
  return scale(a) !== undefined && scale(a) === scale(b)
}
