/** Passes of an erasure: one that takes something away is followed by another, and what does not come to rest is told. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { s3 } from '../../../aws/clients/s3.ts'
import { getJson, putBytes } from '../../../aws/s3.ts'
import { erase } from '../../../functions/maintain/erase.ts'
import { follow } from '../../../functions/maintain/erasefollow.ts'
import { turnOf } from '../../../functions/maintain/turn.ts'
import { glueTableInput } from '../../../lake/iceberg/gluetable.ts'
import { newTable } from '../../../lake/iceberg/metadata.ts'
import { erasureFollowMsMax, erasureLooksAtOnce, erasurePassesMax } from '../../../lake/limits.ts'
import {
  certificateOf,
  erasureKey,
  followSeconds,
  newErasure,
} from '../../../lake/maintain/erasure.ts'
import { receiptKeyOf } from '../../../lake/receipt.ts'
import type { Erasure } from '../../../schemas/erasure.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
  const { laptop } = opened
  laptop.store.createBucket('lake')
  laptop.catalog.createDatabase({ Name: 'lake' })
  const queue = (name: string) => {
    laptop.queues.create(name)
    return `${laptop.endpoint}/000000000000/${name}`
  }
  Object.assign(process.env, {
    LAKE_BUCKET: 'lake',
    LAKE_DATABASE: 'lake',
    WORKGROUP: 'primary',
    MAINTAIN_QUEUE_URL: queue('maintain'),
    ARRIVALS_QUEUE_URL: queue('arrivals'),
    ERASURE_SETTLE_SECONDS: '0',
    ERASURE_TURN_SECONDS: '600',
  })
})
afterAll(() => opened.close())

const id = 'a'.repeat(32)
const value = 'noa.q@private.example'
const recordOf = async () => (await getJson<Erasure>('work', erasureKey(id)))!.value
const put = (key: string) => putBytes({ bucket: 'raw', key }, `id,email\n1,${value}\n`)

async function begun(more: Partial<Erasure> = {}): Promise<Erasure> {
  const wanted = { kind: 'value' as const, columns: ['email'], values: [value] }
  const record = newErasure(id, wanted, { by: 'tester', salt: 's', nowMs: Date.now() })
  await putBytes({ bucket: 'work', key: erasureKey(id) }, JSON.stringify({ ...record, ...more }))
  return recordOf()
}

/** Until a pass more has ended. */
async function passed(): Promise<Erasure> {
  const { passes: before = 0 } = await recordOf()
  for (let turns = 0; turns < 50; turns++) {
    await erase({ kind: 'erase', id })
    const now = await recordOf()
    if ((now.passes ?? 0) > before) return now
  }
  throw new Error('the pass has no end')
}

beforeEach(() => {
  for (const queue of ['maintain', 'arrivals']) opened.laptop.queues.purge(queue)
})

test('a pass that has found nothing is the last, and one that took something away is not', async () => {
  await put('noa-1.csv')
  await begun()
  expect(await passed()).toMatchObject({ state: 'settling', passes: 1 })
  await put('noa-2.csv') // set aside late
  expect(await passed()).toMatchObject({ state: 'settling', passes: 2 })
  const record = await passed()
  expect(record).toMatchObject({ state: 'done', passes: 3 })
  expect(certificateOf(record)).toMatchObject({ counts: { versions: 2 }, left: [] })
  expect(opened.laptop.store.list('raw', '')).toEqual([])
}, 60_000)

test('what does not come to rest is told, ends nothing, and is tried again', async () => {
  await begun()
  for (let i = 1; i < erasurePassesMax; i++) {
    await put(`noa-${i}.csv`)
    expect(await passed()).toMatchObject({ state: 'settling', passes: i })
  }
  await put('noa.csv')
  const record = await passed()
  expect(record.state).toBe('blocked')
  expect(certificateOf(record).left).toEqual([
    { key: 'passes', why: expect.stringMatching(/still at work/) },
  ])
  expect(record.values).toEqual([value])
  expect(await passed()).toMatchObject({ state: 'done' })
}, 60_000)

function receipt(object: string, state: string) {
  const version = { key: `crm/people/${object}.csv`, versionId: 'v', sequencer: '0' }
  const text = JSON.stringify({ object: version, state, partitions: [], staged: false, times: {} })
  return putBytes({ bucket: 'work', key: receiptKeyOf(object) }, text)
}

