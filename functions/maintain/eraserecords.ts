/** The work bucket: whatever repeats what is gone. Results of queries are copies, and are asked for again. */
import { environment } from '../../aws/environment.ts'
import { pagesOf } from '../../aws/listing.ts'
import { changeRecord } from '../../aws/records.ts'
import {
  deleteObject,
  deleteObjects,
  getBytes,
  getJson,
  NoSuchObject,
  putBytes,
} from '../../aws/s3.ts'
import { purge } from '../../aws/versions.ts'
import { entryKeyOf } from '../../lake/entry.ts'
import { erasureKey, tombstone } from '../../lake/maintain/erasure.ts'
import { holds, needlesOf, withoutValues } from '../../lake/maintain/needle.ts'
import { isGone } from '../../lake/maintain/sweep.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'

const bucket = environment.workBucket

export async function eraseRecords(erasure: Erasure): Promise<void> {
  const { id, values = [], touched, key } = erasure
  let records = 0
  for (const [object, { table, versions }] of Object.entries(touched)) {
    records += await eraseReceipt(object, versions, values)
    if (table && (await isEntryOfGone(object))) {
      await deleteObject({ bucket: bucket(), key: entryKeyOf(table, object) })
    }
  }
  records += await eraseResults(values)
  records += await eraseActivity(values, key)
  for (const prefix of ['predictionjobs/', 'datasets/', 'adoptions/', 'reconcile/']) {
    records += await eraseTexts(prefix, values)
  }
  await purge(bucket(), '', (other) => other !== erasureKey(id))
  if (records === 0) return
  await changeRecord<Erasure>(bucket(), erasureKey(id), (present) => {
    if (!present || present.state === 'done') return undefined
    return { ...present, counts: { ...present.counts, records: present.counts.records + records } }
  })
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
async function eraseResults(values: string[]): Promise<number> {
  const needles = needlesOf(values)
  let gone = 0
  for await (const page of pagesOf(bucket(), 'athena/')) {
    const own = page.filter(({ key }) => !key.slice('athena/'.length).includes('/'))
    for (const { key } of own) {
      if (needles.length > 0 && (await isKept(key, needles))) continue
      await deleteObjects(bucket(), [key, `${key}.metadata`])
      gone++
    }
  }
  return gone
}

/** Of results as text what does not hold the value stays, with what says its columns. */
async function isKept(key: string, needles: Buffer[]): Promise<boolean> {
  if (key.endsWith('.metadata')) return true
  if (!/\.(csv|txt)$/.test(key)) return false
  try {
    return !holds(await getBytes({ bucket: bucket(), key }), needles)
  } catch (error) {
    if (error instanceof NoSuchObject) return true
    throw error
  }
}

/** Lines that quote the value lose it; lines about the object go. */
async function eraseActivity(values: string[], ofKey: string | undefined): Promise<number> {
  let changed = 0
  for await (const page of pagesOf(bucket(), 'activity/')) {
    for (const { key } of page) {
      const text = (await getBytes({ bucket: bucket(), key })).toString()
      const lines = text.split('\n').filter(Boolean)
      const kept = lines.filter((line) => ofKey === undefined || JSON.parse(line).key !== ofKey)
      const next = kept
        .map((line) => `${JSON.stringify(withoutValues(JSON.parse(line), values))}\n`)
        .join('')
      if (next === lines.map((line) => `${line}\n`).join('')) continue
      changed++
      if (next === '') await deleteObjects(bucket(), [key])
      else await putBytes({ bucket: bucket(), key }, next)
    }
  }
  return changed
}

/** Small records that quote it: statements of jobs, reasons. */
async function eraseTexts(prefix: string, values: string[]): Promise<number> {
  if (values.length === 0) return 0
  let changed = 0
  for await (const page of pagesOf(bucket(), prefix)) {
    for (const { key } of page) {
      await changeRecord<unknown>(bucket(), key, (record) => {
        const next = withoutValues(record, values)
        if (JSON.stringify(next) === JSON.stringify(record)) return undefined
        changed++
        return next
      })
    }
  }
  return changed
}
