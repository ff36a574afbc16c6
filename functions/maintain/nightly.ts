/** What the schedule asks for, as messages: one a table, so that a table that fails holds up no other. */
import { environment } from '../../aws/environment.ts'
import { pagesOf } from '../../aws/listing.ts'
import { changeRecord } from '../../aws/records.ts'
import { send } from '../../aws/sqs.ts'
import { datasetKey } from '../../lake/dataset.ts'
import {
  type Interpretation,
  interpretationKeyOf,
  isReplayed,
  replayOf,
} from '../../lake/interpretation.ts'
import { type Chained, resumed } from '../../lake/maintain/chain.ts'
import { eraseOf, erasureKey } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

type Nightly = Extract<MaintainMessage, { kind: 'nightly' }>

const ask = (body: MaintainMessage): Promise<void> => send(environment.maintainQueue(), { body })

/** Where all records of a kind lie. */
function prefixOf(keyOf: (name: string) => string): string {
  const [prefix = ''] = keyOf('\n').split('\n')
  return prefix
}

/** What is not done: whoever wrote the record may have died before it sent word, or the message failed five times. */
async function resume<T extends Chained>(
  keyOf: (name: string) => string,
  isDone: (record: T) => boolean,
  messageOf: (record: T) => MaintainMessage,
  others: (record: T) => MaintainMessage[] = () => [],
): Promise<void> {
  const bucket = environment.workBucket()
  for await (const page of pagesOf(bucket, prefixOf(keyOf))) {
    for (const { key } of page) {
      const found = await changeRecord<T>(bucket, key, (present) =>
        present && !isDone(present) ? resumed(present) : undefined,
      )
      if (!found) continue
      if (!isDone(found.value)) await ask(messageOf(found.value))
      for (const message of others(found.value)) await ask(message)
    }
  }
}

/** Whatever lies beside a dataset's files and says how they are read: a word of it may have been lost. */
const readAgain = ({ source, dataset, tables = [], hint }: Interpretation): MaintainMessage[] => [
  ...tables.map(({ root, format }) => ({ kind: 'log' as const, source, dataset, root, format })),
  ...(hint ? [{ kind: 'hint' as const, source, dataset }] : []),
]

export async function nightly({ hurry }: Nightly): Promise<void> {
  const grace = hurry ? { hurry } : {}
  const prefix = prefixOf(datasetKey)
  for await (const page of pagesOf(environment.workBucket(), prefix)) {
    const tables = page.map(({ key }) => key.slice(prefix.length, -'.json'.length))
    await Promise.all(tables.map((table) => ask({ kind: 'table', table, ...grace })))
  }
  await resume<Erasure>(erasureKey, ({ state }) => state === 'done', eraseOf)
  await resume<Interpretation>(interpretationKeyOf, isReplayed, replayOf, readAgain)
  await ask({ kind: 'work' })
  // Whoever names a grace says that nothing else is at work, and reconciling would put something to work.
  if (!hurry) await ask({ kind: 'reconcile' })
}
