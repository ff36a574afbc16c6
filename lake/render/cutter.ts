/**
 * Cuts a text into records and cells by any delimiter and quote, and never loses its place: where a quote cannot be what
 * opens a cell, or closes nothing, its line alone is suspect and the next one is read afresh. A quote within a cell that
 * is closed in its line is itself (`"Gate "B" North"`); a cell of several lines has none.
 */
import { lineBytesMax } from '../limits.ts'

export interface Cutting {
  /** One character or more; empty: the line is one cell. */
  delimiter: string
  /** Empty: no quoting. */
  quote: string
  /** Equal to `quote` where quotes are doubled; empty: none. */
  escape: string
  /** A CR alone ends no line: it is in the cell. */
  keepsReturns?: true
  /** Each line is one cell in quotes, whose text is the record. */
  wrapped?: true
}

/** What is wrong with a record, in words; its cells are then those of its first line, as they lie. */
export type Suspicion = 'unterminated' | 'text-after-quote' | 'too-long'

/** One record: of its cells `start[i]` and `end[i]` are places in `bytes`, without quotes; `flags[i]` says what it is. */
export interface Cut {
  bytes: Buffer
  cells: number
  start: number[]
  end: number[]
  flags: number[]
  /** In the text, after its line end; no cells and no suspicion: the rest of a line that was too long. */
  next: number
  /** Physical lines. */
  lines: number
  suspicion: Suspicion | undefined
}

export const isQuoted = 1
/** Doubled or escaped quotes are still in it. */
export const hasEscapes = 2

/** Of so many cells one is remembered where a record fails: enough to meet its way again, and few. */
const visitedCells = 16

const LF = 10
const CR = 13
const SPACE = 32

export interface RecordCutter {
  /** The record that begins at `from`; undefined where more bytes must come first. The same object every time. */
  read(bytes: Buffer, from: number, isLast: boolean): Cut | undefined
  /** Whether quotes stood within quoted cells of the last record. */
  readonly strays: number
}

const nothing = Buffer.alloc(0)

