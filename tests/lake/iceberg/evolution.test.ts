import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { withSchema } from '../../../lake/iceberg/history.ts'
import { currentSchema, type Metadata, newTable } from '../../../lake/iceberg/metadata.ts'
import { columnsOf, type Field, type FieldType, typeOf } from '../../../lake/iceberg/schema.ts'
import { mergeTypes } from '../../../lake/schema/merge.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'
import { MemoryTable } from './memory.ts'

const tableOf = (columns: Column[]): Metadata =>
  newTable({ uuid: 'u', location: 's3://b/t', columns, partitionKeys: [], nowMs: 1 })
const evolved = (metadata: Metadata, columns: Column[]): Metadata =>
  withSchema(metadata, planEvolution(metadata, columns))
const column = (type: Type): Column[] => [{ name: 'a', type }]
const b = (type: Type): Column => ({ name: 'b', type })
const c = (type: Type): Column => ({ name: 'c', type })

describe('one column', () => {
  test.each<[from: Type, seen: Type, to: Type, ids: 'same' | 'new']>([
    ['long', 'long', 'long', 'same'],
    ['string', 'long', 'string', 'same'],
    ['double', 'long', 'double', 'same'],
    ['decimal(9,2)', 'decimal(4,2)', 'decimal(9,2)', 'same'],
    ['decimal(9,2)', 'decimal(18,2)', 'decimal(18,2)', 'same'],
    ['decimal(9,2)', 'decimal(9,4)', 'decimal(11,4)', 'new'],
    ['long', 'double', 'double', 'new'],
    ['date', 'timestamp', 'timestamp', 'new'],
    ['long', 'boolean', 'string', 'new'],
    [{ list: 'long' }, { list: 'null' }, { list: 'long' }, 'same'],
    [{ list: 'null' }, { list: 'null' }, { list: 'string' }, 'same'],
    [{ list: 'null' }, { list: 'string' }, { list: 'string' }, 'same'],
    [{ list: 'null' }, { list: 'long' }, { list: 'long' }, 'new'],
    [{ list: 'null' }, { list: { list: 'long' } }, { list: { list: 'long' } }, 'new'],
    [{ list: 'null' }, 'long', 'string', 'new'],
    [{ map: ['string', 'null'] }, { map: ['string', 'date'] }, { map: ['string', 'date'] }, 'new'],
    [{ struct: [] }, { struct: [] }, 'string', 'same'],
    [{ struct: [] }, 'long', 'string', 'same'],
    [{ struct: [] }, { struct: [b('long')] }, { struct: [b('long')] }, 'new'],
    [{ struct: [b('null')] }, { struct: [b('date')] }, { struct: [b('date')] }, 'new'],
    [
      { struct: [b('long')] },
      { struct: [b('null'), c({ list: 'null' })] },
      { struct: [b('long'), c({ list: 'string' })] },
      'same',
    ],
    [
      { struct: [b('long'), c({ list: 'null' })] },
      { struct: [b('double'), c({ list: 'date' })] },
      { struct: [b('double'), c({ list: 'date' })] },
      'new',
    ],
    [{ list: 'long' }, { list: 'string' }, { list: 'string' }, 'new'],
    [{ list: 'long' }, { struct: [] }, 'string', 'new'],
    [
      { map: ['string', 'decimal(4,2)'] },
      { map: ['string', 'decimal(6,2)'] },
      { map: ['string', 'decimal(6,2)'] },
      'same',
    ],
    [
      { map: ['decimal(4,2)', 'long'] },
      { map: ['decimal(6,2)', 'long'] },
      { map: ['decimal(6,2)', 'long'] },
      'new',
    ],
  ])('%j and %j: %j under the %s id', (from, seen, to, ids) => {
    const metadata = tableOf(column(from))
    const { fields, replaced } = planEvolution(metadata, column(seen))
    expect(typeOf(fields[0]!.type)).toEqual(to)
    expect(replaced.map((field) => field.id)).toEqual(ids === 'same' ? [] : [1])
    expect(fields[0]!.id === 1).toBe(ids === 'same')
  })

  test.each([
    ['int', 'long', 'long'],
    ['float', 'double', 'double'],
    ['int', 'string', undefined],
    ['uuid', 'string', undefined],
    ['time', 'long', undefined],
  ])('another engine’s %s and %s', (from, seen, to) => {
    const metadata = tableOf(column('long'))
    const [field] = currentSchema(metadata).fields
    field!.type = from
    const { fields, replaced } = planEvolution(metadata, column(seen as Type))
    expect(fields[0]!.type).toBe(to ?? 'string')
    expect(replaced).toHaveLength(to === undefined ? 1 : 0)
  })

  test('nothing new is no change', () => {
    const metadata = tableOf(column({ struct: [{ name: 'x', type: { list: 'date' } }] }))
    const plan = planEvolution(
      metadata,
      column({ struct: [{ name: 'x', type: { list: 'date' } }] }),
    )
    expect(plan).toMatchObject({ changed: false, replaced: [] })
    expect(evolved(metadata, [])).toBe(metadata)
  })
})

