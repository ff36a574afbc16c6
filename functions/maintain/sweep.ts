/** Files of a table's folder that its history does not name. Each page is looked at by itself: a death loses nothing. */
import { Conflict } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { pagesOf } from '../../aws/listing.ts'
import { deleteObject, deleteObjects, getJson, headObject, NoSuchObject } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { purgeVersions, versionsOf } from '../../aws/versions.ts'
import { type Dataset, datasetKey } from '../../lake/dataset.ts'
import { entryKeyOf } from '../../lake/entry.ts'
import { UnsupportedTable } from '../../lake/iceberg/metadata.ts'
import { referencesOf } from '../../lake/maintain/references.ts'
import {
  grace as defaultGrace,
  type Found,
  foldersOf,
  type Grace,
  isAtRest,
  isGone,
  ownerOf,
  unreferenced,
} from '../../lake/maintain/sweep.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import { nodesPrefix, sketchKey } from '../../lake/sketch/tree.ts'

export interface Swept {
  files: number
  bytes: number
}

/** Whether it is there, and lies in our bucket. */
export async function isOurs(table: string): Promise<boolean> {
  const present = await loadTable(environment.lakeDatabase(), table)
  return present?.metadata.location.startsWith(`s3://${environment.lakeBucket()}/`) ?? false
}

export async function sweepTable(table: string, grace?: Grace): Promise<Swept> {
  const swept: Swept = { files: 0, bytes: 0 }
  const present = await loadTable(environment.lakeDatabase(), table)
  for (const folder of present ? foldersOf(present.metadata.location) : []) {
    const { bucket, key: prefix } = objectOf(folder)
    for await (const page of pagesOf(bucket, prefix)) {
      const bytesOf = new Map(page.map(({ key, bytes }) => [key, bytes]))
      const found = page.map(({ key, modifiedMs }) => ({
        uri: `s3://${bucket}/${key}`,
        modifiedMs,
      }))
      const keys = (await sweepableOf(table, found, grace)).map((uri) => objectOf(uri).key)
      await deleteObjects(environment.workBucket(), keys.map(sketchKey))
      await deleteObjects(bucket, keys)
      swept.files += keys.length
      swept.bytes += keys.reduce((sum, key) => sum + (bytesOf.get(key) ?? 0), 0)
    }
  }
  if (present) await sweepNodes(present.metadata.location, grace ?? defaultGrace)
  return swept
}

/** What was merged of sketches is merged again when it is asked for: its age alone says that it may go. */
async function sweepNodes(location: string, graceOf: Grace): Promise<void> {
  const bucket = environment.workBucket()
  const ageMs = graceOf(`${location}/data/merged-sketches`)
  for await (const page of pagesOf(bucket, nodesPrefix(keyOf(location)))) {
    const old = page.filter(({ modifiedMs }) => modifiedMs <= storeTimeMs() - ageMs)
    await deleteObjects(
      bucket,
      old.map(({ key }) => key),
    )
  }
}

const keyOf = (location: string): string => objectOf(`${location}/.`).key.slice(0, -2)

/**
 * Sketches of files that the table does not name, whoever made them: those it needs are made again. All of them where nobody
 * knows which files those are. Answers how many.
 */
export async function sweepSketches(table: string): Promise<number> {
  const found = await getJson<Dataset>(environment.workBucket(), datasetKey(table))
  const { location, named } = await sketchesOf(table, found?.value.location)
  if (location === undefined) return 0
  let count = 0
  for await (const page of pagesOf(environment.workBucket(), `sketches/${keyOf(location)}/`)) {
    const left = page.filter(({ key }) => !named.has(key))
    await deleteObjects(
      environment.workBucket(),
      left.map(({ key }) => key),
    )
    count += left.length
  }
  return count
}

async function sketchesOf(
  table: string,
  location: string | undefined,
): Promise<{ location: string | undefined; named: ReadonlySet<string> }> {
  const none = { location, named: new Set<string>() }
  try {
    const present = await loadTable(environment.lakeDatabase(), table)
    if (!present) return none
    const references = await referencesOf(readUri, present)
    const named = new Set([...references].map((uri) => sketchKey(objectOf(uri).key)))
    return { location: present.metadata.location, named }
  } catch (error) {
    if (error instanceof NoSuchObject || error instanceof UnsupportedTable) return none
    throw error
  }
}

/**
 * What lies beneath deleted and overwritten files, where the bucket keeps versions. Of files that the table names and that
 * somebody else deleted it stays: nothing but that can bring them back.
 */
export async function purgeTable(table: string): Promise<void> {
  const present = await loadTable(environment.lakeDatabase(), table)
  if (!present) return
  const references = await referencesOf(readUri, present)
  for (const folder of foldersOf(present.metadata.location)) {
    const { bucket, key: prefix } = objectOf(folder)
    for await (const versioned of versionsOf(bucket, prefix)) {
      const isHidden = versioned.versions.some(({ isLatest, isMarker }) => isLatest && isMarker)
      if (isHidden && references.has(`s3://${bucket}/${versioned.key}`)) continue
      await purgeVersions(bucket, versioned)
    }
  }
}

/** The table, then the receipts of what it does not name, then the table again: see `isAtRest`. */
async function sweepableOf(table: string, found: Found[], grace?: Grace): Promise<string[]> {
  const candidates = new Set(await unreferencedNow(table, found, grace))
  const own = found.filter(({ uri }) => candidates.has(uri))
  if (own.length === 0) return []
  const owners = new Set(own.flatMap(({ uri }) => ownerOf(uri) ?? []))
  const receipts = await receiptsOf([...owners])
  const isResting = ({ uri }: Found): boolean => {
    const owner = ownerOf(uri)
    return owner === undefined || isAtRest(receipts.get(owner))
  }
  for (const owner of owners) {
    if (isGone(receipts.get(owner))) await forgetEntry(table, owner)
  }
  return unreferencedNow(table, own.filter(isResting), grace)
}

/** Its ETag first, then the receipt again: the entry of a version that lands meanwhile stays. */
async function forgetEntry(table: string, owner: string): Promise<void> {
  const entry = { bucket: environment.workBucket(), key: entryKeyOf(table, owner) }
  const head = await headObject(entry)
  if (!head || !isGone((await receiptsOf([owner])).get(owner))) return
  await deleteObject(entry, { etag: `"${head.etag}"` }).catch((error) => {
    if (!(error instanceof Conflict)) throw error
  })
}

async function unreferencedNow(table: string, found: Found[], grace?: Grace): Promise<string[]> {
  const present = await loadTable(environment.lakeDatabase(), table)
  if (!present) return [] // without its pointer nothing says what is in use
  const { location } = present
  if (known?.location !== location) {
    known = { location, references: await referencesOf(readUri, present) }
  }
  return unreferenced(found, known.references, storeTimeMs(), grace)
}

/** Of the version that was looked at last: a page asks twice, and most tables rest. */
let known: { location: string; references: Set<string> } | undefined

const receiptsAtOnce = 32

async function receiptsOf(owners: string[]): Promise<Map<string, Receipt | undefined>> {
  const receipts = new Map<string, Receipt | undefined>()
  for (let at = 0; at < owners.length; at += receiptsAtOnce) {
    const read = owners.slice(at, at + receiptsAtOnce).map(async (owner) => {
      const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(owner))
      receipts.set(owner, found?.value)
    })
    await Promise.all(read)
  }
  return receipts
}
