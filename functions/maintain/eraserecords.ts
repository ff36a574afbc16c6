/** The work bucket: whatever repeats what is gone. Results of queries are copies, and are asked for again. */
import { environment } from '../../aws/environment.ts'
import { type Listed, objectsUnder } from '../../aws/listing.ts'
import { changeRecord } from '../../aws/records.ts'
import {
  deleteObject,
  deleteObjects,
  getBytes,
  getJson,
  NoSuchObject,
  putBytes,
} from '../../aws/s3.ts'
import { purgeVersions, type Versioned, versionsOf } from '../../aws/versions.ts'
import { entryKeyOf } from '../../lake/entry.ts'
import { erasureKey, isSaidByFolder, tombstone } from '../../lake/maintain/erasure.ts'
import { holds, needlesOf, withoutValues } from '../../lake/maintain/needle.ts'
import { isAtRest, isGone } from '../../lake/maintain/sweep.ts'
import { type Receipt, receiptKeyOf, rejectsKeyOf, rejectsUnder } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { tellOfFolders } from './erasefolders.ts'
import { tellOfStatements } from './erasestatements.ts'
import { left, take } from './erasurerecord.ts'
import { mayBeSaidIn } from './plain.ts'
import type { Counts, Step, Turn } from './turn.ts'

const bucket = environment.workBucket

/** False where the turn ended before it was done. */
export async function eraseRecords(erasure: Erasure, turn: Turn): Promise<boolean> {
  const { id, values = [], columns = [], touched, key } = erasure
  const wanted = { columns, values: new Set(values) }
  const isOf = (other: string): boolean => other === key || isSaidByFolder(other, wanted)
  const needles = needlesOf(values)
  const under = (step: Step) =>
    objectsUnder(bucket(), step, { after: turn.from(step) || undefined })
  const keyOf = (listed: { key: string }): string => listed.key
  const walks: (() => Promise<boolean>)[] = [
    () =>
      turn.walk(
        'receipts',
        Object.keys(touched).sort(),
        (object) => object,
        async (object) => {
          if (values.length > 0) await tellOfKey(id, object, isOf)
          return { records: await eraseObject(object, touched[object]!, values) }
        },
      ),
    () =>
      turn.walk('rejects/', values.length > 0 ? under('rejects/') : [], keyOf, (listed) =>
        eraseAside(erasure, listed.key, needles),
      ),
    () =>
      turn.walk('athena/', under('athena/'), keyOf, (listed) =>
        eraseResult(erasure, listed, needles),
      ),
    () =>
      turn.walk('activity/', under('activity/'), keyOf, async (listed) => ({
        records: await eraseActivity(listed.key, values, isOf),
      })),
    ...(['predictionjobs/', 'datasets/', 'adoptions/', 'reconcile/'] as const).map(
      (step) => () =>
        turn.walk(step, values.length > 0 ? under(step) : [], keyOf, async (listed) => ({
          records: await eraseText(listed.key, values),
        })),
    ),
    ...(['parts/', 'logs/'] as const).map(
      (step) => () =>
        turn.walk(step, values.length > 0 ? under(step) : [], keyOf, (listed) =>
          tellOfLog(id, listed.key, needles),
        ),
    ),
    () =>
      turn.walk(
        'folders',
        values.length > 0 ? [''] : [],
        () => 'all',
        () => tellOfFolders(id),
      ),
    () =>
      turn.walk(
        'statements',
        values.length > 0 ? [''] : [],
        () => 'all',
        () => tellOfStatements(id, values),
      ),
    () =>
      turn.walk(
        'versions',
        versionsOf(bucket(), '', turn.from('versions') || undefined),
        keyOf,
        (versioned) => purgeKey(versioned, id),
      ),
  ]
  for (const walk of walks) if (!(await walk())) return false
  return true
}

async function purgeKey({ key, versions }: Versioned, id: string): Promise<undefined> {
  if (key !== erasureKey(id)) await purgeVersions(bucket(), { key, versions })
}

async function eraseObject(
  object: string,
  { table, versions }: Erasure['touched'][string],
  values: string[],
): Promise<number> {
  const records = await eraseReceipt(object, versions, values)
  await eraseRejects(object)
  if (table && (await isEntryOfGone(object))) {
    await deleteObject({ bucket: bucket(), key: entryKeyOf(table, object) })
  }
  return records
}

/** Late words of an object are told by its key, and the role of erasures may not change a raw table. */
async function tellOfKey(id: string, object: string, isOf: (key: string) => boolean) {
  const found = await getJson<Receipt>(bucket(), receiptKeyOf(object))
  if (!found || !isOf(found.value.object.key)) return
  await left(id, receiptKeyOf(object), 'a folder of its key says the value')
  const { table } = found.value
  if (table) await left(id, `raw.${table}`, 'a partition is called so: drop it from the raw table')
}

async function eraseRejects(object: string): Promise<void> {
  const keys: string[] = []
  for await (const { key } of objectsUnder(bucket(), rejectsUnder(object))) keys.push(key)
  if (keys.length === 0) return
  const kept = await rejectsKept(object)
  for (const key of keys) if (!kept.includes(key)) await deleteObject({ bucket: bucket(), key })
}

