/** Views, CTAS, INSERT and UNLOAD: what they write is read again, by the table and by the files. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parquetMetadata } from 'hyparquet'
import { decodeView, encodeView } from '../../../../lake/sql/view.ts'
import { type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const ask = (sql: string, parameters?: string[]) => house.ask(sql, parameters)
const said = (sql: string) => ask(sql).catch((error: Error) => error.message)

/** Every type that Hive has, with NULLs. */
const typed = `SELECT * FROM (VALUES
  (true, TINYINT '1', SMALLINT '2', 3, BIGINT '4', REAL '0.5', DOUBLE '1.0E10', 'a "b", c', CAST('v' AS varchar(3)),
   DECIMAL '1.20', DATE '2024-02-29', TIMESTAMP '2024-01-01 10:00:00.123', X'00ff', ARRAY[1, NULL], MAP(ARRAY['k'], ARRAY[1]),
   CAST(ROW(1, 'x') AS ROW(p integer, q varchar))),
  (false, TINYINT '-1', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
  AS t(b, ti, si, i, bi, r, d, s, v, de, da, ts, bin, arr, m, ro)`

test.each([
  ['PARQUET', 'SNAPPY'],
  ['PARQUET', 'ZSTD'],
  ['TEXTFILE', 'GZIP'],
  ['TEXTFILE', 'NONE'],
])('CTAS as %s, %s: the table has the rows of its query', async (format, codec) => {
  const name = `typed_${format}_${codec}`.toLowerCase()
  const done = await ask(
    `CREATE TABLE ${name} WITH (format = '${format}', write_compression = '${codec}', external_location = 's3://mine/${name}') AS ${typed}`,
  )
  expect(done).toMatchObject({ sub: 'CREATE_TABLE_AS_SELECT', updateCount: 2, rows: [] })
  expect(done.columns).toEqual(['rows bigint'])
  expect(await house.rows(`SELECT * FROM ${name} ORDER BY ti DESC`)).toEqual(
    await house.rows(`${typed} ORDER BY ti DESC`),
  )
  const [key = ''] = house.keys('mine', `${name}/`)
  const manifest = (
    await house.store.get('work', done.manifest!.slice('s3://work/'.length))
  ).toString()
  expect(manifest).toBe(`s3://mine/${key}\n`)
  if (format !== 'PARQUET') return
  const { buffer } = new Uint8Array(await house.store.get('mine', key))
  const [group] = parquetMetadata(buffer as ArrayBuffer).row_groups
  expect(group?.columns[0]?.meta_data?.codec).toBe(codec)
})

test('CTAS by partitions, where nothing is said beside the results', async () => {
  await ask(
    "CREATE TABLE parts WITH (partitioned_by = ARRAY['p', 'q']) AS SELECT * FROM (VALUES (1, 'x/y z', 1), (2, 'ü%', 2), (3, NULL, 2), (4, 'x/y z', 1)) AS t(a, p, q)",
  )
  expect((await ask('SHOW PARTITIONS parts')).rows.flat().sort()).toEqual([
    ...['p=__HIVE_DEFAULT_PARTITION__/q=2', 'p=x%2Fy z/q=1', 'p=ü%25/q=2'],
  ])
  expect(house.catalog.getTable('mine', 'parts').StorageDescriptor?.Location).toMatch(
    /^s3:\/\/work\/athena\/tables\/[0-9a-f-]{36}\/$/,
  )
  expect(await house.rows("SELECT a, q FROM parts WHERE p = 'x/y z' ORDER BY a")).toEqual([
    ...[
      ['1', '1'],
      ['4', '1'],
    ],
  ])
  await ask("INSERT INTO parts VALUES (5, 'x/y z', 1), (6, 'new', 9)")
  expect(await house.rows('SELECT a FROM parts WHERE p IS NOT NULL ORDER BY a')).toEqual(
    [1, 2, 4, 5, 6].map((a) => [String(a)]),
  )
  await ask("CREATE TABLE none WITH (format = 'JSON') AS SELECT 1 AS a WITH NO DATA")
  expect(await house.rows('SELECT count(*) FROM none')).toEqual([['0']])
})

test('JSON is a line a row, read again', async () => {
  await ask(
    "CREATE TABLE j WITH (format = 'JSON') AS SELECT 1 AS a, CAST(NULL AS varchar) AS b, ARRAY['x'] AS c, TIMESTAMP '2024-01-01 10:00:00.123' AS t, ARRAY[X'00ff', NULL] AS bytes",
  )
  expect(await house.rows('SELECT * FROM j')).toEqual([
    ['1', null, '[x]', '2024-01-01 10:00:00.123', '[00 ff, null]'],
  ])
})

