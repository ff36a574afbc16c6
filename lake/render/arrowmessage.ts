/**
 * Messages of Arrow, each a FlatBuffer: what one says that it holds is held against its own bytes before a reader follows
 * it. https://github.com/apache/arrow/tree/main/format (Message.fbs, Schema.fbs), https://flatbuffers.dev/internals
 */
import { batchValuesMax, blockBytesMax } from '../limits.ts'

export interface ArrowMessage {
  kind: 'schema' | 'dictionary' | 'rows' | 'other'
  bodyBytes: number
  /** Of a dictionary: its number, and whether it adds to the one before. */
  dictionary?: { id: bigint; isDelta: boolean }
}

const kinds = ['other', 'schema', 'dictionary', 'rows'] as const

/** Which kind of message it is, and how many bytes its body has. Throws for what is none. */
export function messageOf(metadata: Buffer): ArrowMessage {
  const [version, kindAt, header, body] = [0, 1, 2, 3].map((slot) => member(metadata, slot))
  const kind = kinds[kindAt ? metadata.readUInt8(kindAt) : 0] ?? 'other'
  const bodyBytes = body ? Number(metadata.readBigInt64LE(body)) : 0
  if (bodyBytes < 0 || bodyBytes > blockBytesMax) {
    throw new Error(`a message of ${bodyBytes} bytes`)
  }
  const checked = new Checked(metadata)
  const isPaged = (version ? metadata.readInt16LE(version) : 0) < firstWithoutPages
  if (header && kind === 'schema') checked.schema(indirect(metadata, header))
  if (header && kind === 'rows') checked.batch(indirect(metadata, header), isPaged)
  if (!header || kind !== 'dictionary') return { kind, bodyBytes }
  const [idAt, data, delta] = [0, 1, 2].map((slot) =>
    member(metadata, slot, indirect(metadata, header)),
  )
  if (data) checked.batch(indirect(metadata, data), isPaged)
  const id = idAt ? metadata.readBigInt64LE(idAt) : 0n
  const isDelta = delta ? metadata.readUInt8(delta) !== 0 : false
  return { kind, bodyBytes, dictionary: { id, isDelta } }
}

/** V4 of the format: before it a buffer had the number of its page. */
const firstWithoutPages = 3

/**
 * Its buffers lie in its body, and there are no more values than bits to hold them: but for nulls, which need none, and of
 * which rows may hold as many as there are rows. Throws for what is none.
 */
export function checkBatch(metadata: Buffer, kind: 'dictionary' | 'rows', body: Buffer): void {
  const [version, , header] = [0, 1, 2].map((slot) => member(metadata, slot))
  const isPaged = (version ? metadata.readInt16LE(version) : 0) < firstWithoutPages
  if (!header || isPaged) return
  const table = indirect(metadata, header)
  const batch = kind === 'rows' ? table : indirect(metadata, member(metadata, 1, table))
  const [nodes, buffers, compression] = [1, 2, 3].map((slot) => member(metadata, slot, batch))
  let bytes = 0n
  for (const at of structs(metadata, buffers!)) {
    const [start, length] = [metadata.readBigInt64LE(at), metadata.readBigInt64LE(at + 8)]
    if (start < 0n || length < 0n || start + length > BigInt(body.length)) {
      throw new Error(`${length} bytes at ${start} of a body of ${body.length}`)
    }
    const plain = compression && length > 0n ? body.readBigInt64LE(Number(start)) : -1n
    bytes += plain === -1n ? length : plain
  }
  const rowsAt = kind === 'rows' ? member(metadata, 0, batch) : 0
  const rows = rowsAt ? metadata.readBigInt64LE(rowsAt) : 0n
  const [first] = structs(metadata, nodes!)
  const held = first === undefined ? rows : metadata.readBigInt64LE(first)
  if (kind === 'rows' && held !== rows) throw new Error(`a column of ${held} in ${rows} rows`)
  const nulls = BigInt(batchValuesMax)
  for (const at of structs(metadata, nodes!)) {
    const values = metadata.readBigInt64LE(at)
    const isHeld =
      values <= bytes * 8n || (kind === 'rows' && values <= (rows > nulls ? rows : nulls))
    if (values < 0n || !isHeld) throw new Error(`${values} values in ${bytes} bytes`)
  }
}

