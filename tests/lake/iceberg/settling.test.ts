/** What a table still needs once all its files were read another way. */
import { expect, test } from '@jest/globals'
import type { Entry } from '../../../lake/iceberg/manifest.ts'
import { type Metadata, newTable } from '../../../lake/iceberg/metadata.ts'
import { planSettling } from '../../../lake/iceberg/settling.ts'
import type { Column } from '../../../lake/schema/type.ts'

const columns = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'string' }))
const tableOf = (names: string[], partitionKeys: string[] = []): Metadata => {
  const location = 's3://b/t'
  return newTable({ uuid: 'u', location, columns: columns(...names), partitionKeys, nowMs: 1 })
}

/** A data file with the figures that whoever wrote it gave: of columns 1 and 2, or of the first alone. */
const fileOf = (counted: number[], sized: number[]): Entry =>
  ({
    data_file: {
      value_counts: counted.map((key) => ({ key, value: 2 })),
      null_value_counts: counted.map((key) => ({ key, value: key === 1 ? 0 : 2 })),
      column_sizes: sized.map((key) => ({ key, value: 9 })),
    },
  }) as unknown as Entry

const namesOf = (metadata: Metadata, wanted: string[], entry: Entry): string[] =>
  planSettling(metadata, columns(...wanted), [entry], false).fields.map(({ name }) => name)

test('a column that only the wrong reading had goes, and no column of which figures say nothing', () => {
  const metadata = tableOf(['a', 'b'])
  expect(namesOf(metadata, ['a'], fileOf([1, 2], [1, 2]))).not.toContain('b')
  expect(namesOf(metadata, ['a'], fileOf([1], [1, 2]))).toContain('b') // counted by nobody, and there
  expect(namesOf(metadata, ['a'], fileOf([1], []))).toContain('b')
  expect(namesOf(metadata, ['a'], fileOf([1], [1]))).not.toContain('b')
})

test('what a table is divided by stays, whatever its divisions are called', () => {
  const metadata = tableOf(['a', 'day'], ['day'])
  const [spec] = metadata['partition-specs']
  spec!.fields[0]!.name = 'day_of_it'
  expect(namesOf(metadata, ['a'], fileOf([1, 2], [1, 2]))).toContain('day')
})
