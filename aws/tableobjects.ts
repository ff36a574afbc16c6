/** Whose rows a lake table holds: by the names of data files, and by column `_object` of those that hold several objects'. */
import { liveFiles, objectIdOf } from '../lake/iceberg/live.ts'
import { currentSchema, type Metadata } from '../lake/iceberg/metadata.ts'
import { type Field, objectColumn } from '../lake/iceberg/schema.ts'
import { rowsLookedAtMax } from '../lake/limits.ts'
import { type DataFile, openFile } from '../lake/rows/file.ts'
import { objectOf, readUri } from './icebergtable.ts'
import { getRange } from './s3.ts'

/** Rows by object id. Rows of another writer have none. */
export async function rowsByObject(metadata: Metadata): Promise<Map<string, number>> {
  const held = new Map<string, number>()
  const add = (id: string, rows: number) => held.set(id, (held.get(id) ?? 0) + rows)
  const field = currentSchema(metadata).fields.find(({ name }) => name === objectColumn)
  for (const file of await liveFiles(readUri, metadata)) {
    const id = objectIdOf(file.path)
    if (id !== undefined) add(id, file.records)
    else if (field) await eachObject(file, field, add)
  }
  return held
}

async function eachObject(
  file: DataFile,
  field: Field,
  add: (id: string, rows: number) => unknown,
): Promise<void> {
  const read = (uri: string, start: number, end: number) => getRange(objectOf(uri), start, end)
  const open = await openFile(file, read)
  for (let from = 0; from < open.rows; from += rowsLookedAtMax) {
    const rows = await open.read([field], from, Math.min(open.rows, from + rowsLookedAtMax))
    for (const [id] of rows) if (id !== null && id !== undefined) add(textOf(id), 1)
  }
}

/** Texts come as bytes where the file does not say that they are UTF-8. */
const textOf = (id: unknown): string =>
  id instanceof Uint8Array ? Buffer.from(id).toString() : String(id)