async function following(more: Partial<Erasure>): Promise<Erasure> {
  const { place: _, ...record } = await begun({ state: 'settling', passes: 1, ...more })
  await putBytes({ bucket: 'work', key: erasureKey(id) }, JSON.stringify(record))
  return recordOf()
}

test('what does not follow is asked for ever more rarely, then told by name, and left to the nights', async () => {
  const object = 'f'.repeat(16)
  await receipt(object, 'landed')
  const touched = { [object]: { versions: ['v'] } }
  await following({ touched, at: ['follow', ''] })
  await erase({ kind: 'erase', id })
  const { waitsSinceMs = 0 } = await recordOf()
  expect(waitsSinceMs).toBeGreaterThan(0)
  expect(followSeconds(await recordOf(), waitsSinceMs)).toBe(5)
  expect(followSeconds(await recordOf(), waitsSinceMs + 3_600_000)).toBe(180)
  for (const queue of ['maintain', 'arrivals']) opened.laptop.queues.purge(queue)

  const longAgoMs = waitsSinceMs - erasureFollowMsMax - 1
  await following({ touched, at: ['follow', ''], waitsSinceMs: longAgoMs })
  await erase({ kind: 'erase', id })
  const blocked = await recordOf()
  expect(certificateOf(blocked)).toMatchObject({
    state: 'blocked',
    left: [{ key: `crm/people/${object}.csv`, why: expect.stringMatching(/not followed/) }],
  })
  expect(opened.laptop.queues.depth('maintain')).toMatchObject({ visible: 0, delayed: 0 })

  await receipt(object, 'removed')
  expect(await passed()).toMatchObject({ state: 'settling' }) // what it waited for may be at work
  expect(await passed()).toMatchObject({ state: 'done' })
}, 60_000)

test('a table whose metadata is gone is told by name, and others are erased', async () => {
  const location = 's3://lake/crm/gone'
  const columns = [{ name: 'email', type: 'string' as const }]
  const uuid = '00000000-0000-4000-8000-000000000001'
  const metadata = newTable({ uuid, location, columns, partitionKeys: [], nowMs: 1 })
  const row = glueTableInput('crm_gone', metadata, `${location}/metadata/1.metadata.json`)
  opened.laptop.catalog.createTable('lake', row)
  await following({ past: ['crm_gone'], at: ['tables', ''] })
  await putBytes({ bucket: 'work', key: 'athena/1.txt' }, value)
  const record = await passed()
  expect(certificateOf(record).left).toEqual([])
  expect(record.state).toBe('settling') // the result was found
  expect(certificateOf(await passed())).toMatchObject({
    state: 'blocked',
    left: [{ key: 'lake.crm_gone', why: expect.stringMatching(/nobody here can read it/) }],
  })
  opened.laptop.catalog.deleteTable('lake', 'crm_gone')
}, 60_000)

test('receipts are waited for many at once, and those that have followed are not asked again', async () => {
  const ids = Array.from({ length: 300 }, (_, i) => i.toString(16).padStart(16, '0'))
  const isLate = (i: number) => i >= 150
  await Promise.all(ids.map((object, i) => receipt(object, isLate(i) ? 'landed' : 'removed')))
  const touched = Object.fromEntries(ids.map((object) => [object, { versions: ['v'] }]))
  const { place: _, ...record } = await begun({ touched })
  await putBytes({ bucket: 'work', key: erasureKey(id) }, JSON.stringify(record))
  let [running, most, asked] = [0, 0, 0]
  const client = s3()
  const send = client.send.bind(client)
  client.send = (async (command: { input: { Key?: string } }) => {
    const isReceipt = command.input.Key?.startsWith('receipts/')
    if (isReceipt) [asked, running] = [asked + 1, running + 1]
    most = Math.max(most, running)
    try {
      return await send(command as never)
    } finally {
      if (isReceipt) running--
    }
  }) as never
  try {
    const first = await recordOf()
    expect((await follow(first, turnOf(first))).at?.[0]).toBe('follow')
    expect(most).toBeGreaterThan(10)
    const looks = opened.laptop.queues.depth('arrivals')
    expect(looks.visible).toBe(erasureLooksAtOnce)
    const second = await recordOf()
    expect(second.at).toEqual(['follow', ids[149]])
    asked = 0
    await Promise.all(ids.map((object, i) => isLate(i) && receipt(object, 'removed')))
    asked = 0
    await follow(second, turnOf(second))
    expect(asked).toBe(150)
    expect((await recordOf()).at).toEqual(['rows', ''])
  } finally {
    client.send = send as never
  }
}, 60_000)
