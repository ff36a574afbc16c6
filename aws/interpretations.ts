/** How datasets' files are to be read: records in the work bucket, looked up by raw key. */
import { datasetOf, type Interpretation, interpretationKey } from '../lake/interpretation.ts'
import { environment } from './environment.ts'
import { getJson } from './s3.ts'

/** What this function last read; null: there was none. */
const known = new Map<string, Interpretation | null>()
const knownMax = 10_000

/** As it is now; undefined where nobody says how, or the key is no dataset's. */
export async function interpretationFor(key: string): Promise<Interpretation | undefined> {
  const place = placeOf(key)
  if (!place) return undefined
  const found = await getJson<Interpretation>(environment.workBucket(), place)
  if (known.size >= knownMax) known.clear()
  known.set(place, found?.value ?? null)
  return found?.value
}

/** As it was when this function last asked; null where it never did. Whoever goes by it asks again afterwards. */
export function lastInterpretationFor(key: string): Interpretation | undefined | null {
  const place = placeOf(key)
  if (!place) return undefined
  const last = known.get(place)
  return last === undefined ? null : (last ?? undefined)
}

function placeOf(key: string): string | undefined {
  const owner = datasetOf(key)
  return owner && interpretationKey(owner.source, owner.dataset)
}
