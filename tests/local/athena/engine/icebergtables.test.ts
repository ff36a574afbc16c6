/** What can be asked about an Iceberg table, and of the files that hold its rows. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { glueTableInput } from '../../../../lake/iceberg/gluetable.ts'
import { currentSchema } from '../../../../lake/iceberg/metadata.ts'
import { openDuck } from '../../../lake/iceberg/duck.ts'
import { MemoryTable } from '../../../lake/iceberg/memory.ts'
import { openFixture } from './fixture.ts'

let fixture: Awaited<ReturnType<typeof openFixture>>
let duck: Awaited<ReturnType<typeof openDuck>>
let table: MemoryTable

beforeAll(async () => {
  fixture = await openFixture()
  duck = await openDuck()
  fixture.store.createBucket('lake')
  table = new MemoryTable({
    location: 's3://lake/s/d',
    columns: [
      { name: 'day', type: 'string' },
      { name: 'v', type: 'long' },
    ],
    partitionKeys: ['day'],
  })
  for (const [i, day] of ['d1', 'd2'].entries()) {
    const path = `s3://lake/s/d/data/000000000000000${i}-00000000.parquet`
    const select = `SELECT '${day}' AS day, ${i + 1}::BIGINT AS v, '000000000000000${i}' AS _object`
    const { fields } = currentSchema(table.metadata)
    const file = await duck.write(path, fields, select, { partition: { day } })
    await fixture.store.put(
      'lake',
      path.slice('s3://lake/'.length),
      readFileSync(duck.pathOf(path)),
    )
    await table.commit({ add: [file] })
  }
  for (const [uri, bytes] of table.objects) {
    await fixture.store.put('lake', uri.slice('s3://lake/'.length), bytes)
  }
  const location = [...table.objects.keys()].findLast((uri) => uri.endsWith('.metadata.json'))!
  fixture.catalog.createTable('raw', glueTableInput('ice', table.metadata, location))
})
afterAll(() => {
  fixture.close()
  duck.close()
})

const lines = async (sql: string) => (await fixture.run(sql)).csv.trim().split('\n').slice(1)

test('snapshots, history and refs', async () => {
  const [first, second] = (table.metadata.snapshots ?? []).map((each) =>
    String(each['snapshot-id']),
  )
  expect(
    await lines(
      "SELECT snapshot_id, parent_id, operation, summary['total-records'], committed_at > TIMESTAMP '1970-01-01 00:00:00' FROM \"ice$snapshots\" ORDER BY committed_at, parent_id NULLS FIRST",
    ),
  ).toEqual([`"${first}",,"append","1","true"`, `"${second}","${first}","append","2","true"`])
  expect(
    await lines('SELECT snapshot_id, parent_id, is_current_ancestor FROM raw."ice$history"'),
  ).toEqual([`"${first}",,"true"`, `"${second}","${first}","true"`])
  expect(await lines('SELECT name, type, snapshot_id FROM "ice$refs"')).toEqual([
    `"main","BRANCH","${second}"`,
  ])
})

test('manifests, files and partitions', async () => {
  expect(
    await lines(
      'SELECT sum(added_data_files_count + existing_data_files_count), bool_and(length > 0), max(cardinality(partition_summaries)) FROM "ice$manifests"',
    ),
  ).toEqual(['"2","true","1"'])
  expect(
    await lines(
      'SELECT content, record_count, file_format, lower_bounds[2], upper_bounds[1], null_value_counts[2], file_path LIKE \'s3://lake/s/d/data/%\' FROM "ice$files" ORDER BY 4',
    ),
  ).toEqual(['"0","1","PARQUET","1","d1","0","true"', '"0","1","PARQUET","2","d2","0","true"'])
  expect(
    await lines('SELECT partition.day, record_count, file_count FROM "ice$partitions" ORDER BY 1'),
  ).toEqual(['"d1","1","1"', '"d2","1","1"'])
})

test('the size and time of the file of each row', async () => {
  expect(
    await lines(
      'SELECT v, f.file_size_in_bytes = "$file_size", "$file_modified_time" > TIMESTAMP \'2020-01-01 00:00:00 UTC\', "$path" = f.file_path FROM ice JOIN "ice$files" f ON f.lower_bounds[2] = CAST(v AS varchar) ORDER BY v',
    ),
  ).toEqual(['"1","true","true","true"', '"2","true","true","true"'])
  expect(await lines('SELECT a, "$file_size" FROM t WHERE a = 1')).toEqual(['"1","10"'])
})

test('time travel to now, and to before there was a table', async () => {
  for (const moment of ['current_timestamp', 'now()', "now() - INTERVAL '0' DAY"]) {
    expect(await lines(`SELECT count(*) FROM ice FOR TIMESTAMP AS OF ${moment}`)).toEqual(['"2"'])
  }
  for (const moment of [
    "current_timestamp - INTERVAL '100' YEAR",
    "TIMESTAMP '1960-01-01 00:00:00 Europe/Berlin'",
    "from_iso8601_timestamp('1960-01-01T00:00:00+02:00')",
    "CAST('1960-01-01' AS timestamp)",
  ]) {
    await expect(
      fixture.run(`SELECT count(*) FROM ice FOR TIMESTAMP AS OF ${moment}`),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENTS' })
  }
  await expect(
    fixture.run('SELECT count(*) FROM ice FOR TIMESTAMP AS OF random()'),
  ).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
})

test('what is none of them is a table that does not exist', async () => {
  for (const name of ['ice$nothing', 't$snapshots', 'none$files']) {
    await expect(fixture.run(`SELECT * FROM "${name}"`)).rejects.toMatchObject({
      code: 'TABLE_NOT_FOUND',
    })
  }
  await expect(fixture.run('SELECT * FROM "ice$files" FOR VERSION AS OF 1')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
  })
})
