/**
 * Lands what an existing bucket holds: S3 copies, nothing passes through here. Done again it does what is left: a copy is
 * made only where there is none, and the place in the listing is kept.
 */
import { createHash } from 'node:crypto'
import { objectId } from '../lake/key.ts'
import { adoptedAtOnce, adoptionKeptMs, adoptionProblemsMax } from '../lake/limits.ts'
import { type Adoption, adoptedKey, marksOf } from '../lake/maintain/adopt.ts'
import { note } from './activity.ts'
import { atOnce } from './atonce.ts'
import { Conflict } from './conflict.ts'
import { copyAs } from './copy.ts'
import { environment } from './environment.ts'
import { type Listed, objectsUnder } from './listing.ts'
import { getJson, headObject, NoSuchObject, putBytes } from './s3.ts'

/** `adoptions/<id>.json` in the work bucket. */
export interface AdoptionRun {
  adoption: Adoption
  startedMs: number
  /** Absent while it is not at its end. */
  endedMs?: number
  /** Everything up to this key is done; its id tells whether an erasure has changed the key. */
  after?: string
  afterId?: string
  objects: number
  copied: number
  copiedBytes: number
  /** Were there already. */
  there: number
  /** Key and reason; the first of them. */
  problems: [key: string, reason: string][]
  problemCount: number
}

export interface AdoptOptions {
  dryRun?: boolean
  limits?: Parameters<typeof copyAs>[2]['limits']
  onProgress?: (run: AdoptionRun) => void
}

type Outcome = { key: string } & (
  | { did: 'copied'; bytes: number }
  | { did: 'there' }
  | { did: 'nothing'; reason: string }
)

export async function adopt(adoption: Adoption, options: AdoptOptions = {}): Promise<AdoptionRun> {
  const { dryRun = false, onProgress } = options
  const run = await begun(adoption, dryRun)
  const { bucket, prefix } = adoption
  const originals = objectsUnder(bucket, prefix, { after: run.after })
  const outcomes = atOnce(originals, adoptedAtOnce, (original) =>
    adoptOne(adoption, original, options),
  )
  let keptMs = Date.now()
  for await (const outcome of outcomes) {
    count(run, outcome)
    if (Date.now() - keptMs < adoptionKeptMs) continue
    keptMs = Date.now()
    if (!dryRun) await keep(run)
    onProgress?.(run)
  }
  run.endedMs = Date.now()
  delete run.after
  if (!dryRun) {
    await keep(run)
    const detail = `${run.copied} of ${run.objects} objects of s3://${bucket}/${prefix}`
    const tookMs = run.endedMs - run.startedMs
    note({ step: 'adopted', detail, bytes: run.copiedBytes, tookMs })
  }
  return run
}

/** Goes on with one that did not end. */
async function begun(adoption: Adoption, dryRun: boolean): Promise<AdoptionRun> {
  const last = await getJson<AdoptionRun>(environment.workBucket(), recordKey(adoption))
  if (last && canGoOn(last.value) && !dryRun) return last.value
  const counts = { objects: 0, copied: 0, copiedBytes: 0, there: 0, problemCount: 0 }
  return { adoption, startedMs: Date.now(), ...counts, problems: [] }
}

const canGoOn = ({ endedMs, after, afterId }: AdoptionRun): boolean =>
  endedMs === undefined && after !== undefined && objectId(after) === afterId

function recordKey({ bucket, prefix, under }: Adoption): string {
  const id = createHash('sha256')
    .update(JSON.stringify([bucket, prefix, under]))
    .digest('hex')
  return `adoptions/${id.slice(0, 16)}.json`
}

async function keep(run: AdoptionRun): Promise<void> {
  const object = { bucket: environment.workBucket(), key: recordKey(run.adoption) }
  await putBytes(object, JSON.stringify(run), { contentType: 'application/json' })
}

function count(run: AdoptionRun, outcome: Outcome): void {
  run.after = outcome.key
  run.afterId = objectId(outcome.key)
  run.objects++
  if (outcome.did === 'there') run.there++
  else if (outcome.did === 'copied') {
    run.copied++
    run.copiedBytes += outcome.bytes
  } else {
    run.problemCount++
    if (run.problems.length < adoptionProblemsMax) run.problems.push([outcome.key, outcome.reason])
  }
}

async function adoptOne(
  adoption: Adoption,
  original: Listed,
  { dryRun = false, limits }: AdoptOptions,
): Promise<Outcome> {
  const { key, bytes } = original
  const named = adoptedKey(adoption, key)
  if ('refused' in named) return { key, did: 'nothing', reason: named.refused }
  const target = { bucket: environment.rawBucket(), key: named.key }
  const etag = original.etag.replaceAll('"', '')
  const present = await headObject(target)
  if (present && isCopy(present, adoption, { key, etag, bytes })) return { key, did: 'there' }
  const isOlder = present?.metadata['adopted-from'] === marksOf(adoption, key, '')['adopted-from']
  if (present && !isOlder) {
    return { key, did: 'nothing', reason: `another object lies at ${target.key} already` }
  }
  if (dryRun) return { key, did: 'copied', bytes }
  try {
    const copied = await copyAs({ bucket: adoption.bucket, key }, target, {
      metadata: (found) => marksOf(adoption, key, found.etag),
      condition: present ? { etag: `"${present.etag}"` } : 'absent',
      ...(limits && { limits }),
    })
    return { key, did: 'copied', bytes: copied.bytes }
  } catch (error) {
    return { key, did: 'nothing', reason: reasonOf(error) }
  }
}

/** Ours, or the same content by whoever put it there. */
function isCopy(
  present: NonNullable<Awaited<ReturnType<typeof headObject>>>,
  adoption: Adoption,
  { key, etag, bytes }: { key: string; etag: string; bytes: number },
): boolean {
  const marks = marksOf(adoption, key, etag)
  const { metadata } = present
  const isOurs = Object.entries(marks).every(([name, value]) => metadata[name] === value)
  return isOurs || (present.etag === etag && present.bytes === bytes)
}

/** What concerns one object only; anything else is thrown, and ends the run where it can be taken up. */
function reasonOf(error: unknown): string {
  if (error instanceof NoSuchObject) return 'gone meanwhile'
  if (error instanceof Conflict) return 'changed meanwhile: adopt it once more'
  const { name, message } = Object(error) as Error
  if (name === 'InvalidObjectState') return 'in an archive class: restore it first'
  if (name === 'AccessDenied') return `S3 refuses: ${message}`
  throw error
}
