/** Types and columns at random, for properties. */
import fc from 'fast-check'
import { type Level, namedColumns } from '../../../lake/schema/names.ts'
import type { Column, DecimalName, Type } from '../../../lake/schema/type.ts'

const decimal = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) =>
    fc
      .integer({ min: 0, max: precision })
      .map((scale): DecimalName => `decimal(${precision},${scale})`),
  )

const plain = fc.constantFrom<Type[]>(
  'null',
  'boolean',
  'long',
  'double',
  'date',
  'timestamp',
  'timestamptz',
  'string',
  'binary',
)

/** As files spell them: two want one name, and one is of another script. */
const spellings = fc.constantFrom('a', 'b', 'c d', 'c-d', 'ш')

/** Up to three levels. */
export const anyType = (depth = 2): fc.Arbitrary<Type> =>
  depth === 0
    ? fc.oneof(plain, decimal)
    : fc.oneof(
        { weight: 3, arbitrary: fc.oneof(plain, decimal) },
        { weight: 1, arbitrary: anyType(depth - 1).map((list) => ({ list })) },
        { weight: 1, arbitrary: anyColumns(depth - 1, 'member').map((struct) => ({ struct })) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(anyType(depth - 1), anyType(depth - 1))
            .map(([key, value]) => ({ map: [key, value] as [Type, Type] })),
        },
      )

export const anyColumns = (depth = 2, level: Level = 'column'): fc.Arbitrary<Column[]> =>
  fc
    .uniqueArray(fc.record({ original: spellings, type: anyType(depth) }), {
      selector: ({ original }) => original,
      maxLength: 4,
    })
    .map((fields) => namedColumns(fields, [], level))

/** The laws hold for the set of columns: their order is left out of it. */
export function unordered(type: Type): Type {
  if (typeof type === 'string') return type
  if ('list' in type) return { list: unordered(type.list) }
  if ('map' in type) return { map: [unordered(type.map[0]), unordered(type.map[1])] }
  return { struct: unorderedColumns(type.struct) }
}

export const unorderedColumns = (columns: Column[]): Column[] =>
  columns
    .map((column) => ({ ...column, type: unordered(column.type) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
