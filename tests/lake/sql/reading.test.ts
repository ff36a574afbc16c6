import { describe, expect, test } from '@jest/globals'
import { readingOf } from '../../../lake/sql/reading.ts'

const tablesOf = (sql: string) =>
  readingOf(sql).tables.map(({ database, name }) => (database ? `${database}.${name}` : name))

describe('tables', () => {
  test.each([
    ['SELECT 1', []],
    ['SELECT * FROM a', ['a']],
    ['SELECT * FROM "Lake"."A b" x', ['lake.a b']],
    ['SELECT * FROM awsdatacatalog.lake.a', ['lake.a']],
    ['SELECT * FROM a, b AS c, lake.d JOIN e USING (x)', ['a', 'b', 'lake.d', 'e']],
    ['SELECT * FROM (a JOIN b ON a.x = b.x)', ['a', 'b']],
    ['SELECT (SELECT max(x) FROM b) FROM a WHERE y IN (SELECT y FROM c)', ['b', 'a', 'c']],
    ['SELECT EXTRACT(day FROM t), TRIM(BOTH FROM x), SUBSTRING(x FROM 2) FROM a', ['a']],
    ['SELECT x IS DISTINCT FROM y, z FROM a', ['a']],
    ['SELECT * FROM a CROSS JOIN UNNEST(list) AS u(x), LATERAL (SELECT * FROM b) l', ['a', 'b']],
    ['SELECT a.b, c FROM a UNION ALL SELECT 1, 2 FROM d ORDER BY 1, 2', ['a', 'd']],
    ['TABLE a', ['a']],
    ['SELECT * FROM (VALUES (1, x), (2, y)) v, a', ['a']],
    ['SELECT * FROM a UNION (TABLE lake.b)', ['a', 'lake.b']],
    ["SELECT ' FROM b ' FROM a -- FROM c\n/* FROM d */", ['a']],
    ['SHOW TABLES FROM lake', []],
    ['EXPLAIN SELECT * FROM a', []],
    ['DESCRIBE a', []],
  ])('%s', (sql, tables) => expect(tablesOf(sql)).toEqual(tables))

  test('a name of a WITH is no table, but where a database stands before it', () => {
    const sql = 'WITH x AS (SELECT * FROM a), y (n) AS (SELECT 1) SELECT * FROM x, y, lake.x'
    const found = readingOf(sql).tables.map((one) => [one.name, one.database])
    expect(found).toEqual([
      ['a', undefined],
      ['x', 'lake'],
    ])
  })

  test('time travel is seen', () => {
    const sql = "SELECT * FROM a FOR TIMESTAMP AS OF TIMESTAMP '2026-01-01 00:00:00 UTC', b"
    expect(readingOf(sql).tables.map(({ isPast }) => isPast)).toEqual([true, false])
  })
})

test.each([
  ['SELECT * FROM a', true],
  ['SELECT a.* FROM a', true],
  ['SELECT x, * FROM a', true],
  ['SELECT DISTINCT * FROM a', true],
  ['TABLE a', true],
  ['SELECT count(*) FROM a', false],
  ['SELECT x * 2, (x) * y FROM a', false],
  ["SELECT '*' FROM a", false],
])('%s takes all columns: %s', (sql, all) => expect(readingOf(sql).takesAll).toBe(all))

test('every name counts as a column', () => {
  const { names } = readingOf('SELECT "Id", upper(Name) FROM t WHERE t.day = \'x\' -- other')
  for (const name of ['id', 'name', 'day']) expect(names).toContain(name)
  expect(names).not.toContain('other')
  expect(names).not.toContain('x')
})

