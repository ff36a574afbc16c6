import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { SqsEvent } from '../../../local/lambda/event.ts'
import {
  type Invoke,
  type Mapping,
  type Poller,
  startPoller,
} from '../../../local/lambda/poller.ts'
import { openQueues, type Queues } from '../../../local/sqs/queues.ts'
import { openState, type State } from '../../../local/state.ts'

let home: string
let state: State
let queues: Queues
let poller: Poller | undefined
let errors: unknown[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'poller-'))
  state = openState(home)
  queues = openQueues(state)
  errors = []
})

afterEach(async () => {
  await poller?.close()
  poller = undefined
  queues.close()
  state.close()
  rmSync(home, { recursive: true })
})

const bodies = (event: SqsEvent) => event.Records.map(({ body }) => body)

function start(invoke: Invoke, mapping: Partial<Mapping> = {}) {
  const whole = { functionName: 'f', queue: 'q', reportsBatchItemFailures: true, ...mapping }
  poller = startPoller(whole, { queues, invoke, onError: (error) => errors.push(error) })
}

async function until(condition: () => boolean) {
  for (let tries = 0; tries < 400 && !condition(); tries++) await sleep(5)
  expect(condition()).toBe(true)
}

const isEmpty = () => {
  const { visible, inFlight } = queues.depth('q')
  return visible + inFlight === 0
}

const failing = (event: SqsEvent, bad: (body: string) => boolean) => ({
  batchItemFailures: event.Records.filter(({ body }) => bad(body)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
})

test('the event is the one that Lambda hands over', async () => {
  queues.create('q')
  const { messageId, md5OfAttributes } = queues.send('q', {
    body: '{"a":1}',
    attributes: {
      kind: { DataType: 'String', StringValue: 'landed' },
      raw: { DataType: 'Binary', BinaryValue: 'AAE=' },
    },
  })
  const events: SqsEvent[] = []
  start(async (_, event) => void events.push(event))
  await until(isEmpty)

  expect(events).toEqual([
    {
      Records: [
        {
          messageId,
          receiptHandle: expect.any(String),
          body: '{"a":1}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: {
              stringValue: 'landed',
              stringListValues: [],
              binaryListValues: [],
              dataType: 'String',
            },
            raw: {
              binaryValue: 'AAE=',
              stringListValues: [],
              binaryListValues: [],
              dataType: 'Binary',
            },
          },
          md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
          md5OfMessageAttributes: md5OfAttributes,
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:q',
          awsRegion: 'eu-central-1',
        },
      ],
    },
  ])
})

test('only the messages that the function reports come again, and in the end fall to the dead letters', async () => {
  const dead = queues.create('dead')
  const redrive = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }
  queues.create('q', { RedrivePolicy: JSON.stringify(redrive) })
  const seen: string[] = []
  queues.sendBatch(
    'q',
    ['good', 'bad', 'fine'].map((body) => ({ body })),
  )
  start(async (_, event) => {
    seen.push(...bodies(event))
    const bad = event.Records.find(({ body }) => body === 'bad')
    if (bad) queues.changeVisibility('q', bad.receiptHandle, 0)
    return failing(event, (body) => body === 'bad')
  })
  await until(() => queues.depth('dead').visible === 1)

  expect(seen.sort()).toEqual(['bad', 'bad', 'bad', 'fine', 'good'])
  expect(isEmpty()).toBe(true)
  expect(errors).toEqual([])
})

test('an invocation that throws, and a report that is none, fail the whole batch', async () => {
  queues.create('q', { VisibilityTimeout: '0' })
  const results: (() => unknown)[] = [
    () => {
      throw new Error('crashed')
    },
    () => ({ batchItemFailures: [{ itemIdentifier: 'a stranger' }] }),
    () => ({ batchItemFailures: [{ wrong: 'key' }] }),
    () => ({ batchItemFailures: null }),
  ]
  let invocations = 0
  queues.send('q', { body: 'x' })
  start(async () => results[invocations++]?.())
  await until(isEmpty)

  expect(invocations).toBe(4)
  expect(errors.map(String)).toEqual([
    'Error: crashed',
    expect.stringContaining('a stranger'),
    expect.stringContaining('names no message'),
  ])
})

