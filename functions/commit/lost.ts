/** A table that Glue lost, or that somebody dropped, while a message of it waited. */
import { NoSuchTable } from '../../aws/icebergtable.ts'
import { rebuildLake } from '../../aws/rebuild.ts'

/** With the table as its files tell of it where its row is lost; undefined where nothing of it is left, or ever was. */
export async function withTable<T>(table: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NoSuchTable)) throw error
    return (await rebuildLake(table)).lake === 'none' ? undefined : await work()
  }
}
