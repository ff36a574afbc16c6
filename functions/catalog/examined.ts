/** Every byte of a large text object was scanned: now it is known whether a SerDe reads it faithfully. */
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson } from '../../aws/s3.ts'
import { isCurrent, type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { ExaminedMessage } from '../../schemas/messages.ts'
import { publish } from './publish.ts'

export async function examined({ key, sequencer }: ExaminedMessage): Promise<void> {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
  const receipt = found?.value
  if (!isCurrent(receipt, sequencer) || !receipt.inspection) return
  const { raw, times } = await publish(receipt, receipt.inspection)
  await changeRecord<Receipt>(
    environment.workBucket(),
    receiptKey(key),
    (present) =>
      isCurrent(present, sequencer) && raw
        ? { ...present, raw, times: { ...present.times, ...times } }
        : undefined,
    { found },
  )
}
