/** Statements that want out, by the API and by Athena's own protocol: nothing is read that is no table's, nothing is written. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AthenaClient,
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { GetDatabasesCommand, GetTablesCommand, GlueClient } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { home, type Laptop, readLaptop } from '../../cli/settings.ts'
import { type Machine, openMachine } from '../day/machine.ts'

let machine: Machine | undefined
let laptop: Laptop
const canary = `canary-${process.pid}`
beforeAll(async () => {
  machine = await openMachine()
  await machine.start()
  laptop = readLaptop() as Laptop
  await machine.client.land(new TextEncoder().encode('id,name\n1,one\n2,two\n'), {
    ...{ source: 'shop', dataset: 'orders', file: 'a.csv' },
  })
  writeFileSync(join(home(), 'canary.csv'), `a\n${canary}\n`)
}, 400_000)
afterAll(() => machine?.close())

/** What reads or writes where it may not, in the ways by which such a thing is said. */
function statements(): string[] {
  const known = JSON.parse(
    readFileSync('tests/fixtures/sql/hostile/statements.json', 'utf8'),
  ) as string[]
  const file = join(home(), 'canary.csv')
  const readers = ['read_csv', 'read_text', 'read_blob', 'read_json_auto', 'read_parquet', 'glob']
  const places = [
    file,
    `file://${file}`,
    '/proc/self/environ',
    'http://127.0.0.1:1/x.csv',
    's3://x/y',
  ]
  const reads = readers.flatMap((name) =>
    places.flatMap((place) => [
      `SELECT * FROM ${name}('${place}')`,
      `SELECT * FROM TABLE(${name}('${place}'))`,
      `SELECT (SELECT count(*) FROM ${name.toUpperCase()} ( '${place}' ))`,
      `WITH t AS (SELECT * FROM "${name}"('${place}')) SELECT * FROM t`,
    ]),
  )
  const names = places.flatMap((place) => [
    `SELECT * FROM "${place}"`,
    `SELECT * FROM lake."${place}"`,
    `SELECT * FROM shop_orders JOIN '${place}' ON true`,
  ])
  const writes = writing(file)
  const disguises: ((sql: string) => string)[] = [
    (sql) => `/* SELECT */ ${sql}`,
    (sql) => `SELECT 1; ${sql}`,
    (sql) => `SELECT 1 --\n; ${sql}`,
    (sql) => `(${sql})`,
    (sql) => `EXPLAIN ${sql}`,
    (sql) => `WITH x AS (${sql}) SELECT * FROM x`,
    (sql) => `SELECT '\0'; ${sql}`,
  ]
  const disguised = writes.flatMap((sql) => disguises.map((disguise) => disguise(sql)))
  return [...known, ...reads, ...names, ...writes, ...disguised]
}

/** What would write, or read what is no table's. */
function writing(file: string): string[] {
  return [
    `COPY (SELECT 1) TO '${file}'`,
    `EXPORT DATABASE '${home()}'`,
    `ATTACH '${join(home(), 'laptop.db')}' AS x (TYPE sqlite)`,
    'INSTALL httpfs; LOAD httpfs',
    'SET enable_external_access = true',
    'PRAGMA database_list',
    'CALL pragma_version()',
    'CREATE TABLE lake.x AS SELECT 1 AS a',
    'CREATE VIEW lake.x AS SELECT 1 AS a',
    'CREATE DATABASE x',
    'DROP TABLE lake.shop_orders',
    'DROP DATABASE lake CASCADE',
    'ALTER TABLE lake.shop_orders ADD COLUMNS (x int)',
    "INSERT INTO lake.shop_orders VALUES (9, 'x')",
    'DELETE FROM lake.shop_orders',
    "UPDATE lake.shop_orders SET name = 'x'",
    'TRUNCATE TABLE lake.shop_orders',
    'MERGE INTO lake.shop_orders t USING lake.shop_orders s ON true WHEN MATCHED THEN DELETE',
    `UNLOAD (SELECT 1) TO 's3://raw/x/' WITH (format = 'PARQUET')`,
    'VACUUM lake.shop_orders',
    'OPTIMIZE lake.shop_orders REWRITE DATA USING BIN_PACK',
    'MSCK REPAIR TABLE raw.shop_orders',
    'EXPLAIN ANALYZE DELETE FROM lake.shop_orders',
    'PREPARE p FROM DELETE FROM lake.shop_orders',
    'GRANT SELECT ON lake.shop_orders TO x',
    `UNLOAD (SELECT 1 AS a) TO '${home()}/' WITH (format = 'PARQUET')`,
    `UNLOAD (SELECT 1 AS a) TO 'file://${home()}/' WITH (format = 'JSON')`,
    `UNLOAD (SELECT 1 AS a) TO 's3://${laptop.buckets.lake}/shop/orders/data/' WITH (format = 'PARQUET')`,
    `UNLOAD (SELECT 1 AS a) TO 's3://${laptop.buckets.work}/../x/' WITH (format = 'PARQUET')`,
    `CREATE TABLE default.x WITH (external_location = 's3://${laptop.buckets.models}/x/') AS SELECT 1 AS a`,
    `CREATE TABLE default.x WITH (external_location = '${file}') AS SELECT 1 AS a`,
    `CREATE EXTERNAL TABLE default.x (a string) LOCATION 'file://${home()}/'`,
    "CREATE EXTERNAL TABLE default.x (a string) ROW FORMAT SERDE 'java.lang.Runtime' LOCATION 's3://x/y/'",
    'CREATE OR REPLACE VIEW lake.shop_orders AS SELECT 1 AS a',
    'DROP VIEW lake.shop_orders',
    "ALTER TABLE lake.shop_orders SET LOCATION 's3://x/y/'",
    "ALTER TABLE raw.shop_orders SET TBLPROPERTIES ('skip.header.line.count'='9')",
  ]
}

