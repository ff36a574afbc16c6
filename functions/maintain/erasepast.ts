/** Files of a table that its current snapshot does not name: whether one of them may hold a value that is sought. */
import { environment } from '../../aws/environment.ts'
import { getTable } from '../../aws/glue.ts'
import { loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { getRange, NoSuchObject } from '../../aws/s3.ts'
import { type Version, versionsOf } from '../../aws/versions.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import { type Metadata, UnsupportedTable } from '../../lake/iceberg/metadata.ts'
import type { Field } from '../../lake/iceberg/schema.ts'
import { pastFilesLookedAtMax, redactedBytesMax, rowsLookedAtMax } from '../../lake/limits.ts'
import { isWanted, type Wanted } from '../../lake/maintain/redact.ts'
import { openFile } from '../../lake/rows/file.ts'
import { isOurs } from './sweep.ts'

/**
 * True also where it cannot be told, or not soon: then the past goes, which nobody needs as he needs the present.
 * `unreadable`: what says which files those are is gone, or another engine's; no other table waits for this one.
 */
export async function mayPastHold(table: string, wanted: Wanted): Promise<boolean | 'unreadable'> {
  const row = await getTable(environment.lakeDatabase(), table)
  if (!row) return false
  try {
    const present = await loadTable(environment.lakeDatabase(), table)
    if (!present) return false
    const fields = fieldsOf(present.metadata, wanted)
    if (fields.length === 0 || !(await isOurs(table))) return false
    return await isInPast(present.metadata, fields, wanted)
  } catch (error) {
    if (error instanceof UnsupportedTable) return 'unreadable'
    if (!(error instanceof NoSuchObject)) throw error
    const now = await getTable(environment.lakeDatabase(), table)
    const isMoved = now?.Parameters?.metadata_location !== row.Parameters?.metadata_location
    return isMoved ? mayPastHold(table, wanted) : 'unreadable' // whoever moved it took its past away
  }
}

/** Whether the table has had such a column; true also where nobody can tell. */
export async function hasHad(table: string, wanted: Wanted): Promise<boolean> {
  try {
    const present = await loadTable(environment.lakeDatabase(), table)
    return present !== undefined && fieldsOf(present.metadata, wanted).length > 0
  } catch (error) {
    if (error instanceof NoSuchObject || error instanceof UnsupportedTable) return true
    throw error
  }
}

async function isInPast(metadata: Metadata, fields: Field[], wanted: Wanted): Promise<boolean> {
  const live = new Set((await liveFiles(readUri, metadata)).map(({ path }) => path))
  const { bucket, key: folder } = objectOf(`${metadata.location}/data/`)
  let looked = 0
  for await (const { key, versions } of versionsOf(bucket, folder)) {
    for (const version of versions) {
      const isLive = version.isLatest && live.has(`s3://${bucket}/${key}`)
      if (version.isMarker || version.bytes === 0 || isLive) continue
      if (++looked > pastFilesLookedAtMax || version.bytes > redactedBytesMax) return true
      if (await mayHold({ bucket, ...version }, fields, wanted)) return true
    }
  }
  return false
}

/** Those of former schemas too: a column may have had another type, or name. */
function fieldsOf({ schemas }: Metadata, { columns }: Wanted): Field[] {
  const first = columns.map((path) => path.split('.')[0]!)
  const fields = schemas.flatMap((schema) => schema.fields)
  const called = ({ name, doc }: Field) => ({ name, ...(doc && { original: doc }) })
  return fields.filter((field) => isWanted(called(field), { columns: [...columns, ...first] }))
}

/** What these are is text as the column shows it; of other types nobody says here how they are written. */
const plainTypes = new Set(['string', 'int', 'long'])

/** Texts come as bytes where the file does not say that they are UTF-8. */
const textOf = (cell: unknown): string =>
  cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell ?? '')

async function mayHold(
  { bucket, key, versionId, bytes }: Version & { bucket: string },
  fields: Field[],
  { values }: Wanted,
): Promise<boolean> {
  if (fields.some(({ type }) => typeof type !== 'string' || !plainTypes.has(type))) return true
  let unread: unknown
  const read = (_: string, start: number, end: number) =>
    getRange({ bucket, key, versionId }, start, end).catch((error) => {
      unread = error
      throw error
    })
  try {
    const file = { path: `s3://${bucket}/${key}?versionId=${versionId}`, bytes, records: 0 }
    const open = await openFile(file, read)
    for (let from = 0; from < open.rows; from += rowsLookedAtMax) {
      const rows = await open.read(fields, from, Math.min(open.rows, from + rowsLookedAtMax))
      if (rows.some((cells) => cells.some((cell) => values.has(textOf(cell))))) return true
    }
    return false
  } catch {
    if (unread instanceof NoSuchObject) return false // it went meanwhile
    if (unread) throw unread
    return true // no Parquet, or none that is read here: nobody can tell
  }
}