/** Where the elements of a list lie that are 16 bytes each. */
function* structs(buffer: Buffer, at: number): Generator<number> {
  if (at === 0) return
  const list = indirect(buffer, at)
  const length = buffer.readUInt32LE(list)
  for (let i = 0; i < length; i++) yield list + 4 + 16 * i
}

/** How many batches of rows a file's footer names. Throws for what is none. */
export function batchesIn(footer: Buffer): number {
  const list = member(footer, 3)
  return list === 0 ? 0 : footer.readUInt32LE(indirect(footer, list))
}

const indirect = (buffer: Buffer, at: number): number => at + buffer.readUInt32LE(at)

/** Where a table's member of this number lies; 0: it has none. */
function member(buffer: Buffer, slot: number, table = buffer.readUInt32LE()): number {
  const vtable = table - buffer.readInt32LE(table)
  const size = buffer.readUInt16LE(vtable)
  const place = 4 + 2 * slot < size ? buffer.readUInt16LE(vtable + 4 + 2 * slot) : 0
  return place === 0 ? 0 : table + place
}

/** Writers may let fields share what they have in common; what is shared without end is no schema. */
const sharedMax = 16
const unionType = 14

class Checked {
  readonly #buffer: Buffer
  #bytesLeft: number

  constructor(buffer: Buffer) {
    this.#buffer = buffer
    this.#bytesLeft = buffer.length * sharedMax
  }

  schema(table: number): void {
    const order = member(this.#buffer, 0, table)
    if (order !== 0 && this.#buffer.readInt16LE(order) !== 0) {
      throw new Error('its numbers are big-endian')
    }
    this.#fields(member(this.#buffer, 1, table))
    this.#metadata(member(this.#buffer, 2, table))
  }

  batch(table: number, isPaged: boolean): void {
    const [nodes, buffers, , variadic] = [1, 2, 3, 4].map((slot) =>
      member(this.#buffer, slot, table),
    )
    this.#vector(nodes!, 16)
    this.#vector(buffers!, isPaged ? 24 : 16)
    this.#vector(variadic!, 8)
  }

  #fields(at: number): void {
    for (const table of this.#tables(at)) {
      const of = (slot: number) => member(this.#buffer, slot, table)
      const [name, typeId, type] = [of(0), of(2), of(3)]
      this.#vector(name, 1)
      if (typeId && type && this.#buffer.readUInt8(typeId) === unionType) {
        this.#vector(member(this.#buffer, 1, indirect(this.#buffer, type)), 4)
      }
      this.#fields(of(5))
      this.#metadata(of(6))
    }
  }

  #metadata(at: number): void {
    for (const table of this.#tables(at)) {
      for (const slot of [0, 1]) this.#vector(member(this.#buffer, slot, table), 1)
    }
  }

  *#tables(at: number): Generator<number> {
    const { start, length } = this.#vector(at, 4)
    for (let i = 0; i < length; i++) yield indirect(this.#buffer, start + 4 * i)
  }

  /** Of elements of `stride` bytes; `at` 0: there is none. */
  #vector(at: number, stride: number): { start: number; length: number } {
    if (at === 0) return { start: 0, length: 0 }
    const start = indirect(this.#buffer, at) + 4
    const length = this.#buffer.readUInt32LE(start - 4)
    this.#bytesLeft -= length * stride
    if (start + length * stride > this.#buffer.length || this.#bytesLeft < 0) {
      throw new Error(`a list of ${length} that is longer than its message`)
    }
    return { start, length }
  }
}
