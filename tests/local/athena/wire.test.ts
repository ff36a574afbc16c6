import {
  BatchGetNamedQueryCommand,
  BatchGetPreparedStatementCommand,
  CreateNamedQueryCommand,
  CreatePreparedStatementCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeleteWorkGroupCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetNamedQueryCommand,
  GetPreparedStatementCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListDataCatalogsCommand,
  ListEngineVersionsCommand,
  ListNamedQueriesCommand,
  ListPreparedStatementsCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
  paginateListTableMetadata,
  StartSessionCommand,
  TagResourceCommand,
  UpdateNamedQueryCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { textTable } from '../glue/glue.ts'
import { finish, newHome, openAthena, removeHome } from './athena.ts'
import { scriptedEngine } from './scripted.ts'

const home = newHome()
const script = scriptedEngine()
let athena: Awaited<ReturnType<typeof openAthena>>
let send: (typeof athena)['client']['send']

beforeAll(async () => {
  athena = await openAthena(home, () => script.engine)
  send = athena.client.send.bind(athena.client)
  athena.catalog.createDatabase({ Name: 'raw', Description: 'as landed' })
  for (const name of ['flights', 'flows', 'airports']) {
    athena.catalog.createTable('raw', textTable(name, `s3://raw/us/${name}/`))
  }
})
afterAll(async () => {
  await athena.close()
  removeHome(home)
})

const invalid = (message: RegExp) => ({
  name: 'InvalidRequestException',
  message: expect.stringMatching(message),
})

describe('workgroups', () => {
  test('primary is there, and enforces nothing', async () => {
    const { WorkGroup } = await send(new GetWorkGroupCommand({ WorkGroup: 'primary' }))
    expect(WorkGroup).toMatchObject({
      Name: 'primary',
      State: 'ENABLED',
      Configuration: {
        EnforceWorkGroupConfiguration: false,
        EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3' },
      },
    })
    const remove = send(new DeleteWorkGroupCommand({ WorkGroup: 'primary' }))
    await expect(remove).rejects.toMatchObject(invalid(/primary/))
  })

  test('are made, changed, tagged and deleted', async () => {
    const Name = 'hypatia'
    const BytesScannedCutoffPerQuery = 10_000_000
    const create = new CreateWorkGroupCommand({
      Name,
      Configuration: {
        BytesScannedCutoffPerQuery,
        ResultConfiguration: { OutputLocation: 's3://work/athena/' },
      },
      Tags: [{ Key: 'a', Value: '1' }],
    })
    await send(create)
    await expect(send(create)).rejects.toMatchObject(invalid(/already created/))
    const get = async () =>
      (await send(new GetWorkGroupCommand({ WorkGroup: Name }))).WorkGroup?.Configuration
    expect(await get()).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery,
    })
    const ConfigurationUpdates = {
      EnforceWorkGroupConfiguration: false,
      RemoveBytesScannedCutoffPerQuery: true,
      ResultConfigurationUpdates: { RemoveOutputLocation: true },
    }
    await send(new UpdateWorkGroupCommand({ WorkGroup: Name, ConfigurationUpdates }))
    const changed = await get()
    expect(changed).toMatchObject({ EnforceWorkGroupConfiguration: false, ResultConfiguration: {} })
    expect(changed?.BytesScannedCutoffPerQuery).toBeUndefined()
    const { WorkGroups } = await send(new ListWorkGroupsCommand({}))
    expect(WorkGroups?.map((each) => each.Name)).toEqual([Name, 'primary'])
    const ResourceARN = `arn:aws:athena:eu-west-1:000000000000:workgroup/${Name}`
    await send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] }))
    const { Tags } = await send(new ListTagsForResourceCommand({ ResourceARN }))
    expect(Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ])
    await finish(athena.client, 'SELECT 1', { WorkGroup: Name })
    const keep = send(new DeleteWorkGroupCommand({ WorkGroup: Name }))
    await expect(keep).rejects.toMatchObject(invalid(/is not empty/))
    await send(new DeleteWorkGroupCommand({ WorkGroup: Name, RecursiveDeleteOption: true }))
    await expect(get()).rejects.toMatchObject(invalid(/is not found/))
  })

  test('refuse what is no S3 path, and a cutoff below 10 MB', async () => {
    const create = (Configuration: object) =>
      send(new CreateWorkGroupCommand({ Name: 'bad', Configuration }))
    const OutputLocation = 'work/athena'
    await expect(create({ ResultConfiguration: { OutputLocation } })).rejects.toMatchObject(
      invalid(/not a valid S3 path/),
    )
    await expect(create({ BytesScannedCutoffPerQuery: 1 })).rejects.toMatchObject(
      invalid(/BytesScannedCutoffPerQuery/),
    )
  })
})

