/** Every statement of tests/fixtures/sql with what Trino 476 answered to it. */
import { readdirSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { AthenaError, userError } from '../../../../lake/sql/error.ts'
import { parseQuery } from '../../../../lake/sql/parse/query.ts'
import type { TableName } from '../../../../lake/sql/tablename.ts'
import { fault } from '../../../../local/athena/engine/fault.ts'
import { macrosFor } from '../../../../local/athena/engine/macros.ts'
import { registerScalarFunctions } from '../../../../local/athena/engine/scalarfunctions.ts'
import { translate } from '../../../../local/athena/sql/translate.ts'

interface Case {
  sql: string
  /** Names and types. */
  columns?: [string, string][]
  /** What Athena would write of each cell. */
  rows?: (string | null)[][]
  /** Trino's code and message. */
  error?: string
}

const folder = new URL('../../../fixtures/sql/', import.meta.url)
const topics = readdirSync(folder).filter((name) => name.endsWith('.json'))
const casesOf = (topic: string) =>
  JSON.parse(readFileSync(new URL(topic, folder), 'utf8')) as Case[]

let connection: DuckDBConnection
let instance: DuckDBInstance

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  registerScalarFunctions(connection)
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

function table({ database, table: name, at }: TableName): never {
  throw database === 'default'
    ? userError('TABLE_NOT_FOUND', `Table 'awsdatacatalog.${database}.${name}' does not exist`, at)
    : userError('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`, at)
}

const made = new Set<string>()

async function answer(sql: string) {
  const nowMs = Date.UTC(2024, 1, 29)
  const translation = translate(parseQuery(sql), {
    database: 'default',
    parameters: [],
    nowMs,
    table,
  })
  const macros = macrosFor(translation.sql).filter((macro) => !made.has(macro))
  for (const macro of macros) made.add(macro)
  if (macros.length > 0) await connection.run(macros.join(';'))
  try {
    const rows = (await connection.runAndReadAll(translation.sql)).getRowsJson()
    return { columns: translation.columns, rows }
  } catch (error) {
    throw fault((error as Error).message)
  }
}

/** A case's verdict: `right`, or the code by which it was refused; throws when the answer is another one. */
async function judge({ sql, columns, rows, error }: Case): Promise<string> {
  try {
    const found = await answer(sql)
    const types = found.columns.map(({ name, type }) => [name, type])
    const wanted = columns?.map(([name, type]) => [name, word(type)])
    expect({ sql, rows: found.rows, types }).toEqual({ sql, rows, types: wanted })
    return 'right'
  } catch (caught) {
    if (!(caught instanceof AthenaError)) throw caught
    const wanted = error?.slice(0, error.indexOf(':'))
    return caught.code === wanted ? 'right' : caught.code
  }
}

const tally: Record<string, number> = {}

test.each(topics)('%s: what is not answered as Trino does is refused by name', async (topic) => {
  for (const each of casesOf(topic)) {
    const verdict = await judge(each)
    tally[verdict] = (tally[verdict] ?? 0) + 1
    const byName = verdict === 'right' || verdict === 'NOT_SUPPORTED' || verdict === 'TYPE_MISMATCH'
    expect({ sql: each.sql, verdict, byName }).toEqual({ sql: each.sql, verdict, byName: true })
  }
})

/** A type's first word, as ColumnInfo has it. */
function word(type: string): string {
  const name = type
    .replace(/\([^)]*\)/g, (inner) => (/^\(\d/.test(inner) ? '' : inner))
    .replace(/\(.*/s, '')
  return name === 'real' ? 'float' : name
}

test('nearly all are right', () => {
  const { right = 0, ...refused } = tally
  const others = Object.values(refused).reduce((sum, count) => sum + count, 0)
  expect(right).toBeGreaterThanOrEqual(1054)
  expect(others).toBeLessThanOrEqual(13)
})

test.each([
  [
    'SELECT x, count(*) FILTER (WHERE x > 1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x)',
    [
      ['1', '0'],
      ['2', '1'],
      ['3', '2'],
    ],
  ],
  ['SELECT set_agg(x), set_union(ARRAY[x, 9]) FROM (VALUES 1, 1) t(x)', [['[1]', '[1, 9]']]],
  ['SELECT count(*) FROM UNNEST(sequence(1, 1000)) t(x) TABLESAMPLE BERNOULLI (100)', [['1000']]],
  ['SELECT count(*) FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE SYSTEM (0)', [['0']]],
  ["SELECT timezone(at_timezone(now(), 'Asia/Tokyo'))", [['Asia/Tokyo']]],
])('%s, which Trino 476 has not, or answers by chance', async (sql, rows) => {
  expect((await answer(sql)).rows).toEqual(rows)
})
