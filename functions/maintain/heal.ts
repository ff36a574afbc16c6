/** Files that a table names are gone: what can be is brought back, and what waited for it goes on. */
import { mendAgreement } from '../../aws/agreement.ts'
import { environment } from '../../aws/environment.ts'
import { healTable } from '../../aws/lostfiles.ts'
import { send } from '../../aws/sqs.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

type Heal = Extract<MaintainMessage, { kind: 'heal' }>

export async function heal(
  { table, waiting }: Pick<Heal, 'table' | 'waiting'>,
  options: { isPast?: boolean } = {},
): Promise<void> {
  await healTable(table, options)
  await mendAgreement(table) // also where it was healed before: whoever did may have died
  const goOn = (body: (typeof waiting)[number]): Promise<void> =>
    body.kind === 'normalise'
      ? send(environment.normaliseQueue(), { body })
      : send(environment.commitQueue(), { body, group: table })
  await Promise.all(waiting.map(goOn))
}
