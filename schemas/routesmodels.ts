/** Models: what is registered, where its aliases are, predictions of rows. The predict function serves these. */
import * as z from 'zod'
import {
  aliasName,
  heldOut,
  modelName,
  modelPackage,
  scalar,
  versionNumber,
  versionOrAlias,
} from './model.ts'
import { etagHeader, ifNoneMatch, notModified, type Route } from './route.ts'

const modelSummary = z
  .looseObject({
    name: modelName,
    description: z.string(),
    live: versionNumber.nullable().describe('Where the alias `live` is'),
    versions: z.array(versionNumber).describe('Ascending'),
    runtime: z.string(),
    inputs: z.int().describe('Columns that it takes'),
    metrics: heldOut.optional(),
  })
  .meta({ id: 'ModelSummary' })

const modelList = z.looseObject({ models: z.array(modelSummary) }).meta({ id: 'ModelList' })

const aliases = z.record(aliasName, versionNumber).describe('Names that move between versions')
const row = z.record(z.string(), scalar)

const model = z
  .looseObject({
    ...modelPackage.shape,
    versions: z.array(versionNumber).describe('All there are, ascending'),
    aliases,
    sample: z.looseObject({
      rows: z.array(row),
      predictions: z.array(row).describe('Of its trainer; ours agreed when it was registered'),
    }),
  })
  .meta({ id: 'Model' })

const aliasState = z.looseObject({ aliases }).meta({ id: 'ModelAliases' })
const newAlias = z.strictObject({ version: versionNumber }).meta({ id: 'NewModelAlias' })

const newPredictions = z
  .strictObject({
    rows: z
      .array(z.record(z.string().max(255), scalar))
      .min(1)
      .max(10_000),
  })
  .describe('Each with every input of the model; a nullable one may be absent')
  .meta({ id: 'NewPredictions' })

const predictions = z
  .looseObject({
    model: modelName,
    version: versionNumber,
    predictions: z
      .array(z.record(z.string(), z.union([scalar, z.array(scalar)])))
      .describe('In the order of the rows, by the names of the outputs'),
  })
  .meta({ id: 'Predictions' })

const params = z.strictObject({ model: modelName })
const query = z.strictObject({ at: versionOrAlias.optional() })
const common = { function: 'predict', tag: 'models' } as const

/** Of the Open Inference Protocol, whose routes and errors are its own: every method, with the scope `predict`. */
export const inferencePaths = ['/v2', '/v2/{proxy+}']

export const modelRoutes: Route[] = [
  {
    ...common,
    method: 'GET',
    path: '/v1/models',
    operationId: 'listModels',
    summary: 'Every model by name',
    scope: 'lake:read',
    headers: ifNoneMatch,
    replies: {
      200: { description: 'All of them', body: modelList, headers: etagHeader },
      304: notModified,
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/models/{model}',
    operationId: 'getModel',
    summary: 'One version of a model: what it takes and gives, how it was made, rows to try',
    scope: 'lake:read',
    params,
    query,
    headers: ifNoneMatch,
    replies: {
      200: { description: 'As it is now', body: model, headers: etagHeader },
      304: notModified,
    },
    problems: [404],
  },
  {
    ...common,
    method: 'PUT',
    path: '/v1/models/{model}/aliases/{alias}',
    operationId: 'putModelAlias',
    summary: 'Moves an alias to a version',
    description:
      'The ETag of an alias is its version: with `If-Match: "1"` it moves only from version 1, with `If-None-Match: *` only where there is none yet.',
    scope: 'model:write',
    params: params.extend({ alias: aliasName }),
    headers: z.object({
      'if-match': z
        .string()
        .regex(/^"[1-9]\d{0,8}"$/)
        .describe('The version that it is at, in quotes')
        .optional(),
      'if-none-match': z.literal('*').describe('Only where there is no such alias').optional(),
    }),
    body: newAlias,
    replies: { 200: { description: 'Where all are now', body: aliasState, headers: etagHeader } },
    problems: [404, 412, 413, 415],
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/models/{model}/predictions',
    operationId: 'createPredictions',
    summary: 'Predicts rows, at once',
    description: 'Tensors go to /v2, the Open Inference Protocol; the rows of a query to a job.',
    scope: 'predict',
    params,
    query,
    body: newPredictions,
    replies: { 200: { description: 'One a row', body: predictions } },
    problems: [404, 413, 415, 502],
  },
]
