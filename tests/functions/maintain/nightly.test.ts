/** What a night takes up again goes on by one chain of messages, however many nights it takes. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { getJson, putBytes } from '../../../aws/s3.ts'
import { erase } from '../../../functions/maintain/erase.ts'
import { nightly } from '../../../functions/maintain/nightly.ts'
import { replay } from '../../../functions/maintain/replay.ts'
import { type Interpretation, interpretationKey, said } from '../../../lake/interpretation.ts'
import { objectId } from '../../../lake/key.ts'
import { erasureKey, newErasure } from '../../../lake/maintain/erasure.ts'
import { receiptKey } from '../../../lake/receipt.ts'
import type { Erasure } from '../../../schemas/erasure.ts'
import { type MaintainMessage, maintainMessage } from '../../../schemas/messages.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop({ versioned: false })
  const { queues, endpoint } = opened.laptop
  const urlOf = (name: string) => {
    queues.create(name)
    return queues.url(name, endpoint)
  }
  Object.assign(process.env, {
    MAINTAIN_QUEUE_URL: urlOf('maintain'),
    ARRIVALS_QUEUE_URL: urlOf('arrivals'),
    ERASURE_TURN_SECONDS: '60',
  })
})
afterAll(() => opened.close())

/** All that is in the queue of this kind, delayed or not; it is empty then. */
async function taken<K extends MaintainMessage['kind']>(kind?: K) {
  opened.laptop.state.database.prepare('UPDATE sqs_messages SET visible_ms = 0').run()
  const messages = await opened.laptop.queues.receive('maintain', { max: 10 })
  for (const { receiptHandle } of messages) opened.laptop.queues.remove('maintain', receiptHandle)
  return messages
    .map(({ body }) => maintainMessage.parse(JSON.parse(body)))
    .filter((one): one is Extract<MaintainMessage, { kind: K }> => !kind || one.kind === kind)
}

const put = (key: string, record: unknown) =>
  putBytes({ bucket: 'work', key }, JSON.stringify(record))

const key = 's/d/a.csv'
/** Whoever waits for it waits for ever. */
const stuck = { object: { bucket: 'raw', key, versionId: 'v', sequencer: '01' }, state: 'staged' }

test('an erasure under way has one message, whatever nights and other workers of it come', async () => {
  const wanted = { kind: 'object', key } as const
  const { place: _, ...fresh } = newErasure('a'.repeat(32), wanted, { by: '', salt: '', nowMs: 0 })
  const touched = { [objectId(key)]: { versions: ['v'] } }
  await put(erasureKey(fresh.id), { ...fresh, touched } satisfies Erasure)
  await put(receiptKey(key), stuck)
  let chain: Extract<MaintainMessage, { kind: 'erase' }>[] = []
  for (let night = 1; night <= 3; night++) {
    await nightly({ kind: 'nightly' })
    chain = [...chain, ...(await taken('erase'))]
    for (const message of chain) await erase(message)
    chain = await taken('erase')
    expect(chain).toHaveLength(1)
  }
  await erase({ kind: 'erase', id: fresh.id }) // out of the dead letters
  expect(await taken('erase')).toEqual([])

  const done: Erasure = { ...fresh, state: 'done' }
  await put(erasureKey(fresh.id), done)
  await nightly({ kind: 'nightly' })
  expect(await taken('erase')).toEqual([])
})

test('a replay whose message is lost is begun anew, and has one message, too', async () => {
  const owner = { source: 's', dataset: 'd' }
  const record = said(undefined, owner, { header: true }, { by: 'tester', nowMs: 0 })
  await put(interpretationKey('s', 'd'), record)
  await put(receiptKey(key), stuck)
  opened.laptop.queues.purge('maintain')
  await putBytes({ bucket: 'raw', key }, 'id\n1\n')
  let chain: Extract<MaintainMessage, { kind: 'replay' }>[] = []
  for (let night = 1; night <= 3; night++) {
    await nightly({ kind: 'nightly' })
    chain = [...chain, ...(await taken('replay'))]
    for (const message of chain) await replay(message)
    chain = await taken('replay')
    expect(chain).toMatchObject([{ ...owner, version: 1, phase: 'follow' }])
  }
  const found = await getJson<Interpretation>('work', interpretationKey('s', 'd'))
  await put(interpretationKey('s', 'd'), { ...found?.value, replayed: 1 })
  await nightly({ kind: 'nightly' })
  expect(await taken('replay')).toEqual([])
})

test('logs and hints beside the data of a dataset are asked again: a word of them may be lost', async () => {
  const owner = { source: 's', dataset: 'logged' }
  const record = said(undefined, owner, {}, { by: 'tester', nowMs: 0 })
  const tables = [{ root: 's/logged/', format: 'delta' as const }]
  const known = { ...record, replayed: record.version, tables, hint: { header: true } }
  await put(interpretationKey('s', 'logged'), known)
  opened.laptop.queues.purge('maintain')
  await nightly({ kind: 'nightly' })
  const asked = await taken()
  expect(asked).toContainEqual({ kind: 'log', ...owner, ...tables[0]! })
  expect(asked).toContainEqual({ kind: 'hint', ...owner })
})
