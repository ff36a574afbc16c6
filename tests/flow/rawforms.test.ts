/** Raw tables of what is rendered for the lake: a SerDe reads the very bytes, or the table is withheld. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runQuery } from '../../aws/athena.ts'
import { typedGoldens } from '../lake/serde/typedgolden.ts'
import { type House, openHouse } from './house.ts'
import { lakeRows, receiptOf, sorted } from './rows.ts'

let house: House
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
afterAll(() => house.close())

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

const access = (host: string, user: string): string =>
  `${host} - ${user} [10/Oct/2000:13:55:36 -0700] "GET /${host}?a=\\"b HTTP/1.0" 200 2326 "-" "x"\n`

test('an access log is a raw table of texts, until a line comes that is none of its rows', async () => {
  await land({
    'web/access/a.log': access('a', 'frank') + access('b', '-'),
    'web/access/b.log.gz': gzipSync(access('c', 'eve')),
  })
  expect(await receiptOf(house.laptop, 'web/access/a.log')).toMatchObject({
    ...{ state: 'committed', rows: 2, inspection: { format: 'log', everyLine: true } },
    raw: { table: 'web_access', serde: 'RegexSerDe' },
  })
  const rest = ['200', '2326', null, 'x']
  const rows = [
    ['a', 'frank', '10/Oct/2000:13:55:36 -0700', '/a?a=\\"b', ...rest],
    ['b', null, '10/Oct/2000:13:55:36 -0700', '/b?a=\\"b', ...rest],
    ['c', 'eve', '10/Oct/2000:13:55:36 -0700', '/c?a=\\"b', ...rest],
  ]
  const columns = 'host, "user", "time", path, status, bytes, referer, user_agent'
  expect(await athena(`SELECT ${columns} FROM raw.web_access`)).toEqual(sorted(rows))
  expect(await lakeRows(house.laptop, 'web_access', '"user", "time", path')).toContainEqual({
    ...{ user: 'eve', time: '2000-10-10 20:55:36+00', path: '/c?a=\\"b' },
  })
  await land({ 'web/access/c.log': `${access('d', '-')}\n${access('e', '-')}` })
  expect((await receiptOf(house.laptop, 'web/access/c.log')).raw).toMatchObject({
    withheld: { code: 'log.other-lines' },
  })
  await expect(athena('SELECT * FROM raw.web_access')).rejects.toThrow('TABLE_NOT_FOUND')
  expect(await lakeRows(house.laptop, 'web_access', 'count(*) AS n')).toEqual([{ n: '5' }])
})

const golden = (name: string) => typedGoldens().find((one) => one.name === name)!

test('Avro is a raw table by a schema that all its files have, until one is of another type', async () => {
  const { files } = golden('avro_evolved')
  for (const { name, bytes } of files) await land({ [`bin/rows/${name}`]: bytes })
  expect(await receiptOf(house.laptop, 'bin/rows/b.avro')).toMatchObject({
    ...{ state: 'committed', rows: 2 },
    raw: { table: 'bin_rows', serde: 'AvroSerDe' },
  })
  const columns = 'id, name, x, note, CAST(day AS varchar)'
  const rows = [
    ['1', 'a', '0.5', null, null],
    ['1099511627776', null, '1.0E300', null, '2020-01-01'],
    ['3', null, '-0.25', 'n', '0001-01-01'],
    [null, 'only', null, null, null],
  ]
  expect(await athena(`SELECT ${columns} FROM raw.bin_rows`)).toEqual(sorted(rows))
  expect(await athena('SELECT count(*) FROM lake.bin_rows')).toEqual([['4']])
  await land({ 'bin/rows/d.avro': golden('avro_union').files[0]!.bytes })
  expect((await receiptOf(house.laptop, 'bin/rows/d.avro')).raw).toMatchObject({
    withheld: { code: 'avro.type' },
  })
  await expect(athena('SELECT * FROM raw.bin_rows')).rejects.toThrow('TABLE_NOT_FOUND')
})

test('ORC is a raw table by the places of its columns, in folders too', async () => {
  const [first, second] = golden('orc_more_columns').files
  await land({ 'bin/stripes/day=1/a.orc': first!.bytes, 'bin/stripes/day=2/b.orc': second!.bytes })
  expect((await receiptOf(house.laptop, 'bin/stripes/day=2/b.orc')).raw).toMatchObject({
    serde: 'OrcSerde',
  })
  expect(await athena('SELECT id, n, x, day FROM raw.bin_stripes')).toEqual(
    sorted([
      ['1', 'a', null, '1'],
      ['2', 'b', '0.5', '2'],
    ]),
  )
  await land({ 'bin/stripes/day=3/c.orc': golden('orc_reordered').files[1]!.bytes })
  expect((await receiptOf(house.laptop, 'bin/stripes/day=3/c.orc')).raw).toMatchObject({
    withheld: { code: 'orc.columns-differ' },
  })
})

test('logfmt is a raw table as long as its lines are written alike', async () => {
  const line = (n: number, msg: string): string =>
    `at=2024-01-0${n} level=info msg="${msg}" n=${n}\n`
  await land({ 'web/fmt/a.log': line(1, 'it ran') + line(2, '') })
  expect(await receiptOf(house.laptop, 'web/fmt/a.log')).toMatchObject({
    ...{ state: 'committed', rows: 2, raw: { table: 'web_fmt', serde: 'RegexSerDe' } },
  })
  expect(await athena('SELECT "at", level, msg, n FROM raw.web_fmt')).toEqual(
    sorted([
      ['2024-01-01', 'info', 'it ran', '1'],
      ['2024-01-02', 'info', '', '2'],
    ]),
  )
  const other = 'level=info at=2024-01-03 msg="x" n=3\n'
  await land({ 'web/fmt/b.log': other + other })
  expect((await receiptOf(house.laptop, 'web/fmt/b.log')).raw).toMatchObject({
    withheld: { code: 'log.forms-differ' },
  })
})