test('INSERT takes the table’s types, names columns, and counts', async () => {
  await ask(
    "CREATE EXTERNAL TABLE t (a bigint, b varchar(3), c string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' LOCATION 's3://mine/t/'",
  )
  const done = await ask("INSERT INTO t VALUES (1, 'abc', 'x,y')")
  expect(done).toMatchObject({ sub: 'INSERT', updateCount: 1, columns: ['rows bigint'] })
  await ask('INSERT INTO t (c, a) SELECT ?, 2', ["'par'"])
  expect(await house.rows('SELECT * FROM t ORDER BY a')).toEqual([
    ...[
      ['1', 'abc', 'x,y'],
      ['2', null, 'par'],
    ],
  ])
  expect(await said("INSERT INTO t VALUES ('x', 'y', 'z')")).toBe(
    'TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [bigint, varchar(3), varchar], Query: [varchar(1), varchar(1), varchar(1)]',
  )
  expect(await said("INSERT INTO t VALUES (1, 'abcd', 'z')")).toContain(
    'Cannot truncate non-space characters',
  )
  expect(await said('INSERT INTO t (nope) VALUES (1)')).toContain(
    'Insert column name does not exist in target table: nope',
  )
  expect(await said('INSERT INTO gone VALUES (1)')).toBe(
    "TABLE_NOT_FOUND: line 1:13: Table 'awsdatacatalog.mine.gone' does not exist",
  )
  expect(house.keys('mine', 't/')).toHaveLength(2)
})

test('UNLOAD leaves files and their list, and refuses a place that is taken', async () => {
  const done = await ask(
    "UNLOAD (SELECT 1 AS a, 'x' AS b) TO 's3://mine/unloaded/' WITH (format = 'PARQUET', compression = 'SNAPPY')",
  )
  expect(done).toMatchObject({ sub: 'UNLOAD', updateCount: 1 })
  const [key] = house.keys('mine', 'unloaded/')
  expect(
    (await house.store.get('work', done.manifest!.slice('s3://work/'.length))).toString(),
  ).toBe(`s3://mine/${key}\n`)
  expect(
    await said("UNLOAD (SELECT 1 AS a) TO 's3://mine/unloaded/' WITH (format = 'JSON')"),
  ).toContain('HIVE_PATH_ALREADY_EXISTS')
  await ask(
    "UNLOAD (SELECT 1 AS a, 'x' AS b) TO 's3://mine/text' WITH (format = 'TEXTFILE', compression = 'NONE', field_delimiter = ';', partitioned_by = ARRAY['b'])",
  )
  const [text = ''] = house.keys('mine', 'text/')
  expect(text).toMatch(/^text\/b=x\//)
  expect((await house.store.get('mine', text)).toString()).toBe('1\n')
  expect(
    (
      await ask(
        "UNLOAD (SELECT 1 AS a WHERE false) TO 's3://mine/empty/' WITH (format = 'PARQUET')",
      )
    ).updateCount,
  ).toBe(0)
  expect(house.keys('mine', 'empty/')).toEqual([])
})

test('a view is its query in its own database, with the types that it was made with', async () => {
  await ask("CREATE TABLE base AS SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS t(a, b)")
  await ask('CREATE OR REPLACE VIEW v AS SELECT a, upper(b) AS b FROM base -- of mine\n')
  await ask('CREATE VIEW default_v (x) AS SELECT 1').catch(() => undefined)
  await ask('CREATE VIEW w AS SELECT count(*) AS n, max(v.b) AS b FROM mine.v')
  expect(await house.rows('SELECT * FROM v ORDER BY 1')).toEqual([
    ['1', 'X'],
    ['2', 'Y'],
  ])
  expect(await house.rows('SELECT n + 1, w.b FROM w JOIN v ON v.b = w.b')).toEqual([['3', 'Y']])
  const row = house.catalog.getTable('mine', 'v')
  expect(row).toMatchObject({
    ...{ TableType: 'VIRTUAL_VIEW', ViewExpandedText: '/* Presto View */' },
    Parameters: { presto_view: 'true' },
  })
  const [, encoded = ''] = /^\/\* Presto View: (.*) \*\/$/.exec(row.ViewOriginalText ?? '') ?? []
  expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toMatchObject({
    ...{ originalSql: 'SELECT a, upper(b) AS b FROM base', schema: 'mine' },
    columns: [
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'varchar(1)' },
    ],
  })
  expect((await ask('SHOW VIEWS')).rows.flat()).toEqual(['v', 'w'])
  expect(await said('CREATE VIEW v AS SELECT 1 AS a')).toContain(
    "View already exists: 'awsdatacatalog.mine.v'",
  )
  expect(await said('CREATE VIEW x AS SELECT 1')).toContain(
    'Column name not specified at position 1',
  )
  expect(await said('CREATE VIEW x AS SELECT nope FROM base')).toContain(
    "Column 'nope' cannot be resolved",
  )
  expect(await said("INSERT INTO v VALUES (1, 'x')")).toContain(
    'Inserting into views is not supported',
  )
  await ask('DROP TABLE base')
  expect(await said('SELECT * FROM w')).toContain("Table 'awsdatacatalog.mine.base' does not exist")
  expect(await said('DROP TABLE v')).toContain('Cannot drop a view with DROP TABLE')
  await ask('DROP VIEW "mine"."v"')
  await ask('DROP VIEW IF EXISTS v')
})

