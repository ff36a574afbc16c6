/** A version was taken away: its rows go, or those of the version beneath it come back. */
import { note } from '../../aws/activity.ts'
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { headObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import type { Delivery } from '../../lake/delivery.ts'
import { addressOf } from '../../lake/key.ts'
import { arrived, isCurrent, type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { CommitMessage } from '../../schemas/messages.ts'
import { arrive } from './arrive.ts'

type Arrival = Extract<Delivery, { kind: 'created' | 'removed' }>

/** In a versioned bucket a removal may uncover an older version, which then is what the sender sees. */
export async function remove(delivery: Arrival): Promise<void> {
  const { bucket, key, sequencer } = delivery.object
  if (addressOf(key).kind === 'quarantine') return
  const current = await headObject({ bucket, key })
  if (current) {
    return arrive({ ...delivery, kind: 'created', object: { bucket, key, sequencer, ...current } })
  }
  const change = (present: Receipt | undefined) => arrived(present, delivery, Date.now())
  const found = await changeRecord(environment.workBucket(), receiptKey(key), change)
  const receipt = found?.value
  if (!isCurrent(receipt, sequencer)) return
  note({ step: 'removed', key, ...(receipt.table ? { table: receipt.table } : {}) })
  if (receipt.state !== 'removing' || !receipt.table) return
  const message: CommitMessage = { kind: 'removed', key, sequencer, table: receipt.table }
  await send(environment.commitQueue(), { body: message, group: receipt.table })
}
