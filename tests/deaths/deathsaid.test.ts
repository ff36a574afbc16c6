/** maintain dies after each of its calls while it reads a log or a hint, or heals a table: who comes after it ends the work. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { MaintainMessage } from '../../schemas/messages.ts'
import { deliver, type House, openHouse, type Worker } from '../flow/house.ts'
import { lakeRows, planOf } from '../flow/rows.ts'
import { openDeathGate } from './deathgate.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const callsMax = 60

/** Its first delivery goes to a worker that dies after its n-th call. Whether it did. */
async function dies(message: MaintainMessage, deadlyCall: number): Promise<boolean> {
  let died = false
  let worker: Worker | undefined
  const gate = await openDeathGate(house.laptop.endpoint, deadlyCall, () => {
    died = true
    worker?.kill()
  })
  worker = house.worker(gate.endpoint)
  const { queues } = house.laptop
  queues.purge('maintain')
  queues.send('maintain', { body: JSON.stringify(message) })
  const [received] = await queues.receive('maintain', { max: 1 })
  await deliver(house.laptop, worker, 'maintain', [received!])
  worker.kill()
  gate.close()
  return died
}

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))

/** `harm` is done anew before each death, the last of which does not come; how often it came. */
async function dyingAt(
  message: MaintainMessage,
  harm: (n: number) => Promise<unknown>,
  isWhole: (n: number) => Promise<unknown>,
): Promise<number> {
  for (let call = 1; call <= callsMax; call++) {
    await harm(call)
    const died = await dies(message, call)
    await settled(() => isWhole(call))
    expect(await house.deadLetters()).toEqual([])
    if (!died) return call - 1
  }
  throw new Error(`it makes more than ${callsMax} calls`)
}

/** A replay's messages wait some seconds for files to follow. */
async function settled(isWhole: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + 60_000; ; await sleep(100)) {
    await house.settle()
    try {
      return void (await isWhole())
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
}

const ids = async (dataset: string) =>
  ((await lakeRows(house.laptop, `s_${dataset}`, 'id::VARCHAR AS id')) as { id: string }[]).map(
    ({ id }) => id,
  )

/** Arrivals are carried, and the word that catalog then has for maintain is lost. */
async function unheard(key: string, text: string): Promise<void> {
  await put(key, text)
  const worker = house.worker()
  const messages = await house.laptop.queues.receive('arrivals', { max: 10 })
  await deliver(house.laptop, worker, 'catalog', messages)
  worker.kill()
}

test('who reads a log', async () => {
  const root = 's/log/'
  const message = { kind: 'log', source: 's', dataset: 'log', root, format: 'delta' } as const
  for (const file of ['a', 'b']) await put(`${root}${file}.csv`, `id\n${file}\n`)
  await house.settle()
  const named = (n: number): string => (n % 2 === 1 ? 'a' : 'b')
  const add = (file: string) => ({ add: { path: `${file}.csv`, partitionValues: {} } })
  const deaths = await dyingAt(
    message,
    (n) => {
      const first = [{ protocol: { minReaderVersion: 1 } }, { metaData }]
      const gone = { remove: { path: `${named(n - 1)}.csv` } }
      const actions = [...(n === 1 ? first : [gone]), add(named(n))]
      const commit = `${root}_delta_log/${String(n - 1).padStart(20, '0')}.json`
      return unheard(commit, actions.map((action) => JSON.stringify(action)).join('\n'))
    },
    async (n) => expect(await ids('log')).toEqual([named(n)]),
  )
  expect(deaths).toBeGreaterThan(8)
}, 300_000)

const metaData = { schemaString: '{}', partitionColumns: [] }

test('who reads a hint', async () => {
  await put('s/hint/a.csv', 'id\n01\n')
  await house.settle()
  const isAsset = (n: number): boolean => n % 2 === 1
  const deaths = await dyingAt(
    { kind: 'hint', source: 's', dataset: 'hint' },
    (n) => {
      const pins = isAsset(n) ? { asset: true } : { types: { id: 'string' } }
      return unheard('s/hint/_hypatia.json', JSON.stringify(pins) + ' '.repeat(n))
    },
    async (n) => expect(await ids('hint')).toEqual(isAsset(n) ? [] : ['01']),
  )
  expect(deaths).toBeGreaterThan(3)
}, 300_000)

test('who heals a table', async () => {
  for (const file of ['a', 'b']) await put(`s/healed/${file}.csv`, `id\n${file}\n`)
  await house.settle()
  const waiting = [{ kind: 'sketch', table: 's_healed' } as const]
  const deaths = await dyingAt(
    { kind: 'heal', table: 's_healed', waiting },
    async () => {
      const [file] = (await planOf(house.laptop, 's_healed')).files
      house.laptop.store.delete('lake', file!.path.slice('s3://lake/'.length))
    },
    async () => expect((await ids('healed')).sort()).toEqual(['a', 'b']),
  )
  expect(deaths).toBeGreaterThan(8)
}, 300_000)
