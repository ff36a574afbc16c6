import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runUtility } from '../../../local/athena/utility.ts'
import { type Catalog, openCatalog } from '../../../local/glue/catalog.ts'
import { openState, type State } from '../../../local/state.ts'
import { textTable } from '../glue/glue.ts'

let home: string
let state: State
let catalog: Catalog

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'hypatia-utility-'))
  state = openState(home)
  catalog = openCatalog(state)
  for (const Name of ['raw', 'lake']) catalog.createDatabase({ Name })
  catalog.createTable('raw', textTable('flights', 's3://raw/us/flights/'))
  catalog.createTable('raw', textTable('flows', 's3://raw/us/flows/'))
  catalog.createTable('lake', {
    Name: 'flights',
    TableType: 'EXTERNAL_TABLE',
    Parameters: { table_type: 'ICEBERG', metadata_location: 's3://lake/m.json' },
    StorageDescriptor: {
      Location: 's3://lake/us/flights',
      Columns: [{ Name: 'id', Type: 'bigint', Comment: "it's" }],
    },
  })
  for (const [day, hour] of [
    ['2024-01-01', '1'],
    ['2024:01/02', '2'],
  ] as const) {
    catalog.createPartition('raw', 'flights', { Values: [day, hour] })
  }
})
afterAll(() => {
  state.close()
  rmSync(home, { recursive: true })
})

const lines = (sql: string, database = 'raw') => runUtility(sql, { catalog, database }).lines

describe('names', () => {
  test.each([
    ['SHOW DATABASES', ['lake', 'raw']],
    ["show schemas like 'r.*'", ['raw']],
    ['SHOW TABLES', ['flights', 'flows']],
    ['show tables in `lake`;', ['flights']],
    ["SHOW TABLES IN raw 'flow*|none'", ['flows']],
    ["SHOW TABLES LIKE '*i*'", ['flights']],
    ['SHOW VIEWS IN lake', []],
    ['SHOW COLUMNS IN flights', ['id', 'name', 'day', 'hour'].map((name) => name.padEnd(20))],
    ['show columns from "lake"."flights"', ['id'.padEnd(20)]],
    ['SHOW COLUMNS FROM flights IN lake', ['id'.padEnd(20)]],
    ['SHOW PARTITIONS raw.flights', ['day=2024-01-01/hour=1', 'day=2024%3A01%2F02/hour=2']],
    ['SHOW TBLPROPERTIES flights', ['EXTERNAL\tTRUE', 'classification\tcsv']],
    ["SHOW TBLPROPERTIES flights ('classification')", ['classification\tcsv']],
  ])('%s', (sql, expected) => expect(lines(sql)).toEqual(expected))
})

test('DESCRIBE is Hive’s padded table, the partition keys again below', () => {
  const row = (...cells: string[]) => cells.map((cell) => cell.padEnd(20)).join('\t')
  expect(lines('DESCRIBE awsdatacatalog.raw.flights')).toEqual([
    row('id', 'bigint', ''),
    row('name', 'string', 'as sent'),
    row('day', 'string', ''),
    row('hour', 'int', ''),
    '\t \t ',
    '# Partition Information\t \t ',
    row('# col_name', 'data_type', 'comment'),
    '\t \t ',
    row('day', 'string', ''),
    row('hour', 'int', ''),
  ])
  expect(lines('DESC lake.flights')).toEqual([row('id', 'bigint', "it's")])
  const formatted = lines('DESCRIBE FORMATTED flights').map((line) => line.trim())
  expect(formatted).toContain(`${'Location:'.padEnd(20)}\ts3://raw/us/flights/`)
  expect(formatted).toContain(`${'field.delim'.padEnd(20)}\t,`)
})

test('SHOW CREATE TABLE is the DDL', () => {
  expect(lines('SHOW CREATE TABLE flights')).toEqual([
    'CREATE EXTERNAL TABLE `raw.flights`(',
    '  `id` bigint, ',
    "  `name` string COMMENT 'as sent')",
    'PARTITIONED BY ( ',
    '  `day` string, ',
    '  `hour` int)',
    'ROW FORMAT SERDE ',
    "  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' ",
    'WITH SERDEPROPERTIES ( ',
    "  'field.delim'=',') ",
    'STORED AS INPUTFORMAT ',
    "  'org.apache.hadoop.mapred.TextInputFormat' ",
    'OUTPUTFORMAT ',
    "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
    'LOCATION',
    "  's3://raw/us/flights/'",
    'TBLPROPERTIES (',
    "  'classification'='csv')",
  ])
  expect(lines('SHOW CREATE TABLE flights', 'lake')[0]).toBe('CREATE TABLE `lake.flights`(')
  expect(lines('SHOW CREATE TABLE lake.flights')[1]).toBe("  `id` bigint COMMENT 'it\\'s')")
})

test('functions by name, with their types', () => {
  expect(lines("SHOW FUNCTIONS LIKE 'corr'")).toEqual([
    'corr\tdouble\tdouble, double\taggregate',
    'corr\treal\treal, real\taggregate',
  ])
  expect(lines("SHOW FUNCTIONS LIKE 'json_extract%'").map((line) => line.split('\t')[0])).toEqual([
    'json_extract',
    'json_extract_scalar',
  ])
  expect(lines('SHOW FUNCTIONS').length).toBeGreaterThan(300)
})

describe('what is not there is said in Hive’s words', () => {
  test.each([
    ['DESCRIBE nothing', 'TABLE_NOT_FOUND', /Table not found raw.nothing/],
    ['SHOW TABLES IN nowhere', 'SCHEMA_NOT_FOUND', /Database does not exist: nowhere/],
    ['SHOW PARTITIONS flows_x', 'TABLE_NOT_FOUND', /Table not found raw.flows_x/],
    ['SHOW PARTITIONS lake.flights', 'NOT_PARTITIONED', /is not a partitioned table/],
    ['SHOW ROLES', 'NOT_SUPPORTED', /SHOW ROLES is not supported on the laptop/],
    ['EXPLAIN SELECT 1', 'NOT_SUPPORTED', /EXPLAIN SELECT 1 is not supported/],
  ])('%s', (sql, code, message) =>
    expect(() => lines(sql)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message), category: 2 }),
    ),
  )
})
