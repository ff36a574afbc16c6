/** A text of cells in any shape, as plain CSV: its rows and nothing else, and aside what cannot be read right. */
import { fits, type Kind } from '../inspect/table/kinds.ts'
import { isSpaces } from '../inspect/table/rows.ts'
import { lineBytesMax } from '../limits.ts'
import { type Cut, type Cutting, hasEscapes, isQuoted, type Suspicion, textOf } from './cutter.ts'
import type { Lying, Render } from './render.ts'
import { cutterOf } from './wrapped.ts'

export interface CsvRender extends Render, Cutting {
  reader: 'csv'
  as: 'csv'
  /** Of the first row's first byte, in the text as it lies, and its line, from 1. */
  from: number
  line: number
  /** Where the rows end; absent: with the text. */
  to?: number
  /** Cells of a regular row, and how many columns there are. */
  width: number
  columns: number
  kinds: Kind[]
  /** Lines that begin with `#` and have not as many cells, or a space after it, are no rows; a text: those that begin with it. */
  comments?: true | string
  /** The header's cells, where it stands again among the rows: such a row is none. */
  again?: (string | null)[]
}

interface RecordCells {
  cells: (string | null)[]
  /** Which cells are quoted; absent: none. */
  quoted?: boolean[]
  suspicion?: Suspicion
  /** A run of NULs stands in it. */
  isTorn?: boolean
}

/** So many NULs are no value's: a piece of the file that was never written. */
export const hole = '\0'.repeat(8)

type Rule = Pick<CsvRender, 'width' | 'columns' | 'kinds' | 'comments' | 'again'>

