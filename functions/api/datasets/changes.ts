/** Rows that came and went between two snapshots: what destinations are sent. */
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { readUri } from '../../../aws/icebergtable.ts'
import { type ToldStep, toldOf } from '../../../lake/changes/net.ts'
import { readChanges } from '../../../lake/changes/page.ts'
import { type ChangePlan, type ChangesAsked, planChanges } from '../../../lake/changes/plan.ts'
import { stepOf, wholeStep } from '../../../lake/changes/steps.ts'
import type { Metadata } from '../../../lake/iceberg/metadata.ts'
import { changesKeptMax } from '../../../lake/limits.ts'
import { refused } from '../../../lake/rows/plan.ts'
import { fileGone, reads } from './rows.ts'
import { demandTable } from './tables.ts'

export async function listChanges({
  query,
  params: { name },
}: Call<ChangesAsked, { name: string }>): Promise<Answer> {
  const { metadata } = await demandTable(name)
  const plan = planChanges(metadata, query)
  const toldBy = (step: number) => kept(metadata, plan, step)
  const page = await readChanges(plan, toldBy, reads.readRange).catch((error) => {
    throw fileGone(name, error)
  })
  const { after, until } = plan
  return json({ after, until, ...page })
}

/** A snapshot's changes are the same for ever. */
const known = new Map<string, Promise<ToldStep>>()

function kept(metadata: Metadata, plan: ChangePlan, step: number): Promise<ToldStep> {
  const key = `${metadata['table-uuid']} ${plan.snapshots[step]!['snapshot-id']} ${plan.after === null} ${plan.fingerprint}`
  const found = known.get(key) ?? toldIn(metadata, plan, step).catch(refused)
  known.delete(key)
  known.set(key, found)
  found.catch(() => known.delete(key))
  const [oldest] = known.keys()
  if (known.size > changesKeptMax && oldest !== undefined) known.delete(oldest)
  return found
}

async function toldIn(metadata: Metadata, plan: ChangePlan, step: number): Promise<ToldStep> {
  const snapshot = plan.snapshots[step]!
  const found =
    plan.after === null
      ? await wholeStep(readUri, metadata, snapshot)
      : await stepOf(readUri, metadata, snapshot, plan)
  return found ? toldOf(found, plan.key, reads.readRange) : { told: [], compared: 0 }
}
