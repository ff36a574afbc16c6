import { describe, expect, test } from '@jest/globals'
import { compactionDue, compactionPlan } from '../../../lake/iceberg/compaction.ts'
import { liveFilesOf, objectIdOf } from '../../../lake/iceberg/live.ts'
import { compactionFilesMin, smallFileBytes } from '../../../lake/limits.ts'
import { fakeFile, MemoryTable } from './memory.ts'

const limits = {
  compactedBytesTarget: 1000,
  compactionFilesMax: 4,
  compactionFilesMin: 2,
  smallFileBytes: 500,
}
const openTable = () =>
  new MemoryTable({ columns: [{ name: 'day', type: 'string' }], partitionKeys: ['day'] })
const fileOf = (name: string, day: string, bytes: number) =>
  fakeFile(`s3://lake/s/d/data/${name}`, { partition: { day }, bytes })

describe('compaction', () => {
  test('groups small files of one partition, by size and by number', async () => {
    const table = openTable()
    const files = [
      ...['a1', 'a2', 'a3'].map((name) => fileOf(name, 'a', 400)),
      ...['b1', 'b2', 'b3', 'b4', 'b5', 'b6'].map((name) => fileOf(name, 'b', 1)),
      fileOf('c1', 'c', 1),
      fileOf('large', 'b', 500),
    ]
    await table.commit({ add: files })
    const plan = await compactionPlan(table.read, table.metadata, limits)
    expect(plan.readAt).toBe(1)
    const names = plan.groups.map((group) => group.files.map(({ path }) => path.split('/').at(-1)))
    expect(names).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2', 'b3', 'b4'],
      ['b5', 'b6'],
    ])
    expect(plan.groups[0]).toMatchObject({ partition: { day: 'a' }, bytes: 800 })
  })

  test('is due when a commit passes a multiple of the least worth it, and not after itself', async () => {
    const table = openTable()
    const due: number[] = []
    for (let i = 1; i <= 2 * compactionFilesMin; i++) {
      await table.commit({ add: [fileOf(`f${i}`, 'a', smallFileBytes)] })
      if (compactionDue(table.metadata)) due.push(i)
    }
    expect(due).toEqual([compactionFilesMin, 2 * compactionFilesMin])
    await table.commit({
      add: [fileOf('merged', 'a', 1)],
      remove: ['s3://lake/s/d/data/f1'],
      operation: 'replace',
    })
    expect(compactionDue(table.metadata)).toBe(false)
  })
})

describe('files of an object', () => {
  const [first, second] = ['0000000000000001', '00000000000000ff']
  test('are found by name, or by the bounds of _object where a file has several', async () => {
    const table = openTable()
    const bound = (text: string) => ({ 2: Buffer.from(text).toString('base64') })
    const merged = (name: string, lower: string, upper: string) =>
      fakeFile(`s3://lake/s/d/data/${name}.parquet`, { lower: bound(lower), upper: bound(upper) })
    await table.commit({
      add: [
        fakeFile(`s3://lake/s/d/data/${first}-00000001.parquet`),
        fakeFile(`s3://lake/s/d/data/${second}-00000001.parquet`),
        merged('merged-u', first!, '0000000000000009'),
        merged('20240101_x', '0000000000000002', '0000000000000003'),
        fakeFile('s3://lake/s/d/data/without-bounds.parquet'),
      ],
    })
    const { own, shared } = await liveFilesOf(table.read, table.metadata, [first!])
    expect(own.map(({ path }) => objectIdOf(path))).toEqual([first])
    expect(shared.map(({ path }) => path.split('/').at(-1))).toEqual([
      'merged-u.parquet',
      'without-bounds.parquet',
    ])
  })
})