const statementsMin = 500
const atOnce = 4

async function each(all: string[], what: (sql: string) => Promise<void>): Promise<void> {
  const left = all.values()
  const worker = async (): Promise<void> => {
    for (const sql of left) await what(sql)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** Everything that a statement could have changed. */
async function world(): Promise<string> {
  const glue = new GlueClient({})
  const { DatabaseList = [] } = await glue.send(new GetDatabasesCommand({}))
  const names = DatabaseList.map(({ Name }) => Name ?? '')
  const tables = await Promise.all(
    names.map(async (DatabaseName) => {
      const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName }))
      return TableList.map(({ Name, VersionId }) => `${DatabaseName}.${Name} ${VersionId}`)
    }),
  )
  const rows = await machine!.client.call('listRows', { path: { name: 'shop_orders' } })
  const files = readFileSync(join(home(), 'canary.csv'), 'utf8')
  return JSON.stringify([names, tables, rows.body, files])
}

test('none of them is answered anything, by either door, and nothing is changed', async () => {
  const all = statements()
  expect(new Set(all).size).toBeGreaterThanOrEqual(statementsMin)
  const before = await world()
  const escapes: string[] = []
  const seen = new Map<string, number>()
  const count = (told: string): void => void seen.set(told, (seen.get(told) ?? 0) + 1)
  await each(all, async (sql) => {
    const answer = await fetch(`${laptop.api}/v1/queries`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${laptop.token}`, prefer: 'wait=25' },
        'content-type': 'application/json',
      },
      body: JSON.stringify({ sql }),
    })
    const text = await answer.text()
    const { state, error } = JSON.parse(text) as { state?: string; error?: { detail: string } }
    count(`API ${answer.status} ${state ?? ''}`)
    const isInternal = /INTERNAL|Internal|stack/.test(error?.detail ?? '')
    const isAnswered = state !== undefined && state !== 'failed'
    if (answer.status >= 500 || isAnswered || isInternal || readsOut(text, sql))
      escapes.push(`API: ${sql}`)
  })
  const athena = new AthenaClient({ maxAttempts: 1 })
  await each(all.filter(isRefusedByAthena), async (QueryString) => {
    const told = await ended(athena, QueryString)
    count(`Athena ${told}`)
    if (!/^(FAILED$|refused )/.test(told)) escapes.push(`Athena: ${QueryString}: ${told}`)
  })
  console.log(`${all.length} statements: ${JSON.stringify(Object.fromEntries(seen))}`)
  expect(escapes).toEqual([])
  expect(await world()).toBe(before)
})

const readsOut = (text: string, sql: string): boolean =>
  text.replace(JSON.stringify(sql).slice(1, -1), '').includes(canary)
/** It may make a database, keep a statement for later, and tell what a writing one would read. */
const isRefusedByAthena = (sql: string): boolean =>
  !/CREATE DATABASE|PREPARE|^EXPLAIN (CREATE|INSERT|UNLOAD)/.test(sql)

async function ended(athena: AthenaClient, QueryString: string): Promise<string> {
  const start = new StartQueryExecutionCommand({
    ...{ QueryString, WorkGroup: laptop.workgroup },
    QueryExecutionContext: { Database: laptop.databases.lake },
  })
  const begun = await athena.send(start).catch((error: Error) => error.name)
  if (typeof begun === 'string') return `refused ${begun}`
  for (;;) {
    const asked = new GetQueryExecutionCommand({ QueryExecutionId: begun.QueryExecutionId })
    const { Status } = (await athena.send(asked)).QueryExecution ?? {}
    const state = Status?.State ?? ''
    const isInternal = /INTERNAL/.test(Status?.StateChangeReason ?? '')
    if (state !== 'QUEUED' && state !== 'RUNNING') return isInternal ? `${state}!` : state
  }
}
