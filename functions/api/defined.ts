/** What is said of sources and of destinations, one by one, by compare-and-swap; and what whoever runs them says. */
import { createHash } from 'node:crypto'
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { type Answer, type Call, type Caller, json } from '../../aws/gateway/call.ts'
import { pagesOf } from '../../aws/listing.ts'
import { changeRecord } from '../../aws/records.ts'
import { deleteObject, getJson, type Json, putBytes } from '../../aws/s3.ts'
import { sourceReadsMax, sourcesMax } from '../../lake/limits.ts'
import { RequestProblem } from '../../lake/problem.ts'
import { isPaused } from '../../lake/source.ts'
import type { DefinitionRecord, RunState } from '../../schemas/record.ts'
import { demandOne, written } from './precondition.ts'

/** Where definitions of one noun lie, and what is shown of them. */
export interface Room<D extends { paused: boolean }> {
  prefix: string
  key(name: string): string
  stateKey(name: string): string
  /** Of no such name, or of one that the caller may not see. */
  unknown(name: string): RequestProblem
  isSeen(caller: Caller, name: string): boolean
  /** Beside what is shown of all. */
  more(name: string, record: DefinitionRecord<D>): Promise<object>
}

/** Every verb on them. */
export class Defined<D extends { paused: boolean }> {
  private readonly room: Room<D>

  constructor(room: Room<D>) {
    this.room = room
  }

  async list(caller: Caller): Promise<object[]> {
    const { prefix, isSeen } = this.room
    const names: string[] = []
    for await (const page of pagesOf(bucket(), prefix, { max: sourcesMax }))
      names.push(...page.map(({ key }) => key.slice(prefix.length, -'.json'.length)))
    const found: object[] = []
    const seen = names.filter((name) => isSeen(caller, name))
    for await (const one of atOnce(seen, sourceReadsMax, (name) => this.recordOf(name)))
      if (one) found.push(await this.shown(one.name, one.found.value))
    return found
  }

  /** Throws RequestProblem where there is none, or none that the caller may see. */
  async demand(name: string, caller?: Caller): Promise<Found<D>> {
    const isSeen = !caller || this.room.isSeen(caller, name)
    const found = isSeen ? await this.recordOf(name) : undefined
    if (!found) throw this.room.unknown(name)
    return found
  }

  async get(name: string, caller: Caller): Promise<Answer> {
    return this.asItIs(name, (await this.demand(name, caller)).found)
  }

  async put(name: string, headers: Call['headers'], definition: D): Promise<Answer> {
    const known = recordEtag(demandOne(headers))
    const present = await this.recordOf(name)
    demandOurs(present?.found.value)
    const place = { bucket: bucket(), key: this.room.key(name) }
    // Who paused it by hand has not seen what is new.
    const record: DefinitionRecord<D> = { ...present?.found.value, definition }
    const { etag } = await written(place, record, known)
    const answer = await this.asItIs(name, { value: record, etag })
    return { ...answer, status: known === undefined ? 201 : 200 }
  }

  /** How far it is stays: said again, it goes on. */
  async remove(name: string): Promise<Answer> {
    const present = await this.demand(name)
    demandOurs(present.found.value)
    await deleteObject({ bucket: bucket(), key: this.room.key(name) })
    await deleteObject({ bucket: bucket(), key: this.room.stateKey(name) })
    return { status: 204 }
  }

  /** Also what a file says: it is a matter of the hour. */
  async hand(name: string, paused: boolean): Promise<Answer> {
    const place = [bucket(), this.room.key(name)] as const
    const found = await changeRecord<DefinitionRecord<D>>(...place, (present) => {
      if (!present || isPaused(present) === paused) return undefined
      return { ...present, paused }
    })
    if (!found) throw this.room.unknown(name)
    return this.asItIs(name, found)
  }

  async tell(name: string, said: RunState): Promise<Answer> {
    await this.demand(name)
    const state = { ...said, at: new Date().toISOString() }
    const place = { bucket: bucket(), key: this.room.stateKey(name) }
    await putBytes(place, JSON.stringify(state), { contentType: 'application/json' })
    return { status: 204 }
  }

  private async recordOf(name: string): Promise<Found<D> | undefined> {
    const found = await getJson<DefinitionRecord<D>>(bucket(), this.room.key(name))
    return found && { name, found }
  }

  private async shown(name: string, record: DefinitionRecord<D>): Promise<object> {
    const [found, more] = await Promise.all([
      getJson(bucket(), this.room.stateKey(name)),
      this.room.more(name, record),
    ])
    const { definition, file = null } = record
    const state = found?.value ?? null
    return { name, definition, file, paused: isPaused(record), state, ...more }
  }

  private async asItIs(name: string, { value, etag }: Json<DefinitionRecord<D>>): Promise<Answer> {
    const body = await this.shown(name, value)
    return json(body, { ETag: etagOf(etag, body) })
  }
}

interface Found<D> {
  name: string
  found: Json<DefinitionRecord<D>>
}

const bucket = (): string => environment.workBucket()

/** The record's with digits of all that is shown: a cache would give a state that is over under the record's alone. */
const etagOf = (etag: string, body: object): string => {
  const digits = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)
  return `"${etag.replaceAll('"', '')}-${digits}"`
}

/** What is shown beside the record may be another by now: that is nothing to who changes it. */
const recordEtag = (etag: string | undefined): string | undefined =>
  etag?.replace(/-[0-9a-f]{16}"$/, '"')

/** What a file says is changed in the file: the next time that it is read it would say so again. */
function demandOurs(present: { file?: string } | undefined): void {
  if (present?.file === undefined) return
  throw new RequestProblem(
    'definition.in-a-file',
    `${present.file} says it. Change it there, then: npx hypatia define`,
  )
}
