/** A prediction job, `predictionjobs/<id>.json` in the work bucket: a query's rows, to be scored once by one version of a model. */
import * as z from 'zod'
import { aliasName, modelName, versionNumber } from './model.ts'

export const jobId = z.string().regex(/^[0-9a-f]{32}$/)

/** The raw object whose rows are scored because it arrived: where it changes, its predictions follow. */
export const arrival = z.strictObject({
  table: z.string(),
  /** Of the raw object. */
  key: z.string(),
  sequencer: z.string(),
})

export const predictionJob = z.strictObject({
  id: jobId,
  model: modelName,
  /** As it was when the job was made, whatever the alias does later. */
  version: versionNumber,
  /** The version or alias that was asked for. */
  at: z.string().nullable(),
  sql: z.string(),
  /** Of the token by which it was made; absent where a rule made it, or a version before owners were kept. */
  owner: z.string().optional(),
  /** Columns copied beside the predictions; all where absent. */
  keep: z.array(z.string()).optional(),
  /** Only forward; `done` and `failed` are for ever. */
  state: z.enum(['queued', 'running', 'done', 'failed']),
  /** Why it failed, or why a job that is done wrote nothing. */
  reason: z.strictObject({ code: z.string(), detail: z.string() }).optional(),
  /** Scored; 0 until it is done. */
  rows: z.int(),
  /** The raw object that holds the predictions. */
  key: z.string(),
  arrival: arrival.optional(),
  /** Athena's id of the query. */
  query: z.string().optional(),
  createdAtMs: z.int(),
  /** When it began: `scored_at` of every row, however often it is tried. */
  scoredAtMs: z.int().optional(),
  endedAtMs: z.int().optional(),
})

/** `rules/<table>.json` in the work bucket: by model, the alias that scores what arrives in the table. */
export const scoringRules = z.record(
  modelName,
  z.strictObject({ alias: aliasName, createdAtMs: z.int() }),
)

/** What the score function is told. */
export const scoreMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('job'), id: jobId }),
  /** The object's rows are in the table now, or no more: its predictions are to follow. */
  arrival.extend({ kind: z.literal('changed'), model: modelName, alias: aliasName }),
])

export type Arrival = z.infer<typeof arrival>
export type PredictionJob = z.infer<typeof predictionJob>
export type ScoringRules = z.infer<typeof scoringRules>
export type ScoreMessage = z.infer<typeof scoreMessage>
