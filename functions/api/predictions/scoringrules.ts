/** Rules by which what arrives in a table is scored: kept by table, since a commit asks by table. */
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { putRule, readRules, removeRule, rulesOf } from '../../../aws/scoringrules.ts'
import { currentSchema } from '../../../lake/iceberg/metadata.ts'
import { planBatch } from '../../../lake/predict/batch.ts'
import { isPredicted } from '../../../lake/predict/job.ts'
import { Unpredictable } from '../../../lake/predict/problem.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { assetsDataset } from '../../../lake/tablename.ts'
import type { ModelPackage } from '../../../schemas/model.ts'
import { recordOf as datasetOf, demandTable } from '../datasets/tables.ts'
import { demandModel } from './predictionjobs.ts'

interface Named {
  model: string
  table: string
}

export async function listScoringRules({ params }: Call<object, Named>): Promise<Answer> {
  await demandModel(params.model)
  return json({ rules: await rulesOf(params.model) })
}

export async function putScoringRule({
  params,
  body,
}: Call<object, Named, { alias: string }>): Promise<Answer> {
  const { model, table } = params
  const { alias } = body
  if (isPredicted(table)) {
    throw new RequestProblem('rule.refused', 'Predictions are not scored as they arrive.')
  }
  if ((await datasetOf(table))?.dataset === assetsDataset) {
    throw new RequestProblem('rule.refused', 'Rows of assets are not scored as they arrive.')
  }
  await demandFit(await demandModel(model, alias), table)
  await putRule(table, model, alias)
  return json({ table, ...(await readRules(table))[model] })
}

/** Throws RequestProblem where the table lacks what the model takes. */
async function demandFit({ signature }: ModelPackage, table: string): Promise<void> {
  const { metadata } = await demandTable(table)
  const columns = currentSchema(metadata).fields.map(({ name, type }) => ({
    name,
    type: typeof type === 'string' ? type : 'nested',
  }))
  try {
    planBatch(signature, columns, [])
  } catch (error) {
    if (!(error instanceof Unpredictable)) throw error
    throw new RequestProblem('rule.refused', error.message.replaceAll('the query', 'the table'))
  }
}

export async function deleteScoringRule({ params }: Call<object, Named>): Promise<Answer> {
  await demandModel(params.model)
  await removeRule(params.table, params.model)
  return { status: 204 }
}
