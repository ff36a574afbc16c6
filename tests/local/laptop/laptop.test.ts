import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../../local/laptop.ts'
import { template } from './template.ts'

let home: string
const started: Laptop[] = []
const children: ChildProcess[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'laptop-'))
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const laptop of started.splice(0)) await laptop.close().catch(() => {})
  rmSync(home, { recursive: true })
})

async function start(options: { port?: number; fresh?: boolean } = {}): Promise<Laptop> {
  const laptop = await startLaptop({ home, port: 0, ...options })
  started.push(laptop)
  return laptop
}

const announced = () => JSON.parse(readFileSync(join(home, 'laptop.json'), 'utf8'))

/** Clients as anyone would make them, from what laptop.json says. */
function clients() {
  const { aws, region, accessKeyId, secretAccessKey } = announced()
  const config = { endpoint: aws, region, credentials: { accessKeyId, secretAccessKey } }
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    glue: new GlueClient(config),
    queueUrl: `${aws}/000000000000/arrivals`,
  }
}

/** Of everything in it, itself too. */
const modes = () =>
  ['.', ...readdirSync(home, { recursive: true, encoding: 'utf8' })].map((name) => {
    const found = statSync(join(home, name))
    return `${name} ${(found.mode & 0o777).toString(8)}`
  })

test('nobody else of this machine reads what is in the home, though it was left open', async () => {
  chmodSync(home, 0o755)
  mkdirSync(join(home, 's3', 'raw'), { recursive: true, mode: 0o755 })
  writeFileSync(join(home, 'laptop.db'), '', { mode: 0o644 })
  writeFileSync(join(home, 's3', 'raw', 'old'), 'x', { mode: 0o666 })
  const laptop = await start()
  laptop.announce(laptop.apply(template))
  await laptop.store.put('raw', 'a/b/c.csv', Buffer.from('x\n1\n'))

  expect(modes().length).toBeGreaterThan(8)
  expect(modes().filter((one) => !/ (700|600)$/.test(one))).toEqual([])
  if (process.getuid?.() !== 0) return
  const script = `require('fs').readFileSync('${join(home, 'laptop.db')}')`
  const other = spawnSync(process.execPath, ['-e', script], { uid: 65534, gid: 65534 })
  expect(String(other.stderr)).toContain('EACCES')
})

test('a stack is created, announced, and answers on one port', async () => {
  const laptop = await start()
  const stack = laptop.apply(template)
  laptop.announce(stack)
  const { s3, sqs, glue, queueUrl } = clients()
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: 'raw', Key: 'a/b/c.csv', Body: 'x\n1\n' }),
  )
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  )
  const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName: 'raw' }))

  expect(announced()).toEqual({
    pid: process.pid,
    api: null,
    aws: laptop.endpoint,
    token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    issuer: {
      url: laptop.issuerUrl,
      tokenUrl: `${laptop.issuerUrl}/oauth2/token`,
      clientId: expect.any(String),
      clientSecret: expect.any(String),
    },
    region: 'eu-central-1',
    ...laptop.credentials,
    buckets: { raw: 'raw', work: 'work' },
    databases: { raw: 'raw' },
    workgroup: 'hypatia',
  })
  expect(statSync(join(home, 'laptop.json')).mode & 0o777).toBe(0o600)
  const records = Messages.flatMap(({ Body = '' }) => JSON.parse(Body).Records ?? [])
  expect(records).toMatchObject([
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'raw' }, object: { key: 'a/b/c.csv', versionId: VersionId } },
    },
  ])
  expect(TableList).toEqual([])
  expect(laptop.workGroups.getWorkGroup('hypatia').Configuration.ResultConfiguration).toEqual({
    OutputLocation: 's3://work/athena/',
  })
})

test('the same template again changes nothing, another one what differs', async () => {
  const laptop = await start()
  laptop.apply(template)
  laptop.queues.purge('arrivals') // S3's test events
  laptop.apply(template)
  const silent = laptop.queues.depth('arrivals').visible
  const changed = structuredClone(template)
  Object.assign(changed.Resources.ArrivalsQueue?.Properties ?? {}, { VisibilityTimeout: 77 })
  laptop.apply(changed)

  expect(silent).toBe(0)
  expect(laptop.queues.attributes('arrivals').VisibilityTimeout).toBe('77')
})

test('the keys are random for each home, and stay', async () => {
  const first = await start()
  const { credentials } = first
  await first.close()
  const second = await start()
  await second.close()
  const other = await start({ fresh: true })

  expect(second.credentials).toEqual(credentials)
  expect(other.credentials.secretAccessKey).not.toBe(credentials.secretAccessKey)
})

test('a home has one laptop, a port too', async () => {
  const laptop = await start()
  laptop.announce(laptop.apply(template))
  const port = Number(new URL(laptop.endpoint).port)
  await expect(start()).rejects.toThrow(`already runs on ${home} (process ${process.pid})`)

  const elsewhere = mkdtempSync(join(tmpdir(), 'laptop-'))
  await expect(startLaptop({ home: elsewhere, port })).rejects.toThrow('HYPATIA_AWS_PORT')
  const free = await startLaptop({ home: elsewhere, port: 0 }) // the failed start let go of its home
  await free.close()
  rmSync(elsewhere, { recursive: true })
})

test('fresh takes away what laptops left, and nothing else', async () => {
  const before = await start()
  before.apply(template)
  await before.store.put('raw', 'old', 'x')
  await before.close()
  writeFileSync(join(home, 'notes.txt'), 'mine')
  const laptop = await start({ fresh: true })

  expect(laptop.store.buckets.list()).toEqual([])
  expect(laptop.queues.list()).toEqual([])
  expect(existsSync(join(home, 'notes.txt'))).toBe(true)
})

test('what was acknowledged survives kill -9', async () => {
  const child = fork(join(import.meta.dirname, 'serve.ts'), [home], { stdio: 'ignore' })
  children.push(child)
  await once(child, 'message')
  const { s3, sqs, queueUrl } = clients()
  const acknowledged = { keys: [] as string[], bodies: [] as string[] }
  const work = (async () => {
    for (let number = 0; ; number++) {
      const Key = `a/b/${number}`
      await s3.send(new PutObjectCommand({ Bucket: 'raw', Key, Body: Key }))
      acknowledged.keys.push(Key)
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: Key }))
      acknowledged.bodies.push(Key)
    }
  })().catch(() => {})
  while (acknowledged.bodies.length < 10) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  await once(child, 'exit')
  s3.destroy()
  sqs.destroy()
  await work

  const laptop = await start()
  laptop.announce(laptop.apply(template))
  const bodies: string[] = []
  for (;;) {
    const messages = await laptop.queues.receive('arrivals', { max: 10, waitMs: 0 })
    if (messages.length === 0) break
    bodies.push(...messages.map(({ body }) => body))
  }
  const events = bodies.flatMap((body) =>
    body.startsWith('{') ? (JSON.parse(body).Records ?? []) : [],
  )
  const told = new Set(events.map((event) => event.s3.object.key))

  expect(acknowledged.keys.filter((key) => !told.has(key))).toEqual([])
  expect(acknowledged.bodies.filter((body) => !bodies.includes(body))).toEqual([])
  const again = clients().s3
  for (const Key of acknowledged.keys) {
    const { Body } = await again.send(new GetObjectCommand({ Bucket: 'raw', Key }))
    expect(await Body?.transformToString()).toBe(Key)
  }
})
