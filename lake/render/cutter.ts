/**
 * Cuts a text into records and cells by any delimiter and quote, and never loses its place: where a quote cannot be what
 * opens a cell, or closes nothing, its line alone is suspect and the next one is read afresh. A quote within a cell that
 * is closed in its line is itself (`"Gate "B" North"`); a cell of several lines has none.
 */
import { lineBytesMax } from '../limits.ts'

export interface Cutting {
  /** One character or more; empty: the line is one cell. */
  delimiter: string
  /** Spaces in a row divide once. */
  repeats?: boolean
  /** Empty: no quoting. */
  quote: string
  /** Equal to `quote` where quotes are doubled; empty: none. */
  escape: string
}

/** What is wrong with a record, in words; its cells are then those of its first line, as they lie. */
export type Suspicion = 'unterminated' | 'text-after-quote' | 'too-long'

/** One record: of its cells `start[i]` and `end[i]` are places in the buffer, without quotes; `flags[i]` says what it is. */
export interface Cut {
  cells: number
  start: number[]
  end: number[]
  flags: number[]
  /** After its line end. */
  next: number
  /** Physical lines. */
  lines: number
  suspicion?: Suspicion
}

export const isQuoted = 1
/** Doubled or escaped quotes are still in it. */
export const hasEscapes = 2

const LF = 10
const CR = 13
const SPACE = 32

export class Cutter {
  readonly #delimiter: Buffer
  readonly #first: number
  readonly #quote: number
  readonly #escape: number
  readonly #repeats: boolean
  readonly #cut: Cut = { cells: 0, start: [], end: [], flags: [], next: 0, lines: 1 }
  #lines = 0
  #fault: Suspicion | undefined
  #strays = 0

  constructor({ delimiter, quote, escape: by, repeats = false }: Cutting) {
    this.#delimiter = Buffer.from(delimiter)
    this.#first = this.#delimiter[0] ?? -1
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0)
    this.#escape = by === '' ? -1 : by.charCodeAt(0)
    this.#repeats = repeats
  }

  /** The record that begins at `from`; undefined where more bytes must come first. The same object every time. */
  read(bytes: Uint8Array, from: number, isLast: boolean): Cut | undefined {
    const cut = this.#cut
    delete cut.suspicion
    this.#fault = undefined
    this.#lines = 0
    let isPlain = false
    let at = from
    cut.cells = 0
    this.#strays = 0
    for (;;) {
      if (this.#repeats) while (bytes[at] === SPACE) at++
      const ended = isPlain ? this.#plain(bytes, at, isLast) : this.#cell(bytes, at, isLast)
      if (ended === -1) {
        if (bytes.length - from <= lineBytesMax) return undefined
        return this.#skipped(bytes, from)
      }
      if (this.#fault !== undefined && !isPlain) {
        cut.suspicion = this.#fault
        isPlain = true
        at = from
        cut.cells = 0
        this.#lines = 0
        continue
      }
      const after = this.#after(bytes, ended, isLast)
      if (after === -1) return undefined
      if (after < 0) {
        cut.next = -after - 2
        cut.lines = this.#lines + 1
        return cut
      }
      at = after
    }
  }

  /** Whether quotes stood within quoted cells of the last record. */
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
    const next = at + this.#delimiter.length
    if (!this.#repeats) return next
    let after = next
    while (bytes[after] === SPACE) after++
    const isEnd = after >= bytes.length || bytes[after] === LF || bytes[after] === CR
    return isEnd ? this.#after(bytes, after, isLast) : next
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
      if (byte === LF || byte === CR) break
      if (byte === first && this.#isDelimiter(bytes, at)) break
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
      } else if (byte === LF || byte === CR) {
        if (strays > 0) return this.#suspect('text-after-quote')
        if (byte === LF || bytes[at + 1] !== LF) lines++
      } else if (byte === quote) {
        if (escaping === quote && bytes[at + 1] === quote) {
          flags |= hasEscapes
          at++
          continue
        }
        let end = at + 1
        while (bytes[end] === SPACE && this.#first !== SPACE) end++
        if (end >= length && !isLast) return -1
        if (
          end >= length ||
          bytes[end] === LF ||
          bytes[end] === CR ||
          this.#isDelimiter(bytes, end)
        ) {
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

  /** A line without an end as far as a line may go: to its end, or to the end of what is there. */
  #skipped(bytes: Uint8Array, from: number): Cut {
    const end = bytes.indexOf(LF, from)
    const next = end < 0 ? bytes.length : end + 1
    return Object.assign(this.#cut, { cells: 0, next, lines: 1, suspicion: 'too-long' as const })
  }
}

/** What a cell says; null for an empty one without quotes. */
export function textOf(
  bytes: Buffer,
  cut: Cut,
  i: number,
  { quote, escape: by }: Cutting,
): string | null {
  const flags = cut.flags[i]!
  const text = bytes.toString('utf8', cut.start[i], cut.end[i])
  if ((flags & isQuoted) === 0) return text === '' ? null : text
  if ((flags & hasEscapes) === 0) return text
  return by === quote ? text.replaceAll(quote + quote, quote) : text.replace(/\\(.)/gs, '$1')
}
