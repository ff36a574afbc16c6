import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  paginateGetQueryResults,
  paginateListQueryExecutions,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { athenaRunningMax } from '../../../lake/limits.ts'
import { AthenaError } from '../../../lake/sql/error.ts'
import {
  ended,
  execution,
  finish,
  newHome,
  openAthena,
  removeHome,
  start,
  until,
} from './athena.ts'
import { scriptedEngine } from './scripted.ts'

let home: string
let athena: Awaited<ReturnType<typeof openAthena>>
let script: ReturnType<typeof scriptedEngine>

const failures: Record<string, unknown> = {
  'SELECT missing': new AthenaError({
    code: 'COLUMN_NOT_FOUND',
    message: "COLUMN_NOT_FOUND: line 1:8: Column 'missing' cannot be resolved",
    category: 2,
    type: 1006,
  }),
  'SELECT broken': new TypeError('cannot read properties of undefined'),
}

beforeEach(async () => {
  home = newHome()
  script = scriptedEngine((sql) => failures[sql])
  athena = await openAthena(home, () => script.engine)
})
afterEach(async () => {
  await athena.close()
  removeHome(home)
})

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const textOf = async (location = '') => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? []
  return (await athena.store.get(bucket, key)).toString()
}

describe('a SELECT', () => {
  test('runs to its files, and says what Athena says of it', async () => {
    const id = await start(athena.client, 'SELECT ROWS 2;', {
      QueryExecutionContext: { Database: 'lake', Catalog: 'awsdatacatalog' },
      ExecutionParameters: ["'x'"],
    })
    expect(id).toMatch(uuid)
    const done = await ended(athena.client, id)
    expect(done).toMatchObject({
      Query: 'SELECT ROWS 2;',
      StatementType: 'DML',
      SubstatementType: 'SELECT',
      WorkGroup: 'primary',
      ResultConfiguration: { OutputLocation: `s3://work/athena/${id}.csv` },
      Status: { State: 'SUCCEEDED', SubmissionDateTime: expect.any(Date) },
      Statistics: {
        DataScannedInBytes: 42,
        ResultReuseInformation: { ReusedPreviousResult: false },
      },
      EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3' },
      ExecutionParameters: ["'x'"],
    })
    expect(script.tasks[0]).toMatchObject({
      sql: 'SELECT ROWS 2',
      database: 'lake',
      parameters: ["'x'"],
    })
    const runtime = new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: id })
    const { QueryRuntimeStatistics } = await athena.client.send(runtime)
    expect(QueryRuntimeStatistics?.Rows).toMatchObject({ InputBytes: 42, OutputRows: 2 })
    expect(await textOf(`s3://work/athena/${id}.csv`)).toBe('"n","nothing"\n"0",\n"1",\n')
    expect(await textOf(`s3://work/athena/${id}.csv.metadata`)).toContain(id)
  })

  test('is read in pages: the header on the first only, a NULL without a value', async () => {
    const { QueryExecutionId } = await finish(athena.client, 'SELECT ROWS 2500')
    const pages = []
    const { client } = athena
    for await (const page of paginateGetQueryResults({ client }, { QueryExecutionId })) {
      pages.push(page.ResultSet?.Rows ?? [])
    }
    expect(pages.map((rows) => rows.length)).toEqual([1000, 1000, 501])
    expect(pages[0]?.slice(0, 2)).toEqual([
      { Data: [{ VarCharValue: 'n' }, { VarCharValue: 'nothing' }] },
      { Data: [{ VarCharValue: '0' }, {}] },
    ])
    expect(pages.flat().at(-1)?.Data?.[0]?.VarCharValue).toBe('2499')
    const first = new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1 })
    const { ResultSet, UpdateCount } = await client.send(first)
    expect(UpdateCount).toBe(0)
    expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.[0]).toEqual({
      CatalogName: 'hive',
      SchemaName: '',
      TableName: '',
      Name: 'n',
      Label: 'n',
      Type: 'bigint',
      Precision: 19,
      Scale: 0,
      Nullable: 'UNKNOWN',
      CaseSensitive: false,
    })
  })

  test('that fails says why; its results are refused', async () => {
    const wrong = await finish(athena.client, 'SELECT missing')
    expect(wrong.Status).toMatchObject({
      State: 'FAILED',
      StateChangeReason: "COLUMN_NOT_FOUND: line 1:8: Column 'missing' cannot be resolved",
      AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false },
    })
    const broken = await finish(athena.client, 'SELECT broken')
    expect(broken.Status?.AthenaError).toMatchObject({ ErrorCategory: 1, Retryable: true })
    const { QueryExecutionId } = wrong
    const read = athena.client.send(new GetQueryResultsCommand({ QueryExecutionId }))
    await expect(read).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'Query did not finish successfully. Final query state: FAILED',
    })
  })
})

