/**
 * A raw table is made what its record says, which lists all of its folders: of many who ask for it one is answered. Who
 * asked before a mending began asked for what that one has seen, for each asks once the harm may be done. A mending is
 * written down when it has ended, and one whose message comes again is done again, for who died on its way may have harmed
 * what another mended meanwhile. Both times are those of the queue, which no worker's clock puts in another order.
 */
import { environment } from '../../aws/environment.ts'
import { rebuildRaw } from '../../aws/rebuild.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson } from '../../aws/s3.ts'
import { queueClocksMsMax } from '../../lake/limits.ts'
import { type Mended, mendedKey } from '../../lake/maintain/mended.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

export interface Queued {
  /** It was received before. */
  isAgain: boolean
  /** Milliseconds since 1970. */
  sentMs: number
  /** When it was first received; it may have come again since. */
  receivedMs: number
}

export async function mendRaw(
  { table }: Extract<MaintainMessage, { kind: 'raw' }>,
  { isAgain, sentMs, receivedMs: beganMs }: Queued,
): Promise<void> {
  const [bucket, key] = [environment.workBucket(), mendedKey(table)]
  const found = await getJson<Mended>(bucket, key)
  if (!isAgain && found && found.value.beganMs > sentMs + queueClocksMsMax) return
  await rebuildRaw(table)
  const later = (last: Mended | undefined) =>
    last && last.beganMs >= beganMs ? undefined : { beganMs }
  await changeRecord<Mended>(bucket, key, later, { found })
}