describe('conditions that every row must meet', () => {
  const filtersOf = (where: string, parameters: string[] = []) =>
    readingOf(`SELECT x FROM t WHERE ${where} ORDER BY 1`, parameters).tables[0]?.filters.map(
      ({ column, op, value }) => `${column}${op}${value}`,
    )
  test.each([
    ["day = '2026-01-01' AND n > 3", ['day=2026-01-01', 'n>3']],
    ["t.day = 'it''s'", ["day=it's"]],
    ['n BETWEEN -1 AND 2.5 AND ok = true', ['n>=-1', 'n<=2.5', 'ok=true']],
    ["day IN ('b', 'a', 'c')", ['day>=a', 'day<=c']],
    [
      "d >= DATE '2026-01-01' AND d < TIMESTAMP '2026-02-01 00:00'",
      ['d>=2026-01-01', 'd<2026-02-01 00:00'],
    ],
    ["day = 'a' OR n = 1", []],
    ["(day = 'a' OR n = 1) AND n <= 2", ['n<=2']],
    ["NOT day = 'a'", []],
    ["lower(day) = 'a'", []],
    ["day = 'a' || 'b'", []],
    ['n <> 1', []],
    ['n = m', []],
    ['CASE WHEN a = 1 AND b = 2 AND c = 3 THEN true END', []],
  ])('%s', (where, filters) => expect(filtersOf(where)).toEqual(filters))

  test('parameters are their literals', () => {
    expect(filtersOf('day = ? AND n >= ?', ["'x = 1 OR'", '-5'])).toEqual(['day=x = 1 OR', 'n>=-5'])
  })

  test.each([
    "SELECT * FROM t, u WHERE day = 'a'",
    "SELECT * FROM t CROSS JOIN UNNEST(l) AS u(day) WHERE u.day = 'a'",
    "SELECT * FROM t x WHERE t.day = 'a'",
    "SELECT * FROM u WHERE EXISTS (SELECT 1 FROM t x WHERE u.day = 'a')",
    "SELECT count(*) FILTER (WHERE day = 'a') FROM t",
  ])('%s: none', (sql) => expect(readingOf(sql).tables[0]?.filters).toEqual([]))
})

test('each table has the conditions of its own WHERE', () => {
  const sql = `WITH q AS (SELECT * FROM a WHERE day = 'x') SELECT * FROM q JOIN (SELECT * FROM b AS z WHERE z.n > 3 AND k < 1) s
    ON q.n = s.n UNION ALL SELECT * FROM c`
  expect(readingOf(sql).tables.map(({ name, filters }) => [name, filters.length])).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 0],
  ])
})

test('a chain of WITHs that doubles is no chain of work that doubles', () => {
  const steps = Array.from({ length: 60 }, (_, i) => `q${i + 1} AS (SELECT * FROM q${i}, q${i} z)`)
  const sql = `WITH q0 AS (SELECT * FROM a), ${steps.join(', ')} SELECT * FROM q60`
  expect(readingOf(sql).tables.map(({ times }) => times)).toEqual([2 ** 60])
})

describe('how often a table is read', () => {
  test.each([
    ['SELECT * FROM a', 1],
    ['SELECT * FROM a x JOIN a y ON x.i = y.i', 2],
    ['WITH q AS (SELECT * FROM a) SELECT * FROM q', 1],
    ['WITH q AS (SELECT * FROM a) SELECT * FROM q, q z, a', 3],
    ['WITH q AS (SELECT * FROM a), r AS (SELECT * FROM q, q x) SELECT * FROM r, r y', 4],
    ['WITH q AS (SELECT * FROM a) SELECT 1', 1],
    ['WITH a AS (SELECT * FROM a) SELECT * FROM a x, a y', 2], // its own two namings are of what it names
    [
      'WITH RECURSIVE q (n) AS (SELECT i FROM a UNION ALL SELECT n FROM q) SELECT * FROM q',
      Infinity,
    ],
  ])('%s: %d', (sql, times) => {
    const { tables } = readingOf(sql)
    const all = tables.filter(({ name }) => name === 'a').map((one) => one.times)
    expect(all.reduce((sum, one) => sum + one, 0)).toBe(times)
  })
})

test('columns that an alias renames are any of the table, and no condition on them is one of its own', () => {
  const { tables, takesAll } = readingOf("SELECT a FROM t AS x(a, b) WHERE a = 'z'")
  expect(tables[0]?.filters).toEqual([])
  expect(takesAll).toBe(true)
  expect(readingOf('SELECT x FROM t, UNNEST(t.list) AS u(x)').takesAll).toBe(false)
})

test('what is deeper than the stack is refused by name, and thousands of joins take no longer than each', () => {
  expect(() => readingOf(`SELECT ${Array(60_000).fill('1').join('+')}`)).toThrow(
    'SYNTAX_ERROR: statement is too large (stack overflow)',
  )
  const joined = Array.from({ length: 5_500 }, (_, i) => `t${i}`).join(' CROSS JOIN ')
  expect(readingOf(`SELECT 1 FROM ${joined}`).tables).toHaveLength(5_500)
})
