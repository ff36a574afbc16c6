/** Predictions: one row over the bare scorer, a batch beside bare onnxruntime, spawn to the first answer, the image. `-- predict [starts]` */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { Context } from 'aws-lambda'
import { addVersion } from '../aws/models.ts'
import { predict } from '../containers/predict/predict.ts'
import { openScorer } from '../containers/predict/scorer.ts'
import { batchScoringMsMax } from '../lake/limits.ts'
import { feedOfRows } from '../lake/predict/feed.ts'
import type { Tensor } from '../lake/predict/tensor.ts'
import { late, openRegistry } from '../tests/containers/predict/registry.ts'
import { binaryEvent, eventOf, farthest, jsonEvent } from '../tests/containers/predict/requests.ts'
import { startRuntime } from '../tests/containers/runtime.ts'
import { figures, percentile } from './figures.ts'

const [starts = 11] = process.argv.slice(3).map(Number)
const predictions = 2_000
const batchRows = 50_000
const batches = 15
const worker = resolve('containers/predict/worker.mjs')
const dist = resolve('containers/predict/dist')

process.env.ORT_DISABLE_TELEMETRY = '1'
const registry = await openRegistry()
await addVersion(late.draft, late.sample, late.bytes)
const scorer = openScorer({ worker, threads: 1, answerMsMax: batchScoringMsMax })
try {
  await oneRow()
  await batch()
  await firstAnswers()
  imageSize()
} finally {
  await scorer.close()
  await registry.close()
}

/** Alternated, so that a busy moment of the machine meets all of them. */
async function oneRow(): Promise<void> {
  const { handler } = await import('../containers/predict/handler.ts')
  const rows = late.sample.rows.slice(0, 1)
  const feed = feedOfRows(late.draft.signature, rows)
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ rows })
  const asked = eventOf('POST', '/v1/models/late/predictions', { headers, body })
  const ways = {
    'the bare scorer': () => predict(scorer, late.draft, late.file, feed),
    'through the handler': () => handler(asked, {} as Context),
  }
  const took = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]))
  for (let i = -200; i < predictions; i++) {
    for (const [name, way] of Object.entries(ways)) {
      const began = performance.now()
      await way()
      if (i >= 0) took.get(name)?.push(performance.now() - began)
    }
  }
  for (const [name, times] of took) console.log(`one row, ${name}: ${figures(times, 'ms')}`)
  const [bare = 0, whole = 0] = [...took.values()].map((times) => percentile(times, 0.5))
  console.log(`one row, over the bare scorer: ${(whole - bare).toFixed(2)} ms (goal: 0.4 ms)`)
}

/** As much of onnxruntime-node, which lies with the image, as is measured. */
interface Onnxruntime {
  InferenceSession: {
    create(
      file: string,
      options: object,
    ): Promise<{ run(feeds: object): Promise<unknown>; release(): Promise<void> }>
  }
  Tensor: new (type: string, data: unknown, shape: number[]) => object
}

/** Rows that were not seen before: on rows that repeat a processor learns the branches, and shows twice the speed. */
async function batch(): Promise<void> {
  const ort: Onnxruntime = createRequire(worker)('onnxruntime-node')
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const
  const session = await ort.InferenceSession.create(late.file, options)
  const rates = { bare: [] as number[], ours: [] as number[] }
  for (let i = 0; i < batches; i++) {
    const feed = feedOfRows(late.draft.signature, freshRows())
    const feeds = Object.fromEntries(feed.map((tensor) => [tensor.name, bareTensor(ort, tensor)]))
    rates.bare.push(await rowsPerSecond(() => session.run(feeds)))
    rates.ours.push(await rowsPerSecond(() => predict(scorer, late.draft, late.file, feed)))
  }
  await session.release()
  for (const [name, values] of Object.entries(rates))
    console.log(`batch of ${batchRows} rows, ${name}: ${figures(values, 'rows/CPU s')}`)
  const share = percentile(rates.ours, 0.5) / percentile(rates.bare, 0.5)
  console.log(`batch, beside bare onnxruntime: ${share.toFixed(2)} times (goal: 0.9)`)
}

function freshRows() {
  return Array.from({ length: batchRows }, (_, i) => {
    const row = late.sample.rows[i % late.sample.rows.length]
    const { origin, destination } = late.sample.rows[(i * 7) % late.sample.rows.length] ?? {}
    const shares = Object.keys(row ?? {}).filter((name) => name.endsWith('_late'))
    return {
      ...row,
      ...{ origin, destination, hour: i % 24, distance: 100 + ((i * 37) % 2400) },
      ...Object.fromEntries(shares.map((name) => [name, Math.random()])),
    }
  })
}

function bareTensor(ort: Onnxruntime, { datatype, data, shape }: Tensor) {
  if (datatype === 'INT64')
    return new ort.Tensor('int64', BigInt64Array.from(data as bigint[]), shape)
  if (datatype === 'FP64')
    return new ort.Tensor('float64', Float64Array.from(data as number[]), shape)
  return new ort.Tensor('string', data as string[], shape)
}

/** A second of the processor, all threads together: a busy machine stretches others. */
async function rowsPerSecond(work: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(began)
  return batchRows / ((user + system) / 1e6)
}

/** Of the image's own content under a Runtime API; the model is fetched from the laptop's S3. */
async function firstAnswers(): Promise<void> {
  execFileSync(process.execPath, ['containers/predict/build.mjs'])
  for (const [name, event] of Object.entries({ JSON: jsonEvent, binary: binaryEvent })) {
    const took: number[] = []
    for (let i = 0; i < starts; i++) {
      const began = performance.now()
      const runtime = await startRuntime((api) => ({
        program: [process.execPath, 'containers/base/runtime.mjs', 'handler.handler'],
        env: {
          ...registry.environment,
          AWS_LAMBDA_RUNTIME_API: api,
          LAMBDA_TASK_ROOT: dist,
          ORT_DISABLE_TELEMETRY: '1',
          SCORING_WORKER: join(dist, 'worker.mjs'),
        },
      }))
      farthest(await runtime.invoke(event()))
      took.push(performance.now() - began)
      await runtime.close()
    }
    console.log(`spawn to the first prediction, ${name}: ${figures(took, 'ms')} (goal: 150 ms)`)
  }
}

function imageSize(): void {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  const bytes = files.reduce(
    (all, file) => all + (file.isFile() ? statSync(join(file.parentPath, file.name)).size : 0),
    0,
  )
  console.log(`image, over its base: ${(bytes / 1e6).toFixed(1)} MB (goal: 100 MB with the base)`)
}
