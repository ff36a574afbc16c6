import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchDeleteTableVersionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetColumnStatisticsForTableCommand,
  GetCrawlersCommand,
  GetDatabaseCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionCommand,
  GetTableVersionsCommand,
  GetTagsCommand,
  type GlueClient,
  paginateGetDatabases,
  paginateGetPartitions,
  paginateGetTables,
  SearchTablesCommand,
  TagResourceCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openGlue, textTable } from './glue.ts'

let glue: Awaited<ReturnType<typeof openGlue>>
let client: GlueClient

beforeAll(async () => {
  glue = await openGlue()
  client = glue.client
  await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'Raw' } }))
})
afterAll(() => glue.close())

let tables = 0
async function newTable() {
  const Name = `t${tables++}`
  const TableInput = textTable(Name, `s3://raw/${Name}/`)
  await client.send(new CreateTableCommand({ DatabaseName: 'raw', TableInput }))
  return { DatabaseName: 'raw', TableName: Name, TableInput }
}
const partition = (day: string, hour: string, location = `s3://raw/${day}/${hour}/`) => ({
  Values: [day, hour],
  StorageDescriptor: { Location: location, Columns: [{ Name: 'id', Type: 'bigint' }] },
})
const fails = (code: string, message: RegExp | string = /./) => ({
  name: code,
  message: expect.stringMatching(message),
})

describe('databases', () => {
  test('are kept in lower case and found in any', async () => {
    const { Database } = await client.send(new GetDatabaseCommand({ Name: 'RAW' }))
    expect(Database).toMatchObject({ Name: 'raw', CatalogId: '000000000000' })
    expect(Database?.CreateTime).toBeInstanceOf(Date)
  })

  test('exist once, and not at all when never made', async () => {
    const again = new CreateDatabaseCommand({ DatabaseInput: { Name: 'RAW' } })
    await expect(client.send(again)).rejects.toMatchObject(
      fails('AlreadyExistsException', 'Database already exists.'),
    )
    await expect(client.send(new GetDatabaseCommand({ Name: 'no' }))).rejects.toMatchObject(
      fails('EntityNotFoundException', 'Database no not found.'),
    )
  })

  test('are paged', async () => {
    for (const Name of ['p1', 'p2', 'p3', 'p4', 'p5']) {
      await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }))
    }
    const names: (string | undefined)[] = []
    for await (const page of paginateGetDatabases({ client, pageSize: 2 }, {})) {
      expect(page.DatabaseList?.length).toBeLessThanOrEqual(2)
      names.push(...(page.DatabaseList ?? []).map(({ Name }) => Name))
    }
    expect(names).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'raw'])
  })

  test('take their tables and tags with them', async () => {
    const Name = 'gone'
    const make = new CreateDatabaseCommand({ DatabaseInput: { Name }, Tags: { team: 'a' } })
    const ResourceArn = `arn:aws:glue:eu-west-1:000000000000:database/${Name}`
    await client.send(make)
    const TableInput = textTable('t', 's3://raw/t/')
    await client.send(new CreateTableCommand({ DatabaseName: Name, TableInput }))
    await client.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { cost: '1' } }))
    const { Tags } = await client.send(new GetTagsCommand({ ResourceArn }))
    expect(Tags).toEqual({ team: 'a', cost: '1' })
    await client.send(new DeleteDatabaseCommand({ Name }))
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }))
    expect((await client.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({})
    expect((await client.send(new GetTablesCommand({ DatabaseName: Name }))).TableList).toEqual([])
    await client.send(new DeleteDatabaseCommand({ Name }))
  })
})

