/** An object of each kind becomes its tables, row for row: raw through the Athena API, lake from the files themselves. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runQuery } from '../../aws/athena.ts'
import { tarOf } from '../lake/inspect/tarof.ts'
import { archiveOf } from '../lake/render/archive.ts'
import { type House, openHouse } from './house.ts'
import { lakeRows, lakeTypes, receiptOf, sorted } from './rows.ts'

let house: House
const folder = mkdtempSync(join(tmpdir(), 'hypatia-formats-'))
beforeAll(async () => {
  house = await openHouse()
  const { credentials, endpoint, region } = house.laptop
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

async function land(objects: Record<string, string | Buffer>): Promise<void> {
  for (const [key, body] of Object.entries(objects)) {
    await house.laptop.store.put('raw', key, Buffer.from(body))
  }
  await house.settle({ times: 3 })
  expect(await house.deadLetters()).toEqual([])
}

async function athena(statement: string): Promise<(string | null)[][]> {
  const { rows } = await runQuery({ statement, workgroup: 'hypatia', database: 'raw' })
  return sorted(rows)
}

const lake = (table: string, select?: string) => lakeRows(house.laptop, table, select)

test('CSV with quotes, empty cells and types by content', async () => {
  await land({
    'shop/orders/2026.csv':
      'Order Id,When,Total €,Note\r\n1,2026-01-02,9.90,"a, b"\r\n2,2026-01-03,,"say ""hi"""\r\n3,,12,\r\n',
  })

  expect(await athena('SELECT * FROM raw.shop_orders')).toEqual([
    ['1', '2026-01-02', '9.90', 'a, b'],
    ['2', '2026-01-03', '', 'say "hi"'],
    ['3', '', '12', ''],
  ])
  expect(await lake('shop_orders')).toEqual([
    { order_id: '1', when: '2026-01-02', total: '9.90', note: 'a, b' },
    { order_id: '2', when: '2026-01-03', total: null, note: 'say "hi"' },
    { order_id: '3', when: null, total: '12.00', note: null },
  ])
  expect(await lakeTypes(house.laptop, 'shop_orders')).toMatchObject({ when: 'date' })
})

test('a text that is not UTF-8, by its first bytes or only far behind what was inspected', async () => {
  const ascii = Array.from({ length: 80_000 }, (_, i) => `${i},name of ${i}`)
  const late = Buffer.from(`id,name\n${ascii.join('\n')}\n80000,caf\xe9 cr\xe8me\n`, 'latin1')
  const wide = Buffer.from('\ufeffid;город\r\n1;Омск\r\n', 'utf16le')
  await land({
    'intl/late/a.csv': late,
    'intl/late/b.csv.gz': gzipSync(late),
    'intl/wide/a.csv': wide,
  })

  expect(await lake('intl_late', 'count(*)::INT AS n, count(DISTINCT id)::INT AS ids')).toEqual([
    { n: 160_002, ids: 80_001 },
  ])
  const last = 'min(name) FILTER (WHERE id = 80000) AS name'
  expect(await lake('intl_late', last)).toEqual([{ name: 'café crème' }])
  expect(Object.values((await lake('intl_wide'))[0]!)).toContain('Омск')
  const receipt = await receiptOf(house.laptop, 'intl/late/a.csv')
  expect(receipt.inspection?.encoding).toBe('windows-1252')
  expect(receipt.raw).toMatchObject({ withheld: { code: 'text.encoding' } })
})

test('JSON numbers keep all their digits, a repeated member is said, a folder without a value is NULL', async () => {
  const lines = '{"n":12345678901234567.89,"m":1}\n{"n":2,"m":1.5,"m":2}\n'
  await land({ 'digits/json/day=__HIVE_DEFAULT_PARTITION__/a.json': lines })

  expect(await lake('digits_json')).toEqual(
    sorted([
      { n: '12345678901234567.89', m: 1, day: null },
      { n: '2', m: 1.5, day: null },
    ]),
  )
  const receipt = await receiptOf(house.laptop, 'digits/json/day=__HIVE_DEFAULT_PARTITION__/a.json')
  expect(receipt.inspection?.doubt).toEqual(['some objects name a member twice: the first is kept'])
})

test('gzipped CSV with semicolons and a byte order mark, in folders that are partitions', async () => {
  const body = (n: number) => gzipSync(`\uFEFFid;name\n${n};Zoë\n${n + 1};\\N\n`)
  await land({
    'shop/stock/city=New%20York/day=1/a.csv.gz': body(1),
    'shop/stock/city=Oslo/day=2/a.csv.gz': body(3),
  })

  const rows = [
    { id: '1', name: 'Zoë', city: 'New York', day: '1' },
    { id: '2', name: '\\N', city: 'New York', day: '1' },
    { id: '3', name: 'Zoë', city: 'Oslo', day: '2' },
    { id: '4', name: '\\N', city: 'Oslo', day: '2' },
  ]
  expect(await lake('shop_stock')).toEqual(sorted(rows))
  const receipt = await receiptOf(house.laptop, 'shop/stock/city=Oslo/day=2/a.csv.gz')
  if (receipt.raw && 'table' in receipt.raw) {
    expect(await athena("SELECT * FROM raw.shop_stock WHERE city = 'Oslo'")).toEqual(
      sorted(rows.slice(2).map((row) => Object.values(row))),
    )
  } else {
    expect(receipt.raw?.withheld.code).toMatch(/^csv\./)
  }
})

test('JSON lines, nested and ragged', async () => {
  const lines = [
    { id: 1, who: { name: 'A', tags: ['x', 'y'] }, big: 9007199254740993n },
    { id: 2.5, who: { name: 'B', age: 7 } },
    { id: 3, at: '2026-01-02T03:04:05Z', who: null },
  ]
  const text = lines
    .map((line) =>
      JSON.stringify(line, (_key, value) =>
        typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value,
      ),
    )
    .join('\n')
  await land({ 'app/events/a.ndjson': text, 'app/zipped/a.ndjson.gz': gzipSync(text) })

  for (const table of ['app_events', 'app_zipped']) {
    expect(
      await lake(table, 'id, who.name AS name, who.tags AS tags, who.age AS age, big'),
    ).toEqual(
      sorted([
        { id: 1, name: 'A', tags: ['x', 'y'], age: null, big: '9007199254740993' },
        { id: 2.5, name: 'B', tags: null, age: '7', big: null },
        { id: 3, name: null, tags: null, age: null, big: null },
      ]),
    )
    expect(await athena(`SELECT id, who.name, big, at FROM raw.${table}`)).toEqual([
      ['1.0', 'A', '9007199254740993', null],
      ['2.5', 'B', null, null],
      ['3.0', null, null, '2026-01-02T03:04:05Z'],
    ])
  }
})

test('what is rendered has its rows in the lake, by their own types, and no raw table', async () => {
  const avro = readFileSync('tests/fixtures/inspect/avro-types/input.avro')
  const orc = readFileSync('tests/fixtures/inspect/orc-types/input.orc')
  await land({ 'shop/avro/a.avro': avro, 'shop/orc/a.orc': orc })

  expect(await lake('shop_avro', 'big, price, "at", who.first AS first')).toEqual(
    sorted([
      { big: '9007199254740993', price: '-12.30', at: '2026-01-02 03:04:05.678901+00', first: 'A' },
      { big: null, price: '0.00', at: '0001-01-01 00:00:00+00', first: null },
      { big: '-1', price: '9999999999.99', at: '9999-12-31 23:59:59.999999+00', first: 'B' },
    ]),
  )
  expect(await receiptOf(house.laptop, 'shop/avro/a.avro')).toMatchObject({
    state: 'committed',
    inspection: { format: 'avro' },
    raw: { withheld: { code: 'avro.type' } },
    rows: 3,
  })
  expect(await lake('shop_orc', 'i64, price, ns')).toEqual(
    sorted([
      { i64: '9007199254740993', price: '-12.30', ns: '2023-11-14T22:13:20.123456789' },
      { i64: null, price: null, ns: null },
      { i64: '-9223372036854775808', price: '0.05', ns: '1969-12-31T23:59:59.999999999' },
    ]),
  )
  expect((await receiptOf(house.laptop, 'shop/orc/a.orc'))?.inspection?.format).toBe('orc')
})

test('text by any codec is a table, and raw where Athena reads the codec by its name', async () => {
  const fixture = (name: string, file: string) =>
    readFileSync(`tests/fixtures/inspect/csv-${name}/input.csv.${file}`)
  await land({
    'press/zst/a.csv.zst': fixture('zstd-two-frames', 'zst'),
    'press/bz/a.csv.bz2': fixture('bzip2-two-streams', 'bz2'),
    'press/xz/a.csv.xz': fixture('xz-two-streams', 'xz'),
    'press/lz/a.csv.lz4': fixture('lz4-linked', 'lz4'),
    'press/zip/a.zip': readFileSync('tests/fixtures/inspect/csv-zip/input.zip'),
  })
  const sums = 'count(*) AS n, sum(id) AS ids, sum(price) AS prices'
  for (const table of ['press_zst', 'press_bz', 'press_xz', 'press_lz', 'press_zip']) {
    expect(await lake(table, sums)).toMatchObject([{ n: '40', ids: '820' }])
  }
  for (const table of ['press_zst', 'press_bz']) {
    expect(await athena(`SELECT count(*), max(name) FROM raw.${table}`)).toEqual([['40', 'Zoë 9']])
  }
  expect(await receiptOf(house.laptop, 'press/xz/a.csv.xz')).toMatchObject({
    raw: { withheld: { code: 'compression.codec' } },
  })
})

test('JSON documents, sheets, XML and logs are tables of the lake', async () => {
  const fixture = (file: string) => readFileSync(`tests/fixtures/inspect/${file}`)
  const rows = Array.from({ length: 40_000 }, (_, i) => ({
    id: i,
    text: `row ${i} of many`.repeat(2),
  }))
  const page = JSON.stringify({
    results: [...rows, { id: 40_000, late: 1.5 }],
    next: null,
    count: 40_001,
  })
  await land({
    'forms/page/a.json': page,
    'forms/sheet/a.xlsx': fixture('xlsx-types/input.xlsx'),
    'forms/ods/a.ods': fixture('ods-types/input.ods'),
    'forms/xml/a.xml': fixture('xml-records/input.xml'),
    'forms/log/a.log': fixture('log-lines-aside/input.txt'),
    'forms/broken/a.json': '[1,]',
  })
  const counts = 'count(*) AS n, sum(id) AS ids, max(late) AS late, min(count) AS count'
  expect(await lake('forms_page', counts)).toEqual([
    { n: '40001', ids: '800020000', late: 1.5, count: '40001' },
  ])
  expect(await lake('forms_sheet', 'id, code, paid, "when"')).toEqual(
    sorted([
      { id: '1', code: '007', paid: true, when: '2024-02-29' },
      { id: '2', code: '1.10', paid: false, when: '1900-01-01' },
      { id: '3', code: null, paid: null, when: null },
    ]),
  )
  expect(await lake('forms_ods', 'count(*) AS n, max(took) AS took')).toEqual([
    { n: '3', took: '30:01:05' },
  ])
  expect(await lake('forms_xml', 'count(*) AS n, max(customer) AS who')).toEqual([
    { n: '3', who: 'Zoë' },
  ])
  expect(await lake('forms_log', 'count(*) AS n, max(bytes) AS most')).toEqual([
    { n: '9', most: '8' },
  ])
  expect(await receiptOf(house.laptop, 'forms/broken/a.json')).toMatchObject({
    state: 'quarantined',
    reason: { code: 'json.malformed', at: { line: 1, byte: 3 } },
  })
})

test('an archive of several files is one object, whatever becomes of it', async () => {
  const key = 'press/pack/sales.tar.gz'
  const notes = 'About these sales: ask before you use them.'
  const files = {
    '2023.csv': 'id,price\n1,1.50\n2,2.50\n',
    '2024/2024.ndjson': '{"id":3,"price":3.25,"note":"late"}\n',
    'notes.txt': notes,
  }
  await land({
    [key]: gzipSync(tarOf(files)),
    'press/pack/beside.csv': 'id,price\n9,9.00\n',
    'press/base/a.sqlite': readFileSync('tests/fixtures/inspect/sqlite-types/input.sqlite'),
    'press/nothing/a.zip': archiveOf({ 'a.txt': notes, 'b.txt': notes }),
    'press/broken/a.zip': archiveOf({ 'a.csv': 'id\n1\n', 'b.parquet': 'PAR1, and no more' }),
  })
  const rows = () => lake('press_pack', 'id, price, note')
  const beside = { id: '9', price: 9, note: null }
  expect(await rows()).toEqual(
    sorted([
      { id: '1', price: 1.5, note: null },
      { id: '2', price: 2.5, note: null },
      { id: '3', price: 3.25, note: 'late' },
      beside,
    ]),
  )
  expect(await receiptOf(house.laptop, key)).toMatchObject({
    ...{ state: 'committed', rows: 3, inspection: { format: 'tar', compression: 'gzip' } },
    raw: { withheld: { code: 'raw.rendered' } },
  })
  expect(await lake('press_base', 'id, big, code')).toContainEqual({
    ...{ id: '2', big: '-9223372036854775808', code: '1.10' },
  })
  expect((await receiptOf(house.laptop, 'press/base/a.sqlite')).inspection?.doubt).toEqual([
    'the table with most rows is read; the others are not: "shops" (2 rows)',
  ])
  expect(await receiptOf(house.laptop, 'press/nothing/a.zip')).toMatchObject({ state: 'asset' })
  expect(await receiptOf(house.laptop, 'press/broken/a.zip')).toMatchObject({
    state: 'quarantined',
    reason: { code: 'parquet.truncated', detail: expect.stringContaining('b.parquet') },
  })

  await land({ [key]: gzipSync(tarOf({ '2025.csv': 'id,price\n5,5.50\n' })) })
  expect(await rows()).toEqual(sorted([{ id: '5', price: 5.5, note: null }, beside]))
  house.laptop.store.delete('raw', key)
  await land({})
  expect(await rows()).toEqual([beside])
})

test('JSON lines of nested values only', async () => {
  await land({ 'app/nested/a.ndjson': '{"a":[1,2]}\n{}\n' })
  expect(await lake('app_nested')).toEqual([{ a: ['1', '2'] }, { a: null }])
})

test('Parquet with every kind of type', async () => {
  const file = join(folder, 'all.parquet')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`COPY (
    SELECT i AS id, i % 2 = 0 AS flag, i / 8 AS ratio, (i / 4)::DECIMAL(9, 2) AS price,
      DATE '2026-01-01' + i::INTEGER AS day, TIMESTAMP '2026-01-01 00:00:00.123456' + to_days(i::INTEGER) AS at_time,
      'n' || i AS name, [i, i + 1] AS list, {'a': i, 'b': 'x'} AS struct, CASE WHEN i = 3 THEN NULL ELSE i END AS gap
    FROM range(5) t(i)) TO '${file}'`)
  await land({ 'bank/all/all.parquet': readFileSync(file) })

  const select = 'id, flag, ratio, price, day, name, list, struct.a AS a, gap'
  const source = await connection.runAndReadAll(`SELECT ${select} FROM '${file}'`)
  expect(await lake('bank_all', select)).toEqual(sorted(source.getRowObjectsJson()))
  expect(
    await athena('SELECT id, flag, price, at_time, list[1] FROM raw.bank_all WHERE id < 2'),
  ).toEqual([
    ['0', 'true', '0.00', '2026-01-01 00:00:00.123', '0'],
    ['1', 'false', '0.25', '2026-01-02 00:00:00.123', '1'],
  ])
})

test('a large CSV whose types change after the inspected part, and which is published once all was seen', async () => {
  const row = (i: number, v: string) => `${i},${v},${'x'.repeat(40)}\n`
  const count = 40_000
  const lines = Array.from({ length: count }, (_, i) =>
    row(i, i === count - 5 ? 'late' : String(i)),
  )
  await land({ 'log/large/a.csv': `id,v,pad\n${lines.join('')}` })

  const receipt = await receiptOf(house.laptop, 'log/large/a.csv')
  expect(receipt).toMatchObject({ state: 'committed', rows: count, raw: { table: 'log_large' } })
  expect(receipt.inspection?.bytesRead).toBeLessThanOrEqual(1024 * 1024)
  expect(
    await lake('log_large', "count(*) AS n, sum(id) AS ids, count(*) FILTER (v = 'late') AS late"),
  ).toEqual([{ n: String(count), ids: String((count * (count - 1)) / 2), late: '1' }])
  expect(await athena("SELECT count(*), max(id) FROM raw.log_large WHERE v = 'late'")).toEqual([
    ['1', String(count - 5)],
  ])
})

test('large JSON lines whose members come after the inspected part', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) =>
    JSON.stringify({
      id: i,
      pad: 'x'.repeat(40),
      in: { a: 1 },
      ...(i === 29_990 && { late: 1.5, in: { b: 'deep' } }),
    }),
  )
  await land({ 'log/json/a.ndjson': lines.join('\n') })

  expect(await lake('log_json', 'id, late, "in".a AS a, "in".b AS b')).toContainEqual({
    id: '29990',
    late: 1.5,
    a: null,
    b: 'deep',
  })
  expect(await athena('SELECT id, late FROM raw.log_json WHERE late IS NOT NULL')).toEqual([
    ['29990', '1.5'],
  ])
})

test('a raw table whose SerDe must change changes it in every partition', async () => {
  await land({ 'shop/prices/day=1/a.csv': 'id,name\n1,plain\n' })
  const serdes = () => {
    const table = house.laptop.catalog.getTable('raw', 'shop_prices')
    const partitions = house.laptop.catalog.getPartitions('raw', 'shop_prices')
    return [table, ...partitions].map(({ StorageDescriptor }) =>
      StorageDescriptor?.SerdeInfo?.SerializationLibrary?.split('.').at(-1),
    )
  }
  expect(serdes()).toEqual(['LazySimpleSerDe', 'LazySimpleSerDe'])

  await land({ 'shop/prices/day=2/a.csv': 'id,name\n2,"quoted, twice"\n' })
  expect(serdes()).toEqual(['OpenCSVSerde', 'OpenCSVSerde', 'OpenCSVSerde'])
  expect(await athena('SELECT * FROM raw.shop_prices')).toEqual([
    ['1', 'plain', '1'],
    ['2', 'quoted, twice', '2'],
  ])
})

test('an object that no SerDe reads withdraws its raw table, and the lake still has all', async () => {
  await land({ 'shop/notes/a.csv': 'id,note\n1,x\n' })
  expect(await athena('SELECT * FROM raw.shop_notes')).toEqual([['1', 'x']])

  await land({ 'shop/notes/b.csv': 'id,note\n2,"two\nlines"\n' })
  await expect(athena('SELECT * FROM raw.shop_notes')).rejects.toThrow('does not exist')
  expect(await receiptOf(house.laptop, 'shop/notes/b.csv')).toHaveProperty('raw.withheld.code')
  expect(await lake('shop_notes')).toEqual([
    { id: '1', note: 'x' },
    { id: '2', note: 'two\nlines' },
  ])
})
