/** Raw tables of what is rendered for the lake: a SerDe reads the very bytes, or the table is withheld. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runQuery } from '../../aws/athena.ts'
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
