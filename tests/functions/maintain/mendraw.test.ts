/** A storm of deliveries that come again is one mending of the raw table, and no mending that is needed is spared. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Context, SQSEvent } from 'aws-lambda'
import { s3 } from '../../../aws/clients/s3.ts'
import { handler as catalog } from '../../../functions/catalog/handler.ts'
import { handler as maintain } from '../../../functions/maintain/handler.ts'
import { queueClocksMsMax, rawMendDelaySeconds } from '../../../lake/limits.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
let listings = 0
beforeAll(async () => {
  opened = await openLaptop()
  const { queues, catalog: glue, endpoint } = opened.laptop
  for (const Name of ['raw', 'lake']) glue.createDatabase({ Name })
  Object.assign(process.env, { RAW_DATABASE: 'raw', LAKE_DATABASE: 'lake', LAKE_BUCKET: 'lake' })
  for (const name of ['arrivals', 'normalise', 'commit', 'maintain']) {
    queues.create(name)
    process.env[`${name.toUpperCase()}_QUEUE_URL`] = queues.url(name, endpoint)
  }
  s3().middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'ListObjectsV2Command') listings++
        return next(args)
      },
    { step: 'initialize' },
  )
  for (const day of [1, 2]) {
    const key = `s/d/day=${day}/a.csv`
    await opened.laptop.store.put('raw', key, 'id,name\n1,a\n')
    await delivered(catalog, [{ body: { kind: 'look', key } }])
  }
})
afterAll(() => opened.close())
beforeEach(() => {
  taken()
  listings = 0
})

interface Delivered {
  body: object
  times?: number
  sentMs?: number
  receivedMs?: number
}

/** All at once, each as one that Lambda has from the queue. */
async function delivered(handler: typeof catalog | typeof maintain, messages: Delivered[]) {
  const Records = messages.map(({ body, times = 1, sentMs = 0, receivedMs = 0 }, i) => ({
    messageId: String(i),
    receiptHandle: 'none',
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(times),
      SentTimestamp: String(sentMs),
      ApproximateFirstReceiveTimestamp: String(receivedMs),
    },
  }))
  const context = { getRemainingTimeInMillis: () => 60_000, awsRequestId: 'x' } as Context
  const answer = await handler({ Records } as unknown as SQSEvent, context)
  expect(answer?.batchItemFailures).toEqual([])
}

/** What maintain was told, and after how long. */
function taken(): { body: object; afterMs: number }[] {
  const { database } = opened.laptop.state
  const rows = database
    .prepare(
      "SELECT body, visible_ms - sent_ms AS afterMs FROM sqs_messages WHERE queue = 'maintain'",
    )
    .all() as { body: string; afterMs: number }[]
  database.prepare("DELETE FROM sqs_messages WHERE queue = 'maintain'").run()
  return rows.map(({ body, afterMs }) => ({ body: JSON.parse(body), afterMs }))
}

const raw = { kind: 'raw', table: 's_d' }
const isThere = () => opened.laptop.catalog.getTables('raw').length > 0

async function mended(messages: Omit<Delivered, 'body'>[]): Promise<number> {
  for (const message of messages) await delivered(maintain, [{ body: raw, ...message }])
  return listings
}

test('whoever comes again asks for one, late: arrivals that find nothing to write, and words of what was scanned', async () => {
  const look = { kind: 'look', key: 's/d/day=1/a.csv' }
  const examined = { kind: 'examined', key: 's/d/day=1/a.csv', sequencer: 'gone', table: 's_d' }
  await delivered(catalog, [{ body: look }, { body: examined }])
  expect(taken()).toEqual([])
  for (const body of [look, examined]) {
    await delivered(catalog, [{ body, times: 2 }])
    expect(taken()).toEqual([{ body: raw, afterMs: 1_000 * rawMendDelaySeconds }])
  }
})

test('of a storm one lists the dataset, and all that were asked before it began are spared', async () => {
  const storm = Array.from({ length: 40 }, (_, i) => ({
    sentMs: 100_000 + 200 * i,
    receivedMs: 110_000 + 200 * i,
  }))
  expect(await mended(storm)).toBe(1)
})

test('what was asked after the last mending began is mended, and so is what comes again', async () => {
  const { catalog: glue } = opened.laptop
  const began = 200_000
  expect(await mended([{ sentMs: began - 30_000, receivedMs: began }])).toBe(1)
  for (const [spared, message] of [
    [true, { sentMs: began - queueClocksMsMax - 1, receivedMs: began + 1 }],
    [false, { sentMs: began - queueClocksMsMax, receivedMs: began }],
    [false, { sentMs: began - 30_000, receivedMs: began - 20_000, times: 2 }],
    [true, { sentMs: began - 30_000, receivedMs: began + 1 }], // the one before began no later
  ] as const) {
    if (isThere()) glue.deleteTable('raw', 's_d')
    await mended([message])
    expect([message, isThere()]).toEqual([message, !spared])
    if (!spared) expect(glue.getPartitions('raw', 's_d')).toHaveLength(2)
  }
})
