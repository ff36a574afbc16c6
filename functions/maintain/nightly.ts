/** What the schedule asks for, as messages: one a table, so that a table that fails holds up no other. */
import { environment } from '../../aws/environment.ts'
import { pagesOf } from '../../aws/listing.ts'
import { send } from '../../aws/sqs.ts'
import { datasetKey } from '../../lake/dataset.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

type Nightly = Extract<MaintainMessage, { kind: 'nightly' }>

const ask = (body: MaintainMessage): Promise<void> => send(environment.maintainQueue(), { body })

export async function nightly({ hurry }: Nightly): Promise<void> {
  const grace = hurry ? { hurry } : {}
  const [prefix = ''] = datasetKey('\n').split('\n')
  for await (const page of pagesOf(environment.workBucket(), prefix)) {
    const tables = page.map(({ key }) => key.slice(prefix.length, -'.json'.length))
    await Promise.all(tables.map((table) => ask({ kind: 'table', table, ...grace })))
  }
  await ask({ kind: 'work' })
  // Whoever names a grace says that nothing else is at work, and reconciling would put something to work.
  if (!hurry) await ask({ kind: 'reconcile' })
}