/** Of what has landed since, or may be: a version under way writes its own before its receipt says so. */
async function rejectsKept(object: string): Promise<(string | false | undefined)[]> {
  const receipt = (await getJson<Receipt>(bucket(), receiptKeyOf(object)))?.value
  const coming = receipt && !isAtRest(receipt) && rejectsKeyOf(object, receipt.object)
  return [!isGone(receipt) && receipt?.rescued?.key, coming]
}

/** Rows aside of what was replaced, or taken away, go; what is there has those of its own as well. */
async function eraseAside(erasure: Erasure, key: string, needles: Buffer[]): Promise<Counts> {
  if ((await lacks(key, needles)) !== false) return {}
  const [, object = ''] = /\/([0-9a-f]{16})/.exec(key) ?? []
  if ((await rejectsKept(object)).includes(key)) {
    await left(erasure.id, key, 'rows aside of an object that is there say it')
    return {}
  }
  await take(erasure)
  await deleteObject({ bucket: bucket(), key })
  return { records: 1 }
}

const isEntryOfGone = async (object: string): Promise<boolean> =>
  isGone((await getJson<Receipt>(bucket(), receiptKeyOf(object)))?.value)

/** Of what is gone a tombstone; of what was written again nothing that quotes the value. */
async function eraseReceipt(object: string, versions: string[], values: string[]): Promise<number> {
  let changed = 0
  await changeRecord<Receipt>(bucket(), receiptKeyOf(object), (receipt) => {
    changed = 0
    if (!receipt) return undefined
    const { object: version, quarantineVersion = '' } = receipt
    const own = [version.versionId, quarantineVersion]
    const isErased = receipt.state === 'removed' || own.some((one) => versions.includes(one))
    const next = isErased ? tombstone(receipt) : withoutValues(receipt, values)
    if (JSON.stringify(next) === JSON.stringify(receipt)) return undefined
    changed = 1
    return next
  })
  return changed
}

/** Of an object nobody knows which results hold its rows: all of them go. What CTAS wrote lies deeper, and is a table. */
async function eraseResult(
  erasure: Erasure,
  { key, bytes }: Pick<Listed, 'key' | 'bytes'>,
  needles: Buffer[],
): Promise<Counts> {
  if (key.slice('athena/'.length).includes('/')) {
    await tellOfTable(erasure, { key, bytes })
    return {}
  }
  if (needles.length > 0) {
    if (await isKept(key, needles)) return {}
    await take(erasure)
  }
  await deleteObjects(bucket(), [key, `${key}.metadata`])
  return { records: 1 }
}

/** Of results as text what does not hold the value stays, with what says its columns. */
async function isKept(key: string, needles: Buffer[]): Promise<boolean> {
  if (key.endsWith('.metadata')) return true
  if (!/\.(csv|txt)$/.test(key)) return false
  return (await lacks(key, needles)) !== false
}

/** Undefined: it is gone. */
async function lacks(key: string, needles: Buffer[]): Promise<boolean | undefined> {
  try {
    return !holds(await getBytes({ bucket: bucket(), key }), needles)
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    throw error
  }
}

/** It would be read from the log again, which is its writer's. */
async function tellOfLog(id: string, key: string, needles: Buffer[]): Promise<undefined> {
  if ((await lacks(key, needles)) !== false) return
  await left(id, key, 'the log of a table says it: write the table anew without the value')
}

/** What a statement wrote is whoever's who wrote it: it stays, and the certificate says so, folder by folder. */
async function tellOfTable(
  { id, values = [] }: Erasure,
  { key, bytes }: Pick<Listed, 'key' | 'bytes'>,
): Promise<void> {
  const isValue = values.length > 0
  if (isValue && !(await mayBeSaidIn({ bucket: bucket(), key, bytes }, values))) return
  const folder = `s3://${bucket()}/${key.slice(0, key.lastIndexOf('/') + 1)}`
  await left(id, folder, 'a table that a statement wrote: drop it, or run the statement again')
}

/** Lines that quote the value lose it; lines about the object go. */
async function eraseActivity(
  key: string,
  values: string[],
  isOf: (key: string) => boolean,
): Promise<number> {
  const text = (await getBytes({ bucket: bucket(), key })).toString()
  const lines = text.split('\n').filter(Boolean)
  const kept = lines.filter((line) => !isOf(JSON.parse(line).key ?? ''))
  const next = kept
    .map((line) => `${JSON.stringify(withoutValues(JSON.parse(line), values))}\n`)
    .join('')
  if (next === lines.map((line) => `${line}\n`).join('')) return 0
  if (next === '') await deleteObjects(bucket(), [key])
  else await putBytes({ bucket: bucket(), key }, next)
  return 1
}

/** Small records that quote it: statements of jobs, reasons. */
async function eraseText(key: string, values: string[]): Promise<number> {
  let changed = 0
  await changeRecord<unknown>(bucket(), key, (record) => {
    changed = 0
    const next = withoutValues(record, values)
    if (JSON.stringify(next) === JSON.stringify(record)) return undefined
    changed = 1
    return next
  })
  return changed
}
