/** Of rows that say a value though their originals were searched: whether what tells of an object would only say it again. */
import { landAgain } from '../../aws/agreement.ts'
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { getJson } from '../../aws/s3.ts'
import { reconcileReadsAtOnce } from '../../lake/limits.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { left, take } from './erasurerecord.ts'
import { forget } from './forgotten.ts'

export interface Place {
  table: string
  uri: string
  /** Files of which the table consists. */
  live: ReadonlySet<string>
}

/**
 * `told`: its own file says it, as nobody but itself wrote it. `unknown`: its rows are in a file of several, or of another
 * engine, which may have changed them.
 */
type Telling = { id: string; key: string; how: 'told' | 'unknown' }

/** Those of the objects of which a committed receipt tells: without their rows a table would only get them again. */
async function* tellings(
  objects: Iterable<string>,
  { table, uri, live }: Place,
  askedMs: number,
): AsyncGenerator<Telling> {
  const looked = atOnce(objects, reconcileReadsAtOnce, async (id) => ({
    id,
    receipt: (await getJson<Receipt>(environment.workBucket(), receiptKeyOf(id)))?.value,
  }))
  for await (const { id, receipt } of looked) {
    if (receipt?.state !== 'committed' || receipt.table !== table) continue
    const own = receipt.lake?.file.path ?? ''
    const isOwn = own === uri
    if (!isOwn && live.has(own)) continue // another has put these beside its own
    const isSince = (receipt.times.committed ?? 0) > askedMs // it was read again as it was found, and merged since
    yield { id, key: receipt.object.key, how: isOwn || isSince ? 'told' : 'unknown' }
  }
}

/**
 * Which of these stay, for the pass at least. Where an original says it, otherwise, it is left by name; where nobody knows
 * it lands again, in the place of all rows of it, and its own file tells the next pass.
 */
export async function spareTold(
  erasure: Erasure,
  place: Place,
  objects: Iterable<string>,
): Promise<string[]> {
  const spared: string[] = []
  let isAsked = false
  for await (const { id, key, how } of tellings(objects, place, erasure.createdAtMs)) {
    spared.push(id)
    if (how === 'told') await left(erasure.id, key, saidOtherwise)
    else await landAgain(id, place.table)
    isAsked ||= how === 'unknown'
  }
  if (isAsked) {
    await forget(erasure, place.table, place.uri) // what takes its place may come after the table's history has gone
    await take(erasure)
  }
  return spared
}

const saidOtherwise = 'its rows say it, and it says it otherwise: nobody finds it there'

/** The column goes from the file; it would come again where the object is read anew. */
export async function tellFormer(
  erasure: Erasure,
  place: Place,
  objects: Iterable<string>,
): Promise<void> {
  const why = `a column that lake.${place.table} has no more said it: it says it otherwise, and may again`
  for await (const { key } of tellings(objects, place, erasure.createdAtMs))
    await left(erasure.id, key, why)
}
