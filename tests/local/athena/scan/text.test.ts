import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Golden, goldens } from '../../../lake/serde/golden.ts'
import { openLab } from './lab.ts'

let lab: Awaited<ReturnType<typeof openLab>>
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

/** A value as both DuckDB's JSON and the golden file can spell it. */
function spelt(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d*?)0+$/, (_, time, ms) =>
      ms ? `${time}.${ms}` : time,
    )
  if (Array.isArray(value)) {
    const isMap =
      value.length > 0 &&
      value.every((entry) => entry && typeof entry === 'object' && 'key' in entry)
    return isMap
      ? Object.fromEntries(value.map(({ key, value: element }) => [key, spelt(element)]))
      : value.map(spelt)
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, spelt(field)]))
  }
  return typeof value === 'number' ? String(value) : value
}

const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(spelt(row))).sort()

function create({ name, files, ...golden }: Golden) {
  return lab.table(name, {
    ...golden,
    files: Object.fromEntries(files.map((file) => [file.name, file.bytes])),
  })
}

describe('golden tables through DuckDB', () => {
  const cases = goldens().map((golden) => [golden.name, golden] as const)

  test.each(cases)('%s', async (name, golden) => {
    await create(golden)
    const planned = await lab.plan(name)
    if (golden.error) await expect(lab.run(planned)).rejects.toThrow(`${golden.error}: `)
    else expect(sorted(await lab.run(planned))).toEqual(sorted(golden.rows!))
  })
})

const delimited = { 'field.delim': ',' }

test('partitions, $path and pruning', async () => {
  await lab.table('parts', {
    serde: 'lazysimple',
    columns: { v: 'int', s: 'string' },
    parameters: delimited,
    tableParameters: { 'skip.header.line.count': '1' },
    partitionKeys: { dt: 'date', region: 'string' },
    files: {
      'dt=2024-01-01/region=eu/f.csv': 'v,s\n1,a\n',
      'dt=2024-01-02/region=us west/f.csv': 'v,s\n2,b\n',
      'dt=2024-01-03/region=eu/f.csv': 'v,s\n3,c\n',
    },
  })
  lab.partition('parts', ['2024-01-01', 'eu'], 'dt=2024-01-01/region=eu/')
  lab.partition('parts', ['2024-01-02', 'us west'], 'dt=2024-01-02/region=us west/')
  const planned = await lab.plan('parts', { withPath: true })
  expect(await lab.run(planned)).toEqual([
    [1, 'a', '2024-01-01', 'eu', 's3://lab/raw/parts/dt=2024-01-01/region=eu/f.csv'],
    [2, 'b', '2024-01-02', 'us west', 's3://lab/raw/parts/dt=2024-01-02/region=us west/f.csv'],
  ])
  expect(planned.bytesScanned).toBe(16)
  expect(planned.columns.map(({ hiveType }) => hiveType)).toEqual([
    'int',
    'string',
    'date',
    'string',
  ])
  const pruned = await lab.plan('parts', {
    where: [{ column: 'dt', op: '>=', value: '2024-01-02' }],
  })
  expect(pruned.files.map(({ uri }) => uri)).toEqual([
    's3://lab/raw/parts/dt=2024-01-02/region=us west/f.csv',
  ])
  expect(await lab.run(pruned, 'v')).toEqual([[2]])
})

test('partition projection: enum, integer, date, injected', async () => {
  await lab.table('projected', {
    serde: 'lazysimple',
    columns: { v: 'string' },
    parameters: delimited,
    tableParameters: {
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.range': '2024-01-30,2024-02-01',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.hour.type': 'integer',
      'projection.hour.range': '0,2',
      'projection.hour.digits': '2',
      'projection.kind.type': 'enum',
      'projection.kind.values': 'a,b',
      'projection.tenant.type': 'injected',
      'storage.location.template': `s3://lab/raw/projected/\${tenant}/\${kind}/\${day}/\${hour}`,
    },
    partitionKeys: { tenant: 'string', kind: 'string', day: 'string', hour: 'string' },
    files: {
      't1/a/2024-01-31/02/f': 'in\n',
      't1/a/2024-02-02/02/f': 'late\n',
      't1/c/2024-01-31/02/f': 'other\n',
      't2/a/2024-01-31/02/f': 'foreign\n',
    },
  })
  const where = [{ column: 'tenant', op: '=', value: 't1' } as const]
  expect(await lab.run(await lab.plan('projected', { where }))).toEqual([
    ['in', 't1', 'a', '2024-01-31', '02'],
  ])
  await expect(lab.plan('projected')).rejects.toMatchObject({ code: 'CONSTRAINT_VIOLATION' })
})

