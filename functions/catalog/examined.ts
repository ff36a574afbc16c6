/** Every byte of a large text object was scanned: now it is known whether a SerDe reads it faithfully. */
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson } from '../../aws/s3.ts'
import type { Inspection } from '../../lake/inspect/inspection.ts'
import { isCurrent, type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { ExaminedMessage } from '../../schemas/messages.ts'
import { forgetDataset, Outdated } from './dataset.ts'
import { askForRawAgain, type Published, publish } from './publish.ts'

/** Where the message `isAgain` here its last attempt may have died at the raw table, whoever's turn that is by now. */
export async function examined(message: ExaminedMessage, isAgain = false): Promise<void> {
  await tell(message)
  if (isAgain) await askForRawAgain(message.table)
}

async function tell({ key, sequencer }: ExaminedMessage): Promise<void> {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
  const receipt = found?.value
  if (!isCurrent(receipt, sequencer) || !receipt.inspection) return
  if (receipt.table) forgetDataset(receipt.table) // all may have been read anew meanwhile
  const published = await publishedIfCurrent(receipt, receipt.inspection)
  if (!published) return
  const { raw, times } = published // the others may have been told anew meanwhile: what is committed goes by them
  await changeRecord<Receipt>(
    environment.workBucket(),
    receiptKey(key),
    (present) =>
      isCurrent(present, sequencer) && raw
        ? { ...present, raw, times: { ...present.times, raw: times.raw } }
        : undefined,
    { found },
  )
}

/** Undefined where it is to be read another way: it is looked at again then. */
async function publishedIfCurrent(
  receipt: Receipt,
  inspection: Inspection,
): Promise<Published | undefined> {
  try {
    return await publish(receipt, inspection)
  } catch (error) {
    if (error instanceof Outdated) return undefined
    throw error
  }
}