describe('tables', () => {
  test('come back as they were given, with what Glue adds', async () => {
    const { DatabaseName, TableName, TableInput } = await newTable()
    const { Table } = await client.send(new GetTableCommand({ DatabaseName, Name: TableName }))
    expect(Table).toMatchObject(TableInput)
    expect(Table).toMatchObject({
      VersionId: '0',
      CatalogId: '000000000000',
      DatabaseName: 'raw',
      IsRegisteredWithLakeFormation: false,
      Retention: 0,
      StorageDescriptor: { NumberOfBuckets: 0, Compressed: false, StoredAsSubDirectories: false },
    })
  })

  test('that are missing are EntityNotFoundException "Entity Not Found"', async () => {
    const ask = new GetTableCommand({ DatabaseName: 'raw', Name: 'nothing' })
    await expect(client.send(ask)).rejects.toMatchObject(
      fails('EntityNotFoundException', /^Entity Not Found$/),
    )
    const elsewhere = new GetTableCommand({ DatabaseName: 'nowhere', Name: 'nothing' })
    await expect(client.send(elsewhere)).rejects.toMatchObject(
      fails('EntityNotFoundException', 'Database nowhere not found.'),
    )
  })

  test('that are ill-formed name the member', async () => {
    const TableInput = { Name: '' }
    const create = new CreateTableCommand({ DatabaseName: 'raw', TableInput })
    await expect(client.send(create)).rejects.toMatchObject(
      fails('ValidationException', /'TableInput.Name'/),
    )
    const other = new GetTableCommand({ DatabaseName: 'raw', Name: 'x', CatalogId: '1' })
    await expect(client.send(other)).rejects.toMatchObject(fails('EntityNotFoundException'))
  })

  test('are listed by a regular expression of the whole name, in pages', async () => {
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lists' } }))
    for (const Name of ['sales_a', 'sales_b', 'sales_c', 'presales_d']) {
      const TableInput = { Name }
      await client.send(new CreateTableCommand({ DatabaseName: 'lists', TableInput }))
    }
    const input = { DatabaseName: 'lists', Expression: 'sales_.*' }
    const names: (string | undefined)[] = []
    for await (const page of paginateGetTables({ client, pageSize: 2 }, input)) {
      names.push(...(page.TableList ?? []).map(({ Name }) => Name))
    }
    expect(names).toEqual(['sales_a', 'sales_b', 'sales_c'])
    // awswrangler's `name_contains` and its kin are patterns of Hive's.
    const matching = async (Expression: string) => {
      const { TableList } = await client.send(
        new GetTablesCommand({ DatabaseName: 'lists', Expression }),
      )
      return TableList?.map(({ Name }) => Name)
    }
    expect(await matching('*les_b*')).toEqual(['sales_b'])
    expect(await matching('pre*')).toEqual(['presales_d'])
    expect(await matching('*_d')).toEqual(['presales_d'])
    expect(await matching('none*')).toEqual([])
    const found = await client.send(new SearchTablesCommand({ SearchText: 'presales' }))
    expect(found.TableList?.map(({ Name }) => Name)).toEqual(['presales_d'])
    const deleted = await client.send(
      new BatchDeleteTableCommand({ DatabaseName: 'lists', TablesToDelete: ['sales_a', 'none'] }),
    )
    expect(deleted.Errors).toMatchObject([
      { TableName: 'none', ErrorDetail: { ErrorCode: 'EntityNotFoundException' } },
    ])
  })
})

