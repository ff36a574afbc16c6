/** Models, their predictions, jobs and rules, as the API tells of them (docs/api.md). */
import type { components } from '../../../clients/typescript/schema.d.ts'

type Schemas = components['schemas']

export type ModelSummary = Schemas['ModelSummary']
export type ModelList = Schemas['ModelList']
export type Model = Schemas['Model']
export type ModelColumn = Model['signature']['inputs'][number]
export type Metrics = NonNullable<ModelSummary['metrics']>
export type Predictions = Schemas['Predictions']
export type Job = Schemas['PredictionJob']
export type JobList = Schemas['PredictionJobList']
export type RuleList = Schemas['ScoringRuleList']

export type Scalar = string | number | boolean | null
export type Row = Record<string, Scalar>

/** `predictions/<model>` lands as this table. */
export const tableOf = (model: string): string => `predictions_${model.replaceAll('-', '_')}`