test('without ReportBatchItemFailures what the function returns means nothing', async () => {
  queues.create('q')
  queues.send('q', { body: 'x' })
  let invocations = 0
  start(
    async (_, event) => {
      invocations++
      return failing(event, () => true)
    },
    { reportsBatchItemFailures: false },
  )
  await until(isEmpty)
  expect(invocations).toBe(1)
})

test('batches are full when messages wait, invocations run at once up to the maximum', async () => {
  queues.create('q')
  for (let sent = 0; sent < 25; sent++) queues.send('q', { body: `${sent}` })
  const sizes: number[] = []
  let running = 0
  let runningMax = 0
  start(
    async (_, event) => {
      sizes.push(event.Records.length)
      runningMax = Math.max(runningMax, ++running)
      await sleep(30)
      running--
    },
    { batchSize: 10, maximumConcurrency: 2 },
  )
  await until(isEmpty)

  expect(sizes).toEqual([10, 10, 5])
  expect(runningMax).toBe(2)
})

test('a batching window gathers what comes after the first message', async () => {
  queues.create('q')
  const sizes: number[] = []
  start(async (_, event) => void sizes.push(event.Records.length), {
    batchSize: 100,
    maximumBatchingWindowSeconds: 1,
  })
  for (let sent = 0; sent < 30; sent++) {
    queues.send('q', { body: 'x' })
    await sleep(1)
  }
  await until(isEmpty)
  expect(sizes).toEqual([30])
})

test('FIFO: a group stays in order through failures and concurrency, groups run side by side', async () => {
  queues.create('q.fifo', {
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
    VisibilityTimeout: '1',
  })
  const done: Record<string, number[]> = { a: [], b: [] }
  for (let number = 0; number < 20; number++) {
    for (const groupId of ['a', 'b'])
      queues.send('q.fifo', { body: `${groupId}${number}`, groupId })
  }
  const failedOnce = new Set<string>()
  start(
    async (_, event) => {
      await sleep(2)
      const stopped = new Set<string>()
      return {
        batchItemFailures: event.Records.flatMap(({ body, messageId, attributes }) => {
          const group = String(attributes.MessageGroupId)
          const number = Number(body.slice(1))
          if (number === 5 && !failedOnce.has(body)) {
            failedOnce.add(body)
            stopped.add(group)
          }
          if (stopped.has(group)) return [{ itemIdentifier: messageId }]
          done[group]?.push(number)
          return []
        }),
      }
    },
    { queue: 'q.fifo', batchSize: 4 },
  )
  await until(() => Object.values(done).every(({ length }) => length === 20))

  const inOrder = Array.from({ length: 20 }, (_, number) => number)
  expect(done).toEqual({ a: inOrder, b: inOrder })
})

test('what was in flight when a poller died is delivered at once by the next', async () => {
  queues.create('q', { VisibilityTimeout: '3600' })
  queues.send('q', { body: 'x' })
  await queues.receive('q')
  const seen: string[] = []
  start(async (_, event) => void seen.push(...bodies(event)))
  await until(isEmpty)
  expect(seen).toEqual(['x'])
})

test('closing waits for what runs and takes nothing more', async () => {
  queues.create('q')
  queues.send('q', { body: 'first' })
  let ended = false
  start(async () => {
    await sleep(100)
    ended = true
  })
  await until(() => queues.depth('q').inFlight === 1)
  await poller?.close()
  queues.send('q', { body: 'second' })
  await sleep(50)

  expect(ended).toBe(true)
  expect(queues.depth('q')).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
})
