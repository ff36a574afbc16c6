/**
 * A day's life: files land, the machine loses its power again and again, columns come and widen, files break, are
 * repaired, overwritten and deleted. After each step every row is counted: nothing is lost, nothing is there twice.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { addVersion, moveAlias } from '../../aws/models.ts'
import { records } from '../../clients/typescript/hypatia.ts'
import { objectId } from '../../lake/key.ts'
import { chanceOf, small } from '../flow/model.ts'
import { compare, csv, Ledger, type Row } from './ledger.ts'
import { type Machine, openMachine, persist } from './machine.ts'

const ledger = new Ledger()
let machine: Machine
beforeAll(async () => {
  machine = await openMachine()
  await machine.start()
})
afterAll(() => machine?.close())

interface Dataset {
  source: string
  dataset: string
}
const stations: Dataset = { source: 'stations', dataset: 'readings' }
const things: Dataset = { source: 'shop', dataset: 'things' }
const tableOf = ({ source, dataset }: Dataset): string => `${source}_${dataset}`
const rowsAFile = 200
let lastId = 0

/** Ids are the day's own, so that a row that is there twice cannot hide. */
const readings = (more: (i: number) => Row = () => ({})): Row[] =>
  Array.from({ length: rowsAFile }, (_, i) => ({
    id: `${++lastId}`,
    station: `S${i % 7}`,
    celsius: (((i * 37) % 400) / 10 - 10).toFixed(2),
    ...more(i),
  }))

/** One sender's file: acknowledged, written down, followed to its end. */
async function land(file: string, rows: Row[], of = stations) {
  const place = { ...of, file }
  const { object, version } = await persist(() => machine.client.upload(csv(rows), place))
  const ended = await persist(() => machine.client.follow(object, { version, waitSeconds: 90 }))
  expect([file, ended.state, ended.rows]).toEqual([file, 'committed', rows.length])
  ledger.set(tableOf(of), file, rows)
}

/** Once nothing is on its way: a column that widens has its rows land again from their originals. */
async function agree(): Promise<void> {
  await until(async () => (await waitingMessages()).length === 0)
  await compare(ledger, machine.client)
}

const thingsRows = (): Row[] =>
  Array.from({ length: 50 }, (_, i) => ({
    id: `${++lastId}`,
    size: `${i % 40}`,
    word: 'xyz'[i % 3] ?? '',
  }))

/** What the model must say, in the order of the ids. */
const predictionsOf = (run: string, file: string) =>
  ledger.file(tableOf(things), file).map(({ id = '', size = '', word = '' }) => ({
    id: Number(id),
    run,
    chance: expect.closeTo(chanceOf(Number(size), word), 5),
  }))

/** All that there are. */
async function predictions(): Promise<unknown[]> {
  const sql = 'SELECT id, run, chance FROM lake.predictions_small ORDER BY id'
  const found: unknown[] = []
  for await (const page of machine.client.query(sql)) found.push(...records(page))
  return found
}

const several = (names: string[], rows = readings) =>
  Promise.all(names.map((name) => land(name, rows())))

test('the morning’s files are a table', async () => {
  await several(['00.csv', '01.csv', '02.csv', '03.csv'])
  await agree()
})

test.each([60, 600])('the power goes %i ms after more began to land', async (ms) => {
  const landing = several([`${ms}-a.csv`, `${ms}-b.csv`, `${ms}-c.csv`])
  await sleep(ms)
  await machine.losePower()
  await machine.start()
  await landing
  await agree()
})

test('a new column comes, and a column that held numbers gets words', async () => {
  await land(
    'humid.csv',
    readings((i) => ({ humidity: `${i % 100}` })),
  )
  await agree()
  const landing = land(
    'words.csv',
    readings((i) => ({ ...(i % 50 === 0 && { celsius: 'many' }) })),
  )
  await sleep(500)
  await machine.losePower()
  await machine.start()
  await landing
  const path = { name: tableOf(stations) }
  const { body } = await machine.client.call('getDataset', { path })
  expect(body.columns).toEqual(
    expect.arrayContaining([
      { name: 'celsius', type: 'string' },
      { name: 'humidity', type: 'bigint' },
    ]),
  )
  await agree()
})

