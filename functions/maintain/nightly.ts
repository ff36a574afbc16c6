/** What the schedule asks for, as messages: one a table, so that a table that fails holds up no other. */
import { environment } from '../../aws/environment.ts'
import { pagesOf } from '../../aws/listing.ts'
import { getJson } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { datasetKey } from '../../lake/dataset.ts'
import { erasureKey } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

type Nightly = Extract<MaintainMessage, { kind: 'nightly' }>

const ask = (body: MaintainMessage): Promise<void> => send(environment.maintainQueue(), { body })

/** One whose record was written by an API that died before it sent word of it would wait for ever. */
async function resumeErasures(): Promise<void> {
  const [prefix = ''] = erasureKey('\n').split('\n')
  for await (const page of pagesOf(environment.workBucket(), prefix)) {
    for (const { key } of page) {
      const found = await getJson<Erasure>(environment.workBucket(), key)
      if (found && found.value.state !== 'done') await ask({ kind: 'erase', id: found.value.id })
    }
  }
}

export async function nightly({ hurry }: Nightly): Promise<void> {
  const grace = hurry ? { hurry } : {}
  const [prefix = ''] = datasetKey('\n').split('\n')
  for await (const page of pagesOf(environment.workBucket(), prefix)) {
    const tables = page.map(({ key }) => key.slice(prefix.length, -'.json'.length))
    await Promise.all(tables.map((table) => ask({ kind: 'table', table, ...grace })))
  }
  await resumeErasures()
  await ask({ kind: 'work' })
  // Whoever names a grace says that nothing else is at work, and reconciling would put something to work.
  if (!hurry) await ask({ kind: 'reconcile' })
}
