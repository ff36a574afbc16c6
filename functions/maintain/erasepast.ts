/** Files of a table that its current snapshot does not name: whether one of them may hold a value that is sought. */
import { environment } from '../../aws/environment.ts'
import { getTable } from '../../aws/glue.ts'
import { loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { rebuildLake } from '../../aws/rebuild.ts'
import { NoSuchObject } from '../../aws/s3.ts'
import { versionsOf } from '../../aws/versions.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import { currentSchema, type Metadata, UnsupportedTable } from '../../lake/iceberg/metadata.ts'
import type { Field } from '../../lake/iceberg/schema.ts'
import { pastFilesLookedAtMax, redactedBytesMax } from '../../lake/limits.ts'
import { isWanted, type Wanted } from '../../lake/maintain/redact.ts'
import { lookInto } from './lookinto.ts'
import { isOurs } from './sweep.ts'

/**
 * True also where it cannot be told, or not soon: then the past goes, which nobody needs as he needs the present.
 * `unreadable`: what says which files those are is gone, or another engine's; no other table waits for this one.
 */
export async function mayPastHold(table: string, wanted: Wanted): Promise<boolean | 'unreadable'> {
  const row = await getTable(environment.lakeDatabase(), table)
  // What Glue lost comes back with its next commit, and its files lie there.
  if (!row) return (await rebuildLake(table)).lake === 'made' && mayPastHold(table, wanted)
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
      const held = await lookInto({ bucket, ...version }, { fields, values: wanted.values })
      if (held !== 'free' && held !== 'gone') return true
    }
  }
  return false
}

/** Those of former schemas too: a column may have had another type, or name. */
export function fieldsOf({ schemas }: Pick<Metadata, 'schemas'>, { columns }: Wanted): Field[] {
  const first = columns.map((path) => path.split('.')[0]!)
  const fields = schemas.flatMap((schema) => schema.fields)
  const found = fields.filter((field) =>
    isWanted(calledBy(field), { columns: [...columns, ...first] }),
  )
  return [
    ...new Map(found.map((field) => [JSON.stringify([field.id, field.type]), field])).values(),
  ]
}

/** What the table calls these columns by now, whatever it called them once. */
export function currentPaths(metadata: Metadata, { columns }: Wanted): string[] {
  const current = currentSchema(metadata).fields
  return columns.flatMap((path) => {
    const [first = '', ...rest] = path.split('.')
    const named = (columns: string[]): string[] => {
      const ids = new Set(idsOf(metadata, columns))
      return current.filter(({ id }) => ids.has(id)).map(({ name }) => name)
    }
    const within = rest.length > 0 ? named([first]) : []
    return [...named([path]), ...within.map((name) => [name, ...rest].join('.'))]
  })
}

export const calledBy = ({ name, doc }: Field) => ({ name, ...(doc && { original: doc }) })

const idsOf = ({ schemas }: Metadata, columns: string[]): number[] =>
  schemas.flatMap(({ fields }) =>
    fields.filter((field) => isWanted(calledBy(field), { columns })).map(({ id }) => id),
  )
