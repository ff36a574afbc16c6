/** The columns of a Parquet file as they lie in it, and how each would have to be written for DuckDB to read it right. */
import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet'
import { decimalDigitsMax } from '../../schema/decimal.ts'

/** Values that are text where their own type would change them: times where one of them has nanoseconds. */
export type Said = 'int96' | 'time' | 'decimal'

export interface Leaf {
  element: SchemaElement
  /** From the root to it. */
  path: SchemaTree[]
  said?: Said
}

/** In the order of their chunks. Throws Error where the schema is no tree. */
export function leavesOf(metadata: Pick<FileMetaData, 'schema'>): Leaf[] {
  const leaves: Leaf[] = []
  const visit = (node: SchemaTree, above: SchemaTree[]): void => {
    const path = [...above, node]
    for (const child of node.children) visit(child, path)
    if (node.children.length > 0 || above.length === 0) return
    const { element } = node
    const said = saidOf(element)
    leaves.push({ element, path, ...(said && { said }) })
  }
  visit(parquetSchema(metadata as FileMetaData), [])
  return leaves
}

function saidOf({
  type,
  converted_type,
  logical_type,
  precision,
}: SchemaElement): Said | undefined {
  if (type === 'INT96') return 'int96'
  if (logical_type?.type === 'TIME' && logical_type.unit === 'NANOS') return 'time'
  const digits =
    logical_type?.type === 'DECIMAL'
      ? logical_type.precision
      : converted_type === 'DECIMAL'
        ? precision
        : 0
  return (digits ?? 0) > decimalDigitsMax ? 'decimal' : undefined
}

/** DuckDB casts none of its geometries to bytes: what the file has of them is bytes already. */
export const isShape = ({ logical_type }: SchemaElement): boolean =>
  logical_type?.type === 'GEOMETRY' || logical_type?.type === 'GEOGRAPHY'

/** Nanoseconds with a zone DuckDB cuts to microseconds: those without one it reads as they are. */
export const isZoned = ({ logical_type: logical }: SchemaElement): boolean =>
  logical?.type === 'TIMESTAMP' && logical.unit === 'NANOS' && logical.isAdjustedToUTC

const unzoned = { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } as const

/** The element as the footer for DuckDB has it. */
export function plainElement(element: SchemaElement, isText: boolean): SchemaElement {
  if (isText) {
    const { name, repetition_type, field_id } = element
    return {
      ...nothing,
      name,
      repetition_type,
      field_id,
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
    }
  }
  const { logical_type: logical } = element
  if (isShape(element)) return { ...element, logical_type: undefined }
  if (isZoned(element)) return { ...element, logical_type: unzoned }
  // The writer of footers has no version for it; there is one alone.
  if (logical?.type === 'VARIANT')
    return { ...element, logical_type: { type: 'VARIANT', specification_version: undefined } }
  if (logical?.type !== 'INTEGER') return element
  // Its width is a byte in Thrift, which the writer of footers has none for.
  const word = `${logical.isSigned ? 'INT' : 'UINT'}_${logical.bitWidth}`
  return { ...element, logical_type: undefined, converted_type: word as 'INT_8' }
}

const nothing = {
  type_length: undefined,
  num_children: undefined,
  scale: undefined,
  precision: undefined,
  logical_type: undefined,
}
