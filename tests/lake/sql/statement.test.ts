import { describe, expect, test } from '@jest/globals'
import { classify } from '../../../lake/sql/statement.ts'

test.each([
  ['SELECT 1', 'DML', 'SELECT'],
  ['  -- a comment\n SELECT 1 ; ', 'DML', 'SELECT'],
  ['/* a; b */ WITH t AS (SELECT 1) SELECT * FROM t', 'DML', 'SELECT'],
  ['(SELECT 1) UNION (SELECT 2)', 'DML', 'SELECT'],
  ['VALUES 1, 2', 'DML', 'SELECT'],
  ['TABLE t', 'DML', 'SELECT'],
  ['SELECT \';\' AS a, "b;c" FROM t;', 'DML', 'SELECT'],
  ["EXECUTE q USING 1, 'a'", 'DML', 'SELECT'],
  ['PREPARE q FROM SELECT ?', 'DDL', 'PREPARE'],
  ['DEALLOCATE PREPARE q', 'DDL', 'DEALLOCATE'],
  ['INSERT INTO t SELECT 1', 'DML', 'INSERT'],
  ["UNLOAD (SELECT 1) TO 's3://b/p' WITH (format = 'PARQUET')", 'DML', 'UNLOAD'],
  ['MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE', 'DML', 'MERGE'],
  ['UPDATE t SET a = 1', 'DML', 'UPDATE'],
  ['DELETE FROM t', 'DML', 'DELETE'],
  ['OPTIMIZE t REWRITE DATA USING BIN_PACK', 'DML', 'OPTIMIZE'],
  ['VACUUM t', 'DML', 'VACUUM'],
  ['CREATE EXTERNAL TABLE IF NOT EXISTS `db`.`t` (`a` int)', 'DDL', 'CREATE_TABLE'],
  ["CREATE TABLE t WITH (format = 'PARQUET') AS SELECT 1 AS a", 'DDL', 'CREATE_TABLE_AS_SELECT'],
  ['CREATE OR REPLACE VIEW v AS SELECT 1 AS a', 'DDL', 'CREATE_VIEW'],
  ['CREATE DATABASE d', 'DDL', 'CREATE_DATABASE'],
  ['CREATE SCHEMA IF NOT EXISTS d', 'DDL', 'CREATE_DATABASE'],
  ['DROP TABLE IF EXISTS t', 'DDL', 'DROP_TABLE'],
  ["ALTER TABLE t ADD PARTITION (d = 'a\\'b')", 'DDL', 'ALTER_TABLE'],
  ['MSCK REPAIR TABLE t', 'DDL', 'MSCK_REPAIR'],
  ["SHOW TABLES IN d 'a*'", 'UTILITY', 'SHOW_TABLES'],
  ['SHOW PARTITIONS t', 'UTILITY', 'SHOW_PARTITIONS'],
  ['DESCRIBE FORMATTED t', 'UTILITY', 'DESCRIBE_TABLE'],
  ['EXPLAIN (FORMAT JSON) SELECT 1', 'UTILITY', 'EXPLAIN'],
])('%s is %s %s', (sql, type, sub) => {
  expect(classify(sql)).toMatchObject({ type, sub })
})

test('the text is the statement alone', () => {
  expect(classify('-- one\n SELECT 1 -- two\n ; ').text).toBe('SELECT 1')
})

describe('refused', () => {
  test.each([
    ['', /Query is empty/],
    [' ; ', /Query is empty/],
    ['-- nothing', /Query is empty/],
    ['SELECT 1; SELECT 2', /Only one sql statement is allowed/],
    ['SELECT 1; DROP TABLE t', /Only one sql statement is allowed/],
    ['SELEC 1', /line 1:1: mismatched input 'SELEC'/],
    ['\n  GRANT x', /line 2:3: mismatched input 'GRANT'/],
    ["SELECT 'abc", /line 1:8: mismatched input '''/],
    ['COPY t TO x', /mismatched input 'COPY'/],
    ['SET threads = 1', /mismatched input 'SET'/],
    ['PRAGMA version', /mismatched input 'PRAGMA'/],
    ["ATTACH 'x.db'", /mismatched input 'ATTACH'/],
  ])('%j', (sql, message) => {
    expect(() => classify(sql)).toThrow(message)
  })
})
