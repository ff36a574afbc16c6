/** Two reconciliations at once, of which one says late how far it is. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Conflict } from '../../aws/conflict.ts'
import { type Reconciliation, reconcile } from '../../aws/reconcilerun.ts'
import { getJson, putBytes } from '../../aws/s3.ts'
import { readHint } from '../../functions/maintain/readhint.ts'
import { type Interpretation, interpretationKey, said } from '../../lake/interpretation.ts'
import { reconcileRunAgeMsMax } from '../../lake/limits.ts'
import { receiptKey } from '../../lake/receipt.ts'
import { type Laptop, startLaptop } from '../../local/laptop.ts'

let laptop: Laptop
let gate: Server
const folder = mkdtempSync(join(tmpdir(), 'hypatia-reconciling-'))

/** What the next record that is written waits for. */
let held: Promise<unknown> | undefined
let isHeld = (): void => {}

beforeAll(async () => {
  laptop = await startLaptop({ home: join(folder, 'home'), port: 0, fresh: true })
  for (const bucket of ['raw', 'lake', 'work']) laptop.store.createBucket(bucket)
  for (const Name of ['raw', 'lake']) laptop.catalog.createDatabase({ Name })
  const { hostname, port } = new URL(laptop.endpoint)
  gate = createServer(async (incoming, outgoing) => {
    const { method, url = '', headers } = incoming
    if (method === 'PUT' && url.includes('/reconcile/last.json')) {
      const waited = held
      held = undefined
      if (waited) isHeld()
      await waited
    }
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`
  const queues = ['arrivals', 'normalise', 'commit', 'score', 'maintain'].map((name) => {
    laptop.queues.create(name)
    return [`${name.toUpperCase()}_QUEUE_URL`, laptop.queues.url(name, endpoint)]
  })
  Object.assign(process.env, Object.fromEntries(queues), {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: laptop.region },
    ...{ RAW_BUCKET: 'raw', LAKE_BUCKET: 'lake', WORK_BUCKET: 'work' },
    ...{ RAW_DATABASE: 'raw', LAKE_DATABASE: 'lake' },
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
  })
})
afterAll(async () => {
  gate.closeAllConnections()
  gate.close()
  await laptop.close()
  rmSync(folder, { recursive: true, force: true })
})

const now = () => ({ youngMs: Date.now() + 60_000 })
const last = async () => (await getJson<Reconciliation>('work', 'reconcile/last.json'))?.value

test('what one says late of how far it is leaves what another has ended since', async () => {
  let goes = (): void => {}
  held = new Promise<void>((resolve) => {
    goes = resolve
  })
  const waits = new Promise<void>((resolve) => {
    isHeld = resolve
  })
  const late = expect(reconcile(now())).rejects.toThrow(Conflict)
  await waits
  const ended = await reconcile(now())
  goes()
  await late
  expect(ended.endedMs).toBeGreaterThan(0)
  expect(await last()).toEqual(JSON.parse(JSON.stringify(ended)))
})

test('one that did not end is gone on with, and after so long begun anew', async () => {
  const { endedMs: _, ...ended } = (await last())!
  const open = async (startedMs: number, keptMs?: number) => {
    const run = { ...ended, startedMs, keptMs, progress: { ...ended.progress, from: '8' } }
    await putBytes({ bucket: 'work', key: 'reconcile/last.json' }, JSON.stringify(run))
    return (await reconcile(now())).startedMs
  }
  const young = Date.now() - reconcileRunAgeMsMax / 2
  expect(await open(young)).toBe(young)
  const old = Date.now() - 2 * reconcileRunAgeMsMax
  expect(await open(old)).toBeGreaterThan(young)
  expect(await open(old, young)).toBe(old) // a long one at which somebody is
})

/** Of the maintain queue; it is empty then. */
async function asked(): Promise<object[]> {
  const messages = await laptop.queues.receive('maintain', { max: 10 })
  for (const { receiptHandle } of messages) laptop.queues.remove('maintain', receiptHandle)
  return messages.map(({ body }) => JSON.parse(body))
}

const owner = { source: 's', dataset: 'd' }
const hint = { kind: 'hint', ...owner }
const log = { kind: 'log', ...owner, root: 's/d/t/', format: 'delta' }

test('a hint or a log that landed, and of which no record knows, is asked for; what is known is the night’s', async () => {
  for (const key of ['s/d/_hypatia.json', `s/d/t/_delta_log/${'0'.repeat(20)}.json`]) {
    const put = await putBytes({ bucket: 'raw', key }, '{}')
    const version = { versionId: 'null', etag: put.etag.replaceAll('"', ''), bytes: 2 }
    const object = { bucket: 'raw', key, ...version, sequencer: '01' }
    const receipt = { object, state: 'asset', partitions: [], staged: false, times: {} }
    await putBytes({ bucket: 'work', key: receiptKey(key) }, JSON.stringify(receipt))
  }
  await reconcile({ ...now(), dryRun: true })
  expect(await asked()).toEqual([])
  await reconcile(now())
  expect(await asked()).toEqual(expect.arrayContaining([hint, log]))
  const known = said(undefined, owner, {}, { by: 'tester', nowMs: 0 })
  const tables = [{ root: log.root, format: 'delta' as const }]
  const record = { ...known, hint: { header: true }, tables }
  const place = { bucket: 'work', key: interpretationKey('s', 'd') }
  await putBytes(place, JSON.stringify(record))
  await reconcile(now())
  expect(await asked()).toEqual([])
})

test('a hint among the dead letters is taken up, and is read then', async () => {
  const { queues } = laptop
  queues.create('maintain-dead-letters')
  const { arn: deadLetterTargetArn } = queues.queue('maintain-dead-letters')
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 })
  queues.setAttributes('maintain', { RedrivePolicy })
  queues.send('maintain-dead-letters', { body: JSON.stringify(hint) })
  await putBytes({ bucket: 'raw', key: 's/d/_hypatia.json' }, '{"types":{"id":"string"}}')
  const { deadLetters } = await reconcile(now())
  expect(deadLetters).toEqual({ taken: 1, left: [] })
  expect(await queues.receive('maintain-dead-letters', { max: 10 })).toEqual([])
  const [message] = await asked()
  expect(message).toEqual(hint)
  await readHint(message as typeof hint & { kind: 'hint' })
  const record = await getJson<Interpretation>('work', interpretationKey('s', 'd'))
  expect(record?.value.hint).toEqual({ types: { id: 'string' } })
})