test('a broken file is set aside, as it is again when it is retried, and lands once it is repaired', async () => {
  const { client } = machine
  const broken = new Blob(['id,station,celsius\n1,"S1,2.5\n'])
  const place = { ...stations, file: 'broken.csv' }
  const aside = await client.land(broken, place)
  expect(aside).toMatchObject({ state: 'quarantined', reason: { code: 'csv.unterminated-quote' } })
  await agree()

  const path = { object: aside.object }
  await client.call('retryQuarantined', { path })
  await until(async () => {
    const { body } = await client.call('getObject', { path })
    return body.state === 'quarantined' && body.version !== aside.version
  })
  const { body } = await client.call('listQuarantine')
  expect(body.objects.map(({ key }) => key)).toEqual(['stations/readings/broken.csv'])

  await land('broken.csv', readings())
  expect((await client.call('listQuarantine')).body.objects).toEqual([])
  await expect(client.call('retryQuarantined', { path })).rejects.toMatchObject({
    type: '/problems/quarantine.not-in-it',
  })
  await agree()
})

test('files are overwritten and deleted, and the power goes meanwhile', async () => {
  const landing = several(['00.csv', '60-a.csv'])
  await deleted('01.csv')
  await machine.losePower()
  await machine.start()
  await deleted('humid.csv')
  await landing
  for (const file of ['01.csv', 'humid.csv']) {
    await until(async () => (await stateOf(file)) === 'removed')
    ledger.remove(tableOf(stations), file)
  }
  await agree()
})

test('a model predicts rows, a query’s by a job and what arrives by a rule, and the power goes meanwhile', async () => {
  const { client } = machine
  await addVersion(small.draft, small.sample, small.bytes)
  await moveAlias('small', 'live', 1)
  await land('old.csv', thingsRows(), things)
  const said = await client.predict('small', [{ size: 3, word: 'x' }])
  expect(said).toEqual([{ chance: expect.closeTo(chanceOf(3, 'x'), 5) }])

  const rule = { model: 'small', table: tableOf(things) }
  await client.call('putScoringRule', { path: rule, body: { alias: 'live' } })
  const sql = `SELECT id, size, word FROM ${tableOf(things)} WHERE id <= ${lastId}`
  const { body: job } = await client.call('createPredictionJob', { body: { model: 'small', sql } })
  const landing = land('new.csv', thingsRows(), things)
  await sleep(300)
  await machine.losePower()
  await machine.start()
  await landing
  await until(async () => {
    const { body } = await client.call('getPredictionJob', { path: { id: job.id } })
    return body.state === 'done'
  })
  await agree()
  const ofJob = predictionsOf(job.id, 'old.csv')
  const ofRule = predictionsOf(objectId(keyOf('new.csv', things)), 'new.csv')
  expect(await predictions()).toEqual([...ofJob, ...ofRule])

  await deleted('new.csv', things)
  await until(async () => (await stateOf('new.csv', things)) === 'removed')
  ledger.remove(tableOf(things), 'new.csv')
  await agree()
  expect(await predictions()).toEqual(ofJob)
})

test('in the evening it is stopped in order, and all is there when it starts again', async () => {
  await machine.stop()
  await machine.start()
  await agree()
})

const keyOf = (file: string, { source, dataset }: Dataset): string => `${source}/${dataset}/${file}`

async function deleted(file: string, of = stations): Promise<void> {
  const s3 = new S3Client({ forcePathStyle: true })
  await s3.send(new DeleteObjectCommand({ Bucket: 'raw', Key: keyOf(file, of) }))
}

async function stateOf(file: string, of = stations): Promise<string | undefined> {
  const { body } = await machine.client.call('listFiles', { path: { name: tableOf(of) } })
  return body.objects.find(({ key }) => key === keyOf(file, of))?.state
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it has not come to be')
    await sleep(200)
  }
}

/** Queues, dead letters too, that hold anything: nothing is on its way, nothing was given up. */
async function waitingMessages(): Promise<string[]> {
  const sqs = new SQSClient({})
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const depths = QueueUrls.map(async (QueueUrl) => {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
    const { Attributes = {} } = await sqs.send(asked)
    const names = [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ] as const
    return names.some((name) => Number(Attributes[name]) > 0) ? [QueueUrl] : []
  })
  return (await Promise.all(depths)).flat()
}
