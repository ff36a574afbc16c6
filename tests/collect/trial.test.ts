/** `hypatia source test`: what another account's queue and bucket would bring is shown, and nothing is taken. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-trial-'))
let account: Laptop

beforeAll(async () => {
  account = await startLaptop({ home: join(folder, 'home'), port: 0 })
}, 120_000)
afterAll(async () => {
  await account?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the command says; throws with what it says where it fails. */
async function tried(kind: string, parameters: object): Promise<string> {
  const { endpoint, region, credentials } = account
  const file = join(folder, 'trial.yml')
  const theirs = { region, endpoint, access_key: credentials.accessKeyId }
  const secrets = { secret_key: 'partner-key' }
  const said = { kind, dataset: 'some', parameters: { ...parameters, ...theirs }, secrets }
  writeFileSync(file, JSON.stringify(said)) // JSON is YAML
  const env = { ...process.env, SECRET_PARTNER_KEY: credentials.secretAccessKey }
  const args = ['cli/hypatia.mjs', 'source', 'test', file]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return stdout
}

test('a message of a queue, which stays in it', async () => {
  const sqs = new SQSClient(account)
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'trial' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"id":7}' }))
  const text = await tried('sqs', { queue: QueueUrl })
  expect(text).toMatch(/^trial\/some\/\S+ would land: \d+ B\n.*"value":\{"id":7\}/)
  expect(text).toMatch(/Nothing has landed\.\n$/)
  const counts = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
  const { Attributes = {} } = await sqs.send(counts)
  const { ApproximateNumberOfMessages: seen, ApproximateNumberOfMessagesNotVisible: held } =
    Attributes
  expect(Number(seen) + Number(held)).toBe(1)
})

test('an object of a bucket; and of one that is not there, why not', async () => {
  const s3 = new S3Client({ ...account, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'partner' }))
  await s3.send(new PutObjectCommand({ Bucket: 'partner', Key: 'in/a.csv', Body: 'id\n1\n' }))
  expect(await tried('s3', { bucket: 'partner', prefix: 'in/' })).toMatch(
    /^trial\/some\/a\.csv would land: 5 B\nid\n1\n/,
  )
  await expect(tried('s3', { bucket: 'nobodys', prefix: '' })).rejects.toThrow(/cannot be fetched/)
})
