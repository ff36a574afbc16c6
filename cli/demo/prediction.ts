/** The demo's model in the registry, and one prediction of it as a client of the API gets it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { moveAlias } from '../../aws/models.ts'
import { goldenProblems } from '../../lake/predict/golden.ts'
import { type ModelPackage, type ModelSample, modelSample } from '../../schemas/model.ts'
import { registerModel } from '../register.ts'
import type { Laptop, Settings } from '../settings.ts'
import { msText } from '../units.ts'
import { ask } from './ask.ts'

const folder = join(import.meta.dirname, 'late')
const name = 'late'
const fileOf = (part: string): Buffer => readFileSync(join(folder, part))

/** Registers the demo's model where it is not, or not as it is in this folder; `live` moves to it. */
export async function readyModel({ api, token }: Laptop, settings: Settings): Promise<void> {
  const { status, body } = await ask<ModelPackage>({ api, token }, `/v1/models/${name}`)
  const sha256 = createHash('sha256').update(fileOf('model.onnx')).digest('hex')
  if (status === 200 && body.sha256 === sha256) return
  process.env.MODELS_BUCKET = settings.modelsBucket
  const { version } = await registerModel(folder)
  await moveAlias(name, 'live', version)
}

/** Prints it; what is given back is each lie found: a chance that the trainer did not predict. */
export async function showPrediction(laptop: Laptop): Promise<string[]> {
  const sample = modelSample.parse(JSON.parse(String(fileOf('sample.json'))))
  const { rows, predictions } = shown(sample)
  const path = `/v1/models/${name}/predictions`
  const began = performance.now()
  const { status, body } = await ask<Predicted>(laptop, path, { rows })
  const tookMs = performance.now() - began
  if (status !== 200) return [`${path} answers ${status}: ${JSON.stringify(body)}`]
  const model = await ask<ModelPackage>(laptop, `/v1/models/${name}`)
  const [flight, found] = [rows[0], body.predictions[0]]
  const held = model.body.training?.heldOut
  process.stdout.write(`
${model.body.description}

  ${flight?.origin} → ${flight?.destination}, ${flight?.distance} miles, ${days[Number(flight?.weekday) - 1]} at ${flight?.hour}:00; of what left ${flight?.origin} and has just landed, ${share(flight?.origin_departures_late)} was late
  ${share(found?.late)} likely, says ${name} version ${body.version} (${msText(tookMs)}, through the REST API)

  On ${held?.rows.toLocaleString('en-US')} flights that it never saw (${held?.description}): AUC ${held?.auc.toFixed(3)}, the baseline (${held?.baseline.description}) ${held?.baseline.auc.toFixed(3)}
`)
  const toleranceMax = sample.toleranceMax
  return goldenProblems({ predictions, toleranceMax }, body.predictions).map(({ detail }) => detail)
}

interface Predicted {
  version: number
  predictions: Record<string, unknown>[]
}

/** A Saturday's evening in Washington, when little goes as it should. */
function shown({ rows, predictions }: ModelSample): Pick<ModelSample, 'rows' | 'predictions'> {
  const at = rows.findIndex(({ origin, hour }) => origin === 'IAD' && hour === 20)
  return { rows: rows.slice(at, at + 1), predictions: predictions.slice(at, at + 1) }
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const share = (value: unknown): string => `${Math.round(Number(value) * 100)} %`
