/** Statements without an end, or too large for any machine: each ends by a name, and soon. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openFixture } from './fixture.ts'

let fixture: Awaited<ReturnType<typeof openFixture>>
beforeAll(async () => {
  fixture = await openFixture()
})
afterAll(() => fixture.close())

const counted = (last: number) =>
  `WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < ${last}) SELECT count(*), max(n) FROM t`
const deep = 'Recursion depth limit exceeded (10)'

test.each<[string, string]>([
  ['WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t', deep],
  [
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t LIMIT 100',
    deep,
  ],
  ['WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT n FROM t) SELECT n FROM t', deep],
  [counted(12), deep],
  ["SELECT length(lpad('x', 2000000000, 'y'))", 'Padding to more than 16777216 characters'],
  ["SELECT rpad(a, 2000000000, 'y') FROM (VALUES 'x') t(a)", 'Padding to more than 16777216'],
  ['SELECT cardinality(repeat(1, 2000000000))', 'less than or equal to 10000'],
  ['SELECT cardinality(sequence(1, 2000000000))', 'must not have more than 10000 entries'],
  ['SELECT 1 AS "a\0b"', "mismatched input '\"'"],
  ['SELECT 1 \0', "mismatched input '\0'"],
])('%j: %s', async (sql, message) => {
  await expect(fixture.run(sql)).rejects.toMatchObject({
    category: 2,
    message: expect.stringContaining(message),
  })
})

test.each<[string, string]>([
  [counted(11), '"11","11"'],
  ["SELECT length('a\0b'), '\0' = chr(0), length(U&'\\0000')", '"3","true","1"'],
  [
    "WITH RECURSIVE t(n, m) AS (SELECT 1, 'a' UNION ALL SELECT t.n + x, t.m || 'b' FROM t JOIN (VALUES 1) u(x) ON true WHERE n < 3) SELECT max(n), max(m) FROM t",
    '"3","abb"',
  ],
])('%j answers', async (sql, row) => {
  const { csv } = await fixture.run(sql)
  expect(csv.trim().split('\n').at(-1)).toBe(row)
})
