/** Athena's DDL: right results, and its words for what is wrong. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const ask = (sql: string) => house.ask(sql)
const said = (sql: string) => ask(sql).catch((error: Error) => error.message)
const flights = (name: string) => `CREATE EXTERNAL TABLE IF NOT EXISTS mine.${name} (
    \`id\` INT COMMENT 'it\\'s', Name STRING, tags array<string>, m MAP<int, int>,
    s struct<a: int, b: decimal(10,2)>)
  COMMENT 'what flew'
  PARTITIONED BY (day STRING, hour int)
  ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' COLLECTION ITEMS TERMINATED BY '|' LINES TERMINATED BY '\\n'
  STORED AS TEXTFILE
  LOCATION 's3://mine/${name}/'
  TBLPROPERTIES ('skip.header.line.count'='1', "classification"="csv")`

test('databases are made, changed and dropped', async () => {
  await ask(
    "CREATE DATABASE IF NOT EXISTS d1 COMMENT 'one' LOCATION 's3://mine/d1/' WITH DBPROPERTIES ('a'='b')",
  )
  await ask('create schema if not exists d1')
  expect(house.catalog.getDatabase('d1')).toMatchObject({
    ...{ Description: 'one', LocationUri: 's3://mine/d1/', Parameters: { a: 'b' } },
  })
  await ask("ALTER DATABASE d1 SET DBPROPERTIES ('c'='d')")
  expect(house.catalog.getDatabase('d1').Parameters).toEqual({ a: 'b', c: 'd' })
  expect(await said('CREATE DATABASE d1')).toBe(
    'FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Database d1 already exists',
  )
  await ask("CREATE EXTERNAL TABLE d1.t (a int) LOCATION 's3://mine/t/'")
  expect(await said('DROP DATABASE d1')).toContain(
    'Database d1 is not empty. One or more tables exist.',
  )
  await ask('DROP DATABASE d1 CASCADE')
  await ask('DROP SCHEMA IF EXISTS d1')
  expect(await said('DROP DATABASE `d1`')).toBe(
    'FAILED: SemanticException [Error 10072]: Database does not exist: d1',
  )
})

test('an external table has its columns, keys, SerDe and properties, and reads its files', async () => {
  await ask(flights('flights'))
  await ask(flights('flights'))
  const table = house.catalog.getTable('mine', 'flights')
  expect(table).toMatchObject({
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [
      { Name: 'day', Type: 'string' },
      { Name: 'hour', Type: 'int' },
    ],
    Parameters: { EXTERNAL: 'TRUE', comment: 'what flew', classification: 'csv' },
    StorageDescriptor: {
      Location: 's3://mine/flights/',
      SerdeInfo: {
        SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
        Parameters: { 'field.delim': '\t', 'collection.delim': '|', 'line.delim': '\n' },
      },
    },
  })
  expect(table.StorageDescriptor?.Columns?.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
    ...['id int', 'name string', 'tags array<string>', 'm map<int,int>'],
    's struct<a:int,b:decimal(10,2)>',
  ])
  await house.store.put('mine', 'flights/day=2024-01-01/hour=3/a.tsv', 'h\n1\tx\ta|b\n')
  expect(await house.rows('SELECT * FROM flights')).toEqual([])
  const { rows } = await ask('MSCK REPAIR TABLE mine.flights')
  expect(rows).toEqual([
    ['Partitions not in metastore:\tflights:day=2024-01-01/hour=3'],
    ['Repair: Added partition to metastore flights:day=2024-01-01/hour=3'],
  ])
  expect((await ask('MSCK REPAIR TABLE flights')).rows).toEqual([])
  expect(await house.rows('SELECT id, name, tags, day, hour FROM flights')).toEqual([
    ['1', 'x', '[a, b]', '2024-01-01', '3'],
  ])
  const shown = (await ask('SHOW CREATE TABLE flights')).rows.map(([line]) => line).join('\n')
  await ask('DROP TABLE flights')
  expect(house.keys('mine', 'flights/')).toHaveLength(1)
  await ask(shown)
  expect(house.catalog.getTable('mine', 'flights').StorageDescriptor?.Columns).toEqual(
    table.StorageDescriptor?.Columns,
  )
})

test('ALTER TABLE changes partitions, columns, properties and location', async () => {
  await ask(flights('altered'))
  await ask(`ALTER TABLE altered ADD PARTITION (day='2024-01-01', hour=1)
    PARTITION (day='2024-01-02', hour=2) LOCATION 's3://mine/elsewhere'`)
  const partitions = () =>
    house.catalog
      .getPartitions('mine', 'altered')
      .map(({ Values, StorageDescriptor }) => [...Values, StorageDescriptor?.Location])
  expect(partitions()).toEqual([
    ['2024-01-01', '1', 's3://mine/altered/day=2024-01-01/hour=1/'],
    ['2024-01-02', '2', 's3://mine/elsewhere/'],
  ])
  await ask("ALTER TABLE altered ADD IF NOT EXISTS PARTITION (day='2024-01-01', hour=1)")
  expect(await said("ALTER TABLE altered ADD PARTITION (day='2024-01-01', hour=1)")).toContain(
    'AlreadyExistsException(message:Partition already exists',
  )
  expect(await said("ALTER TABLE altered ADD PARTITION (day='2024-01-01')")).toContain(
    "partition spec {day=2024-01-01} doesn't contain all (2) partition columns",
  )
  await ask(
    "ALTER TABLE altered PARTITION (day='2024-01-02', hour=2) RENAME TO PARTITION (day='2024-01-03', hour=2)",
  )
  await ask(
    "ALTER TABLE altered PARTITION (day='2024-01-03', hour=2) SET LOCATION 's3://mine/new/'",
  )
  await ask("ALTER TABLE altered DROP PARTITION (day='2024-01-01')")
  expect(partitions()).toEqual([['2024-01-03', '2', 's3://mine/new/']])
  await ask('ALTER TABLE altered ADD COLUMNS (extra double)')
  await ask('ALTER TABLE altered CHANGE COLUMN extra more float')
  expect(house.catalog.getTable('mine', 'altered').StorageDescriptor?.Columns?.at(-1)).toEqual({
    ...{ Name: 'more', Type: 'float' },
  })
  await ask('ALTER TABLE altered REPLACE COLUMNS (id bigint)')
  expect(await said('ALTER TABLE altered ADD COLUMNS (day int)')).toContain(
    'Duplicate column name: day',
  )
  await ask("ALTER TABLE altered SET TBLPROPERTIES ('k'='v')")
  await ask("ALTER TABLE altered SET LOCATION 's3://mine/moved'")
  expect(house.catalog.getTable('mine', 'altered')).toMatchObject({
    Parameters: { k: 'v', classification: 'csv' },
    StorageDescriptor: { Location: 's3://mine/moved/', Columns: [{ Name: 'id', Type: 'bigint' }] },
  })
  await ask("ALTER TABLE altered UNSET TBLPROPERTIES ('k')")
  expect(house.catalog.getTable('mine', 'altered').Parameters).not.toHaveProperty('k')
})

test.each([
  [
    "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://nobody/t/'",
    'The specified bucket does not exist: nobody',
  ],
  ["CREATE EXTERNAL TABLE t (a int) LOCATION 'file:///etc/passwd'", 'is not in S3'],
  ["CREATE EXTERNAL TABLE t (a int) LOCATION 's3://mine/../lake/'", 'is malformed'],
  ['CREATE EXTERNAL TABLE t (a int)', 'Table location must be specified'],
  ["CREATE EXTERNAL TABLE t (a int, a string) LOCATION 's3://mine/t/'", 'Duplicate column name: a'],
  [
    "CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'java.lang.Runtime' LOCATION 's3://mine/t/'",
    'Cannot validate serde: java.lang.Runtime',
  ],
  [
    "CREATE EXTERNAL TABLE t (a int) STORED AS DUCKDB LOCATION 's3://mine/t/'",
    "Unrecognized file format: 'duckdb'",
  ],
  ["CREATE EXTERNAL TABLE t (a integers) LOCATION 's3://mine/t/'", 'Expecting: <type>'],
  [
    "CREATE EXTERNAL TABLE nowhere.t (a int) LOCATION 's3://mine/t/'",
    "Schema 'nowhere' does not exist",
  ],
  [
    "CREATE EXTERNAL TABLE lake.t (a int) LOCATION 's3://mine/t/'",
    'the tables of lake are made of what lands',
  ],
  [
    "CREATE TABLE t (a int) LOCATION 's3://mine/t/'",
    'CREATE TABLE without EXTERNAL is for Iceberg tables only',
  ],
  ['DROP TABLE none', 'FAILED: SemanticException [Error 10001]: Table not found mine.none'],
  ['DROP TABLE lake.t', 'the tables of lake are made of what lands'],
  ['DROP DATABASE lake CASCADE', 'the tables of lake are made of what lands'],
  ["ALTER DATABASE lake SET DBPROPERTIES ('a'='b')", 'the tables of lake are made of what lands'],
  ['ALTER TABLE lake.t ADD COLUMNS (x int)', 'the tables of lake are made of what lands'],
  ['MSCK REPAIR TABLE lake.t', 'the tables of lake are made of what lands'],
  ['CREATE ROLE x', "Expecting: 'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'"],
])('%s is refused', async (sql, words) => {
  expect(await said(sql)).toContain(words)
})
