/** Columns find their fields by their spelling, in tables of this release and of the one before. */
import { expect, test } from '@jest/globals'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { withSchema } from '../../../lake/iceberg/history.ts'
import { currentSchema, type Metadata, newTable } from '../../../lake/iceberg/metadata.ts'
import { rewriteSql } from '../../../lake/iceberg/scansql.ts'
import type { Field } from '../../../lake/iceberg/schema.ts'
import { namedColumns } from '../../../lake/schema/names.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'

const tableOf = (columns: Column[]): Metadata =>
  newTable({ uuid: 'u', location: 's3://b/t', columns, partitionKeys: [], nowMs: 1 })
const file = (...originals: string[]): Column[] =>
  namedColumns(originals.map((original) => ({ original, type: 'long' })))
const evolved = (metadata: Metadata, columns: Column[]): Metadata =>
  withSchema(metadata, planEvolution(metadata, columns))
/** id, name and spelling of each field. */
const fieldsOf = (metadata: Metadata) =>
  currentSchema(metadata).fields.map(({ id, name, doc }) => [id, name, doc])
const hash = expect.stringMatching(/^a_b__[0-9a-f]{12}$/)

test('a name that two spellings want is given up by the one that is not spelt so: a rename, under its id', () => {
  const table = evolved(tableOf(file('a b')), file('a_b'))
  expect(fieldsOf(table)).toEqual([
    [1, hash, 'a b'],
    [2, '_object', undefined],
    [3, 'a_b', undefined],
  ])
  expect(planEvolution(table, file('a b')).changed).toBe(false)
  expect(planEvolution(table, file('a_b')).changed).toBe(false)
})

test('a file’s own "_object" is not ours', () => {
  expect(fieldsOf(evolved(tableOf(file('x')), file('_object')))).toEqual([
    [1, 'x', undefined],
    [2, '_object', undefined],
    [3, 'object', '_object'],
  ])
})

test('columns of a release before keep their names and ids', () => {
  const old: Column[] = [
    { name: 'column_1', type: 'long', original: 'имя' },
    { name: 'stra_e', type: 'long', original: 'straße' },
  ]
  const table = evolved(tableOf(old), file('straße', 'город', 'имя'))
  expect(fieldsOf(table)).toEqual([
    [1, 'column_1', 'имя'],
    [2, 'stra_e', 'straße'],
    [3, '_object', undefined],
    [4, 'город', undefined],
  ])
})

test('a comment that somebody wrote is no spelling', () => {
  const table = tableOf(file('price'))
  const [price] = currentSchema(table).fields
  price!.doc = 'in euros, without tax'
  expect(planEvolution(table, file('price')).changed).toBe(false)
})

test('members keep their names: engines find them by name', () => {
  const nested = (name: string, original: string): Type => ({
    struct: [{ name, type: 'long', original }],
  })
  const before: Column[] = [{ name: 's', type: nested('a_b', 'a-b') }]
  const own = namedColumns([{ original: 'a_b', type: 'long' }], [], 'member')
  const table = evolved(tableOf(before), [{ name: 's', type: { struct: own } }])
  const [s] = currentSchema(table).fields
  const { fields } = s!.type as { fields: Field[] }
  expect(fields.map(({ id, name, doc }) => [id, name, doc])).toEqual([
    [3, 'a_b', 'a-b'],
    [4, hash, 'a_b'],
  ])
})

test('rows that are written again keep their values through a rename, and through a new id', () => {
  const table = tableOf(file('a b', 'c d'))
  const text: Column[] = [{ name: 'c_d', type: 'string', original: 'c d' }]
  const { fields, replaced } = planEvolution(table, [...file('a_b'), ...text])
  expect(replaced.map(({ name }) => name)).toEqual(['c_d'])
  const sql = rewriteSql(
    { schema: currentSchema(table), files: [], positionDeletes: [] },
    fields,
    String,
  )
  const [a, c, , late] = fields
  expect(sql).toContain(`"a_b" AS "${a!.name}"`)
  expect(sql).toContain(`CAST("c_d" AS VARCHAR) AS "${c!.name}"`)
  expect(sql).toContain(`CAST(NULL AS BIGINT) AS "${late!.name}"`)
})
