/** What statements may not do: reach what is not theirs, answer under another's name, or leave half of something. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const ask = (sql: string) => house.ask(sql)
const said = (sql: string) => ask(sql).catch((error: Error) => error.message)

test('rows go into no file of the pipeline, by whatever partition or folder', async () => {
  await ask(
    "CREATE TABLE p WITH (external_location = 's3://mine/p/', partitioned_by = ARRAY['k']) AS SELECT 1 AS a, 'x' AS k",
  )
  await ask("ALTER TABLE p ADD PARTITION (k = 'y') LOCATION 's3://lake/shop/orders/data/'")
  const denied = 'PERMISSION_DENIED: Access Denied: s3://lake is written by nobody else'
  expect(await said("INSERT INTO p VALUES (1, 'a'), (2, 'y')")).toBe(denied)
  expect(house.keys('lake')).toEqual([])
  // Nor is half of it there.
  expect(house.keys('mine', 'p/')).toHaveLength(1)
  expect(await said("UNLOAD (SELECT 1 AS a) TO 's3://work/receipts/' WITH (format = 'JSON')")).toBe(
    'PERMISSION_DENIED: Access Denied: s3://work/receipts/ is written by nobody else',
  )
  await ask("UNLOAD (SELECT 1 AS a) TO 's3://work/athena/mine/' WITH (format = 'JSON')")
})

test('DROP TABLE removes no file that is not the table’s', async () => {
  await house.store.put('mine', 'others/a.csv', '1\n')
  await ask("CREATE EXTERNAL TABLE foreign_files (a string) LOCATION 's3://mine/others/'")
  expect(
    await said("ALTER TABLE foreign_files SET TBLPROPERTIES ('table_type' = 'ICEBERG')"),
  ).toMatch(/^NOT_SUPPORTED: Making an Iceberg table of an external one/)
  await ask('DROP TABLE foreign_files')
  const StorageDescriptor = { Location: 's3://mine/others', Columns: [] }
  const Parameters = { table_type: 'ICEBERG', metadata_location: 's3://mine/elsewhere/v1.json' }
  house.catalog.createTable('mine', { Name: 'odd', StorageDescriptor, Parameters })
  await ask('DROP TABLE odd')
  expect(house.keys('mine', 'others/')).toEqual(['others/a.csv'])
})

test('a view answers under the names it was made with, or says that it is stale', async () => {
  await ask("CREATE TABLE t WITH (external_location = 's3://mine/t/') AS SELECT 1 AS a, 2 AS b")
  await ask('CREATE VIEW v AS SELECT * FROM t')
  expect(await house.rows('SELECT a, b FROM v')).toEqual([['1', '2']])
  for (const travel of ["TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00 UTC'", 'VERSION AS OF 1']) {
    expect(await said(`SELECT * FROM v FOR ${travel}`)).toBe(
      'NOT_SUPPORTED: line 1:15: Time travel in a view is not supported on the laptop',
    )
  }
  await ask('ALTER TABLE t REPLACE COLUMNS (b int, a int)')
  expect(await said('SELECT * FROM v')).toMatch(/^VIEW_IS_STALE: /)
})

test('a view is not replaced by one that reads it', async () => {
  await ask('CREATE VIEW inner_view AS SELECT 1 AS a')
  await ask('CREATE VIEW outer_view AS SELECT * FROM inner_view')
  for (const of of ['inner_view', 'outer_view']) {
    expect(await said(`CREATE OR REPLACE VIEW inner_view AS SELECT * FROM ${of}`)).toMatch(
      /^VIEW_IS_RECURSIVE: /,
    )
  }
  await ask(
    'CREATE OR REPLACE VIEW inner_view AS WITH inner_view AS (SELECT 2 AS a) TABLE inner_view',
  )
  expect(await house.rows('SELECT * FROM outer_view')).toEqual([['2']])
})

test('a fraction of a millisecond is cut off nowhere', async () => {
  const micros = "TIMESTAMP '2024-01-01 10:00:00.123456'"
  for (const value of [micros, `ARRAY[${micros}]`]) {
    expect(await said(`CREATE TABLE micros AS SELECT ${value} AS at`)).toBe(
      'NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6); the configured precision is MILLISECONDS; column name: at',
    )
  }
})

test('what two statements find empty, one of them fills', async () => {
  const made = await Promise.all(
    [1, 2, 3].map((i) =>
      said(
        `CREATE TABLE same${i} WITH (external_location = 's3://mine/same/') AS SELECT ${i} AS a`,
      ),
    ),
  )
  expect(made.filter((one) => typeof one !== 'string')).toHaveLength(1)
  expect(house.keys('mine', 'same/')).toEqual([expect.stringMatching(/^same\/[^/]+$/)])
  const unloaded = await Promise.all(
    [1, 2].map(() => said("UNLOAD (SELECT 1 AS a) TO 's3://mine/once' WITH (format = 'JSON')")),
  )
  expect(unloaded.filter((one) => /^HIVE_PATH_ALREADY_EXISTS/.test(String(one)))).toHaveLength(1)
  const named = await Promise.all(
    [1, 2].map(() => said('CREATE TABLE of_one_name AS SELECT 1 AS a')),
  )
  expect(named).toContain(
    "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.mine.of_one_name' already exists",
  )
})

test('what is too long or too deep is said so', async () => {
  const long =
    "CREATE TABLE long WITH (partitioned_by = ARRAY['k']) AS SELECT 1 AS a, rpad('', 300, 'x') AS k"
  expect(await said(long)).toMatch(/^NOT_SUPPORTED: A value of a partition beyond 255 bytes/)
  for (const count of [3_000, 30_000]) {
    const sql = `SELECT ${Array(count).fill('1').join('+')}`
    expect(await said(sql)).toMatch(/^SYNTAX_ERROR: .*too large/)
  }
})
