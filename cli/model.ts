/** `hypatia model register <folder>`: makes a trained model a version of the registry, once its golden rows agree; `alias` moves a name to it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type * as z from 'zod'
import { Conflict } from '../aws/conflict.ts'
import { addVersion, moveAlias, NoSuchModel } from '../aws/models.ts'
import { predict } from '../containers/predict/predict.ts'
import { NotScored, openScorer } from '../containers/predict/scorer.ts'
import { modelBytesMax } from '../lake/limits.ts'
import { feedOfRows, rowsOfOutputs } from '../lake/predict/feed.ts'
import { goldenProblems } from '../lake/predict/golden.ts'
import { type PredictProblem, Unpredictable } from '../lake/predict/problem.ts'
import {
  aliasName,
  type ModelDraft,
  type ModelSample,
  modelDraft,
  modelSample,
} from '../schemas/model.ts'
import { settings } from './settings.ts'
import { Usage } from './usage.ts'

export const modelUsage = `hypatia model register <folder> [--alias live]                register model.onnx, model.json and sample.json as the next version
  hypatia model alias <model> <alias> <version> [--from 1]     move an alias, only from where it is thought to be`

export async function model([verb, ...args]: string[]): Promise<number> {
  if (verb === 'register') return register(args)
  if (verb === 'alias') return alias(args)
  throw new Usage(`register or alias: ${modelUsage}`)
}

async function register(args: string[]): Promise<number> {
  const options = { alias: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [folder, ...more] = positionals
  if (!folder || more.length > 0) throw new Usage(modelUsage)
  const to = values.alias === undefined ? undefined : aliasOf(values.alias)
  process.env.MODELS_BUCKET = settings().modelsBucket
  const draft = readJson(folder, 'model.json', modelDraft)
  const sample = readJson(folder, 'sample.json', modelSample)
  const file = fileIn(folder, 'model.onnx')
  if (statSync(file).size > modelBytesMax)
    throw new Usage(`${file} is larger than ${modelBytesMax} bytes`)
  const problems = await sampleProblems(draft, sample, file)
  if (problems.length > 0) {
    say(`Not registered: the sample's rows are not predicted as it says.`)
    for (const { code, detail } of problems.slice(0, 10)) say(`  ${code}: ${detail}`)
    return 1
  }
  const { name, version } = await addVersion(draft, sample, readFileSync(file))
  say(`Registered ${name} version ${version}; ${sample.rows.length} golden rows agree.`)
  if (to) await move(name, to, version)
  return 0
}

async function alias(args: string[]): Promise<number> {
  const options = { from: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [name, to, version, ...more] = positionals
  if (!name || !to || !version || more.length > 0) throw new Usage(modelUsage)
  process.env.MODELS_BUCKET = settings().modelsBucket
  const from = values.from === undefined ? undefined : numberOf(values.from)
  await move(name, aliasOf(to), numberOf(version), from)
  return 0
}

/** Throws Usage where the model or version is none, or the alias is elsewhere. */
async function move(name: string, to: string, version: number, from?: number): Promise<void> {
  try {
    await moveAlias(name, to, version, from)
    say(`${name}: ${to} is version ${version}.`)
  } catch (error) {
    if (error instanceof Conflict || error instanceof NoSuchModel) throw new Usage(error.message)
    throw error
  }
}

/** Each golden row that our own runtime predicts otherwise, or why it cannot. */
async function sampleProblems(
  draft: ModelDraft,
  sample: ModelSample,
  file: string,
): Promise<PredictProblem[]> {
  const worker = fileURLToPath(import.meta.resolve('../containers/predict/worker.mjs'))
  const scorer = openScorer({ worker, threads: 1 })
  try {
    const feed = feedOfRows(draft.signature, sample.rows)
    return goldenProblems(sample, rowsOfOutputs(await predict(scorer, draft, file, feed)))
  } catch (error) {
    if (error instanceof Unpredictable) return error.problems
    if (error instanceof NotScored) return [{ code: 'model.not-scored', detail: error.message }]
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

function aliasOf(text: string): string {
  if (!aliasName.safeParse(text).success)
    throw new Usage(`"${text}" cannot be an alias: lower case letters, digits, hyphens`)
  return text
}

function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new Usage(`"${text}" is no version: they are 1, 2, 3 …`)
  return Number(text)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
