/** A receipt that says what S3 says: what it waits for is asked for, and again, as a worker may have died before it did. */
import { environment } from '../../aws/environment.ts'
import { takeAway } from '../../aws/quarantine.ts'
import { send } from '../../aws/sqs.ts'
import type { Arrival } from '../../lake/delivery.ts'
import { hintOwnerOf } from '../../lake/hints.ts'
import { addressOf } from '../../lake/key.ts'
import { logEntryOf } from '../../lake/logged/logged.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { CommitMessage, MaintainMessage, NormaliseMessage } from '../../schemas/messages.ts'
import { examined } from './examined.ts'

/** What is staged normalise passes on; only who asks to look may know that this did not happen. */
export async function passOn(receipt: Receipt, arrival: Arrival): Promise<void> {
  const { object, state, table } = receipt
  const { key, sequencer } = object
  if (state === 'quarantined') await takeAway(receipt)
  await tellRemoval(receipt)
  await tellHint(receipt)
  await tellLog(receipt)
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

/** What the log of a table says of its parts has changed, perhaps. */
async function tellLog({ object, logged }: Receipt): Promise<void> {
  const entry = logEntryOf(object.key, logged)
  const addressed = entry && addressOf(object.key)
  if (!addressed || !('address' in addressed)) return
  const { source, dataset } = addressed.address
  const message: MaintainMessage = { kind: 'log', source, dataset, ...entry }
  await send(environment.maintainQueue(), { body: message })
}

/** Whatever became of it: what lies there now is looked at anew. */
async function tellHint({ object }: Receipt): Promise<void> {
  const owner = hintOwnerOf(object.key)
  if (!owner) return
  const message: MaintainMessage = { kind: 'hint', ...owner }
  await send(environment.maintainQueue(), { body: message })
}

/** Rows that the table may hold of a key that has none to give any more. */
async function tellRemoval({ object, state, staged, table }: Receipt): Promise<void> {
  const isDue = state === 'removing' || (state === 'asset' && staged)
  const { key, sequencer } = object
  if (isDue && table) await commitAgain({ kind: 'removed', key, sequencer, table })
}

const commitAgain = (body: Extract<CommitMessage, { key: string }>): Promise<void> =>
  send(environment.commitQueue(), { body, group: body.table })
