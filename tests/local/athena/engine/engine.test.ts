import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openFixture } from './fixture.ts'

let fixture: Awaited<ReturnType<typeof openFixture>>

beforeAll(async () => {
  fixture = await openFixture()
})
afterAll(() => fixture.close())

describe('results', () => {
  test('NULL is nothing, an empty text is quoted, quotes are doubled, names may repeat', async () => {
    const { csv, columns, rowCount } = await fixture.run(
      `SELECT 1 AS a, NULL AS b, '' AS c, 'x"y' AS a, 'l1
l2' AS "D e"`,
    )
    expect(csv).toBe('"a","b","c","a","D e"\n"1",,"","x""y","l1\nl2"\n')
    expect(rowCount).toBe(1)
    expect(columns.map(({ name, type, precision }) => [name, type, precision])).toEqual([
      ['a', 'integer', 10],
      ['b', 'unknown', 0],
      ['c', 'varchar', 0],
      ['a', 'varchar', 3],
      ['D e', 'varchar', 5],
    ])
  })

  test('no row leaves the header alone', async () => {
    const { csv, rowCount } = await fixture.run('SELECT 1 AS a WHERE false')
    expect({ csv, rowCount }).toEqual({ csv: '"a"\n', rowCount: 0 })
  })

  test('a million rows in their order', async () => {
    const { rowCount, csv } = await fixture.run(
      `SELECT x * 1000 + y AS n, CAST(x AS DOUBLE) / 3 FROM UNNEST(sequence(0, 999)) t(x)
       CROSS JOIN UNNEST(sequence(0, 999)) u(y) ORDER BY 1`,
    )
    expect(rowCount).toBe(1_000_000)
    const lines = csv.split('\n')
    expect(lines.slice(1, 3)).toEqual(['"0","0.0"', '"1","0.0"'])
    expect(lines[1_000_000]).toBe('"999999","333.0"')
  })
})

describe('tables', () => {
  test('by every name that Athena knows them by', async () => {
    for (const name of [
      't',
      'raw.t',
      '"raw"."t"',
      'awsdatacatalog.raw.t',
      'RAW.T',
      '"AwsDataCatalog".raw.t',
    ]) {
      expect((await fixture.run(`SELECT a, b FROM ${name} WHERE a = 2`)).csv).toBe(
        '"a","b"\n"2","y"\n',
      )
    }
  })

  test('a common table hides the table of its name', async () => {
    expect((await fixture.run('WITH t AS (SELECT 7 AS a) SELECT a FROM t')).csv).toBe('"a"\n"7"\n')
  })

  test('* leaves "$path" out, which is there all the same', async () => {
    expect((await fixture.run('SELECT * FROM t ORDER BY a')).csv).toBe(
      '"a","b"\n"1","x"\n"2","y"\n,""\n',
    )
    expect((await fixture.run('SELECT DISTINCT "$path" FROM t')).csv).toBe(
      '"$path"\n"s3://raw/t/1.csv"\n',
    )
  })

  test('only the partitions that may meet the conditions are read', async () => {
    const whole = await fixture.run('SELECT sum(a) AS s FROM days')
    expect(whole).toMatchObject({ csv: '"s"\n"6"\n', bytesScanned: 6 })
    for (const where of [
      "d = '2024-01-02'",
      "d > '2024-01-01'",
      "d IN ('2024-01-02')",
      "'2024-01-02' <= d",
    ]) {
      const { csv, bytesScanned } = await fixture.run(`SELECT sum(a) AS s FROM days WHERE ${where}`)
      expect({ where, csv, bytesScanned }).toEqual({ where, csv: '"s"\n"3"\n', bytesScanned: 2 })
    }
  })

  test('an alternative leaves no partition out, nor does a condition behind an outer join or a limit', async () => {
    for (const sql of [
      "SELECT count(*) AS s FROM days WHERE d = '2024-01-02' OR a = 1",
      "SELECT count(*) AS s FROM (SELECT * FROM days ORDER BY a LIMIT 2) WHERE d = '2024-01-01'",
      "SELECT count(*) AS s FROM (VALUES 1, 2) v(a) LEFT JOIN days ON days.a = v.a WHERE coalesce(d, '2024-01-02') = '2024-01-01'",
    ]) {
      expect({ sql, ...(await fixture.run(sql)) }).toMatchObject({
        sql,
        csv: '"s"\n"2"\n',
        bytesScanned: 6,
      })
    }
  })

  test('"t$partitions" lists the partitions', async () => {
    expect((await fixture.run('SELECT d FROM "days$partitions" ORDER BY d')).csv).toBe(
      '"d"\n"2024-01-01"\n"2024-01-02"\n',
    )
  })

  test('information_schema', async () => {
    const tables = await fixture.run(
      "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'raw' ORDER BY 1",
    )
    expect(tables.csv).toBe('"table_name","table_type"\n"days","BASE TABLE"\n"t","BASE TABLE"\n')
    const columns = await fixture.run(
      "SELECT column_name, data_type, ordinal_position FROM information_schema.columns WHERE table_name = 'days' ORDER BY 3",
    )
    expect(columns.csv).toBe(
      '"column_name","data_type","ordinal_position"\n"a","bigint","1"\n"d","varchar","2"\n',
    )
    expect(
      (
        await fixture.run(
          "SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'nope'",
        )
      ).csv,
    ).toBe('"n"\n"0"\n')
  })
})

