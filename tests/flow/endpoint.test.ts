/** A model that SageMaker serves: its endpoint is a server of this test's, behind the laptop's InvokeEndpoint. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { APIGatewayProxyResult, Context } from 'aws-lambda'
import { addVersion } from '../../aws/models.ts'
import { createJob, queueJob, readJob } from '../../aws/predictionjobs.ts'
import { EndpointRefused, invokeEndpoint } from '../../aws/sagemaker.ts'
import { registerModel } from '../../cli/register.ts'
import { jobIdOf } from '../../lake/predict/job.ts'
import { eventOf } from '../functions/api/house.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { chanceOf, small } from './model.ts'
import { lakeRows } from './rows.ts'

/** What the server does next with a row of this word. */
const moods = new Map<string, () => { status: number; body: string } | undefined>()
const calls: { rows: number; type: string | undefined }[] = []

const server: Server = createServer(async (request, response) => {
  const text = Buffer.concat(await request.toArray()).toString()
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  calls.push({ rows: rows.length, type: request.headers['content-type'] })
  const mood = rows.map(([, word = '']) => moods.get(word)?.()).find(Boolean)
  const chances = rows.map(([size, word = '']) => chanceOf(size ? Number(size) : null, word))
  response.writeHead(mood?.status ?? 200, { 'content-type': 'text/csv' })
  response.end(mood?.body ?? chances.join('\n'))
})

const { draft } = small
const remote = {
  ...draft,
  name: 'remote',
  model: { runtime: 'sagemaker', endpoint: 'far' },
} as const
const nowhere = { ...remote, name: 'nowhere', model: { ...remote.model, endpoint: 'gone' } }

let house: House
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  house = await openHouse({ endpoints: { far: `http://127.0.0.1:${port}` } })
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  for (const one of [remote, nowhere]) await addVersion(one, small.sample)
}, 60_000)
afterAll(async () => {
  await house?.close()
  server.close()
})

const near = (size: number | null, word: string) => expect.closeTo(chanceOf(size, word), 5)

async function predicted(model: string, rows: object[]) {
  const { handler } = await import('../../containers/predict/handler.ts')
  const event = eventOf('POST', `/v1/models/${model}/predictions`, { body: { rows } })
  const { statusCode, body } = (await handler(event, {} as Context)) as APIGatewayProxyResult
  return { statusCode, ...JSON.parse(body) }
}

let jobs = 0
async function ended(model: string, sql: string) {
  const id = jobIdOf('endpoint', String(jobs++))
  await queueJob(await createJob({ id, model, version: 1, at: null, sql }))
  await house.settle()
  return readJob(id)
}

test('rows are predicted online', async () => {
  const rows = [
    { size: 3, word: 'x' },
    { size: null, word: 'y' },
  ]
  expect(await predicted('remote', rows)).toEqual({
    statusCode: 200,
    model: 'remote',
    version: 1,
    predictions: [{ chance: near(3, 'x') }, { chance: near(null, 'y') }],
  })
})

test('a job’s rows go in pieces, and a server that fails is asked again', async () => {
  let failures = 2
  moods.set('z', () => (failures-- > 0 ? { status: 503, body: 'busy' } : undefined))
  calls.length = 0
  const sql = `SELECT n, CAST(n AS double) AS size, 'z' AS word FROM UNNEST(sequence(1, 2500)) AS t(n)`
  expect(await ended('remote', sql)).toMatchObject({ state: 'done', rows: 2500 })
  expect(calls.slice(-3)).toEqual([1000, 1000, 500].map((rows) => ({ rows, type: 'text/csv' })))
  const found = await lakeRows(house.laptop, 'predictions_remote', 'n, chance')
  expect(found.length).toBe(2500)
  expect(found.slice(0, 1)).toEqual([{ n: '1', chance: near(1, 'z') }])
  expect(await house.deadLetters()).toEqual([])
})

test.each([
  ['a container that takes no such rows', 'remote', 'r', 'no such word'],
  ['an answer that is none', 'remote', 's', '1 rows came back for 2'],
  ['an endpoint that is not there', 'nowhere', 'x', 'The endpoint gone is not on the laptop'],
])('%s is told: a job fails by it, and a request is a 502', async (_, model, word, detail) => {
  moods.set('r', () => ({ status: 400, body: 'no such word' }))
  moods.set('s', () => ({ status: 200, body: '0.5\n' }))
  const reason = { code: 'model.not-scored', detail: expect.stringContaining(detail) }
  const sql = `SELECT CAST(1 AS double) AS size, '${word}' AS word FROM (VALUES 1, 2) AS t(n)`
  expect(await ended(model, sql)).toMatchObject({ state: 'failed', reason })
  const rows = [
    { size: 1, word },
    { size: 2, word },
  ]
  expect(await predicted(model, rows)).toMatchObject({
    statusCode: 502,
    type: '/problems/model.failed',
    detail: expect.stringContaining(detail),
  })
})

test('registering holds the golden rows against the endpoint', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'endpoint-model-'))
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value))
  write('model.json', { ...remote, name: 'golden' })
  write('sample.json', small.sample)
  try {
    expect(await registerModel(folder)).toMatchObject({ name: 'golden', version: 1, goldenRows: 1 })
    write('sample.json', { ...small.sample, predictions: [{ chance: 2 }] })
    await expect(registerModel(folder)).rejects.toThrow('golden.differs')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the laptop answers by name for what it has not', async () => {
  await expect(invokeEndpoint('gone', '1\n')).rejects.toThrow(EndpointRefused)
  const asked = fetch(`${house.laptop.endpoint}/health`)
  const { services } = (await (await asked).json()) as { services: Record<string, string[]> }
  expect(services.sagemaker).toEqual(['InvokeEndpoint'])
})
