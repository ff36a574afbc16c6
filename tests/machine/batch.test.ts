/** What one message of a batch does to its mates: nothing, by the real poller and a process that really dies. */
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Poller, startPoller } from '../../local/lambda/poller.ts'
import { type Laptop, startLaptop } from '../../local/laptop.ts'

let folder: string
let laptop: Laptop
let poller: Poller | undefined
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypatia-batch-'))
  laptop = await startLaptop({ home: join(folder, 'home'), port: 0 })
  const dead = laptop.queues.create('dead')
  laptop.queues.create('work', {
    VisibilityTimeout: '1',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
  })
})
afterEach(async () => {
  await poller?.close(0)
  await laptop.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Sends the bodies, works them off, and tells what was done how often and what died. */
async function worked(bodies: string[], leftMs = 60_000) {
  const done = join(folder, 'done')
  const env = {
    PATH: process.env.PATH ?? '',
    QUEUE_URL: `${laptop.endpoint}/000000000000/work`,
    DONE: done,
    LEFT_MS: String(leftMs),
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_ENDPOINT_URL: laptop.endpoint,
    AWS_REGION: laptop.region,
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
  }
  const invoke = (_: string, event: unknown) =>
    new Promise((resolve, reject) => {
      const execArgv = ['--disable-warning=ExperimentalWarning']
      const worker = fork(join(import.meta.dirname, 'batchworker.mjs'), { env, execArgv })
      worker.once('message', (answer) => {
        worker.kill('SIGKILL')
        resolve(answer)
      })
      worker.once('exit', (_code, signal) => reject(new Error(`ended with ${signal}`)))
      worker.send(event as object)
    })
  for (const body of bodies) laptop.queues.send('work', { body })
  const mapping = { functionName: 'f', queue: 'work', batchSize: bodies.length }
  poller = startPoller(
    { ...mapping, reportsBatchItemFailures: true, maximumConcurrency: 1 },
    { queues: laptop.queues, invoke },
  )
  for (;;) {
    await sleep(50)
    const { visible, inFlight, delayed } = laptop.queues.depth('work')
    if (visible + inFlight + delayed === 0) break
  }
  const dead = await laptop.queues.receive('dead', { max: 10 })
  const lines = readFileSync(done, 'utf8').trim().split('\n')
  return { done: lines, dead: dead.map(({ body }) => body) }
}

const innocent = ['work 1', 'work 2', 'work 3', 'work 4']

test('a message that kills the function goes to the dead letters alone', async () => {
  const { done, dead } = await worked(['work 1', 'work 2', 'kill', 'work 3', 'work 4'])
  expect(dead).toEqual(['kill'])
  expect([...new Set(done)].sort()).toEqual(innocent)
}, 60_000)

test('a message that does not end is given up in time: its mates are done once, and only it comes again', async () => {
  const { done, dead } = await worked([...innocent, 'hang'], 2_000)
  expect(dead).toEqual(['hang'])
  expect(done.sort()).toEqual(innocent)
}, 60_000)