test('named queries are kept by id', async () => {
  const query = { Name: 'daily', Database: 'raw', QueryString: 'SELECT 1' }
  const ClientRequestToken = 'n'.repeat(32)
  const create = new CreateNamedQueryCommand({ ...query, ClientRequestToken })
  const { NamedQueryId = '' } = await send(create)
  expect((await send(create)).NamedQueryId).toBe(NamedQueryId)
  const update = { NamedQueryId, Name: 'weekly', QueryString: 'SELECT 7' }
  await send(new UpdateNamedQueryCommand(update))
  const { NamedQuery } = await send(new GetNamedQueryCommand({ NamedQueryId }))
  expect(NamedQuery).toEqual({ ...query, ...update, WorkGroup: 'primary' })
  const NamedQueryIds = [NamedQueryId, 'nothing']
  const batch = await send(new BatchGetNamedQueryCommand({ NamedQueryIds }))
  expect(batch.NamedQueries).toHaveLength(1)
  expect(batch.UnprocessedNamedQueryIds).toHaveLength(1)
  expect((await send(new ListNamedQueriesCommand({}))).NamedQueryIds).toEqual([NamedQueryId])
  await send(new DeleteNamedQueryCommand({ NamedQueryId }))
  await expect(send(new GetNamedQueryCommand({ NamedQueryId }))).rejects.toMatchObject(
    invalid(/does not exist/),
  )
})

