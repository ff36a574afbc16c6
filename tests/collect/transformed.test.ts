/** A bucket of another account whose files are transformed on their way: each row once, whatever dies; and what was hidden is nowhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { type Collector, openCollector, stands } from './collector.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-another-'))
const salt = 'pepper and salt of the lake'
let account: Laptop
let collector: Collector
let s3: S3Client

beforeAll(async () => {
  account = await startLaptop({ home, port: 0 })
  const { endpoint, region, credentials } = account
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'partner' }))
  collector = await openCollector({ PARTNER_KEY: credentials.secretAccessKey, PII: salt })
}, 120_000)
afterAll(async () => {
  await collector?.close()
  await account?.close()
  rmSync(home, { recursive: true, force: true })
})

const definition = (prefix: string, said: object) => ({
  ...{ kind: 's3', every: '1 sec', secrets: { secret_key: 'partner-key' } },
  parameters: {
    ...{ bucket: 'partner', prefix, region: account.region, endpoint: account.endpoint },
    access_key: account.credentials.accessKeyId,
  },
  ...said,
})
const put = (Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: 'partner', Key, Body }))

const planted = 'planted-4711'
const hide = [
  { unpack: 'gzip' },
  { hash: { fields: ['mail'], salt: 'pii' } },
  { mask: { fields: ['phone'], keep: 2 } },
  { drop: ['note'] },
]

test('rows of files that are unpacked and hidden come once each, and nothing says what was hidden', async () => {
  await collector.define(
    'crm',
    definition('crm/', { dataset: 'people', original: 'drop', transform: hide }),
  )
  let count = 0
  const sent = await stands(collector, {
    async send(ids) {
      const rows = ids.map((id) => `${id},${planted}-${id}@x.org,+49 ${planted} ${id},${planted}\n`)
      const text = `id,mail,phone,note\n${rows.join('')}`
      await put(`crm/people-${1_000 - count++}.csv.gz`, gzipSync(text))
    },
    ids: 'SELECT id FROM lake.crm_people',
  })
  const hashes = await collector.values('SELECT mail FROM lake.crm_people', sent.length)
  expect(new Set(hashes).size).toBe(sent.length)
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
  const phones = await collector.values('SELECT phone FROM lake.crm_people', sent.length)
  expect(phones.every((phone) => /^\*{4}.{2}$/.test(phone))).toBe(true)
  await put('crm/broken.csv.gz', gzipSync(`id,mail,phone,note\n1,${planted},2\n`)) // a cell too few
  const [reason] = await collector.values('SELECT reason FROM lake.crm_people_refused', 1)
  expect(reason).toBe('It has 3 cells where 4 columns are.')
  expect(await collector.end()).toBe(0)

  const lake = process.env.HYPATIA_HOME ?? ''
  expect(filesWith(lake, hashes[0] ?? '').length).toBeGreaterThan(0) // it is there that is looked
  expect(filesWith(lake, planted)).toEqual([])
  expect(filesWith(lake, salt)).toEqual([])
  expect(filesWith(collector.temporary, planted)).toEqual([]) // of killed ones neither
  expect(collector.log()).not.toContain(planted)
})

/** Of all files below, those that hold the text, be it packed. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path.includes(text) || readFileSync(path).includes(text))
}

test('an original that is kept is an asset, no row, and what was made of it names it', async () => {
  collector.begin()
  const validate = { required: ['id'], properties: { at: { format: 'date' } } }
  const transform = [{ convert: { to: 'ndjson' } }, { filter: 'total != "0"' }, { validate }]
  await collector.define('shop', definition('shop/', { dataset: 'orders', transform }))
  const text = 'id,total\n1,5\n2,0\n3,7\n'
  await put('shop/a.csv', text)
  await collector.values('SELECT id FROM lake.shop_orders', 2)
  const [key] = await collector.values(
    "SELECT key FROM lake.shop__assets WHERE dataset = 'orders_original'",
    1,
  )
  expect(key).toBe('shop/orders_original/a.csv')
  const { client } = collector
  const listed = await client.call('listFiles', { path: { name: 'shop_orders' } })
  const [file] = listed.body.objects
  const { transform: digest, original } = file?.origin ?? {}
  expect(digest).toMatch(/^[0-9a-f]{16}$/)
  const found = await client.call('getObject', { path: { object: original?.object ?? '' } })
  expect(found.body).toMatchObject({ key, state: 'asset', bytes: text.length })

  await put('shop/a.csv', 'id,total\n1,0\n')
  for (let i = 0; i < 100; i++) {
    const some = await collector.values('SELECT count(*) FROM lake.shop_orders', 1)
    if (some[0] === '0') return
    await sleep(300)
  }
  throw new Error('rows of the older version are there')
})