test('views that lead back to themselves are refused', async () => {
  await ask('CREATE VIEW one AS SELECT 1 AS a')
  await ask('CREATE VIEW two AS SELECT a FROM one')
  expect(await said('CREATE OR REPLACE VIEW one AS SELECT a FROM two')).toContain(
    'View is recursive',
  )
  // Glue takes any text.
  const { ViewOriginalText: text } = house.catalog.getTable('mine', 'two')
  const leading = { ...house.catalog.getTable('mine', 'one') }
  const { originalSql: _, ...rest } = decodeView(text)!
  const ViewOriginalText = encodeView({ ...rest, originalSql: 'SELECT a FROM two' })
  house.catalog.updateTable('mine', { ...leading, ViewOriginalText })
  expect(await said('SELECT * FROM one')).toContain('View is recursive')
})

test('EXPLAIN tells what is read, and runs nothing', async () => {
  await ask('CREATE TABLE seen AS SELECT 1 AS a')
  const { rows, columns } = await ask('EXPLAIN SELECT a FROM seen WHERE a > 0')
  expect(columns).toEqual(['Query Plan varchar'])
  expect(rows.flat().join('\n')).toContain('TableScan[table = awsdatacatalog:mine:seen]')
  expect((await ask('EXPLAIN (TYPE VALIDATE) SELECT a FROM seen')).rows).toEqual([['true']])
  expect(
    JSON.parse((await ask('EXPLAIN (FORMAT JSON) SELECT a FROM seen')).rows.flat().join('')),
  ).toMatchObject({ outputs: ['a:integer'] })
  expect(await said('EXPLAIN SELECT b FROM seen')).toContain("Column 'b' cannot be resolved")
})

test.each([
  ['CREATE TABLE lake.x AS SELECT 1 AS a', 'the tables of lake are made of what lands'],
  ['INSERT INTO lake.x VALUES (1)', 'the tables of lake are made of what lands'],
  ['CREATE VIEW lake.x AS SELECT 1 AS a', 'the tables of lake are made of what lands'],
  [
    "UNLOAD (SELECT 1 AS a) TO 's3://lake/x/' WITH (format = 'PARQUET')",
    'Access Denied: s3://lake',
  ],
  ["UNLOAD (SELECT 1 AS a) TO '/etc/' WITH (format = 'PARQUET')", 'is not in S3'],
  [
    "UNLOAD (SELECT 1 AS a) TO 's3://nobody/x/' WITH (format = 'PARQUET')",
    'The specified bucket does not exist',
  ],
  ["UNLOAD (SELECT 1 AS a) TO 's3://mine/a/../b/' WITH (format = 'PARQUET')", 'is malformed'],
  [
    "UNLOAD (SELECT 1) TO 's3://mine/x/' WITH (format = 'PARQUET')",
    'Column name not specified at position 1',
  ],
  [
    "UNLOAD (SELECT 1 AS a) TO 's3://mine/x/' WITH (format = 'ORC')",
    'Writing ORC is not supported',
  ],
  ["UNLOAD (SELECT 1 AS a) TO 's3://mine/x/'", 'UNLOAD needs a format'],
  [
    "CREATE TABLE x WITH (external_location = 's3://lake/x/') AS SELECT 1 AS a",
    'Access Denied: s3://lake',
  ],
  [
    "CREATE TABLE x WITH (format = 'PARQUET', nope = 1) AS SELECT 1 AS a",
    "table property 'nope' does not exist",
  ],
  ["CREATE TABLE x WITH (format = 'x') AS SELECT 1 AS a", "Invalid value for 'format'"],
  [
    "CREATE TABLE x WITH (partitioned_by = ARRAY['a']) AS SELECT 1 AS a, 2 AS b",
    'must be the last columns',
  ],
  [
    "CREATE TABLE x WITH (partitioned_by = ARRAY['z']) AS SELECT 1 AS a, 2 AS b",
    'Partition columns [z] not present',
  ],
  ['CREATE TABLE x AS SELECT NULL AS a', 'Column type is unknown: a'],
  ["CREATE TABLE x AS SELECT JSON '1' AS a", 'Unsupported Hive type: json'],
  ['CREATE TABLE x AS SELECT 1 AS a, 2 AS a', "Column name 'a' specified more than once"],
  ['CREATE TABLE x AS SELECT 1/0 AS a', 'Division by zero'],
])('%s is refused, and leaves nothing', async (sql, words) => {
  const before = house.keys('mine')
  expect(await said(sql)).toContain(words)
  expect(house.keys('mine')).toEqual(before)
  expect(house.catalog.getTables('mine').some(({ Name }) => Name === 'x')).toBe(false)
})
