/** One batch of a table: widenings first, since staged files may wait for them; then objects; then compaction. */
import { environment } from '../../aws/environment.ts'
import type { Workshop } from '../../aws/rewrite.ts'
import { send } from '../../aws/sqs.ts'
import { compactionDue } from '../../lake/iceberg/compaction.ts'
import type { CommitMessage } from '../../schemas/messages.ts'
import { compactTable } from './compact.ts'
import { withFiles } from './lost.ts'
import { commitObjects } from './objects.ts'
import { settleTable } from './settle.ts'
import { sketchTable } from './sketch.ts'
import { widenTable } from './widen.ts'

type Of<Kind> = Extract<CommitMessage, { kind: Kind }>

export const commitTable = (
  table: string,
  messages: CommitMessage[],
  workshop: Workshop,
): Promise<void> => withFiles(table, messages, () => commitAll(table, messages, workshop))

async function commitAll(
  table: string,
  messages: CommitMessage[],
  workshop: Workshop,
): Promise<void> {
  const widen = messages.filter((message): message is Of<'widen'> => message.kind === 'widen')
  if (widen.length > 0) await widenTable(table, widen, workshop)
  const objects = messages.filter(
    (message): message is Of<'object' | 'removed'> =>
      message.kind === 'object' || message.kind === 'removed',
  )
  if (objects.length > 0) {
    const metadata = await commitObjects(table, objects, workshop)
    const compact: CommitMessage = { kind: 'compact', table }
    if (metadata && compactionDue(metadata)) {
      await send(environment.commitQueue(), { body: compact, group: table })
    }
  }
  if (messages.some(({ kind }) => kind === 'compact')) await compactTable(table, workshop)
  if (messages.some(({ kind }) => kind === 'settle')) await settleTable(table, workshop)
  if (messages.some(({ kind }) => kind === 'sketch')) await sketchTable(table, workshop)
}
