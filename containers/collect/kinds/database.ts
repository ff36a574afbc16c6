/**
 * A table of PostgreSQL. Changes are told by the numbers that its transactions have, not by a column that some writer fills
 * in: of an interval of numbers whose transactions have all ended, every row is read, and each once. What a longer one
 * writes waits until it has ended; a row that has landed lies before the place, in an order that its pages have.
 */
import type { Readable } from 'node:stream'
import { hintFile } from '../../../lake/hints.ts'
import { collectTableBytes } from '../../../lake/limits.ts'
import type { Opened, Part, Peer } from '../kind.ts'
import { logger } from '../log.ts'
import { fileAt, type Numbered, numbered } from '../number.ts'
import {
  allOf,
  beginReading,
  changesOf,
  clientOf,
  linesOf,
  type Parameters,
  type Reading,
  type Relation,
} from '../postgres.ts'
import { peerOfRuns } from '../runs.ts'
import { grow, type Spool } from '../spool.ts'

interface Place extends Numbered {
  /** Which numbers these are: of no other cluster. */
  system?: string
  /** Which of its lines; absent: it was read before lines were told. */
  timeline?: string
  /** What transactions before it have written has landed. */
  from?: string
  /** What has been read until then; another that the table is made of by now is read from its first row. */
  relations?: number[]
  /** Of an interval that has landed in part: what of it is whole, and how far the next is. */
  part?: { until: string; done: number[]; relation: number; file: string; after: string }
}

const ndjson = 'application/x-ndjson'

export async function openDatabase(opened: Opened<Parameters>): Promise<Peer> {
  const { name, dataset, parameters, secrets, place, everyMs } = opened
  const client = clientOf(parameters, secrets.password)
  const run = parameters.read === 'all' ? wholeRun : changesRun
  return peerOfRuns<Place>({
    place: (place as Place | undefined) ?? numbered(),
    restMs: () => everyMs,
    async begin(known, spool) {
      const reading = await beginReading(client)
      return run({ reading, parameters, spool, source: name, dataset, place: known })
    },
    end: () => client.end({ timeout: 0 }),
  })
}

interface Run {
  reading: Reading
  parameters: Parameters
  spool: Spool
  source: string
  dataset: string
  place: Place
}

/** One object of all rows: it is over with the one before when S3 has it. */
async function* wholeRun({ reading, parameters, spool, dataset, place }: Run) {
  const { table, query = '' } = parameters
  const from = table ?? `(${query.replace(/;\s*$/, '')}\n)`
  const hint = await hintOf(reading, dataset, table, from)
  const object = grow(spool)
  for await (const lines of linesOf(await reading.rows(allOf(from))))
    for (const { row } of lines) await object.add(row)
  await reading.close()
  const file = `${dataset}.ndjson`
  const rows = { dataset, file, content: await object.end(), contentType: ndjson }
  yield { parts: [hint, rows], place, isSelfNamed: true }
}

async function* changesRun({ reading, parameters, spool, source, dataset, place }: Run) {
  const table = parameters.table ?? ''
  const { system, timeline, horizon, next } = await reading.moment()
  const isOther = place.system !== undefined && place.system !== system
  if (isOther || BigInt(horizon) < BigInt(place.from ?? 0))
    throw new Error(
      'It is another database than was read until now: its transactions have other numbers. Name another dataset, and all of it is read.',
    )
  demandLine(timeline, place, parameters)
  const until = place.part?.until ?? horizon
  if (until !== place.from) {
    const relations = await reading.relations(table)
    yield { parts: [await hintOf(reading, dataset, table, table)], place, isSelfNamed: true }
    let now: Place = { ...place, system, timeline }
    const done = [...(place.part?.done ?? [])]
    for (const relation of inOrder(relations, place)) {
      if (done.includes(relation.oid)) continue
      const from = isKnown(relation, place) ? place.from : undefined
      const after = afterIn(relation, place, source)
      const question = changesOf(relation.name, { from, until, next, after })
      for await (const { content, at } of objectsOf(await reading.rows(question), spool)) {
        const rows = { dataset, file: fileAt(source, now), content, contentType: ndjson }
        const { oid, file } = relation
        const part = { until, done: [...done], relation: oid, file, after: at }
        now = { ...now, number: now.number + 1, part }
        yield { parts: [rows], place: now }
      }
      done.push(relation.oid)
    }
    const { part: _, ...landed } = now
    yield { parts: [], place: { ...landed, from: until, relations: done } }
  }
  await reading.close()
}

/** On another line numbers may be given a second time: no row would be told from one that has landed. */
function demandLine(timeline: string, place: Place, { timeline: accepted }: Parameters): void {
  const before = place.timeline
  if (before === undefined || before === timeline) return
  const number = Number.parseInt(timeline, 16)
  if (accepted === number) return
  throw new Error(
    `The database is on timeline ${number}, and was read on ${Number.parseInt(before, 16)}: a copy has taken its place, or was put back. If all that was committed is there, say \`timeline: ${number}\`; else name another dataset, and all of it is read.`,
  )
}

/** What was begun is ended first: only of one it is known how far it is. */
const inOrder = (relations: Relation[], { part }: Place): Relation[] =>
  relations.toSorted((a, b) => Number(b.oid === part?.relation) - Number(a.oid === part?.relation))

/** Whether its rows of earlier numbers have landed: a partition that was attached since has some that have not. */
const isKnown = ({ oid }: Relation, { relations }: Place): boolean =>
  relations?.includes(oid) ?? true

/** Nothing before it in this relation is to be read. */
function afterIn({ oid, file, name }: Relation, { part }: Place, source: string) {
  if (part?.relation !== oid) return undefined
  if (part.file === file) return part.after
  logger.warn('the table was written anew while it was read: some rows come twice', {
    source,
    name,
  })
  return undefined
}

/** Says of the dataset's files what the database says of its columns. */
async function hintOf(
  reading: Reading,
  dataset: string,
  table: string | undefined,
  from: string,
): Promise<Part> {
  const types = await reading.types(from, table)
  const content = new Blob([JSON.stringify({ types })])
  return { dataset, file: hintFile, content, contentType: 'application/json' }
}

/** Objects of so many rows as they may be, and where the last of each lies. */
async function* objectsOf(bytes: Readable, spool: Spool) {
  let object = grow(spool)
  let last = ''
  for await (const lines of linesOf(bytes)) {
    for (const { at, row } of lines) {
      await object.add(row)
      last = at
    }
    if (object.bytes < collectTableBytes) continue
    yield { content: await object.end(), at: last }
    await object.discard()
    object = grow(spool)
  }
  if (object.bytes > 0) yield { content: await object.end(), at: last }
}