describe('parameters', () => {
  test('are SQL literals', async () => {
    const { csv } = await fixture.run('SELECT a, ? AS p FROM t WHERE a = ? LIMIT ?', {
      parameters: ["'it''s'", '2', '5'],
    })
    expect(csv).toBe('"a","p"\n"2","it\'s"\n')
  })

  test('must be as many as there are', async () => {
    await expect(fixture.run('SELECT ?')).rejects.toThrow(
      'Incorrect number of parameters: expected 1 but found 0',
    )
    await expect(fixture.run('SELECT ?', { parameters: ['1; DROP TABLE t'] })).rejects.toThrow(
      'no SQL literal',
    )
    await expect(
      fixture.run('SELECT ?', { parameters: ['(SELECT max(a) FROM t)'] }),
    ).rejects.toThrow()
  })
})

test.each([
  [
    'SELECT nope FROM t',
    "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    'SELECT *\nFROM nope',
    "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.raw.nope' does not exist",
  ],
  ['SELECT * FROM nope.t', "SCHEMA_NOT_FOUND: line 1:15: Schema 'nope' does not exist"],
  ['SELECT * FROM other.raw.t', "CATALOG_NOT_FOUND: line 1:15: Catalog 'other' not found"],
  ['SELECT nope(a) FROM t', "FUNCTION_NOT_FOUND: line 1:8: Function 'nope' not registered"],
  ["SELECT a = 'x' FROM t", 'TYPE_MISMATCH: line 1:10: Cannot apply operator: bigint = varchar(1)'],
  [
    'SELECT a, count(*) FROM t',
    "EXPRESSION_NOT_AGGREGATE: line 1:8: 'a' must be an aggregate expression or appear in GROUP BY clause",
  ],
  ['SELECT 1 / (a - a) FROM t', 'DIVISION_BY_ZERO: Division by zero'],
  [
    "SELECT CAST(b AS BIGINT) FROM t WHERE b = 'x'",
    "INVALID_CAST_ARGUMENT: Cannot cast 'x' to BIGINT",
  ],
  ['SELECT 9223372036854775807 + a FROM t', 'NUMERIC_VALUE_OUT_OF_RANGE: '],
  ['SELECT a FROM t FOR VERSION AS OF 5', 'NOT_SUPPORTED: line 1:15: '],
])('%j fails in Athena’s words', async (sql, message) => {
  await expect(fixture.run(sql)).rejects.toThrow(message)
})

describe('the end of a query', () => {
  const endless = `SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y),
    UNNEST(sequence(1, 10000)) c(z) WHERE x + y + z = 7`

  test('a cancelled query stops at once, and the next one runs', async () => {
    const controller = new AbortController()
    const running = fixture.run(endless, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('cancelled')), 200)
    await expect(running).rejects.toThrow('cancelled')
    expect((await fixture.run('SELECT 1 AS a')).csv).toBe('"a"\n"1"\n')
  })

  test('more queries than processes wait their turn', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, n) => fixture.run(`SELECT ${n} AS n`)),
    )
    expect(all.map(({ csv }) => csv)).toEqual(Array.from({ length: 6 }, (_, n) => `"n"\n"${n}"\n`))
  })

  test('beyond the bytes allowed it is refused before it reads', async () => {
    const { bytesScanned } = await fixture.run('SELECT * FROM t')
    await fixture.run('SELECT * FROM t', { bytesScannedMax: bytesScanned })
    await expect(
      fixture.run('SELECT * FROM t', { bytesScannedMax: bytesScanned - 1 }),
    ).rejects.toMatchObject({
      code: 'BYTES_SCANNED_CUTOFF',
    })
  })
})
