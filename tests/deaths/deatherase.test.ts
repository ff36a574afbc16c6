/** maintain dies after each of its calls while it erases, turn by turn: it goes on, and no byte is left in the end. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { erasureKey, newErasure } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { functions } from '../flow/bundles.ts'
import { scanFor } from '../flow/bytescan.ts'
import { deliver, type House, openHouse, type Worker } from '../flow/house.ts'
import { bytesAt, lakeRows } from '../flow/rows.ts'
import { openDeathGate } from './deathgate.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ environment: { ERASURE_TURN_SECONDS: '0' } }) // each thing is a turn of its own
  for (const bucket of ['lake', 'work'])
    house.laptop.store.buckets.change(bucket, { versioning: 'Enabled' })
})
afterAll(() => house.close())

const secret = 'zoe.q@private.example'
const id = 'e'.repeat(32)
const put = (key: string, body: string) => house.laptop.store.put('raw', key, Buffer.from(body))
const record = async (): Promise<Erasure> =>
  JSON.parse((await bytesAt(house.laptop, `s3://work/${erasureKey(id)}`)).toString())

/** What it is about to do, by which turns that do the same are one: each kind dies once at each of its calls. */
const kindOf = ({ state, place, at }: Erasure): string => `${state} ${place ?? at?.[0] ?? 'first'}`

/** Dies after its n-th call, for n from 1 until it lives. Answers how often. */
async function dyingTurn(body: string): Promise<number> {
  for (let call = 1; ; call++) {
    let died = false
    let worker: Worker | undefined
    const gate = await openDeathGate(house.laptop.endpoint, call, () => {
      died = true
      worker?.kill()
    })
    worker = house.worker(gate.endpoint)
    house.laptop.queues.send('maintain', { body })
    const [message] = await house.laptop.queues.receive('maintain', { max: 1 })
    await deliver(house.laptop, worker, 'maintain', [message!])
    if (died) await purged()
    worker.kill()
    gate.close()
    if (!died) return call - 1
  }
}

/** Deaths are not counted here: a message that died comes as a new one. */
async function purged(): Promise<void> {
  house.laptop.queues.purge('maintain')
}

const queueOf = {
  catalog: 'arrivals',
  normalise: 'normalise',
  commit: 'commit.fifo',
  score: 'score',
}

/** All but maintain, until nothing moves. */
async function carried(worker: Worker): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    let moved = false
    for (const name of functions.filter((each) => each !== 'maintain')) {
      const messages = await house.laptop.queues.receive(queueOf[name as keyof typeof queueOf], {
        max: 10,
      })
      if (messages.length > 0) await deliver(house.laptop, worker, name, messages)
      moved ||= messages.length > 0
    }
    quiet = moved ? 0 : quiet + 1
  }
}

test('whoever dies where', async () => {
  await put('crm/people/a.csv', `id,email\n1,${secret}\n2,other@x.example\n`)
  await put('crm/people/only.csv', `id,email\n9,${secret}\n`)
  await put('crm/people/over.csv', 'id,email\n8,eight@x.example\n')
  await put('crm/people/over.csv', `id,email\n8,${secret}\n`)
  await put('crm/people/torn.csv', `id,email\n1,"${secret}\n`)
  const lost = await put('crm/people/lost.csv', `id,email\n5,${secret}\n`)
  await house.settle()
  house.laptop.store.delete('raw', 'crm/people/lost.csv', lost.versionId)
  house.laptop.queues.purge('arrivals') // nobody hears that it was taken away
  await house.laptop.store.put('work', 'athena/q1.csv', Buffer.from(`"email"\n"${secret}"\n`))
  const erasure = newErasure(
    id,
    { kind: 'value', columns: ['email'], values: [secret] },
    { by: 'tester', salt: 'salt', nowMs: Date.now() },
  )
  await house.laptop.store.put('work', erasureKey(id), JSON.stringify(erasure))
  expect((await scanFor(house.laptop.state.home, secret)).found.length).toBeGreaterThan(5)

  const body = JSON.stringify({ kind: 'erase', id })
  const alive = house.worker()
  const seen = new Set<string>()
  let deaths = 0
  for (;;) {
    const now = await record()
    if (now.state === 'done') break
    if (seen.has(kindOf(now))) {
      house.laptop.queues.purge('maintain')
      house.laptop.queues.send('maintain', { body })
      const [message] = await house.laptop.queues.receive('maintain', { max: 1 })
      await deliver(house.laptop, alive, 'maintain', [message!])
    } else deaths += await dyingTurn(body)
    seen.add(kindOf(now))
    await carried(alive)
  }
  await house.settle()

  expect(deaths).toBeGreaterThan(60)
  expect(await house.deadLetters()).toEqual([])
  expect((await scanFor(house.laptop.state.home, secret)).found).toEqual([])
  expect(await lakeRows(house.laptop, 'crm_people', 'email')).toEqual([
    { email: 'other@x.example' },
  ])
  expect(await record()).toMatchObject({ state: 'done', left: [], counts: { versions: 5 } })
}, 600_000)
