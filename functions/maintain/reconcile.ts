/** Each night's reconciliation, as far as one invocation comes; a message asks for the rest. */
import { environment } from '../../aws/environment.ts'
import { reconcile as run } from '../../aws/reconcilerun.ts'
import { send } from '../../aws/sqs.ts'
import { reconcileRunMs, reconcileYoungMs } from '../../lake/limits.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

/** `onLost` hears of tables of which nobody has what they name. */
export async function reconcile(onLost: (error: Error) => void): Promise<void> {
  const nowMs = Date.now()
  const { endedMs } = await run({
    onLost,
    youngMs: nowMs - reconcileYoungMs,
    untilMs: nowMs + reconcileRunMs,
  })
  if (endedMs !== undefined) return
  const message: MaintainMessage = { kind: 'reconcile' }
  await send(environment.maintainQueue(), { body: message })
}
