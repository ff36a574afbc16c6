/** Files that a table names are gone: what can be is brought back, and what waited for it goes on. */
import { mendAgreement } from '../../aws/agreement.ts'
import { environment } from '../../aws/environment.ts'
import { healTable } from '../../aws/lostfiles.ts'
import { send } from '../../aws/sqs.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

export async function heal({
  table,
  waiting,
}: Extract<MaintainMessage, { kind: 'heal' }>): Promise<void> {
  await healTable(table)
  await mendAgreement(table) // also where it was healed before: whoever did may have died
  const queue = environment.commitQueue()
  await Promise.all(waiting.map((body) => send(queue, { body, group: table })))
}
