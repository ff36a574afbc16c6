/** Erasures: begun, and looked after. maintain does them. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { changeRecord } from '../../../aws/records.ts'
import { getJson } from '../../../aws/s3.ts'
import { send } from '../../../aws/sqs.ts'
import { storeTimeMs } from '../../../aws/storetime.ts'
import { assetOfRow } from '../../../lake/assetrow.ts'
import { isAssetRowKey } from '../../../lake/key.ts'
import {
  certificateOf,
  eraseOf,
  erasureKey,
  isOf,
  newErasure,
} from '../../../lake/maintain/erasure.ts'
import { jobIdOf } from '../../../lake/predict/job.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import type { Erasure } from '../../../schemas/erasure.ts'
import { nameOf, receiptOf, unknownObject } from './objects.ts'

type Wanted = Parameters<typeof newErasure>[1]

export function createErasure(
  call: Call<object, object, { columns: string[]; values: string[] }>,
): Promise<Answer> {
  const { headers, caller, body } = call
  const key = headers['idempotency-key']
  const id = key ? jobIdOf('erasure', caller.subject, key) : randomBytes(16).toString('hex')
  return begun(id, { kind: 'value', ...body }, caller.subject)
}

/** Asked again it is the same erasure, as long as the object is of the same version. */
export async function eraseFile({
  params,
  caller,
}: Call<object, { name: string; object: string }>): Promise<Answer> {
  const receipt = await receiptOf(params.object)
  if (!receipt || nameOf(receipt) !== params.name) throw unknownObject(params.object)
  const { key, versionId, sequencer } = receipt.object
  if (isAssetRowKey(key)) throw await ofAsset(assetOfRow(key))
  const id = jobIdOf('erase', key, versionId, sequencer)
  return begun(id, { kind: 'object', key, sequencer }, caller.subject)
}

/** As long as that one is there its row comes again. */
async function ofAsset(asset: string): Promise<RequestProblem> {
  const receipt = await receiptOf(asset)
  const dataset = (receipt && nameOf(receipt)) ?? '<dataset>'
  const remedy = `DELETE /v1/datasets/${dataset}/files/${asset}?erase`
  return new RequestProblem('erasure.of-assets', `Erase the asset, and its row goes: ${remedy}`)
}

async function begun(id: string, wanted: Wanted, by: string): Promise<Answer> {
  const fresh = { by, salt: randomBytes(16).toString('hex') }
  const made = await changeRecord<Erasure>(
    environment.workBucket(),
    erasureKey(id),
    (present) => present ?? newErasure(id, wanted, { ...fresh, nowMs: storeTimeMs() }), // S3 has answered
  )
  const erasure = made!.value
  if (!isOf(erasure, wanted)) {
    throw new RequestProblem(
      'idempotency.mismatch',
      `It is the key of erasure ${id}, which differs.`,
    )
  }
  if (erasure.state !== 'done') await send(environment.maintainQueue(), { body: eraseOf(erasure) })
  return { status: 202, headers: { Location: `/v1/erasures/${id}` }, body: certificateOf(erasure) }
}

const pollMs = 500

export async function getErasure({
  params,
  query,
}: Call<{ wait: number }, { id: string }>): Promise<Answer> {
  const until = Date.now() + query.wait * 1000
  for (;;) {
    const found = await getJson<Erasure>(environment.workBucket(), erasureKey(params.id))
    if (!found) throw new RequestProblem('erasure.unknown', `There is no erasure ${params.id}.`)
    const { value } = found
    const isEnd = value.state === 'done' || value.state === 'blocked'
    if (isEnd || Date.now() + pollMs > until) return json(certificateOf(value))
    await sleep(pollMs)
  }
}
