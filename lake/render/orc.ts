/** ORC files, stripe by stripe. https://orc.apache.org/specification/ORCv1/ */
import { batchRowsMax, batchValuesMax, orcItemsMax, orcWordsMax } from '../limits.ts'
import { rootOf } from './element.ts'
import { columnOf, kinds, nanosOf, type OrcColumn, type StripeParts } from './orc/column.ts'
import { corrupt } from './orc/fault.ts'
import { Message } from './orc/message.ts'
import { Ints1, Ints2 } from './orc/runs.ts'
import { Stream } from './orc/stream.ts'
import { type OrcTail, type OrcType, orcTail, type Stripe } from './orc/tail.ts'
import { type OrcWriting, writingOf } from './orc/type.ts'
import { clockOf } from './orc/zone.ts'
import type { Batch, Lying, Typed } from './render.ts'

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
  return { schema, batches: batchesOf(object, tail, writings) }
}

/** Compressed bytes whose rows are in memory at once, as values. */
const bytesOfBatch = 4 * 1024 * 1024

async function* batchesOf(
  object: Lying,
  tail: OrcTail,
  writings: OrcWriting[],
): AsyncGenerator<Batch> {
  const most = Math.floor(batchValuesMax / valuesIn(tail.root))
  for (const stripe of tail.stripes) {
    const parts = await partsOf(object, tail, stripe)
    const root = columnOf(tail.root, parts)
    const isStruct = kinds[tail.root.kind] === 'struct'
    const share = Math.floor(bytesOfBatch / (stripe.bytes / Math.max(1, stripe.rows)))
    const step = Math.max(1, Math.min(batchRowsMax, share || 1, most))
    for (let left = stripe.rows; left > 0; left -= step) {
      parts.left.items = orcItemsMax
      const rows = rowsOf(root, Math.min(step, left), isStruct)
      yield writings.map(({ write }, i) =>
        rows.map((row) => (row[i] === null || row[i] === undefined ? null : write(row[i]))),
      )
    }
  }
}

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

/** Of the footer of a stripe: its streams lie one after another, in its order. */
async function partsOf(object: Lying, { packing }: OrcTail, stripe: Stripe): Promise<StripeParts> {
  const end = stripe.at + stripe.bytes
  const bytes = Buffer.from(await object.read(stripe.at, end))
  const packed = Buffer.from(await object.read(end, end + stripe.footerBytes))
  const footer = new Message(new Stream(packed, packing).rest())
  const streams = new Map<string, Buffer>()
  let at = 0
  for (const stream of footer.messages(1)) {
    const next = at + stream.number(3)
    if (next > bytes.length) throw corrupt('a stream that is not within its stripe')
    streams.set(`${stream.number(2)} ${stream.number(1)}`, bytes.subarray(at, next))
    at = next
  }
  const encodings = footer.messages(2)
  return {
    packing,
    bytes: (column, kind) => streams.get(`${column} ${kind}`),
    encoding: (column) => ({
      kind: encodings[column]?.number(1) ?? 0,
      dictionarySize: encodings[column]?.number(2) ?? 0,
    }),
    clock: clockOf(footer.texts(3).at(-1) ?? ''),
    left: { words: orcWordsMax, items: orcItemsMax },
  }
}

const nanosStream = 5

/** Columns with a time that microseconds do not hold. */
async function fineColumns(object: Lying, tail: OrcTail): Promise<Set<number>> {
  const times = timesOf(tail.root)
  const fine = new Set<number>()
  for (const stripe of times.length > 0 ? tail.stripes : []) {
    const parts = await partsOf(object, tail, stripe)
    for (const { id } of times) if (!fine.has(id) && hasFine(id, parts)) fine.add(id)
  }
  return fine
}

const timesOf = (type: OrcType): OrcType[] => [
  ...(['timestamp', 'instant'].includes(kinds[type.kind] ?? '') ? [type] : []),
  ...type.children.flatMap(timesOf),
]

function hasFine(column: number, parts: StripeParts): boolean {
  const bytes = parts.bytes(column, nanosStream)
  if (!bytes) return false
  const Ints = parts.encoding(column).kind >= 2 ? Ints2 : Ints1
  const runs = new Ints(new Stream(bytes, parts.packing), false)
  while (!runs.isAtEnd()) {
    if (nanosOf(runs.next()) % 1_000 !== 0) return true
  }
  return false
}
