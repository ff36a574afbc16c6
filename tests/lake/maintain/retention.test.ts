/** By which ids of a table's columns an object's age is told. */
import { expect, test } from '@jest/globals'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { withSchema } from '../../../lake/iceberg/history.ts'
import { newTable } from '../../../lake/iceberg/metadata.ts'
import { planRenaming } from '../../../lake/iceberg/renaming.ts'
import { datedIds } from '../../../lake/maintain/retention.ts'
import { namedColumns } from '../../../lake/schema/names.ts'
import type { Type } from '../../../lake/schema/type.ts'

const columnsOf = (type: Type, ...originals: string[]) =>
  namedColumns(originals.map((original) => ({ original, type })))
const tableOf = (type: Type, ...originals: string[]) =>
  newTable({
    ...{ uuid: 'u', location: 's3://lake/t', partitionKeys: [], nowMs: 0 },
    columns: columnsOf(type, ...originals),
  })

test('a column that was widened is dated by each id that it had', () => {
  const before = tableOf('date', 'sold_at')
  const after = withSchema(before, planEvolution(before, columnsOf('timestamp', 'sold_at')))
  expect(datedIds(after, 'sold_at')).toHaveLength(2)
})

test('a column that was renamed, and is two again, is not dated by the values of the other', () => {
  const before = tableOf('date', 'created')
  const [id] = datedIds(before, 'created')
  const named = withSchema(before, planRenaming(before, { created: 'sold_at' }))
  expect(datedIds(named, 'sold_at')).toEqual([id])
  expect(datedIds(named, 'created')).toEqual([]) // and its rule is said to find no column of dates
  const undone = withSchema(named, planEvolution(named, columnsOf('date', 'created')))
  expect(datedIds(undone, 'sold_at')).toEqual([id])
  expect(datedIds(undone, 'created')).toEqual([undone['last-column-id']])
})
