import {
  CreateWorkGroupCommand,
  GetQueryResultsCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Engine, openEngine } from '../../../local/athena/engine/engine.ts'
import { textTable } from '../glue/glue.ts'
import { finish, newHome, openAthena, removeHome, start, until } from './athena.ts'

const home = newHome()
let engine: Engine
let athena: Awaited<ReturnType<typeof openAthena>>

beforeAll(async () => {
  athena = await openAthena(home, (source) => {
    engine = openEngine(source)
    return engine
  })
  athena.store.createBucket('raw')
  athena.catalog.createDatabase({ Name: 'raw' })
  athena.catalog.createTable('raw', textTable('flows', 's3://raw/us/flows/'))
  for (const [day, hour, text] of [
    ['2024-01-01', '1', '1,a\n2,\\N\n'],
    ['2024-01-02', '2', '3,"q"\n'],
  ] as const) {
    const folder = `us/flows/day=${day}/hour=${hour}/`
    await athena.store.put('raw', `${folder}part.csv`, text)
    const { StorageDescriptor } = textTable('flows', `s3://raw/${folder}`)
    athena.catalog.createPartition('raw', 'flows', { Values: [day, hour], StorageDescriptor })
  }
})
afterAll(async () => {
  await athena.close()
  engine.close()
  removeHome(home)
})

const inRaw = { QueryExecutionContext: { Database: 'raw' } }
async function rowsOf(sql: string, request: object = inRaw) {
  const done = await finish(athena.client, sql, request)
  expect(done.Status?.StateChangeReason).toBeUndefined()
  const { QueryExecutionId } = done
  const page = await athena.client.send(new GetQueryResultsCommand({ QueryExecutionId }))
  const rows = page.ResultSet?.Rows?.map(({ Data }) => Data?.map((cell) => cell.VarCharValue))
  return { done, rows }
}

test('a table of the catalog is read through its SerDe and partitions', async () => {
  const { done, rows } = await rowsOf('SELECT id, name, hour FROM flows ORDER BY id')
  expect(rows).toEqual([
    ['id', 'name', 'hour'],
    ['1', 'a', '1'],
    ['2', undefined, '1'],
    ['3', '"q"', '2'],
  ])
  expect(done.Statistics?.DataScannedInBytes).toBe(15)
  const pruned = await rowsOf("SELECT id FROM flows WHERE day = '2024-01-02'")
  expect(pruned.rows).toEqual([['id'], ['3']])
  expect(pruned.done.Statistics?.DataScannedInBytes).toBe(6)
})

test('parameters are literals, given with the request or by EXECUTE', async () => {
  const sql = 'SELECT id FROM flows WHERE name = ? OR id = ? ORDER BY id'
  const request = { ...inRaw, ExecutionParameters: ["'a'", '3'] }
  expect((await rowsOf(sql, request)).rows).toEqual([['id'], ['1'], ['3']])
  await finish(athena.client, `PREPARE few FROM ${sql}`, inRaw)
  expect((await rowsOf("EXECUTE few USING 'a', 2")).rows).toEqual([['id'], ['1'], ['2']])
})

test('a mistake is told with its place', async () => {
  const done = await finish(athena.client, 'SELECT nothing FROM flows', inRaw)
  expect(done.Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: expect.stringMatching(/^COLUMN_NOT_FOUND: line 1:8: Column 'nothing'/),
    AthenaError: { ErrorCategory: 2 },
  })
})

test('a query that would scan more than its workgroup allows is cancelled', async () => {
  const bytesMax = 10_000_000
  const Configuration = { BytesScannedCutoffPerQuery: bytesMax }
  await athena.client.send(new CreateWorkGroupCommand({ Name: 'thrifty', Configuration }))
  await athena.store.put('raw', 'us/large/all.csv', '1,a\n'.repeat(bytesMax / 4 + 1))
  athena.catalog.createTable('raw', {
    ...textTable('large', 's3://raw/us/large/'),
    PartitionKeys: [],
  })
  const request = { ...inRaw, WorkGroup: 'thrifty' }
  const done = await finish(athena.client, 'SELECT count(*) FROM large', request)
  expect(done.Status).toMatchObject({
    State: 'CANCELLED',
    StateChangeReason: expect.stringContaining('Bytes scanned limit was exceeded'),
  })
})

test('a query that runs is stopped in its tracks', async () => {
  const series = 'UNNEST(sequence(1, 10000))'
  const sql = `SELECT count(*) FROM ${series} a(x) CROSS JOIN ${series} b(y) CROSS JOIN ${series} c(z)`
  const id = await start(athena.client, sql)
  await until(athena.client, id, 'RUNNING')
  await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
  const done = await until(athena.client, id, 'CANCELLED')
  expect(done.Status?.StateChangeReason).toBe('Query cancelled by user')
})
