import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { addVersion } from '../../../aws/models.ts'
import { type Runtime, startRuntime } from '../runtime.ts'
import { late, openRegistry, type Registry } from './registry.ts'
import { binaryEvent, farthest, jsonEvent } from './requests.ts'

const dist = resolve('containers/predict/dist')
let registry: Registry
const runtimes: Runtime[] = []

beforeAll(async () => {
  execFileSync(process.execPath, ['containers/predict/build.mjs'])
  registry = await openRegistry()
  await addVersion(late.draft, late.sample, late.bytes)
})
afterAll(async () => {
  await Promise.all(runtimes.map((runtime) => runtime.close()))
  await registry.close()
})

async function start(handler: string): Promise<Runtime> {
  const runtime = await startRuntime((api) => ({
    program: [process.execPath, 'containers/base/runtime.mjs', handler],
    env: {
      ...registry.environment,
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

test('a handler that is missing is told', async () => {
  const missing = await start('handler.nothing')
  await expect(missing.invoke({})).rejects.toThrow('handler.mjs exports no nothing')
})
