/** ORC files, stripe by stripe. https://orc.apache.org/specification/ORCv1/ */
import { batchRowsMax, batchValuesMax, orcItemsMax, orcWordsMax } from '../limits.ts'
import { rootOf } from './element.ts'
import {
  columnOf,
  kinds,
  nanosOf,
  type OrcColumn,
  type StripeParts,
  streams,
} from './orc/column.ts'
import { corrupt } from './orc/fault.ts'
import { Message } from './orc/message.ts'
import { packingOf } from './orc/packed.ts'
import { runsOf } from './orc/runs.ts'
import { Stream } from './orc/stream.ts'
import { type OrcTail, type OrcType, orcTail, type Stripe } from './orc/tail.ts'
import { type OrcWriting, writingOf } from './orc/type.ts'
import { clockOf } from './orc/zone.ts'
import type { Packed } from './parquet/packed.ts'
import { Space, type Take } from './parquet/space.ts'
import type { Lying, Typed } from './render.ts'

/** Columns by their names; a file of other values than structs has one. */
export function orcFields({ root }: OrcTail): { name: string; type: OrcType }[] {
  if (kinds[root.kind] !== 'struct') return [{ name: 'value', type: root }]
  return root.children.map((type, i) => ({ name: root.names[i] ?? `column_${i + 1}`, type }))
}

export async function readOrc(object: Lying): Promise<Typed> {
  const tail = await orcTail(object.bytes, object.read)
  const fine = await fineColumns(object, tail)
  const fields = orcFields(tail)
  const writings = fields.map(({ type }) => writingOf(type, (column) => fine.has(column)))
  const schema = rootOf(fields.map(({ name }, i) => writings[i]!.elements(name)))
  return {
    schema,
    batches: batchesOf(object, tail, (parts) => valuesOf(tail, writings, parts)),
    packed: batchesOf(object, tail, (parts) => packedOf(tail, writings, parts)),
  }
}

/** Compressed bytes whose rows are in memory at once, as values. */
const bytesOfBatch = 4 * 1024 * 1024

/** So many rows of a stripe, by their columns. */
type Reading<T> = (count: number, take: Take) => T[]

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length)

async function* batchesOf<T>(
  object: Lying,
  tail: OrcTail,
  readingOf: (parts: StripeParts) => Reading<T>,
): AsyncGenerator<T[]> {
  const most = Math.floor(batchValuesMax / valuesIn(tail.root))
  const space = new Space()
  for (const stripe of tail.stripes) {
    const parts = await partsOf(object, tail, stripe)
    const reading = readingOf(parts)
    const share = Math.floor(bytesOfBatch / (stripe.bytes / Math.max(1, stripe.rows)))
    const step = Math.max(1, Math.min(batchRowsMax, share || 1, most))
    for (let left = stripe.rows; left > 0; left -= step) {
      parts.left.items = orcItemsMax
      space.clear()
      yield reading(Math.min(step, left), space.take)
    }
  }
}

function valuesOf(
  { root }: OrcTail,
  writings: OrcWriting[],
  parts: StripeParts,
): Reading<unknown[]> {
  const column = columnOf(root, parts)
  const isStruct = kinds[root.kind] === 'struct'
  return (count) => {
    const rows = rowsOf(column, count, isStruct)
    return writings.map((writing, i) => rows.map((row) => written(writing, row[i])))
  }
}

const written = ({ write }: OrcWriting, value: unknown): unknown =>
  value === null || value === undefined ? null : write(value)

/** Rows that may be NULL as a whole are values. */
function packedOf(
  tail: OrcTail,
  writings: OrcWriting[],
  parts: StripeParts,
): Reading<unknown[] | Packed> {
  const { root } = tail
  const isStruct = kinds[root.kind] === 'struct'
  if (isStruct && parts.bytes(root.id, streams.present)) return valuesOf(tail, writings, parts)
  const columns = orcFields(tail).map(({ type }, i): Column => {
    const writing = writings[i]!
    const packing = packingOf(type, writing, parts)
    if (packing) return packing
    const column = columnOf(type, parts)
    return (count) => column.read(count).map((value) => written(writing, value))
  })
  return (count, take) => columns.map((column) => column(count, take))
}

type Column = (count: number, take: Take) => unknown[] | Packed

/** Of a row, at least; a list may have none, and has some hundreds before a batch is too long. */
function valuesIn({ kind, children }: OrcType, isInList = false): number {
  if (children.length === 0) return isInList ? itemsOfList : 1
  const isList = isInList || ['list', 'map'].includes(kinds[kind] ?? '')
  return children.reduce((sum, child) => sum + valuesIn(child, isList), 0)
}

const itemsOfList = 256

function rowsOf(root: OrcColumn, count: number, isStruct: boolean): unknown[][] {
  const rows = root.read(count)
  if (!isStruct) return rows.map((row) => [row])
  return rows.map((row) => (row as unknown[] | null) ?? [])
}

/** Of the footer of a stripe: its streams lie one after another, in its order. `only`: those of one kind. */
async function partsOf(
  object: Lying,
  { packing }: OrcTail,
  stripe: Stripe,
  only?: number,
): Promise<StripeParts> {
  const end = stripe.at + stripe.bytes
  const packed = Buffer.from(await object.read(end, end + stripe.footerBytes))
  const footer = new Message(new Stream(packed, packing).rest())
  const lend = object.lend ?? object.read
  const whole = only === undefined && asBuffer(await lend(stripe.at, end))
  const found = new Map<string, Buffer>()
  let at = 0
  for (const stream of footer.messages(1)) {
    const [kind, next] = [stream.number(1), at + stream.number(3)]
    if (next > stripe.bytes) throw corrupt('a stream that is not within its stripe')
    const lying = (): Promise<Uint8Array> => object.read(stripe.at + at, stripe.at + next)
    if (whole) found.set(`${stream.number(2)} ${kind}`, whole.subarray(at, next))
    else if (kind === only) found.set(`${stream.number(2)} ${kind}`, Buffer.from(await lying()))
    at = next
  }
  const encodings = footer.messages(2)
  return {
    packing,
    bytes: (column, kind) => found.get(`${column} ${kind}`),
    encoding: (column) => ({
      kind: encodings[column]?.number(1) ?? 0,
      dictionarySize: encodings[column]?.number(2) ?? 0,
    }),
    clock: clockOf(footer.texts(3).at(-1) ?? ''),
    left: { words: orcWordsMax, items: orcItemsMax },
  }
}

/** Columns with a time that microseconds do not hold. */
async function fineColumns(object: Lying, tail: OrcTail): Promise<Set<number>> {
  const times = timesOf(tail.root)
  const fine = new Set<number>()
  for (const stripe of times.length > 0 ? tail.stripes : []) {
    const parts = await partsOf(object, tail, stripe, streams.secondary)
    for (const { id } of times) if (!fine.has(id) && hasFine(id, parts)) fine.add(id)
  }
  return fine
}

const timesOf = (type: OrcType): OrcType[] => [
  ...(['timestamp', 'instant'].includes(kinds[type.kind] ?? '') ? [type] : []),
  ...type.children.flatMap(timesOf),
]

function hasFine(column: number, parts: StripeParts): boolean {
  const bytes = parts.bytes(column, streams.secondary)
  if (!bytes) return false
  const runs = runsOf(parts.encoding(column).kind, new Stream(bytes, parts.packing), false)
  return runs.hasAny((value) => value !== 0 && nanosOf(value) % 1_000 !== 0)
}