test('partition projection by hours, and with the empty properties that awswrangler writes', async () => {
  await lab.table('hourly', {
    serde: 'lazysimple',
    columns: { v: 'string' },
    parameters: delimited,
    tableParameters: {
      'projection.enabled': 'true',
      'projection.at.type': 'date',
      'projection.at.range': '2024/01/30/22,2024/01/31/03',
      'projection.at.format': 'yyyy/MM/dd/HH',
      'projection.at.interval': '2',
      'projection.at.interval.unit': 'HOURS',
      'projection.day.type': 'date',
      'projection.day.range': '2024-01-30,2024-01-31',
      'projection.day.format': '',
      'projection.day.interval': '',
      'storage.location.template': `s3://lab/raw/hourly/\${day}/\${at}`,
    },
    partitionKeys: { day: 'string', at: 'string' },
    files: {
      '2024-01-31/2024/01/31/02/f': 'in\n',
      '2024-01-31/2024/01/31/01/f': 'between\n',
      '2024-02-01/2024/01/31/02/f': 'late\n',
    },
  })
  expect(await lab.run(await lab.plan('hourly'))).toEqual([['in', '2024-01-31', '2024/01/31/02']])
})

test('many blocks, gzip and zstd, CRLF across their edges, and an early end', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i},"name ${i % 7}, é",${i / 4}`)
  const text = `a,b,c\r\n${rows.join('\r\n')}\r\n`
  for (const serde of ['lazysimple', 'opencsv'] as const) {
    await lab.table(`big_${serde}`, {
      serde,
      columns: { a: 'string', b: 'string', c: 'string' },
      parameters: serde === 'opencsv' ? {} : delimited,
      tableParameters: { 'skip.header.line.count': '1' },
      files: {
        'plain.csv': text,
        'f.csv.gz': Buffer.concat([gzipSync(text), gzipSync('0,last,0\n')]),
        'f.csv.zst': Buffer.concat([zstdCompressSync(text), zstdCompressSync('0,last,0\n')]),
      },
    })
  }
  const select = 'count(*), sum(CAST(a AS BIGINT)), count(DISTINCT b), max(c)'
  const sum = String(3 * ((19_999 * 20_000) / 2))
  expect(await lab.run(await lab.plan('big_opencsv'), select)).toEqual([
    ['60002', sum, '8', '999.75'],
  ])
  expect(await lab.run(await lab.plan('big_lazysimple'), 'count(*), min(b)')).toEqual([
    ['60002', '"name 0'],
  ])
  expect(await lab.run(await lab.plan('big_opencsv'), 'count(*)')).toEqual([['60002']])
  const planned = await lab.plan('big_opencsv')
  expect(await lab.run({ ...planned, sql: `${planned.sql} LIMIT 1` }, 'a')).toEqual([['0']])
})

test('gzip that lies fails the query', async () => {
  await lab.table('lies', {
    serde: 'opencsv',
    columns: { a: 'string' },
    files: { 'cut.csv.gz': gzipSync('a\n'.repeat(1000)).subarray(0, 25) },
  })
  await expect(lab.run(await lab.plan('lies'))).rejects.toThrow(
    'HIVE_CURSOR_ERROR: Failed to read file at s3://',
  )
})

test('OpenCSV casts what Athena casts, and fails where it fails', async () => {
  await lab.table('typed', {
    serde: 'opencsv',
    columns: { i: 'int', b: 'bigint', d: 'double', t: 'timestamp', y: 'date', o: 'boolean' },
    files: { f: '1,9007199254740993,1.5,1704067200123,19723,TRUE\n' },
  })
  expect(await lab.run(await lab.plan('typed'))).toEqual([
    [1, '9007199254740993', 1.5, '2024-01-01 00:00:00.123', '2024-01-01', true],
  ])
  await lab.table('typed_empty', { serde: 'opencsv', columns: { i: 'int' }, files: { f: '""\n' } })
  await expect(lab.run(await lab.plan('typed_empty'))).rejects.toThrow(
    `HIVE_BAD_DATA: Error parsing field value '' for field 0: For input string: ""`,
  )
})

test('maps, bytes and wide numbers within nested values', async () => {
  await lab.table('nested', {
    serde: 'openx',
    columns: {
      m: 'map<int,struct<d:date,x:decimal(20,2)>>',
      l: 'array<array<bigint>>',
      b: 'binary',
      f: 'array<double>',
    },
    files: {
      f: '{"m":{"1":{"d":"2024-02-29","x":123456789012345678.905}},"l":[[9007199254740993,null],[]],"b":"AP8=","f":[1e400,"NaN",-0.5]}\n',
    },
  })
  expect(await lab.run(await lab.plan('nested'))).toEqual([
    [
      [{ key: 1, value: { d: '2024-02-29', x: '123456789012345678.91' } }],
      [['9007199254740993', null], []],
      '\\x00\\xFF',
      ['Infinity', 'NaN', -0.5],
    ],
  ])
})

test('a SerDe or type that is not known is refused by name', async () => {
  await lab.table('strange', {
    serde: 'opencsv',
    columns: { a: 'array<string>' },
    files: { f: 'x' },
  })
  await expect(lab.plan('strange')).rejects.toMatchObject({ code: 'HIVE_INVALID_METADATA' })
})
