/** A folder with model.json, sample.json and, unless an endpoint serves the model, model.onnx becomes the next version of its model, once its golden rows agree. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as z from 'zod'
import { addVersion } from '../aws/models.ts'
import { scoreByEndpoint } from '../containers/predict/endpoint.ts'
import { predict } from '../containers/predict/predict.ts'
import { NotInTime, NotScored, openScorer } from '../containers/predict/scorer.ts'
import { batchScoringMsMax, modelBytesMax } from '../lake/limits.ts'
import { feedOfRows, rowsOfOutputs } from '../lake/predict/feed.ts'
import { goldenProblems } from '../lake/predict/golden.ts'
import { type PredictProblem, Unpredictable } from '../lake/predict/problem.ts'
import {
  type ModelDraft,
  type ModelPackage,
  type ModelSample,
  modelDraft,
  modelSample,
} from '../schemas/model.ts'
import { Usage } from './usage.ts'

/** The sample's rows are not predicted as it says. */
export class NotAgreed extends Error {
  override name = 'NotAgreed'
  readonly problems: PredictProblem[]

  constructor(problems: PredictProblem[]) {
    super(problems.map(({ code, detail }) => `${code}: ${detail}`).join('; '))
    this.problems = problems
  }
}

/** Into the bucket that MODELS_BUCKET names. Throws Usage where the folder is no such package, and NotAgreed. */
export async function registerModel(
  folder: string,
): Promise<ModelPackage & { goldenRows: number }> {
  const draft = readJson(folder, 'model.json', modelDraft)
  const sample = readJson(folder, 'sample.json', modelSample)
  const file = draft.model.runtime === 'onnx' ? fileIn(folder, 'model.onnx') : undefined
  if (file && statSync(file).size > modelBytesMax)
    throw new Usage(`${file} is larger than ${modelBytesMax} bytes`)
  const problems = await sampleProblems(draft, sample, file)
  if (problems.length > 0) throw new NotAgreed(problems)
  const registered = await addVersion(draft, sample, file === undefined ? file : readFileSync(file))
  return { ...registered, goldenRows: sample.rows.length }
}

/** Each golden row that is predicted otherwise by what will serve the model, or why it cannot be. */
async function sampleProblems(
  draft: ModelDraft,
  sample: ModelSample,
  file = '',
): Promise<PredictProblem[]> {
  const worker = fileURLToPath(import.meta.resolve('../containers/predict/worker.mjs'))
  const scorer = openScorer({ worker, threads: 1, answerMsMax: batchScoringMsMax })
  try {
    const feed = feedOfRows(draft.signature, sample.rows)
    const { model, signature } = draft
    const outputs =
      model.runtime === 'onnx'
        ? await predict(scorer, draft, file, feed)
        : await scoreByEndpoint(model.endpoint, signature, feed)
    return goldenProblems(sample, rowsOfOutputs(outputs))
  } catch (error) {
    if (error instanceof Unpredictable) return error.problems
    if (error instanceof NotScored || error instanceof NotInTime)
      return [{ code: 'model.not-scored', detail: error.message }]
    throw error
  } finally {
    await scorer.close()
  }
}

function fileIn(folder: string, name: string): string {
  const file = join(folder, name)
  if (!existsSync(file)) throw new Usage(`there is no ${file}`)
  return file
}

function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const file = fileIn(folder, name)
  const parsed = schema.safeParse(jsonOf(file))
  if (parsed.success) return parsed.data
  const { path = [], message = '' } = parsed.error.issues[0] ?? {}
  throw new Usage(`${file}: ${path.join('.')}: ${message}`)
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Usage(`${file} is no JSON`)
  }
}
