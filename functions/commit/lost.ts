/** A table that Glue lost, or that somebody dropped, while a message of it waited; files of it that somebody deleted. */
import { environment } from '../../aws/environment.ts'
import { NoSuchTable } from '../../aws/icebergtable.ts'
import { lostNow } from '../../aws/lostfiles.ts'
import { rebuildLake } from '../../aws/rebuild.ts'
import { NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import type { CommitMessage, MaintainMessage } from '../../schemas/messages.ts'

/** With the table as its files tell of it where its row is lost; undefined where nothing of it is left, or ever was. */
export async function withTable<T>(table: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NoSuchTable)) throw error
    return (await rebuildLake(table)).lake === 'none' ? undefined : await work()
  }
}

/**
 * Where files are gone that the table names these messages wait at maintain, which brings back what it can, and come again
 * after it: here they would fail until they lay among the dead letters.
 */
export async function withFiles(
  table: string,
  messages: CommitMessage[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof NoSuchObject) || (await lostNow(table)).length === 0) throw error
    const message: MaintainMessage = { kind: 'heal', table, waiting: messages }
    await send(environment.maintainQueue(), { body: message })
  }
}
