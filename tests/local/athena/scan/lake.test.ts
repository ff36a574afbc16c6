import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { glueTableInput } from '../../../../lake/iceberg/gluetable.ts'
import { currentSchema } from '../../../../lake/iceberg/metadata.ts'
import { openDuck } from '../../../lake/iceberg/duck.ts'
import { MemoryTable } from '../../../lake/iceberg/memory.ts'
import { openLab } from './lab.ts'

let lab: Awaited<ReturnType<typeof openLab>>
let duck: Awaited<ReturnType<typeof openDuck>>
beforeAll(async () => {
  lab = await openLab()
  duck = await openDuck()
})
afterAll(() => {
  lab.close()
  duck.close()
})

/** An Iceberg table of two commits, its files in the store and its row in the catalog. */
async function openLake() {
  lab.store.createBucket('lake')
  const table = new MemoryTable({
    location: 's3://lake/s/d',
    columns: [
      { name: 'day', type: 'string' },
      { name: 'v', type: 'long' },
    ],
    partitionKeys: ['day'],
  })
  const snapshots: unknown[] = []
  for (const [i, day] of ['d1', 'd2'].entries()) {
    const path = `s3://lake/s/d/data/000000000000000${i}-00000000.parquet`
    const select = `SELECT '${day}' AS day, ${i + 1}::BIGINT AS v, '000000000000000${i}' AS _object`
    const { fields } = currentSchema(table.metadata)
    const file = await duck.write(path, fields, select, { partition: { day } })
    await lab.store.put('lake', path.slice('s3://lake/'.length), readFileSync(duck.pathOf(path)))
    await table.commit({ add: [file] })
    snapshots.push(table.metadata['current-snapshot-id'])
  }
  for (const [uri, bytes] of table.objects) {
    await lab.store.put('lake', uri.slice('s3://lake/'.length), bytes)
  }
  const location = [...table.objects.keys()].findLast((uri) => uri.endsWith('.metadata.json'))!
  lab.catalog.createTable('raw', glueTableInput('lake', table.metadata, location))
  return snapshots
}

test('a lake table: rows, pruning, $path, time travel', async () => {
  const [first] = await openLake()
  const planned = await lab.plan('lake')
  expect(planned.columns).toEqual([
    { name: 'day', hiveType: 'string' },
    { name: 'v', hiveType: 'bigint' },
    { name: '_object', hiveType: 'string' },
  ])
  expect((await lab.run(planned, 'day, v')).sort()).toEqual([
    ['d1', '1'],
    ['d2', '2'],
  ])
  expect(planned.bytesScanned).toBe(planned.files.reduce((sum, { bytes }) => sum + bytes, 0))
  const pruned = await lab.plan('lake', {
    where: [{ column: 'day', op: '=', value: 'd2' }],
    withPath: true,
  })
  expect(await lab.run(pruned, 'v, "$path"')).toEqual([
    ['2', 's3://lake/s/d/data/0000000000000001-00000000.parquet'],
  ])
  const before = await lab.plan('lake', { version: { snapshotId: first as number } })
  expect(await lab.run(before, 'v')).toEqual([['1']])
  await expect(lab.plan('lake', { version: { snapshotId: 1 } })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENTS',
  })
})