describe('prepared statements', () => {
  const WorkGroup = 'primary'
  const get = (StatementName: string) =>
    send(new GetPreparedStatementCommand({ WorkGroup, StatementName }))

  test('made by the API are executed by SQL', async () => {
    const StatementName = 'by_api'
    const QueryStatement = 'SELECT ROWS 1 WHERE a = ? AND b = ?'
    const create = new CreatePreparedStatementCommand({ WorkGroup, StatementName, QueryStatement })
    await send(create)
    await expect(send(create)).rejects.toMatchObject(invalid(/already exists/))
    const sql = `EXECUTE ${StatementName} USING 'it''s, (', ARRAY[1, 2]`
    const done = await finish(athena.client, sql)
    expect(done).toMatchObject({ Status: { State: 'SUCCEEDED' }, StatementType: 'DML' })
    expect(script.tasks.at(-1)).toMatchObject({
      sql: QueryStatement,
      parameters: ["'it''s, ('", 'ARRAY[1, 2]'],
    })
    await finish(athena.client, `EXECUTE ${StatementName}`, { ExecutionParameters: ['1', '2'] })
    expect(script.tasks.at(-1)?.parameters).toEqual(['1', '2'])
  })

  test('made by SQL are found by the API, until SQL removes them', async () => {
    await finish(athena.client, 'PREPARE by_sql FROM SELECT 1 WHERE x = ?')
    const { PreparedStatement } = await get('by_sql')
    expect(PreparedStatement).toMatchObject({ QueryStatement: 'SELECT 1 WHERE x = ?' })
    expect(PreparedStatement?.LastModifiedTime).toBeInstanceOf(Date)
    const names = { WorkGroup, PreparedStatementNames: ['by_sql', 'none'] }
    const batch = await send(new BatchGetPreparedStatementCommand(names))
    expect(batch.PreparedStatements).toHaveLength(1)
    expect(batch.UnprocessedPreparedStatementNames).toHaveLength(1)
    const { PreparedStatements } = await send(new ListPreparedStatementsCommand({ WorkGroup }))
    expect(PreparedStatements?.map(({ StatementName }) => StatementName)).toContain('by_sql')
    await finish(athena.client, 'DEALLOCATE PREPARE by_sql')
    await expect(get('by_sql')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const gone = await finish(athena.client, 'EXECUTE by_sql USING 1')
    expect(gone.Status?.StateChangeReason).toMatch(/Prepared statement not found: by_sql/)
  })
})

describe('the catalog', () => {
  const CatalogName = 'AwsDataCatalog'

  test('is one, of databases and tables', async () => {
    const { DataCatalogsSummary } = await send(new ListDataCatalogsCommand({}))
    expect(DataCatalogsSummary).toMatchObject([{ CatalogName, Type: 'GLUE' }])
    const { DataCatalog } = await send(new GetDataCatalogCommand({ Name: CatalogName }))
    expect(DataCatalog).toMatchObject({ Name: CatalogName })
    const { DatabaseList } = await send(new ListDatabasesCommand({ CatalogName }))
    expect(DatabaseList).toEqual([{ Name: 'raw', Description: 'as landed' }])
    const missing = send(new GetDatabaseCommand({ CatalogName, DatabaseName: 'none' }))
    await expect(missing).rejects.toMatchObject({ name: 'MetadataException' })
  })

  test('shows its tables, in pages and by expression', async () => {
    const input = { CatalogName, DatabaseName: 'raw', Expression: 'f.*' }
    const names: (string | undefined)[] = []
    for await (const page of paginateListTableMetadata(
      { client: athena.client, pageSize: 1 },
      input,
    )) {
      names.push(...(page.TableMetadataList ?? []).map(({ Name }) => Name))
    }
    expect(names).toEqual(['flights', 'flows'])
    const ask = { CatalogName, DatabaseName: 'raw', TableName: 'flights' }
    const { TableMetadata } = await send(new GetTableMetadataCommand(ask))
    expect(TableMetadata).toMatchObject({
      Name: 'flights',
      TableType: 'EXTERNAL_TABLE',
      Columns: [
        { Name: 'id', Type: 'bigint' },
        { Name: 'name', Type: 'string', Comment: 'as sent' },
      ],
      PartitionKeys: [{ Name: 'day' }, { Name: 'hour' }],
      Parameters: {
        classification: 'csv',
        location: 's3://raw/us/flights/',
        'serde.param.field.delim': ',',
      },
    })
  })
})

describe('statements that are no SELECT', () => {
  const readAll = async (QueryExecutionId = '') =>
    (await send(new GetQueryResultsCommand({ QueryExecutionId }))).ResultSet

  test('SHOW has a text result without a header', async () => {
    const done = await finish(athena.client, "SHOW TABLES IN raw 'f*'")
    expect(done).toMatchObject({ StatementType: 'UTILITY', SubstatementType: 'SHOW_TABLES' })
    expect(done.ResultConfiguration?.OutputLocation).toMatch(/\.txt$/)
    const result = await readAll(done.QueryExecutionId)
    expect(result?.Rows).toEqual([
      { Data: [{ VarCharValue: 'flights' }] },
      { Data: [{ VarCharValue: 'flows' }] },
    ])
    expect(result?.ResultSetMetadata?.ColumnInfo).toMatchObject([
      { Name: 'tab_name', Type: 'string', Precision: 0, Scale: 0 },
    ])
  })

  test('DESCRIBE has three columns, of which each row is one text, as on AWS', async () => {
    const done = await finish(athena.client, 'DESCRIBE flights', {
      QueryExecutionContext: { Database: '`raw`' },
    })
    const result = await readAll(done.QueryExecutionId)
    expect(result?.ResultSetMetadata?.ColumnInfo?.map(({ Name }) => Name)).toEqual([
      'col_name',
      'data_type',
      'comment',
    ])
    expect(result?.Rows?.[1]?.Data?.[0]?.VarCharValue).toMatch(/^name +\tstring +\tas sent +$/)
  })

  test.each([
    ['CREATE TABLE x AS SELECT 1 AS a', 'DDL', /Schema 'default' does not exist/],
    ['CREATE EXTERNAL TABLE x (a int)', 'DDL', /Schema 'default' does not exist/],
    ['DROP TABLE x', 'DDL', /Schema 'default' does not exist/],
    ['MSCK REPAIR TABLE x', 'DDL', /Schema 'default' does not exist/],
    ['INSERT INTO x SELECT 1', 'DML', /Schema 'default' does not exist/],
    [
      "UNLOAD (SELECT 1) TO 's3://nobody/x/' WITH (format = 'PARQUET')",
      'DML',
      /bucket does not exist/,
    ],
    ['MERGE INTO x USING y ON true WHEN MATCHED THEN DELETE', 'DML', /MERGE is not supported/],
    ['DELETE FROM x', 'DML', /DELETE is not supported/],
    ['OPTIMIZE x REWRITE DATA USING BIN_PACK', 'DML', /OPTIMIZE is not supported/],
    ['EXPLAIN ANALYZE SELECT 1', 'UTILITY', /EXPLAIN ANALYZE is not supported/],
    ['DESCRIBE nothing', 'UTILITY', /Table not found default.nothing/],
  ])('%s fails by name', async (sql, StatementType, reason) => {
    const done = await finish(athena.client, sql)
    expect(done).toMatchObject({ StatementType, Status: { State: 'FAILED' } })
    expect(done.Status?.StateChangeReason).toMatch(reason)
    expect(done.Status?.AthenaError?.ErrorCategory).toBe(2)
  })
})

test('engines are listed, Spark is refused, and what is unknown says its name', async () => {
  const { EngineVersions } = await send(new ListEngineVersionsCommand({}))
  expect(EngineVersions?.[1]?.EffectiveEngineVersion).toBe('Athena engine version 3')
  const session = new StartSessionCommand({ WorkGroup: 'x', EngineConfiguration: {} })
  await expect(send(session)).rejects.toMatchObject(invalid(/StartSession is not supported/))
})
