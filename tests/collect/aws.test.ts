/** SQS and S3 of another account: another laptop's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openS3 } from '../../containers/collect/kinds/s3.ts'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { type Collector, openCollector, stands } from './collector.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-another-'))
let account: Laptop
let collector: Collector
let s3: S3Client
let sqs: SQSClient
let queue = ''

beforeAll(async () => {
  account = await startLaptop({ home, port: 0 })
  const { endpoint, region, credentials } = account
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  sqs = new SQSClient({ endpoint, region, credentials })
  await s3.send(new CreateBucketCommand({ Bucket: 'partner' }))
  const made = await sqs.send(
    new CreateQueueCommand({ QueueName: 'orders', Attributes: { VisibilityTimeout: '2' } }),
  )
  queue = made.QueueUrl ?? ''
  collector = await openCollector({ PARTNER_KEY: credentials.secretAccessKey })
}, 120_000)
afterAll(async () => {
  await collector?.close()
  await account?.close()
  rmSync(home, { recursive: true, force: true })
})

const theirs = () => ({
  region: account.region,
  endpoint: account.endpoint,
  access_key: account.credentials.accessKeyId,
})
const secrets = { secret_key: 'partner-key' }

async function sendAll(bodies: string[]): Promise<void> {
  for (let at = 0; at < bodies.length; at += 10) {
    const Entries = bodies
      .slice(at, at + 10)
      .map((MessageBody, i) => ({ Id: String(i), MessageBody }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }))
  }
}

test('every message of a queue is a row, once', async () => {
  const parameters = { queue, ...theirs(), gather: { items: 25, seconds: 0.3 } }
  await collector.define('shop', { kind: 'sqs', dataset: 'orders', parameters, secrets })
  const sent = await stands(collector, {
    send: (ids) => sendAll(ids.map((id) => JSON.stringify({ id }))),
    ids: 'SELECT value.id FROM lake.shop_orders',
  })

  await sendAll(['no json', JSON.stringify({ id: sent.length }), '{"id":'])
  const reasons = await collector.values('SELECT reason FROM lake.shop_orders_refused', 2)
  expect(reasons).toEqual([expect.stringMatching('not JSON'), expect.stringMatching('not JSON')])
  await collector.values('SELECT value.id FROM lake.shop_orders', sent.length + 1)
})

const put = (Key: string, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket: 'partner', Key, Body }))

test('every object of a bucket is a file, as it is now', async () => {
  const parameters = { bucket: 'partner', prefix: 'in/', ...theirs() }
  const every = '1 sec'
  await collector.define('depot', { kind: 's3', dataset: 'parts', every, parameters, secrets })
  const sent = await stands(collector, {
    async send(ids) {
      for (let at = 0; at < ids.length; at += 10) {
        const some = ids.slice(at, at + 10)
        await put(
          `in/${String(1_000 - at)}-${some[0]}.csv`,
          `id,n\n${some.map((id) => `${id},1\n`).join('')}`,
        )
      }
    },
    ids: 'SELECT id FROM lake.depot_parts',
  })

  const odd = ['a b/ä+%.csv', '.hidden/=x.csv', `${'n'.repeat(300)}.csv`, 'q?#&.csv', '-.csv']
  for (const [i, key] of odd.entries()) await put(`in/${key}`, `id,n\n${sent.length + i},1\n`)
  const all = await collector.values('SELECT id FROM lake.depot_parts', sent.length + odd.length)
  expect(new Set(all).size).toBe(all.length)

  await put('in/a b/ä+%.csv', `id,n\n${sent.length},2\n`)
  await collector.values('SELECT id FROM lake.depot_parts WHERE n = 2', 1)
  const again = await collector.values('SELECT id FROM lake.depot_parts', all.length)
  expect(again.toSorted()).toEqual(all.toSorted())
  expect(collector.log()).not.toContain(account.credentials.secretAccessKey)
})

test('what is another when it is read is none that has landed', async () => {
  const { signal } = new AbortController()
  const parameters = { bucket: 'partner', prefix: 'fast/', ...theirs() }
  const definition = sourceDefinition.parse({ kind: 's3', dataset: 'x', parameters, secrets })
  if (definition.kind !== 's3') throw new Error('it is s3')
  const secret_key = account.credentials.secretAccessKey
  const peer = await openS3({
    ...{ name: 'fast', dataset: 'x', everyMs: 0, place: undefined },
    ...{ parameters: definition.parameters, secrets: { secret_key } },
  })
  const next = async () => {
    const batch = await peer.next(signal)
    await batch?.settle()
    return batch?.parts.map(({ file }) => file)
  }
  const names = Array.from({ length: 21 }, (_, i) => `${100 + i}.csv`)
  for (const name of names) await put(`fast/${name}`, 'id\n1\n')
  expect(await next()).toEqual(names.slice(0, 20))
  await put('fast/120.csv', 'id\n2\n')
  expect(await next()).toEqual([])
  await put('fast/120.csv', 'id\n1\n')
  expect(await next()).toEqual(['120.csv'])
  expect(await next()).toBeUndefined()
  await peer.close()
})