describe('what is refused at once', () => {
  test.each([
    ['no verb', 'SELEKT 1', 'MALFORMED_QUERY', /mismatched input 'SELEKT'/],
    ['two statements', 'SELECT 1; SELECT 2', 'MALFORMED_QUERY', /Only one sql statement/],
    ['one that is too long', `SELECT '${'x'.repeat(262_140)}'`, 'INVALID_INPUT', /262150|262144/],
  ])('%s', async (_, sql, AthenaErrorCode, message) => {
    await expect(start(athena.client, sql)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      AthenaErrorCode,
      message: expect.stringMatching(message),
    })
  })

  test('no place for the result, a bucket that is not, an unknown workgroup or catalog', async () => {
    const asking = (request: object) => start(athena.client, 'SELECT 1', request)
    const refusal = (message: RegExp) => ({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message),
    })
    await expect(asking({ ResultConfiguration: {} })).rejects.toMatchObject(
      refusal(/^No output location provided/),
    )
    await expect(
      asking({ ResultConfiguration: { OutputLocation: 's3://nobucket/' } }),
    ).rejects.toMatchObject(refusal(/output bucket nobucket/))
    await expect(asking({ WorkGroup: 'none' })).rejects.toMatchObject(
      refusal(/WorkGroup none is not found/),
    )
    await expect(asking({ QueryExecutionContext: { Catalog: 'hive' } })).rejects.toMatchObject(
      refusal(/QueryExecutionContext.Catalog/),
    )
    const nothing = new GetQueryExecutionCommand({ QueryExecutionId: 'nothing' })
    await expect(athena.client.send(nothing)).rejects.toMatchObject(refusal(/was not found/))
  })
})

test('the same token is the same execution; with another query it is refused', async () => {
  const request = { ClientRequestToken: 't'.repeat(32) }
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => start(athena.client, 'SELECT ROWS 1', request)),
  )
  expect(new Set(ids).size).toBe(1)
  await expect(start(athena.client, 'SELECT ROWS 2', request)).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Idempotent parameters do not match',
  })
  const short = start(athena.client, 'SELECT 1', { ClientRequestToken: 'short' })
  await expect(short).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

describe('a workgroup', () => {
  const group = (EnforceWorkGroupConfiguration: boolean) =>
    athena.client.send(
      new CreateWorkGroupCommand({
        Name: 'analysts',
        Configuration: {
          EnforceWorkGroupConfiguration,
          ResultConfiguration: { OutputLocation: 's3://work/analysts/' },
        },
      }),
    )
  const locationOf = async (request: object) =>
    (await finish(athena.client, 'SELECT 1', { WorkGroup: 'analysts', ...request }))
      .ResultConfiguration?.OutputLocation

  test('that enforces its configuration decides where results go', async () => {
    await group(true)
    expect(await locationOf({})).toMatch(/^s3:\/\/work\/analysts\/[0-9a-f-]{36}\.csv$/)
  })

  test('that does not is only where they go when the client says nothing', async () => {
    await group(false)
    expect(await locationOf({})).toMatch(/^s3:\/\/work\/athena\//)
    expect(await locationOf({ ResultConfiguration: {} })).toMatch(/^s3:\/\/work\/analysts\//)
  })

  test('may be disabled', async () => {
    await group(true)
    const off = new UpdateWorkGroupCommand({ WorkGroup: 'analysts', State: 'DISABLED' })
    await athena.client.send(off)
    await expect(locationOf({})).rejects.toMatchObject({
      message: 'WorkGroup analysts is disabled.',
    })
  })
})

describe('queries', () => {
  test('run few at once, in the order they came, and can be stopped in any state', async () => {
    const ids: string[] = []
    for (let i = 0; i < athenaRunningMax + 2; i++)
      ids.push(await start(athena.client, 'SELECT SLOW'))
    const [first = '', , , , fifth = '', sixth = ''] = ids
    await until(athena.client, ids[athenaRunningMax - 1] as string, 'RUNNING')
    expect((await execution(athena.client, fifth)).Status?.State).toBe('QUEUED')
    const running = athena.client.send(new GetQueryResultsCommand({ QueryExecutionId: first }))
    await expect(running).rejects.toMatchObject({
      message: 'Query has not yet finished. Current state: RUNNING',
    })
    await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: sixth }))
    expect((await execution(athena.client, sixth)).Status?.State).toBe('CANCELLED')
    await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: first }))
    expect((await ended(athena.client, first)).Status).toMatchObject({
      State: 'CANCELLED',
      StateChangeReason: 'Query cancelled by user',
    })
    await until(athena.client, fifth, 'RUNNING')
    await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: first }))
    expect((await execution(athena.client, first)).Status?.State).toBe('CANCELLED')
  })

  test('are listed newest first, in pages, each once', async () => {
    const ids: (string | undefined)[] = []
    for (let i = 0; i < 7; i++) {
      ids.unshift((await finish(athena.client, `SELECT ${i}`)).QueryExecutionId)
    }
    const listed: string[] = []
    const paging = { client: athena.client, pageSize: 3 }
    for await (const page of paginateListQueryExecutions(paging, {})) {
      listed.push(...(page.QueryExecutionIds ?? []))
    }
    expect(listed).toEqual(ids)
    const QueryExecutionIds = [ids[0] as string, 'nothing']
    const batch = await athena.client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds }))
    expect(batch.QueryExecutions).toHaveLength(1)
    expect(batch.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'nothing' }])
  })
})

