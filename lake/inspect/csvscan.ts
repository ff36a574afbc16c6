/**
 * The grammar of CSV, byte by byte, as DuckDB's strict parser reads it (measured): a cell is quoted when it begins
 * with a quote, or with one space and a quote; after the closing quote only spaces may follow; a quote elsewhere is
 * itself; a line ends with LF, CRLF or a CR alone. What DuckDB would read by dropping bytes is refused.
 */
import { columnsMax, lineBytesMax } from '../limits.ts'
import type { Quarantined } from '../problem.ts'
import {
  bareBackslash,
  lineTooLong,
  mixedLineEnds,
  textAfterQuote,
  tooManyColumns,
  unterminatedQuote,
} from './csvfault.ts'
import { noFacts } from './facts.ts'
import type { CsvDialect, TextFacts } from './inspection.ts'
import { excerptOf } from './position.ts'

/** Hears of each cell and record; offsets count in the chunk, so it makes sense with one chunk only. */
export interface CsvSink {
  /** The bytes of a cell without its quotes, its escapes still in. */
  cell(start: number, end: number, quoted: boolean): void
  /** `end` is after the line end; a blank line has 0 cells. The header counts, lines to skip do not. */
  record(cells: number, end: number): void
}

const cellStart = 0
const spaceStart = 1
const plain = 2
const quoted = 3
const escaped = 4
const quoteSeen = 5
const afterQuote = 6

const LF = 10
const CR = 13
const SPACE = 32
const BACKSLASH = 92
const DOUBLE_QUOTE = 34
const N = 78

