/** Files of rows in another account's bucket (another laptop's) and in a folder of a real OpenSSH. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { hasSshd, openSshd, type Sshd } from '../collect/sshd.ts'
import { freePort } from '../day/machine.ts'
import { openSender, type Sender, stands } from './sender.ts'

const { skip } = test
const isHere = hasSshd && process.getuid?.() === 0
const where = isHere ? test : skip
const home = mkdtempSync(join(tmpdir(), 'hypatia-another-'))
let account: Laptop
let port = 0
let sshd: Sshd | undefined
let sender: Sender
beforeAll(async () => {
  port = await freePort()
  account = await startLaptop({ home, port })
  const { endpoint, region, credentials } = account
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'partner' }))
  if (isHere) sshd = await openSshd()
  const secrets = { PARTNER_KEY: credentials.secretAccessKey, HOST_KEY: sshd?.key ?? '' }
  sender = await openSender(secrets)
}, 240_000)
afterAll(async () => {
  await sender?.close()
  await account?.close()
  await sshd?.close()
  rmSync(home, { recursive: true, force: true })
})

const toBucket = (more: object, parameters: object = {}) => ({
  kind: 's3',
  parameters: {
    bucket: 'partner',
    region: account.region,
    endpoint: account.endpoint,
    access_key: account.credentials.accessKeyId,
    ...parameters,
  },
  secrets: { secret_key: 'partner-key' },
  ...more,
})

async function objects(prefix: string): Promise<[key: string, text: string][]> {
  const keys = account.store.list('partner', prefix).map(({ key }) => key)
  return Promise.all(
    keys.map(async (key) => [key, String(await account.store.get('partner', key))] as const),
  ) as Promise<[string, string][]>
}

const idsOf = (text: string): number[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id)

test('each row is in one object of a bucket, whoever dies when', async () => {
  const lake = toBucket({ dataset: 'shop_orders', batch: 7 }, { prefix: 'in/' })
  await sender.define('lake', lake)
  const has = async () => (await objects('in/')).flatMap(([, text]) => idsOf(text))
  const away = () => account.close()
  const back = async () => {
    account = await startLaptop({ home, port })
  }
  await stands(sender, 'lake', 'orders', { has, away, back })
  const { place } = await sender.shown('lake')
  const { generation, sequence } = place!.value
  const names = Array.from(
    { length: sequence },
    (_, i) => `in/lake-${generation}-${String(i + 1).padStart(10, '0')}.ndjson`,
  )
  expect((await objects('in/')).map(([key]) => key)).toEqual(names)
})

test('by a key each line says whether its row is there or gone; CSV has a header', async () => {
  await sender.land('stock', 'a.csv', 'sku,note\nx,"a ""b"", c"\ny,\n')
  const upsert = { dataset: 'shop_stock', changes: 'upsert', key: ['sku'] }
  await sender.define('csv', toBucket(upsert, { prefix: 'csv/', format: 'csv' }))
  await sender.isSent('csv')
  await sender.land('stock', 'a.csv', 'sku,note\ny,\n')
  await sender.isSent('csv')
  expect((await objects('csv/')).map(([, text]) => text)).toEqual([
    '_change,sku,note\r\nupsert,x,"a ""b"", c"\r\nupsert,y,\r\n',
    '_change,sku\r\ndelete,x\r\n',
  ])
})

where('each row is in one file of a folder, which has its name once it is whole', async () => {
  const { folder, where } = sshd!
  const parameters = where
  const definition = { kind: 'sftp', parameters, secrets: { key: 'host-key' }, batch: 7 }
  await sender.define('partner', { ...definition, dataset: 'shop_parcels' })
  const moved = `${folder}-away`
  const has = async () => {
    const names = readdirSync(folder)
    expect(names.filter((name) => !/^partner-\w+-\d{10}\.ndjson$/.test(name))).toEqual([])
    return names.flatMap((name) => idsOf(readFileSync(join(folder, name), 'utf8')))
  }
  await stands(sender, 'partner', 'parcels', {
    has,
    away: async () => renameSync(folder, moved),
    back: async () => renameSync(moved, folder),
  })
})

where('a file of another that has the name is not overwritten, and told', async () => {
  const { folder } = sshd!
  const { place } = await sender.shown('partner')
  const { generation, sequence } = place!.value
  const name = `partner-${generation}-${String(sequence + 1).padStart(10, '0')}.ndjson`
  writeFileSync(join(folder, name), 'theirs')
  await sender.landIds('parcels', 'last.csv', [5_000])
  await sender.fails('partner', /is there with 6 bytes, which are not the \d+ of this delivery/)
  expect(readFileSync(join(folder, name), 'utf8')).toBe('theirs')
  rmSync(join(folder, name))
  await sender.isSent('partner')
})
