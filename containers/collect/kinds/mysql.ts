/**
 * A table of MySQL or MariaDB: all of it, or by a column that grows. What is read goes no further than what was the greatest
 * value a while ago, so that who took a lesser one since has had so long to commit.
 */
import { hintFile } from '../../../lake/hints.ts'
import { collectTableBytes } from '../../../lake/limits.ts'
import type { Opened, Part, Peer } from '../kind.ts'
import {
  type Client,
  type Column,
  clientOf,
  type Parameters,
  quoted,
  type Reading,
} from '../mysql.ts'
import { fileAt, type Numbered, numbered } from '../number.ts'
import { msOf } from '../runner.ts'
import { type Found, peerOfRuns } from '../runs.ts'
import { grow, type Spool } from '../spool.ts'

interface Place extends Numbered {
  /** By which it is read. */
  column?: string
  /** Rows with this value and lesser ones have landed: as SQL writes it. */
  from?: string
  /** Of an interval that has landed in part: the last row's value and key. */
  part?: { until: string; at: string; key: string[] }
}

interface Run {
  client: Client
  parameters: Parameters
  dataset: string
  source: string
}

const ndjson = 'application/x-ndjson'

export async function openMysql(opened: Opened<Parameters>): Promise<Peer> {
  const { name, dataset, parameters, secrets, place, everyMs } = opened
  const client = clientOf(parameters, secrets.password)
  const run = { client, parameters, dataset, source: name }
  const lagMs = msOf(parameters.lag)
  const past = new Past(lagMs)
  return peerOfRuns<Place>({
    place: (place as Place | undefined) ?? numbered(),
    restMs: () => (past.isAhead ? Math.min(everyMs, lagMs) : everyMs),
    begin: async (known, spool) =>
      parameters.read === 'all' ? wholeRun(run, known, spool) : grownRun(run, known, spool, past),
    end: () => client.end(),
  })
}

/** The greatest values that were seen, and when: by this process's own clock. */
class Past {
  readonly #lagMs: number
  #seen: { atMs: number; value: string }[] = []

  constructor(lagMs: number) {
    this.#lagMs = lagMs
  }

  /** The greatest one of so long ago; undefined: nobody has looked so early. */
  settled(value: string, nowMs: number): string | undefined {
    this.#seen.push({ atMs: nowMs, value })
    const last = this.#seen.findLastIndex(({ atMs }) => nowMs - atMs >= this.#lagMs)
    if (last > 0) this.#seen = this.#seen.slice(last)
    return last === -1 ? undefined : this.#seen[0]?.value
  }

  get isAhead(): boolean {
    return this.#seen.at(-1)?.value !== this.#seen[0]?.value || this.#seen.length === 1
  }
}

const hintOf = (dataset: string, columns: Column[]): Part => {
  const types = Object.fromEntries(columns.flatMap(({ name, pin }) => (pin ? [[name, pin]] : [])))
  const content = new Blob([JSON.stringify({ types })])
  return { dataset, file: hintFile, content, contentType: 'application/json' }
}

/** One object of all rows, which takes the place of the one before. */
async function* wholeRun(
  { client, parameters, dataset }: Run,
  place: Place,
  spool: Spool,
): AsyncGenerator<Found<Place>> {
  const { table, query = '' } = parameters
  const from = table ?? `(${query.replace(/;\s*$/, '')}\n)`
  const reading = await client.begin()
  const columns = await reading.columns(from)
  const object = grow(spool)
  for await (const { row } of reading.rows(columns, `${from} hypatia_row`)) await object.add(row)
  await reading.close()
  const rows = {
    dataset,
    file: `${dataset}.ndjson`,
    content: await object.end(),
    contentType: ndjson,
  }
  yield { parts: [hintOf(dataset, columns), rows], place, isSelfNamed: true }
}