export class Cutter implements RecordCutter {
  readonly #delimiter: Buffer
  readonly #first: number
  readonly #quote: number
  readonly #escape: number
  readonly #keepsReturns: boolean
  readonly #cut: Cut = {
    bytes: nothing,
    cells: 0,
    start: [],
    end: [],
    flags: [],
    next: 0,
    lines: 1,
    suspicion: undefined,
  }
  #lines = 0
  #fault: Suspicion | undefined
  #strays = 0
  #isInLongLine = false
  /** Where in these bytes cells begin from which no record comes to its end: what led there once does so again. */
  readonly #failed = new Map<number, Suspicion>()
  #visited: number[] = []

  constructor({ delimiter, quote, escape: by, keepsReturns }: Cutting) {
    this.#delimiter = Buffer.from(delimiter)
    this.#first = this.#delimiter[0] ?? -1
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0)
    this.#escape = by === '' ? -1 : by.charCodeAt(0)
    this.#keepsReturns = keepsReturns === true
  }

  read(bytes: Buffer, from: number, isLast: boolean): Cut | undefined {
    const cut = this.#cut
    if (cut.bytes !== bytes) this.#failed.clear()
    cut.bytes = bytes
    cut.suspicion = undefined
    if (this.#isInLongLine) return this.#longLine(bytes, from, isLast)
    return this.#record(bytes, from, isLast) ?? this.#firstLine(bytes, from, isLast)
  }

  /** Undefined where more bytes must come first, and where a quote is a fault: what was seen since is remembered. */
  #record(bytes: Uint8Array, from: number, isLast: boolean): Cut | undefined {
    this.#fault = undefined
    this.#visited.length = 0
    this.#begin()
    for (let at = from; ; ) {
      this.#visit(at)
      const ended = this.#fault ? at : this.#cell(bytes, at, isLast)
      const isLong = (ended === -1 ? bytes.length : ended) - from > lineBytesMax
      if (isLong) this.#fault ??= 'unterminated'
      if (this.#fault) {
        if (this.#lines > 0) this.#visited.push(at)
        for (const start of this.#visited) this.#failed.set(start, this.#fault)
        return undefined
      }
      if (ended === -1) return undefined
      const after = this.#after(bytes, ended, isLast)
      if (after === -1) return undefined
      if (after < 0) return this.#ended(-after - 2)
      at = after
    }
  }

  /** Every so many cells of the lines behind the first: nobody comes to that one again. */
  #visit(at: number): void {
    if (this.#failed.size > 0) this.#fault = this.#failed.get(at)
    if (this.#lines > 0 && this.#cut.cells % visitedCells === 0) this.#visited.push(at)
  }

  /** Of a record with a fault: its first line, as it lies. */
  #firstLine(bytes: Uint8Array, from: number, isLast: boolean): Cut | undefined {
    if (!this.#fault) return undefined
    this.#cut.suspicion = this.#fault
    this.#begin()
    for (let at = from; ; ) {
      const ended = this.#plain(bytes, at, isLast)
      if ((ended === -1 ? bytes.length : ended) - from > lineBytesMax) {
        this.#cut.suspicion = 'too-long'
        return this.#longLine(bytes, from, isLast)
      }
      if (ended === -1) return undefined
      const after = this.#after(bytes, ended, isLast)
      if (after === -1) return undefined
      if (after < 0) return this.#ended(-after - 2)
      at = after
    }
  }

  #begin(): void {
    this.#cut.cells = 0
    this.#lines = 0
    this.#strays = 0
  }

  #ended(next: number): Cut {
    this.#cut.next = next
    this.#cut.lines = this.#lines + 1
    return this.#cut
  }

  get strays(): number {
    return this.#strays
  }

  /** After the delimiter at `at`; below -1: the line ended there, and -after-2 is where the next one begins. */
  #after(bytes: Uint8Array, at: number, isLast: boolean): number {
    if (at >= bytes.length) return isLast ? -at - 2 : -1
    const byte = bytes[at]!
    if (byte === LF) return -(at + 1) - 2
    if (byte === CR) {
      if (at + 1 >= bytes.length && !isLast) return -1
      return -(at + (bytes[at + 1] === LF ? 2 : 1)) - 2
    }
    return at + this.#delimiter.length
  }

  #isLineEnd(bytes: Uint8Array, at: number): boolean {
    const byte = bytes[at]
    return byte === LF || (byte === CR && (!this.#keepsReturns || bytes[at + 1] === LF))
  }

  /** A CRLF counts by its LF. */
  #linesAt(bytes: Uint8Array, at: number): number {
    if (!this.#isLineEnd(bytes, at)) return 0
    return bytes[at] === CR && bytes[at + 1] === LF ? 0 : 1
  }

  /** Whether a delimiter may begin at `at` that is cut at the end of what is there. */
  #isHalf(bytes: Uint8Array, at: number, isLast: boolean): boolean {
    return !isLast && bytes[at] === this.#first && bytes.length - at < this.#delimiter.length
  }

  #isDelimiter(bytes: Uint8Array, at: number): boolean {
    if (bytes[at] !== this.#first) return false
    const delimiter = this.#delimiter
    for (let i = 1; i < delimiter.length; i++) if (bytes[at + i] !== delimiter[i]) return false
    return true
  }

  #push(start: number, end: number, flags: number): void {
    const { start: starts, end: ends, flags: all } = this.#cut
    const i = this.#cut.cells++
    starts[i] = start
    ends[i] = end
    all[i] = flags
  }

  /** Where the cell ends: at a delimiter, a line end, or the end of all; -1: not within these bytes. */
  #plain(bytes: Uint8Array, from: number, isLast: boolean): number {
    const { length } = bytes
    const first = this.#first
    let at = from
    for (; at < length; at++) {
      const byte = bytes[at]!
      if ((byte === LF || byte === CR) && this.#isLineEnd(bytes, at)) break
      if (byte !== first) continue
      if (this.#isHalf(bytes, at, isLast)) return -1
      if (this.#isDelimiter(bytes, at)) break
    }
    if (at >= length && !isLast) return -1
    this.#push(from, at, 0)
    return at
  }

  #cell(bytes: Uint8Array, from: number, isLast: boolean): number {
    if (this.#quote < 0) return this.#plain(bytes, from, isLast)
    let open = from
    if (this.#first !== SPACE) while (bytes[open] === SPACE) open++
    if (bytes[open] !== this.#quote) return this.#plain(bytes, from, isLast)
    return this.#quoted(bytes, open + 1, isLast)
  }

  #quoted(bytes: Uint8Array, start: number, isLast: boolean): number {
    const { length } = bytes
    const [quote, escaping] = [this.#quote, this.#escape]
    let [flags, strays, lines] = [isQuoted, 0, 0]
    for (let at = start; ; at++) {
      const byte = bytes[at]
      if (at >= length) return this.#open(strays, isLast)
      if (byte === escaping && escaping !== quote) {
        flags |= hasEscapes
        at++
        lines += this.#linesAt(bytes, at)
      } else if (byte === LF || byte === CR) {
        if (!this.#isLineEnd(bytes, at)) continue
        if (strays > 0) return this.#suspect('text-after-quote')
        lines += this.#linesAt(bytes, at)
      } else if (byte === quote) {
        if (escaping === quote && bytes[at + 1] === quote) {
          flags |= hasEscapes
          at++
          continue
        }
        let end = at + 1
        while (bytes[end] === SPACE && this.#first !== SPACE) end++
        if (!isLast && (end >= length || this.#isHalf(bytes, end, isLast))) return -1
        if (end >= length || this.#isLineEnd(bytes, end) || this.#isDelimiter(bytes, end)) {
          this.#push(start, at, flags)
          this.#lines += lines
          this.#strays += strays
          return end
        }
        if (lines > 0) return this.#suspect('unterminated')
        strays++
      }
    }
  }

  #open(strays: number, isLast: boolean): number {
    if (!isLast) return -1
    return this.#suspect(strays > 0 ? 'text-after-quote' : 'unterminated')
  }

  #suspect(fault: Suspicion): number {
    this.#fault = fault
    return 0
  }

  /** To the end of a line that is too long, or of what is there: then the next call goes on with it. */
  #longLine(bytes: Uint8Array, from: number, isLast: boolean): Cut | undefined {
    let end = from
    while (end < bytes.length && !this.#isLineEnd(bytes, end)) end++
    const isHalf = !isLast && bytes[end] === CR && end + 1 === bytes.length
    if (isHalf && end === from) return undefined
    this.#isInLongLine = isHalf || end >= bytes.length
    const length = bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1
    const next = this.#isInLongLine ? end : end + length
    return Object.assign(this.#cut, { cells: 0, next, lines: this.#isInLongLine ? 0 : 1 })
  }
}

/** What a cell says; null for an empty one without quotes. */
export const textOf = (cut: Cut, i: number, cutting: Cutting): string | null =>
  said(cut, i, cutting, cut.bytes.toString('utf8', cut.start[i], cut.end[i]))

/** Of the text that lies there. */
export function said(cut: Cut, i: number, cutting: Cutting, text: string): string | null {
  const flags = cut.flags[i]!
  if ((flags & isQuoted) === 0) return text === '' ? null : text
  return (flags & hasEscapes) === 0 ? text : unescaped(text, cutting)
}

/** Of the text in quotes: what is doubled once, and what is escaped without its escape. */
export function unescaped(
  text: string,
  { quote, escape: by }: Pick<Cutting, 'quote' | 'escape'>,
): string {
  if (by === quote) return text.replaceAll(quote + quote, quote)
  if (by === '' || !text.includes(by)) return text
  let plain = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] === by) at++
    plain += text[at] ?? by
  }
  return plain
}
