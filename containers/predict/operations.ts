/** Of the REST API, by the operation ids of its routes: what models there are, where aliases point, predictions of rows. */
import { Conflict } from '../../aws/conflict.ts'
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import type { Operations } from '../../aws/gateway/handler.ts'
import {
  listModels as list,
  moveAlias,
  NoSuchModel,
  readAliases,
  versionsOf,
} from '../../aws/models.ts'
import { feedOfRows, type Row, rowsOfOutputs } from '../../lake/predict/feed.ts'
import { type PredictProblem, Unpredictable } from '../../lake/predict/problem.ts'
import { RequestProblem } from '../../lake/problem.ts'
import { forget, modelAt, modelToScore, sampleOf, versionNow } from './models.ts'
import { scoreBy } from './runtimes.ts'
import { NotScored, type Scorer } from './scorer.ts'

interface Params {
  model: string
}
type At = { at?: string }

async function listModels(): Promise<Answer> {
  const models = await Promise.all((await list()).map(summaryOf))
  return json({ models })
}

async function summaryOf({ name, versions }: { name: string; versions: number[] }) {
  const { live } = await readAliases(name)
  const { description, model, signature, training } = await modelAt(
    name,
    String(live ?? versions.at(-1)),
  )
  return {
    ...{ name, description, live: live ?? null, versions },
    runtime: model.runtime,
    inputs: signature.inputs.length,
    ...(training && { metrics: training.heldOut }),
  }
}

async function getModel({ params, query }: Call<At, Params>): Promise<Answer> {
  const { model: name } = params
  const [version, versions, aliases] = await Promise.all([
    versionNow(name, query.at),
    versionsOf(name),
    readAliases(name),
  ])
  const model = await modelAt(name, String(version))
  const { rows, predictions } = await sampleOf(model)
  return json({ ...model, versions, aliases, sample: { rows, predictions } })
}

type Moved = Call<object, Params & { alias: string }, { version: number }>

async function putModelAlias({ params, headers, body }: Moved): Promise<Answer> {
  const aliases = await moveAlias(params.model, params.alias, body.version, expectedOf(headers))
  forget(params.model)
  return json({ aliases }, { ETag: `"${aliases[params.alias]}"` })
}

/** The version that the alias must be at; 0 where there must be none, undefined where it may be anywhere. */
function expectedOf(headers: Call['headers']): number | undefined {
  const match = headers['if-match']
  if (match !== undefined) return Number(match.replaceAll('"', ''))
  return headers['if-none-match'] === undefined ? undefined : 0
}

type Predicted = Call<At, Params, { rows: Row[] }>

const createPredictions =
  (scorer: Scorer) =>
  async ({ params, query, body }: Predicted): Promise<Answer> => {
    const model = await modelToScore(params.model, query.at)
    const feed = feedOfRows(model.signature, body.rows)
    const outputs = await scoreBy(scorer, model, feed)
    const predictions = rowsOfOutputs(outputs)
    return json({ model: model.name, version: model.version, predictions })
  }

export const operationsOf = (scorer: Scorer): Operations => {
  const all = { listModels, getModel, putModelAlias, createPredictions: createPredictions(scorer) }
  const entries = Object.entries(all) as [string, (call: Call) => Promise<Answer>][]
  return Object.fromEntries(entries.map(([id, operation]) => [id, withProblems(operation)]))
}

const withProblems =
  (operation: (call: Call) => Promise<Answer>) =>
  async (call: Call): Promise<Answer> => {
    try {
      return await operation(call)
    } catch (error) {
      if (error instanceof NoSuchModel) throw new RequestProblem('model.unknown', error.message)
      if (error instanceof Conflict) throw new RequestProblem('precondition.failed', error.message)
      if (error instanceof Unpredictable) throw invalid(error)
      if (error instanceof NotScored) throw new RequestProblem('model.failed', error.message)
      throw error
    }
  }

const errorsMax = 20

function invalid({ message, problems }: Unpredictable): RequestProblem {
  const errors = problems.slice(0, errorsMax).map(({ name, row, detail }: PredictProblem) => ({
    in: 'body' as const,
    name: ['/rows', row, name].filter((part) => part !== undefined).join('/'),
    detail,
  }))
  return new RequestProblem('prediction.invalid', message.slice(0, 1000), { errors })
}
