/** Predictions in batch: a query's rows by a job, what arrives by a rule. */
import * as z from 'zod'
import { aliasName, modelName, versionNumber, versionOrAlias } from './model.ts'
import { jobId, predictionJob } from './predictionjob.ts'
import { cursor, idempotencyKey, integer, next, objectId, type Route, wait } from './route.ts'

const job = z
  .looseObject({
    id: jobId,
    model: modelName,
    version: versionNumber.describe('Fixed when the job was made'),
    at: z.string().nullable().describe('The version or alias that was asked for'),
    state: predictionJob.shape.state.describe('`done` once the predictions have landed'),
    sql: z.string(),
    keep: z.array(z.string()).optional(),
    rows: z.int().describe('Predicted; 0 until it is done'),
    reason: z
      .looseObject({ code: z.string(), detail: z.string() })
      .describe('Why it failed')
      .optional(),
    dataset: z
      .looseObject({ table: z.string(), key: z.string(), object: objectId })
      .describe('Where the predictions are; follow the object until its rows are in the table'),
    arrival: z
      .looseObject({ table: z.string(), key: z.string(), object: objectId })
      .nullable()
      .describe('The object whose rows were scored because a rule says so'),
    createdAtMs: z.int(),
    scoredAtMs: z.int().nullable().describe('`scored_at` of the rows'),
    endedAtMs: z.int().nullable(),
  })
  .meta({ id: 'PredictionJob' })

const jobList = z
  .looseObject({ jobs: z.array(job).describe('The newest first'), next })
  .meta({ id: 'PredictionJobList' })

const newJob = z
  .strictObject({
    model: modelName,
    at: versionOrAlias.optional(),
    sql: z
      .string()
      .min(1)
      .max(262_144)
      .describe('One SELECT that has a column for each input of the model, by its name'),
    keep: z
      .array(z.string().min(1).max(255))
      .max(2000)
      .describe('Its columns to copy beside the predictions; all where absent')
      .optional(),
  })
  .meta({ id: 'NewPredictionJob' })

const rule = z
  .looseObject({ table: z.string(), alias: aliasName, createdAtMs: z.int() })
  .meta({ id: 'ScoringRule' })
const ruleList = z.looseObject({ rules: z.array(rule) }).meta({ id: 'ScoringRuleList' })
const newRule = z.strictObject({ alias: aliasName }).meta({ id: 'NewScoringRule' })

const common = { tag: 'predictions', scope: 'predict' } as const
const rules = {
  tag: 'predictions',
  path: '/v1/models/{model}/rules/{table}',
  scope: 'model:write',
  params: z.strictObject({ model: modelName, table: z.string().regex(/^[a-z0-9_]{1,255}$/) }),
} as const

export const predictionJobRoutes: Route[] = [
  {
    ...common,
    method: 'POST',
    path: '/v1/prediction-jobs',
    operationId: 'createPredictionJob',
    summary: 'Scores every row of a query, once, into `lake.predictions_<model>`',
    description:
      'The rows land as one object with the query’s columns, the model’s outputs, `model`, `version` and `scored_at`.',
    headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
    body: newJob,
    replies: {
      202: { description: 'It is on its way', body: job, headers: { Location: 'The job' } },
    },
    problems: [404, 413, 415, 422],
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/prediction-jobs',
    operationId: 'listPredictionJobs',
    summary: 'The newest jobs first, those of rules too',
    query: z.strictObject({ limit: integer(1, 100).default(20), cursor: cursor.optional() }),
    replies: { 200: { description: 'A page of them', body: jobList } },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/prediction-jobs/{id}',
    operationId: 'getPredictionJob',
    summary: 'How far it is; waits for its end',
    params: z.strictObject({ id: jobId }),
    query: z.strictObject({ wait: wait.default(0) }),
    replies: { 200: { description: 'As it is now', body: job } },
    problems: [404],
  },
  {
    method: 'GET',
    path: '/v1/models/{model}/rules',
    operationId: 'listScoringRules',
    tag: 'predictions',
    summary: 'The tables whose arrivals the model scores',
    scope: 'lake:read',
    params: z.strictObject({ model: modelName }),
    replies: { 200: { description: 'All of them', body: ruleList } },
    problems: [404],
  },
  {
    ...rules,
    method: 'PUT',
    operationId: 'putScoringRule',
    summary: 'From now on what arrives in the table is scored by the model’s alias',
    description:
      'An object that is overwritten is scored again in place of what was predicted, one that is deleted takes its predictions along.',
    body: newRule,
    replies: { 200: { description: 'The rule', body: rule } },
    problems: [404, 413, 415, 422],
  },
  {
    ...rules,
    method: 'DELETE',
    operationId: 'deleteScoringRule',
    summary: 'Scores nothing more; what was predicted stays, and follows its objects no more',
    replies: { 204: { description: 'There is no such rule now' } },
    problems: [404],
  },
]