test('a result young enough is reused under a new id, without being computed again', async () => {
  const ResultReuseConfiguration = {
    ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 },
  }
  const first = await finish(athena.client, 'SELECT ROWS 3')
  const again = await finish(athena.client, 'SELECT ROWS 3', { ResultReuseConfiguration })
  expect(again.QueryExecutionId).not.toBe(first.QueryExecutionId)
  expect(again.Statistics).toMatchObject({
    DataScannedInBytes: 0,
    ResultReuseInformation: { ReusedPreviousResult: true },
  })
  expect(script.tasks).toHaveLength(1)
  const { QueryExecutionId } = again
  const page = await athena.client.send(new GetQueryResultsCommand({ QueryExecutionId }))
  expect(page.ResultSet?.Rows).toHaveLength(4)
  await finish(athena.client, 'SELECT ROWS 3')
  await finish(athena.client, 'SELECT ROWS 3', {
    ResultReuseConfiguration,
    QueryExecutionContext: { Database: 'other' },
  })
  expect(script.tasks).toHaveLength(3)
})

describe('a restart', () => {
  test('fails what was running, runs what waited, and keeps what had ended', async () => {
    const done = await finish(athena.client, 'SELECT ROWS 2')
    const slow: string[] = []
    for (let i = 0; i < athenaRunningMax; i++) slow.push(await start(athena.client, 'SELECT SLOW'))
    const queued = await start(athena.client, 'SELECT ROWS 5')
    await until(athena.client, slow.at(-1) as string, 'RUNNING')
    // A kill leaves the rows as they are: what close() writes of the running is undone.
    const crashed = athena.state.database
      .prepare('SELECT id, state, document FROM athena_executions')
      .all()
    await athena.close()
    const reopened = scriptedEngine()
    const { openState } = await import('../../../local/state.ts')
    const state = openState(home)
    const restore = state.database.prepare(
      'UPDATE athena_executions SET state = ?, document = ? WHERE id = ?',
    )
    for (const row of crashed) {
      restore.run(row.state as string, row.document as string, row.id as string)
    }
    state.close()
    athena = await openAthena(home, () => reopened.engine)
    for (const id of slow) {
      expect((await execution(athena.client, id)).Status).toMatchObject({
        State: 'FAILED',
        StateChangeReason: 'The laptop was stopped while the query was running.',
        AthenaError: { ErrorCategory: 1, Retryable: true },
      })
    }
    expect((await ended(athena.client, queued)).Status?.State).toBe('SUCCEEDED')
    const { QueryExecutionId } = done
    const page = await athena.client.send(new GetQueryResultsCommand({ QueryExecutionId }))
    expect(page.ResultSet?.Rows).toHaveLength(3)
  })
})