const leaf = fc.constantFrom<Type>(
  'boolean',
  'long',
  'double',
  'decimal(9,2)',
  'decimal(12,2)',
  'date',
  'timestamp',
  'string',
)
const { type } = fc.letrec<{ type: Type; column: Column }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc
      .uniqueArray(tie('column'), { selector: ({ name }) => name, minLength: 1, maxLength: 3 })
      .map((struct) => ({ struct })),
    tie('type').map((list) => ({ list })),
    tie('type').map((value): Type => ({ map: ['string', value] })),
  ),
  column: fc.record({ name: fc.constantFrom('a', 'b', 'c'), type: tie('type') }),
}))
const columns = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), type }), {
  selector: ({ name }) => name,
})

function idsOf(fields: Field[]): number[] {
  const within = (nested: FieldType): number[] => {
    if (typeof nested === 'string') return []
    if (nested.type === 'struct') return idsOf(nested.fields)
    if (nested.type === 'list') return [nested['element-id'], ...within(nested.element)]
    return [nested['key-id'], nested['value-id'], ...within(nested.key), ...within(nested.value)]
  }
  return fields.flatMap((field) => [field.id, ...within(field.type)])
}

test('any history: ids are unique and never used again, types are the join, twice is once', () => {
  fc.assert(
    fc.property(fc.array(columns, { minLength: 1, maxLength: 5 }), (steps) => {
      let metadata = tableOf([])
      const joined = new Map<string, Type>()
      for (const step of steps) {
        const before = new Set(metadata.schemas.flatMap((schema) => idsOf(schema.fields)))
        const { fields: old } = currentSchema(metadata)
        metadata = evolved(metadata, step)
        const { fields } = currentSchema(metadata)
        const ids = idsOf(fields)
        expect(new Set(ids).size).toBe(ids.length)
        const fresh = ids.filter((id) => !idsOf(old).includes(id))
        expect(fresh.filter((id) => before.has(id) || id > metadata['last-column-id'])).toEqual([])
        for (const { name, type } of step) {
          joined.set(name, mergeTypes(joined.get(name) ?? 'null', type))
        }
        expect(evolved(metadata, step)).toBe(metadata)
      }
      const types = columnsOf(currentSchema(metadata).fields).filter(
        ({ name }) => name !== '_object',
      )
      expect(new Map(types.map(({ name, type }) => [name, type]))).toEqual(joined)
    }),
  )
})

test('two plans on one base use the same ids: the second is stale', async () => {
  const table = new MemoryTable()
  const [first, second] = ['x', 'y'].map((name) =>
    planEvolution(table.metadata, [{ name, type: 'long' }]),
  )
  await table.commit({ evolution: first! })
  await expect(table.commit({ evolution: second! })).rejects.toThrow('the schema moved')
})
