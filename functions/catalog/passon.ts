/** A receipt that says what S3 says: what it waits for is asked for, and again, as a worker may have died before it did. */
import { environment } from '../../aws/environment.ts'
import { takeAway } from '../../aws/quarantine.ts'
import { send } from '../../aws/sqs.ts'
import { assetOfRow } from '../../lake/assetrow.ts'
import type { Arrival } from '../../lake/delivery.ts'
import { isAssetRowKey, objectId } from '../../lake/key.ts'
import { awaitedBy, saidBy } from '../../lake/maintain/saidby.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { CommitMessage, NormaliseMessage } from '../../schemas/messages.ts'
import { followAsset } from './assetrow.ts'
import { examined } from './examined.ts'

/** What is staged normalise passes on; only who asks to look may know that this did not happen. */
export async function passOn(receipt: Receipt, arrival: Arrival): Promise<void> {
  const { object, state, table } = receipt
  const { key, sequencer } = object
  if (state === 'quarantined') await takeAway(receipt)
  await tellRemoval(receipt)
  await followRow(receipt)
  const word = saidBy(receipt) ?? (arrival.kind === 'created' ? awaitedBy(receipt) : undefined)
  if (word) await send(environment.maintainQueue(), { body: word })
  if (!table) return
  if (state === 'landed') {
    const message: NormaliseMessage = { kind: 'normalise', key, sequencer, table }
    await send(environment.normaliseQueue(), { body: message })
  }
  if (arrival.kind !== 'look') return
  if (state === 'staged') await commitAgain({ kind: 'object', key, sequencer, table })
  if (!receipt.raw && receipt.inspection?.whole) {
    await examined({ kind: 'examined', key, sequencer, table })
  }
}

/** Of an asset, or what was one; and a row that went without it, or that a stranger's lay over, comes again. */
async function followRow({ object, state, listed }: Receipt): Promise<void> {
  const isOff = state === 'removing' || state === 'removed' || state === 'quarantined'
  if (listed) await followAsset(objectId(object.key))
  if (isOff && isAssetRowKey(object.key)) await followAsset(assetOfRow(object.key))
}

/** Rows that the table may hold of a key that has none to give any more. */
async function tellRemoval({ object, state, staged, table }: Receipt): Promise<void> {
  const isDue = state === 'removing' || (state === 'asset' && staged)
  const { key, sequencer } = object
  if (isDue && table) await commitAgain({ kind: 'removed', key, sequencer, table })
}

const commitAgain = (body: Extract<CommitMessage, { key: string }>): Promise<void> =>
  send(environment.commitQueue(), { body, group: body.table })
