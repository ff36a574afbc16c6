/** Predictions follow the raw object whose rows they are of: made, made again, taken away. The object's receipt is the truth. */
import { environment } from '../../aws/environment.ts'
import { loadTable } from '../../aws/icebergtable.ts'
import { versionAt } from '../../aws/models.ts'
import { createJob, readJob, removePredictions } from '../../aws/predictionjobs.ts'
import { getJson } from '../../aws/s3.ts'
import { currentSchema } from '../../lake/iceberg/metadata.ts'
import { objectColumn } from '../../lake/iceberg/schema.ts'
import { arrivalJobId, arrivalKey, arrivalSql, followUp } from '../../lake/predict/job.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { Arrival, PredictionJob, ScoreMessage } from '../../schemas/predictionjob.ts'
import { scoreJob } from './batch.ts'
import type { Scorer } from './scorer.ts'

type Changed = Extract<ScoreMessage, { kind: 'changed' }>

/** After the predictions are put the receipt is looked at again: an object that was deleted meanwhile leaves none. */
export async function follow(
  { kind: _kind, model, alias, ...arrival }: Changed,
  scorer: Scorer,
): Promise<void> {
  if ((await dueOf(arrival)) === 'score') {
    const job = await jobOf(model, alias, arrival)
    if (job) await scoreJob(job.id, scorer)
  }
  if ((await dueOf(arrival)) === 'remove') {
    await removePredictions(arrivalKey(model, arrival), arrival.sequencer)
  }
}

async function dueOf({ key, sequencer }: Arrival): Promise<ReturnType<typeof followUp>> {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
  return followUp(found?.value, sequencer)
}

/** The one of this version of the object: its alias is looked up by whoever makes it. Undefined where the table is gone. */
async function jobOf(
  model: string,
  alias: string,
  arrival: Arrival,
): Promise<PredictionJob | undefined> {
  const id = arrivalJobId(model, arrival)
  const known = await readJob(id)
  if (known) return known
  const table = await loadTable(environment.lakeDatabase(), arrival.table)
  if (!table) return undefined
  const names = currentSchema(table.metadata).fields.map(({ name }) => name)
  const sql = arrivalSql(
    arrival,
    names.filter((name) => name !== objectColumn),
  )
  const version = await versionAt(model, alias)
  return createJob({ id, model, version, at: alias, sql, arrival })
}
