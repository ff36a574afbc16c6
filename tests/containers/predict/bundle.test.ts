import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { addVersion, moveAlias } from '../../../aws/models.ts'
import { createJob, readJob } from '../../../aws/predictionjobs.ts'
import { arrivalJobId, jobIdOf } from '../../../lake/predict/job.ts'
import { sqsEvent } from '../../../local/lambda/event.ts'
import { environmentOf, type House, openHouse } from '../../flow/house.ts'
import { receiptOf } from '../../flow/rows.ts'
import { type Runtime, startRuntime } from '../runtime.ts'
import { late } from './registry.ts'
import { binaryEvent, farthest, jsonEvent } from './requests.ts'

const dist = resolve('containers/predict/dist')
let house: House
const runtimes: Runtime[] = []

beforeAll(async () => {
  execFileSync(process.execPath, ['containers/predict/build.mjs'])
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  await addVersion(late.draft, late.sample, late.bytes)
})
afterAll(async () => {
  await Promise.all(runtimes.map((runtime) => runtime.close()))
  await house.close()
})

async function start(handler: string): Promise<Runtime> {
  const runtime = await startRuntime((api) => ({
    program: [process.execPath, 'containers/base/runtime.mjs', handler],
    env: {
      ...environmentOf(house.laptop, house.laptop.endpoint),
      AWS_LAMBDA_RUNTIME_API: api,
      LAMBDA_TASK_ROOT: dist,
      ORT_DISABLE_TELEMETRY: '1',
      SCORING_WORKER: `${dist}/worker.mjs`,
    },
  }))
  runtimes.push(runtime)
  return runtime
}

test('the image’s content predicts under a Runtime API, from JSON and from bytes', async () => {
  const runtime = await start('handler.handler')
  for (const event of [jsonEvent(), binaryEvent(), jsonEvent()]) {
    expect(farthest(await runtime.invoke(event))).toBeLessThan(1e-5)
  }
  expect(await runtime.invoke({ ...jsonEvent(), body: null })).toMatchObject({ statusCode: 400 })
})

test('the same content scores jobs and arrivals', async () => {
  const runtime = await start('score.handler')
  const values = late.draft.signature.inputs.map(({ name }) => literal(late.sample.rows[0]?.[name]))
  const names = late.draft.signature.inputs.map(({ name }) => name)
  const sql = `SELECT * FROM (VALUES (${values})) AS t(${names})`
  const id = jobIdOf('bundle')
  await createJob({ id, model: 'late', version: 1, at: null, sql })
  const { laptop } = house
  await laptop.store.put('raw', 's/d/a.csv', Buffer.from('a\n1\n'))
  await house.settle()
  const { object } = await receiptOf(laptop, 's/d/a.csv')
  const { key, sequencer } = object
  const arrival = { kind: 'changed', table: 's_d', key, sequencer, model: 'late', alias: 'live' }
  for (const body of [{ kind: 'job', id }, arrival]) {
    laptop.queues.send('score', { body: JSON.stringify(body) })
  }
  await moveAlias('late', 'live', 1)
  const messages = await laptop.queues.receive('score', { max: 10 })
  const { arn } = laptop.queues.queue('score')
  const answer = await runtime.invoke(sqsEvent(messages, arn))
  expect(answer).toEqual({ batchItemFailures: [] })
  expect(await readJob(id)).toMatchObject({ state: 'done', rows: 1 })
  const job = await readJob(arrivalJobId('late', { table: 's_d', key, sequencer }))
  expect(job).toMatchObject({ state: 'failed', reason: { code: 'column.missing' } })
})

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : `${value}`)

test('a handler that is missing is told', async () => {
  const missing = await start('handler.nothing')
  await expect(missing.invoke({})).rejects.toThrow('handler.mjs exports no nothing')
})
