/** Sources: what is fetched. Whoever runs them reads it here, and says here how they are. */
import { atOnce } from '../../../aws/atonce.ts'
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, type Caller, json } from '../../../aws/gateway/call.ts'
import { demandSource } from '../../../aws/gateway/caller.ts'
import { pagesOf } from '../../../aws/listing.ts'
import { changeRecord } from '../../../aws/records.ts'
import { deleteObject, getJson, type Json, putBytes } from '../../../aws/s3.ts'
import { reserved } from '../../../lake/key.ts'
import { sourceReadsMax, sourcesMax } from '../../../lake/limits.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import {
  cursorKey,
  isPaused,
  sourceKey,
  sourceOfKey,
  sourceStateKey,
  sources,
} from '../../../lake/source.ts'
import { isReservedSource } from '../../../lake/tablename.ts'
import type { SourceDefinition, SourceRecord, SourceState } from '../../../schemas/sources.ts'
import { demandOne, written } from '../precondition.ts'

interface Named {
  source: string
}

export async function listSources({ caller }: Call): Promise<Answer> {
  const bucket = environment.workBucket()
  const names: string[] = []
  for await (const page of pagesOf(bucket, sources, { max: sourcesMax }))
    names.push(...page.map(({ key }) => sourceOfKey(key)))
  const found: object[] = []
  const seen = names.filter((name) => isSeen(caller, name))
  for await (const one of atOnce(seen, sourceReadsMax, recordOf))
    if (one) found.push(await shown(one.name, one.found.value))
  return json({ sources: found })
}

export async function getSource({ params, caller }: Call<object, Named>): Promise<Answer> {
  const { found } = await demandRecord(params.source, caller)
  return json(await shown(params.source, found.value), { ETag: found.etag })
}

export async function putSource({
  params: { source },
  headers,
  body,
}: Call<object, Named, SourceDefinition>): Promise<Answer> {
  if (isReservedSource(source)) throw new RequestProblem('source.reserved', reserved(source).detail)
  const known = demandOne(headers)
  const present = await recordOf(source)
  demandOurs(present?.found.value)
  const place = { bucket: environment.workBucket(), key: sourceKey(source) }
  // Who paused it by hand has not seen what is new.
  const record: SourceRecord = { ...present?.found.value, definition: body }
  const { etag } = await written(place, record, known)
  const answer = json(await shown(source, record), { ETag: etag })
  return { ...answer, status: known === undefined ? 201 : 200 }
}

export async function deleteSource({ params: { source } }: Call<object, Named>): Promise<Answer> {
  const present = await demandRecord(source)
  demandOurs(present.found.value)
  const bucket = environment.workBucket()
  await deleteObject({ bucket, key: sourceKey(source) }) // its place stays: said again, it goes on
  await deleteObject({ bucket, key: sourceStateKey(source) })
  return { status: 204 }
}

export const pauseSource = (call: Call<object, Named>): Promise<Answer> => hand(call, true)
export const resumeSource = (call: Call<object, Named>): Promise<Answer> => hand(call, false)

/** Also what a file says: it is a matter of the hour. */
async function hand({ params }: Call<object, Named>, paused: boolean): Promise<Answer> {
  const place = [environment.workBucket(), sourceKey(params.source)] as const
  const found = await changeRecord<SourceRecord>(...place, (present) => {
    if (!present || isPaused(present) === paused) return undefined
    return { ...present, paused }
  })
  if (!found) throw unknown(params.source)
  return json(await shown(params.source, found.value), { ETag: found.etag })
}

export async function putSourceState({
  params: { source },
  body,
  caller,
}: Call<object, Named, SourceState>): Promise<Answer> {
  demandSource(caller, source)
  if (!(await recordOf(source))) throw unknown(source)
  const state = { ...body, at: new Date().toISOString() }
  const place = { bucket: environment.workBucket(), key: sourceStateKey(source) }
  await putBytes(place, JSON.stringify(state), { contentType: 'application/json' })
  return { status: 204 }
}

interface Found {
  name: string
  found: Json<SourceRecord>
}

async function recordOf(name: string): Promise<Found | undefined> {
  const found = await getJson<SourceRecord>(environment.workBucket(), sourceKey(name))
  return found && { name, found }
}

/** Throws RequestProblem where there is none, or none that the caller may see. */
async function demandRecord(name: string, caller?: Caller): Promise<Found> {
  const found = !caller || isSeen(caller, name) ? await recordOf(name) : undefined
  if (!found) throw unknown(name)
  return found
}

const unknown = (name: string): RequestProblem =>
  new RequestProblem('source.unknown', `Nobody says how ${name} is fetched.`)

const isSeen = ({ scopes }: Caller, name: string): boolean =>
  ['lake:read', 'land:*', `land:${name}`].some((scope) => scopes.has(scope))

/** What a file says is changed in the file: the next time that it is read it would say so again. */
function demandOurs(present: SourceRecord | undefined): void {
  if (present?.file === undefined) return
  throw new RequestProblem(
    'definition.in-a-file',
    `${present.file} says it. Change it there, then: npx hypatia define`,
  )
}

async function shown(name: string, record: SourceRecord) {
  const bucket = environment.workBucket()
  const [state, cursor] = await Promise.all([
    getJson(bucket, sourceStateKey(name)),
    getJson(bucket, cursorKey(name, record.definition.dataset)),
  ])
  return {
    name,
    definition: record.definition,
    file: record.file ?? null,
    paused: isPaused(record),
    state: state?.value ?? null,
    cursor: cursor?.value ?? null,
  }
}