/** One pass over one file: its state between chunks of any size. The byte order mark is not its concern. */
export class CsvScan {
  readonly #sink: CsvSink | undefined
  readonly #delimiter: number
  readonly #quote: number
  readonly #escape: number
  readonly #stray: number
  readonly #special = new Uint8Array(256)
  readonly #facts: TextFacts & { spacesAtQuotes: number; recordBytesMax: number } = {
    ...noFacts,
    recordBytesMax: 0,
    spacesAtQuotes: 0,
  }
  #chunk: Uint8Array = new Uint8Array(0)
  #base: number
  #previous = 0
  #state = cellStart
  #skip: number
  readonly #skips: boolean
  #headerDue: boolean
  #width = 0
  #headerWidth = 0
  #blankRows = 0
  #bareBackslashes = 0
  #crlfs = 0
  #lfs = 0
  #cells = 0
  #recordByte: number
  #cellByte: number
  #closeByte = 0
  #backslashFirst = false
  #opened = { line: 1, byte: 0 }
  #openedExcerpt = ''

  /** `firstByte`: the place of the first byte pushed in the file. */
  constructor(dialect: CsvDialect, firstByte = 0, sink?: CsvSink) {
    const byteOf = (text: string): number => (text === '' ? -1 : text.charCodeAt(0))
    this.#delimiter = byteOf(dialect.delimiter)
    this.#quote = byteOf(dialect.quote)
    this.#escape = byteOf(dialect.escape)
    this.#stray = dialect.quote === '' ? DOUBLE_QUOTE : this.#quote
    for (const byte of [this.#delimiter, this.#stray, this.#escape, LF, CR, BACKSLASH]) {
      if (byte >= 0) this.#special[byte] = 1
    }
    this.#skip = dialect.skip ?? 0
    this.#skips = this.#skip > 0
    this.#headerDue = dialect.header
    this.#base = this.#recordByte = this.#cellByte = firstByte
    this.#sink = sink
  }

  push(chunk: Uint8Array): void {
    this.#base += this.#chunk.length
    this.#previous = this.#chunk.at(-1) ?? this.#previous
    this.#chunk = chunk
    const special = this.#special
    for (let i = 0; i < chunk.length; i++) {
      if (this.#state === plain || this.#state === quoted) {
        while (i < chunk.length && special[chunk[i]!] === 0) i++
      }
      if (this.#base + i - this.#recordByte > lineBytesMax) throw this.#tooLong()
      if (i < chunk.length) this.#byte(chunk[i]!, i)
    }
    this.#keepOpened()
  }

  /** An open quote may turn out to be the fault when its chunk is long gone. */
  #keepOpened(): void {
    if (this.#state < quoted || this.#opened.byte < this.#base) return
    this.#openedExcerpt = excerptOf(this.#chunk, this.#opened.byte - this.#base)
  }

  /** Throws Quarantined where the text ends within quotes. */
  end(): TextFacts {
    if (this.#state === quoted || this.#state === escaped) throw this.#unterminated()
    const end = this.#chunk.length
    if (this.#base + end > this.#recordByte) {
      if (this.#skip === 0) this.#endLine(end)
      this.#facts.lines++
    }
    // DuckDB reads a blank line of a one-column table as NULL, and skips it in any other.
    const blankRows = this.#width === 1 ? this.#blankRows : 0
    const facts = { ...this.#facts, rows: this.#facts.rows + blankRows }
    const lineEnd = this.#lineEnd(blankRows)
    const isLenient = lineEnd === 'mixed' || (lineEnd === '\r\n' && facts.newlinesInQuotes > 0)
    if (isLenient && this.#escape === BACKSLASH && this.#bareBackslashes > 0) throw bareBackslash()
    return lineEnd ? { ...facts, lineEnd } : facts
  }

  /**
   * Measured: among several kinds DuckDB loses cells at a CR alone, miscounts blank rows and the lines that it skips, and
   * refuses a header shorter than the rows unless some row is short too.
   */
  #lineEnd(blankRows: number): TextFacts['lineEnd'] {
    const [lf, crlf, cr] = [this.#lfs, this.#crlfs, this.#facts.carriageReturnsAlone]
    if (crlf + cr === 0) return lf > 0 ? '\n' : undefined
    if (lf + cr === 0) return '\r\n'
    if (lf + crlf === 0) return '\r'
    const isShort = this.#headerWidth > 0 && this.#headerWidth < this.#facts.cellsMin
    if (cr > 0 || blankRows > 0 || this.#skips || isShort) throw mixedLineEnds({ lf, crlf, cr })
    return 'mixed'
  }

  #before(i: number): number {
    return this.#chunk[i - 1] ?? this.#previous
  }

  #byte(byte: number, i: number): void {
    if (byte === LF && this.#before(i) === CR && this.#endsCrlf(i)) return
    if (this.#skip > 0) this.#skipped(byte, i)
    else if (this.#state === plain) this.#plainByte(byte, i)
    else if (this.#state >= quoted) this.#byteInQuotes(byte, i)
    else if (byte === this.#quote) this.#open(i)
    else if (byte === SPACE && this.#state === cellStart && this.#quote >= 0)
      this.#state = spaceStart
    else this.#plainByte(byte, i)
  }

  /** The LF of a CRLF ends no second line. */
  #endsCrlf(i: number): boolean {
    if (this.#state === quoted) return true
    if (this.#recordByte !== this.#base + i) return false
    this.#facts.carriageReturnsAlone--
    this.#crlfs++
    this.#recordByte = this.#cellByte = this.#base + i + 1
    return true
  }

  #skipped(byte: number, i: number): void {
    if (byte !== LF && byte !== CR) return
    if (this.#base + i === this.#recordByte) this.#facts.blankLines++
    this.#skip--
    this.#nextLine(byte, i)
  }

  #open(i: number): void {
    if (this.#state === spaceStart) this.#facts.spacesAtQuotes++
    this.#facts.quotedCells++
    this.#state = quoted
    this.#opened.line = this.#facts.lines + 1
    this.#opened.byte = this.#base + i
    this.#cellByte = this.#base + i + 1
  }

  #byteInQuotes(byte: number, i: number): void {
    if (this.#state === escaped) {
      this.#state = quoted
      this.#noteLineEnd(byte)
    } else if (this.#state === quoted) this.#quotedByte(byte, i)
    else if (this.#state === quoteSeen && byte === this.#quote && this.#escape === this.#quote) {
      this.#state = quoted
    } else this.#byteAfterQuote(byte, i)
  }

  #quotedByte(byte: number, i: number): void {
    if (byte === this.#quote) {
      this.#state = quoteSeen
      this.#closeByte = this.#base + i
    } else if (byte === this.#escape) this.#state = escaped
    if (byte === BACKSLASH) this.#facts.backslashes++
    this.#noteLineEnd(byte)
  }

  #noteLineEnd(byte: number): void {
    if (byte !== LF && byte !== CR) return
    this.#facts.newlinesInQuotes++
    this.#facts.lines++
  }

  #byteAfterQuote(byte: number, i: number): void {
    if (byte === this.#delimiter || byte === LF || byte === CR) this.#plainByte(byte, i)
    else if (byte === SPACE) {
      if (this.#state === quoteSeen) this.#facts.spacesAtQuotes++
      this.#state = afterQuote
    } else throw textAfterQuote(this.#place(i))
  }

  #plainByte(byte: number, i: number): void {
    if (byte === this.#delimiter) this.#endCell(i)
    else if (byte === LF || byte === CR) {
      this.#endLine(i)
      this.#nextLine(byte, i)
    } else {
      if (byte === BACKSLASH) {
        this.#facts.backslashes++
        this.#bareBackslashes++
        if (this.#base + i === this.#cellByte) this.#backslashFirst = true
      } else if (byte === this.#stray) {
        this.#facts.quotesInside = (this.#facts.quotesInside ?? 0) + 1
      }
      this.#state = plain
    }
  }

  #endCell(i: number): void {
    const end = this.#base + i
    const isQuoted = this.#state >= quoteSeen
    if (this.#backslashFirst && end - this.#cellByte === 2 && this.#before(i) === N) {
      this.#facts.hiveNulls++
    }
    const contentEnd = isQuoted ? this.#closeByte : end
    this.#sink?.cell(this.#cellByte - this.#base, contentEnd - this.#base, isQuoted)
    if (++this.#cells > columnsMax) throw tooManyColumns(this.#place(i))
    this.#backslashFirst = false
    this.#state = cellStart
    this.#cellByte = end + 1
  }

  #endLine(i: number): void {
    const facts = this.#facts
    facts.recordBytesMax = Math.max(facts.recordBytesMax, this.#base + i - this.#recordByte)
    if (this.#cells === 0 && this.#state === cellStart) {
      facts.blankLines++
      if (!this.#headerDue) this.#blankRows++
    } else {
      this.#endCell(i)
      this.#width = Math.max(this.#width, this.#cells)
      if (this.#headerDue) this.#headerWidth = this.#cells
      else {
        facts.cellsMin = facts.rows === 0 ? this.#cells : Math.min(facts.cellsMin, this.#cells)
        facts.cellsMax = Math.max(facts.cellsMax, this.#cells)
        facts.rows++
      }
      this.#headerDue = false
    }
    this.#sink?.record(this.#cells, Math.min(i + 1, this.#chunk.length))
  }

  #nextLine(byte: number, i: number): void {
    this.#facts.lines++
    if (byte === CR) this.#facts.carriageReturnsAlone++
    else this.#lfs++
    this.#cells = 0
    this.#recordByte = this.#cellByte = this.#base + i + 1
  }

  #place(i: number): { line: number; byte: number; excerpt: string } {
    const start = Math.max(0, this.#recordByte - this.#base)
    const excerpt = excerptOf(this.#chunk, i - start > 160 ? i - 160 : start)
    return { line: this.#facts.lines + 1, byte: this.#base + i, excerpt }
  }

  #tooLong(): Quarantined {
    if (this.#state >= quoted) return this.#unterminated()
    return lineTooLong(this.#place(Math.max(0, this.#recordByte - this.#base)))
  }

  #unterminated(): Quarantined {
    this.#keepOpened()
    return unterminatedQuote({ ...this.#opened, excerpt: this.#openedExcerpt })
  }
}