async function* grownRun(
  { client, parameters, dataset, source }: Run,
  place: Place,
  spool: Spool,
  past: Past,
): AsyncGenerator<Found<Place>> {
  const { table = '', column: name = '' } = parameters
  if (place.column !== undefined && place.column !== name)
    throw new Error(
      `It was read by "${place.column}" until now. Name another dataset, and all of it is read by "${name}".`,
    )
  demandLiterals(place)
  const reading = await client.begin()
  const columns = await reading.columns(table)
  const interval = await intervalOf(reading, { table, name, columns, place, past })
  if (interval) {
    yield { parts: [hintOf(dataset, columns)], place, isSelfNamed: true }
    let now: Place = { ...place, column: name }
    const { until, rest, at, keys } = interval
    let object = grow(spool)
    for await (const { row, cells } of reading.rows(columns, rest)) {
      await object.add(row)
      if (object.bytes < collectTableBytes) continue
      const part = { until, at: at(cells), key: keys(cells) }
      const rows = {
        dataset,
        file: fileAt(source, now),
        content: await object.end(),
        contentType: ndjson,
      }
      now = { ...now, number: now.number + 1, part }
      yield { parts: [rows], place: now }
      await object.discard()
      object = grow(spool)
    }
    const { part: _, ...landed } = now
    const content = await object.end()
    const file = fileAt(source, now)
    const parts = content.size > 0 ? [{ dataset, file, content, contentType: ndjson }] : []
    yield { parts, place: { ...landed, number: now.number + parts.length, from: until } }
  }
  await reading.close()
}

/** Whoever may write the cursor says no SQL by it. */
const literal = /^(-?\d+(\.\d+)?|0x[0-9a-f]*|'([^'\\]|\\.)*')$/s

function demandLiterals({ from, part }: Place): void {
  const said = [from, part?.until, part?.at, ...(part?.key ?? [])]
  const other = said.find((one) => one !== undefined && !literal.test(one))
  if (other !== undefined) throw new Error('The source’s cursor says no place of this table.')
}

interface Asked {
  table: string
  name: string
  columns: Column[]
  place: Place
  past: Past
}

/** Undefined: nothing is settled that has not landed. */
async function intervalOf(reading: Reading, { table, name, columns, place, past }: Asked) {
  const column = columns.find((one) => one.name === name)
  if (!column) throw new Error(`There is no column "${name}" in ${table}.`)
  if (!column.isOrdered)
    throw new Error(
      `"${name}" is no whole number, no datetime and no timestamp: it cannot be read by it.`,
    )
  const names = await reading.keys(table)
  if (names.length === 0)
    throw new Error(`${table} has no primary key: rows of one value could not be told apart.`)
  const keyColumns = names.map((key) => columns.find((one) => one.name === key)!)
  const greatest = await reading.greatest(table, column)
  if (!greatest) return undefined
  const settled = past.settled(column.literal(greatest), performance.now())
  const until = place.part?.until ?? settled
  if (until === undefined || until === place.from) return undefined
  const order = [quoted(name), ...names.map(quoted)]
  const literals = (which: Column[]) => (cells: (Buffer | null)[]) =>
    which.map((one) => one.literal(cells[columns.indexOf(one)]!))
  const conditions = [`${quoted(name)} <= ${until}`]
  if (place.from !== undefined) conditions.push(`${quoted(name)} > ${place.from}`)
  if (place.part) {
    const { at, key } = place.part
    conditions.push(`${quoted(name)} >= ${at}`)
    conditions.push(`(${quoted(name)} > ${at} or ${isBehind(names.map(quoted), key)})`)
  }
  return {
    until,
    rest: `${table} where ${conditions.join(' and ')} order by ${order.join(', ')}`,
    at: (cells: (Buffer | null)[]) => literals([column])(cells)[0] ?? '',
    keys: literals(keyColumns),
  }
}

const isBehind = (names: string[], key: string[]): string =>
  `(${names.join(', ')}) > (${key.join(', ')})`