/** What becomes of a record: a row, nothing, or a reason to set it aside. */
export function verdictOf(
  { cells, quoted, suspicion, isTorn }: RecordCells,
  { width, columns, kinds, comments, again }: Rule,
): 'row' | 'none' | { reason: string } {
  if (typeof comments === 'string') {
    if (!quoted?.[0] && cells[0]?.startsWith(comments)) return 'none'
  } else if (comments && cells[0]?.startsWith('#') && !quoted?.[0]) {
    if (cells.length !== width || /^#+\s/.test(cells[0])) return 'none'
  }
  if (suspicion) return { reason: suspicions[suspicion] }
  if (isTorn) return { reason: torn }
  if (cells.length === width) return isSame(cells, again) ? 'none' : 'row'
  if (columns > 1 && isSpaces({ cells, ...(quoted && { quoted }) })) return 'none'
  let filled = cells.length
  while (filled > width && cells[filled - 1] === null) filled--
  if (filled === width || fits(cells, kinds)) return 'row'
  const what = filled > width ? 'more' : 'fewer'
  return {
    reason: `The row has ${what} cells (${filled}) than the table (${width}), and they are not of the kinds of its columns.`,
  }
}

const isSame = (cells: (string | null)[], again: Rule['again']): boolean =>
  again !== undefined && cells.every((cell, i) => cell === again[i])

const torn = 'A run of NULs stands in the row, as where a piece of a file was never written.'

const suspicions: Record<Suspicion, string> = {
  unterminated:
    'A quote opens in the line that does not close before another stands where none can.',
  'text-after-quote':
    'Text follows a closing quote where a delimiter or the end of the line must stand.',
  'too-long': 'The line is too long.',
}

const LF = 10
const CR = 13
const COMMA = 44
const QUOTE = 34
const SPACE = 32

/** So much is read at once at least: a record that is cut is read again from its start. */
const pieceBytes = 1 << 18

export async function* readCsv(object: Lying, options: Render): AsyncIterable<Uint8Array> {
  const render = options as CsvRender
  const cutter = cutterOf(render)
  const writer = new RowWriter(render)
  const end = Math.min(object.bytes, render.to ?? object.bytes)
  let bytes: Buffer = Buffer.alloc(0)
  let [place, line, read] = [render.from, render.line, render.from]
  while (place < end) {
    const more = await object.read(read, Math.min(end, read + Math.max(pieceBytes, bytes.length)))
    read += more.length
    bytes =
      bytes.length > 0
        ? Buffer.concat([bytes, more])
        : Buffer.from(more.buffer, more.byteOffset, more.length)
    const isLast = read >= end || more.length === 0
    let at = 0
    while (at < bytes.length) {
      const cut = cutter.read(bytes, at, isLast)
      if (!cut) break
      const reason = writer.add(cut)
      if (reason) {
        const shown = Math.min(cut.next, at + lineBytesMax)
        const text = bytes.toString('utf8', at, shown).replace(/[\r\n]+$/, '')
        object.aside({ line, byte: place + at, reason, text })
      }
      at = cut.next
      line += cut.lines
      if (writer.isFull) yield writer.taken()
    }
    place += at
    bytes = bytes.subarray(at)
    // Whoever waits for the rows has a deadline, also where none of these is one.
    yield writer.taken()
    if (isLast) break
  }
}

/** Rows as bytes of plain CSV. */
class RowWriter {
  readonly #render: CsvRender
  /** The byte with which a comment begins. */
  readonly #mark: number
  /** Of the header that stands again, the first cell with a text, and its bytes. */
  readonly #againAt: number
  readonly #again: Buffer
  /** Where the next run of NULs stands in the bytes that are looked at. */
  #hole = 0
  #looked: Buffer | undefined
  #out = Buffer.allocUnsafe(1 << 17)
  #length = 0

  constructor(render: CsvRender) {
    this.#render = render
    this.#mark = (typeof render.comments === 'string' ? render.comments : '#').charCodeAt(0)
    const again = render.again ?? []
    this.#againAt = again.findIndex((cell) => cell !== null && cell !== '')
    this.#again = Buffer.from(again[this.#againAt] ?? '')
  }

  get isFull(): boolean {
    return this.#length > 1 << 16
  }

  taken(): Uint8Array {
    const bytes = Uint8Array.from(this.#out.subarray(0, this.#length))
    this.#length = 0
    return bytes
  }

  /** The reason why the record is no row; undefined where it is one, or nothing. */
  add(cut: Cut): string | undefined {
    const { width, columns, comments, again } = this.#render
    const isTorn = this.#isTorn(cut)
    const isPlain =
      cut.cells === width &&
      width <= columns &&
      !cut.suspicion &&
      !isTorn &&
      !(again && this.#mayBeAgain(cut)) &&
      !(comments && cut.bytes[cut.start[0]!] === this.#mark)
    let cells = cut.cells
    if (cells === 0 && !cut.suspicion) return undefined
    if (!isPlain) {
      const texts = Array.from({ length: cut.cells }, (_, i) => textOf(cut, i, this.#render))
      const quoted = [(cut.flags[0]! & isQuoted) !== 0]
      const { suspicion } = cut
      const record = { cells: texts, quoted, isTorn, ...(suspicion && { suspicion }) }
      const verdict = verdictOf(record, this.#render)
      if (verdict === 'none') return undefined
      if (verdict !== 'row') return verdict.reason
      while (cells > columns && texts[cells - 1] === null) cells--
    }
    this.#write(cut, cells, columns)
    return undefined
  }

  /** Buffers are looked through once, not their rows. */
  #isTorn({ bytes, cells, start, end }: Cut): boolean {
    if (cells === 0) return false // its places are those of another record
    if (bytes !== this.#looked || this.#hole < (start[0] ?? 0)) {
      this.#hole = bytes.indexOf(hole, start[0])
      if (this.#hole < 0) this.#hole = bytes.length
      this.#looked = bytes
    }
    return this.#hole < end[cells - 1]!
  }

  /** Hardly any row is: one cell tells. */
  #mayBeAgain({ bytes, start, end, flags }: Cut): boolean {
    const at = this.#againAt
    if (at < 0 || flags[at]! & hasEscapes) return true
    return this.#again.equals(bytes.subarray(start[at], end[at]))
  }

  #write(cut: Cut, cells: number, columns: number): void {
    const size = (cut.end[cells - 1] ?? 0) - (cut.start[0] ?? 0) + 3 * cells + columns + 16
    this.#room(size * 2)
    for (let i = 0; i < Math.max(cells, columns); i++) {
      if (i > 0) this.#out[this.#length++] = COMMA
      if (i < cells) this.#cell(cut, i)
    }
    this.#out[this.#length++] = LF
  }

  #room(size: number): void {
    if (this.#length + size <= this.#out.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#length + size))
    this.#out.copy(larger, 0, 0, this.#length)
    this.#out = larger
  }

  #cell(cut: Cut, i: number): void {
    const { bytes } = cut
    const flags = cut.flags[i]!
    const [start, end] = [cut.start[i]!, cut.end[i]!]
    if (flags & hasEscapes) {
      const text = textOf(cut, i, this.#render)!
      this.#length += this.#out.write(`"${text.replaceAll('"', '""')}"`, this.#length, 'utf8')
      return
    }
    const isBare = (flags & isQuoted) === 0
    let needs = !isBare && start === end
    for (let at = start; at < end && !needs; at++) {
      const byte = bytes[at]!
      needs = byte === COMMA || byte === QUOTE || byte === LF || byte === CR || byte === SPACE
    }
    if (!needs) {
      this.#out.set(bytes.subarray(start, end), this.#length)
      this.#length += end - start
      return
    }
    this.#out[this.#length++] = QUOTE
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte === QUOTE) this.#out[this.#length++] = QUOTE
      this.#out[this.#length++] = byte
    }
    this.#out[this.#length++] = QUOTE
  }
}
