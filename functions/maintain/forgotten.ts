/**
 * Files of other engines that a table has named, or names: they are to go once no snapshot names them. Each is a record of
 * its own beside the erasure's, so that the millionth costs no more than the first.
 */
import { environment } from '../../aws/environment.ts'
import { loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { objectsUnder, pagesOf } from '../../aws/listing.ts'
import { deleteObject, deleteObjects, getJson, putBytes } from '../../aws/s3.ts'
import { purge, purgeVersions, versionsOf } from '../../aws/versions.ts'
import { isNamedByUs } from '../../lake/iceberg/live.ts'
import { forgottenKey, forgottenUnder, withPast } from '../../lake/maintain/erasure.ts'
import { namedBy, referencesOf } from '../../lake/maintain/references.ts'
import { sketchKey } from '../../lake/sketch/tree.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { changeInTurn, left } from './erasurerecord.ts'

interface Forgotten {
  uri: string
}

/** The table loses its history, and then the file that it named. */
export async function forget(erasure: Erasure, table: string, uri: string): Promise<void> {
  await remember(erasure, table, uri)
  await changeInTurn(erasure, (present) => withPast(present, table))
}

/** What is named as our files are the sweep knows. */
export async function remember({ id }: Erasure, table: string, uri: string): Promise<void> {
  if (isNamedByUs(uri)) return
  const record: Forgotten = { uri }
  const key = forgottenKey(id, table, uri)
  await putBytes({ bucket: environment.workBucket(), key }, JSON.stringify(record))
}

/** Manifests hold bounds of what is gone. Before the history goes, and then nothing names them. */
export async function rememberElsewhere(erasure: Erasure, table: string): Promise<void> {
  const present = await loadTable(environment.lakeDatabase(), table)
  if (!present) return
  const { metadata } = await namedBy(readUri, present)
  for (const uri of metadata)
    if (!uri.startsWith(`${present.metadata.location}/`)) await remember(erasure, table, uri)
}

/**
 * Those that the table names no more go; of those outside its folder another table may be, as of what Spark's `snapshot` and
 * `add_files` share: they are told. Answers how many are gone.
 */
export async function eraseForgotten(erasure: Erasure, table: string): Promise<number> {
  let now: { location: string; named: Set<string> } | undefined
  let files = 0
  for await (const { uri, key } of forgottenOf(erasure, table)) {
    now ??= await presentOf(table)
    if (!now) return 0
    if (now.named.has(uri)) continue
    if (!uri.startsWith(`${now.location}/`)) {
      const why = `lake.${table} had named it, and it lies outside of its folder`
      await left(erasure.id, uri, `${why}: delete it, if no other table is of it`)
      continue
    }
    await takeAway(uri)
    if (key) await deleteObject({ bucket: environment.workBucket(), key })
    files++
  }
  return files
}

async function presentOf(table: string) {
  const present = await loadTable(environment.lakeDatabase(), table)
  if (!present) return undefined
  return { location: present.metadata.location, named: await referencesOf(readUri, present) }
}

async function* forgottenOf(
  { id, foreign = {} }: Erasure,
  table: string,
): AsyncGenerator<Forgotten & { key?: string }> {
  for (const uri of Object.keys(foreign)) if (foreign[uri] === table) yield { uri }
  const bucket = environment.workBucket()
  for await (const { key } of objectsUnder(bucket, forgottenUnder(id, table))) {
    const found = await getJson<Forgotten>(bucket, key)
    if (found) yield { ...found.value, key }
  }
}

/** With the end of the erasure: folders in their names may say what it took away. */
export async function forgetAll(id: string): Promise<void> {
  const bucket = environment.workBucket()
  for await (const page of pagesOf(bucket, forgottenUnder(id))) {
    await deleteObjects(
      bucket,
      page.map(({ key }) => key),
    )
  }
  await purge(bucket, forgottenUnder(id))
}

async function takeAway(uri: string): Promise<void> {
  const { bucket, key } = objectOf(uri)
  await deleteObjects(environment.workBucket(), [sketchKey(key)])
  await deleteObject({ bucket, key })
  for await (const versioned of versionsOf(bucket, key))
    if (versioned.key === key) await purgeVersions(bucket, versioned)
}