describe('versions', () => {
  test('count on, archived or not, and the archived stay readable', async () => {
    const { DatabaseName, TableName, TableInput } = await newTable()
    for (const [Description, SkipArchive] of [
      ['one', false],
      ['two', true],
      ['three', false],
    ] as const) {
      const input = { DatabaseName, TableInput: { ...TableInput, Description }, SkipArchive }
      await client.send(new UpdateTableCommand(input))
    }
    const { TableVersions } = await client.send(
      new GetTableVersionsCommand({ DatabaseName, TableName }),
    )
    expect(TableVersions?.map(({ VersionId, Table }) => [VersionId, Table?.Description])).toEqual([
      ['3', 'three'],
      ['2', 'two'],
      ['0', undefined],
    ])
    const one = new GetTableVersionCommand({ DatabaseName, TableName, VersionId: '2' })
    expect((await client.send(one)).TableVersion?.Table?.Description).toBe('two')
    const remove = { DatabaseName, TableName, VersionIds: ['0', '1', '3'] }
    const { Errors } = await client.send(new BatchDeleteTableVersionCommand(remove))
    expect(
      Errors?.map(({ VersionId, ErrorDetail }) => [VersionId, ErrorDetail?.ErrorCode]),
    ).toEqual([
      ['1', 'EntityNotFoundException'],
      ['3', 'InvalidInputException'],
    ])
  })

  test('let exactly one of twenty concurrent updates win, every round', async () => {
    const { DatabaseName, TableName, TableInput } = await newTable()
    for (let round = 0; round < 10; round++) {
      const { Table } = await client.send(new GetTableCommand({ DatabaseName, Name: TableName }))
      const VersionId = Table?.VersionId
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, writer) => {
          const Description = `${round}/${writer}`
          const update = { DatabaseName, VersionId, TableInput: { ...TableInput, Description } }
          return client.send(new UpdateTableCommand({ ...update, SkipArchive: true }))
        }),
      )
      const winners = outcomes.flatMap((each, i) => (each.status === 'fulfilled' ? [i] : []))
      const codes = outcomes.flatMap((each) => (each.status === 'rejected' ? each.reason.name : []))
      expect(winners).toHaveLength(1)
      expect(new Set(codes)).toEqual(new Set(['ConcurrentModificationException']))
      const after = await client.send(new GetTableCommand({ DatabaseName, Name: TableName }))
      expect(after.Table?.Description).toBe(`${round}/${winners[0]}`)
      expect(Number(after.Table?.VersionId)).toBe(round + 1)
    }
  })
})

