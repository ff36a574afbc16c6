/**
 * Rows of which no original tells any more, in tables that have such a column: of objects that their sender took away, or
 * replaced, and nobody has followed yet; and of a table's past, in files that only its history needs.
 */
import { atOnce } from '../../aws/atonce.ts'
import { readDataset } from '../../aws/datasets.ts'
import { environment } from '../../aws/environment.ts'
import { objectsUnder } from '../../aws/listing.ts'
import { getJson, headObject } from '../../aws/s3.ts'
import { entriesPrefix } from '../../lake/entry.ts'
import { reconcileReadsAtOnce } from '../../lake/limits.ts'
import { hasFollowed, withGone, withPast } from '../../lake/maintain/erasure.ts'
import type { Wanted } from '../../lake/maintain/redact.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { mayPastHold } from './erasepast.ts'
import { changeInTurn, left } from './erasurerecord.ts'
import { type Datasets, soughtIn, wantedDatasets } from './sought.ts'
import type { Turn } from './turn.ts'

/** Until all were looked at, or the turn ends. Those that are to follow are touched, and the next step waits for them. */
export async function eraseGone(erasure: Erasure, turn: Turn): Promise<void> {
  const { columns = [], values = [] } = erasure
  const asked = { columns, values: new Set(values) }
  const things = thingsOf(await wantedDatasets(asked), turn.from('gone'))
  const looked = atOnce(things, reconcileReadsAtOnce, (thing) => lookAt(thing, asked))
  const isDone = await turn.walk(
    'gone',
    looked,
    ({ name }) => name,
    async ({ table, object, isPast }) => {
      if (object) {
        const gone = { key: '', object, table, versions: [] }
        await changeInTurn(erasure, (present) => withGone(present, gone))
      }
      if (isPast === 'unreadable') {
        await left(erasure.id, `lake.${table}`, 'its metadata cannot be read: nobody saw its past')
      } else if (isPast) {
        await changeInTurn(erasure, (present) => withPast(present, table))
      }
      return undefined
    },
  )
  if (isDone) await changeInTurn(erasure, (present) => ({ ...present, at: ['follow', ''] }))
}

interface Thing {
  /** What it is called in the walk. */
  name: string
  table: string
  /** Its id; absent: the table's past. */
  object?: string
}

/**
 * Each table's objects, and then its past: what becomes past meanwhile was an object's that had not followed, or is seen.
 * Of tables without such a column only the past: after a replay the record has no columns of what had gone before.
 */
async function* thingsOf({ wanted, others }: Datasets, after = ''): AsyncGenerator<Thing> {
  const tables = new Set([...wanted.values()].map(({ record }) => record.table))
  const all = [...tables, ...others.values()].map((table) => ({
    table,
    prefix: entriesPrefix(table),
  }))
  all.sort((a, b) => (a.prefix < b.prefix ? -1 : 1)) // of ASCII alone
  for (const { table, prefix } of all) {
    const past = `${prefix}~`
    if (past <= after) continue
    const range = after.startsWith(prefix) ? { after } : {}
    const entries = tables.has(table) ? objectsUnder(environment.workBucket(), prefix, range) : []
    for await (const { key } of entries) {
      yield { name: key, table, object: key.slice(prefix.length, -'.json'.length) }
    }
    yield { name: past, table }
  }
}

interface Seen {
  name: string
  table: string
  object?: string
  isPast?: boolean | 'unreadable'
}

/** With its object where that is to follow, with its past where that may hold it. */
async function lookAt({ name, table, object }: Thing, asked: Wanted): Promise<Seen> {
  if (object === undefined) {
    const sought = await soughtIn(await readDataset(table), asked)
    return { name, table, isPast: await mayPastHold(table, sought) }
  }
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(object))
  const isSo = hasFollowed(found?.value, []) && (await isThere(found?.value))
  return { name, table, ...(!isSo && { object }) }
}

/** Whether S3 has what the table has of it: its sender may have taken it away before, and nobody heard of that yet. */
export async function isThere(receipt: Receipt | undefined): Promise<boolean> {
  if (receipt?.state !== 'committed') return true
  const { key, versionId, etag } = receipt.object
  const head = await headObject({ bucket: environment.rawBucket(), key })
  return head?.versionId === versionId && (versionId !== 'null' || head.etag === etag)
}
