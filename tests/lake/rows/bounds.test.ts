/** By a row group's statistics a page leaves it out unread: they must be those of its rows. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, expect, test } from '@jest/globals'
import { openFile } from '../../../lake/rows/file.ts'

const path = join(tmpdir(), `hypatia-bounds-${process.pid}.parquet`)
afterAll(() => rmSync(path, { force: true }))

test('columns of whole numbers have bounds by row group, where it says them', async () => {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(
    `COPY (SELECT i - 100 AS id, CASE WHEN i > 5000 THEN i END AS late FROM range(6000) t(i))
     TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048, FIELD_IDS {id: 1, late: 3})`,
  )
  connection.closeSync()
  instance.closeSync()
  const bytes = readFileSync(path)
  const file = await openFile(
    { path, bytes: bytes.length, records: 6000 },
    async (_, start, end) => new Uint8Array(bytes.subarray(start, end)),
  )
  const field = (id: number, type: string) => ({ id, name: '', type, required: false })
  expect(file.groups).toEqual([2048, 2048, 1904])
  expect(file.bounds(field(1, 'long'), 0)).toEqual([-100n, 1947n])
  expect(file.bounds(field(1, 'long'), 2048)).toEqual([1948n, 3995n])
  expect(file.bounds(field(1, 'long'), 5999)).toEqual([3996n, 5899n])
  expect(file.bounds(field(3, 'long'), 0)).toBeUndefined()
  expect(file.bounds(field(3, 'long'), 4096)).toEqual([5001n, 5999n])
  expect(file.bounds(field(9, 'long'), 0)).toBeUndefined()
})