describe('partitions', () => {
  test('are made in batches, and those that exist are reported', async () => {
    const { DatabaseName, TableName } = await newTable()
    const of = { DatabaseName, TableName }
    const PartitionInputList = [partition('2024-01-01', '1'), partition('2024-01-01', '2')]
    const first = await client.send(new BatchCreatePartitionCommand({ ...of, PartitionInputList }))
    expect(first.Errors).toEqual([])
    PartitionInputList.push(partition('2024-01-01', '3'))
    const again = await client.send(new BatchCreatePartitionCommand({ ...of, PartitionInputList }))
    expect(again.Errors).toEqual(
      ['1', '2'].map((hour) => ({
        PartitionValues: ['2024-01-01', hour],
        ErrorDetail: {
          ErrorCode: 'AlreadyExistsException',
          ErrorMessage: 'Partition already exists.',
        },
      })),
    )
    const got = await client.send(
      new BatchGetPartitionCommand({
        ...of,
        PartitionsToGet: [{ Values: ['2024-01-01', '3'] }, { Values: ['none', '0'] }],
      }),
    )
    expect(got.Partitions?.map(({ Values }) => Values)).toEqual([['2024-01-01', '3']])
    const deleted = await client.send(
      new BatchDeletePartitionCommand({
        ...of,
        PartitionsToDelete: [{ Values: ['2024-01-01', '3'] }, { Values: ['none', '0'] }],
      }),
    )
    expect(deleted.Errors).toMatchObject([{ PartitionValues: ['none', '0'] }])
  })

  test('are limited in a call as AWS limits them', async () => {
    const { DatabaseName, TableName } = await newTable()
    const many = Array.from({ length: 101 }, (_, hour) => partition('2024-01-01', String(hour)))
    const create = { DatabaseName, TableName, PartitionInputList: many }
    await expect(client.send(new BatchCreatePartitionCommand(create))).rejects.toMatchObject(
      fails('ValidationException', /PartitionInputList/),
    )
    const remove = { DatabaseName, TableName, PartitionsToDelete: many.slice(0, 26) }
    await expect(client.send(new BatchDeletePartitionCommand(remove))).rejects.toMatchObject(
      fails('ValidationException', /PartitionsToDelete/),
    )
    const short = { DatabaseName, TableName, PartitionInputList: [{ Values: ['2024-01-01'] }] }
    const { Errors } = await client.send(new BatchCreatePartitionCommand(short))
    expect(Errors?.[0]?.ErrorDetail?.ErrorCode).toBe('InvalidInputException')
  })

  test('are replaced, moved and refused', async () => {
    const { DatabaseName, TableName } = await newTable()
    const of = { DatabaseName, TableName }
    for (const hour of ['1', '2'])
      glue.catalog.createPartition('raw', TableName, partition('d', hour))
    const moved = {
      ...of,
      PartitionValueList: ['d', '1'],
      PartitionInput: partition('d', '7', 'new'),
    }
    await client.send(new UpdatePartitionCommand(moved))
    const ask = new GetPartitionCommand({ ...of, PartitionValues: ['d', '7'] })
    expect((await client.send(ask)).Partition?.StorageDescriptor?.Location).toBe('new')
    await expect(client.send(new UpdatePartitionCommand(moved))).rejects.toMatchObject(
      fails('EntityNotFoundException', 'Cannot find partition.'),
    )
    const Entries = [
      { PartitionValueList: ['d', '7'], PartitionInput: partition('d', '2') },
      { PartitionValueList: ['d', '7'], PartitionInput: partition('d', '8') },
    ]
    const { Errors } = await client.send(new BatchUpdatePartitionCommand({ ...of, Entries }))
    expect(Errors?.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)).toEqual([
      'AlreadyExistsException',
    ])
    const left = glue.catalog.getPartitions('raw', TableName).map(({ Values }) => Values)
    expect(left).toEqual([
      ['d', '2'],
      ['d', '8'],
    ])
  })

  test('are read in pages and segments, each exactly once', async () => {
    const { DatabaseName, TableName } = await newTable()
    const all = Array.from({ length: 230 }, (_, i) => partition(`d${i % 10}`, String(i)))
    for (const each of all) glue.catalog.createPartition('raw', TableName, each)
    const read = async (input: object) => {
      const found: string[] = []
      const paging = { client, pageSize: 50 }
      for await (const page of paginateGetPartitions(paging, {
        DatabaseName,
        TableName,
        ...input,
      })) {
        expect(page.Partitions?.length).toBeLessThanOrEqual(50)
        found.push(...(page.Partitions ?? []).map(({ Values }) => String(Values)))
      }
      return found
    }
    const wanted = all.map(({ Values }) => String(Values)).sort()
    expect((await read({})).sort()).toEqual(wanted)
    const segments = await Promise.all(
      [0, 1, 2, 3, 4].map((SegmentNumber) =>
        read({ Segment: { SegmentNumber, TotalSegments: 5 } }),
      ),
    )
    expect(segments.flat().sort()).toEqual(wanted)
    for (const segment of segments) expect(segment.length).toBeGreaterThan(10)
    expect(await read({ Expression: "day = 'd3' AND hour < 100" })).toEqual(
      all
        .filter((_, i) => i % 10 === 3 && i < 100)
        .map(({ Values }) => String(Values))
        .sort(),
    )
  })

  test('leave their columns out when asked', async () => {
    const { DatabaseName, TableName } = await newTable()
    glue.catalog.createPartition('raw', TableName, partition('d', '1'))
    const input = { DatabaseName, TableName, ExcludeColumnSchema: true }
    const { Partitions } = await client.send(new GetPartitionsCommand(input))
    expect(Partitions?.[0]?.StorageDescriptor?.Columns).toBeUndefined()
    expect(Partitions?.[0]?.StorageDescriptor?.Location).toBe('s3://raw/d/1/')
  })

  test('go with their table', async () => {
    const { DatabaseName, TableName, TableInput } = await newTable()
    glue.catalog.createPartition('raw', TableName, partition('d', '1'))
    await client.send(new DeleteTableCommand({ DatabaseName, Name: TableName }))
    await client.send(new CreateTableCommand({ DatabaseName, TableInput }))
    expect(glue.catalog.getPartitions('raw', TableName)).toEqual([])
  })
})

test('statistics are empty, and what is not there says its name', async () => {
  const { DatabaseName, TableName } = await newTable()
  const ask = { DatabaseName, TableName, ColumnNames: ['id'] }
  const answer = await client.send(new GetColumnStatisticsForTableCommand(ask))
  expect(answer).toMatchObject({ ColumnStatisticsList: [], Errors: [] })
  await expect(client.send(new GetCrawlersCommand({}))).rejects.toMatchObject({
    message: expect.stringContaining('GetCrawlers'),
    $metadata: { httpStatusCode: 501 },
  })
})
