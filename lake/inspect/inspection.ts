/** What the bytes of an object say, and how we know. Plain data: it is stored in the receipt as it is. */
import type { Pins } from '../../schemas/interpretation.ts'
import type { Naming } from '../logged/names.ts'
import type { Vector } from '../logged/vector.ts'
import type { Reason } from '../problem.ts'
import type { LogPair } from '../render/logformats.ts'
import type { Render, Split } from '../render/render.ts'
import type { Column } from '../schema/type.ts'
import type { AvroRead } from '../serde/avroschema.ts'
import type { AssetFacts } from './asset/facts.ts'
import type { Member } from './binary/zip.ts'

/** What the bytes truly are. DuckDB reads the first three as they lie; the others are rendered into one of them. */
export type Format =
  | ('csv' | 'ndjson' | 'parquet')
  | ('fixed' | 'log' | 'blocks' | 'html' | 'xml' | 'json')
  | ('avro' | 'orc' | 'arrow' | 'sqlite' | 'duckdb')
  | ('xlsx' | 'ods')
  | ('zip' | 'tar')
  | 'other'

/** Those that have an encoding, and are UTF-8 where they are read. */
export const textFormats: ReadonlySet<Format> = new Set([
  ...(['csv', 'ndjson', 'json', 'log', 'blocks', 'fixed', 'xml', 'html'] as const),
])

/** By the first bytes, whatever the name says. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'lz4' | 'snappy' | 'zip'

export interface CsvDialect {
  delimiter: string
  /** Empty: the file has no quoting. */
  quote: string
  /** Equal to `quote` where quotes are doubled; empty: none. */
  escape: string
  header: boolean
  /** Physical lines before the header (blank ones, a title); absent: none. */
  skip?: number
}

/** What the text of the lines looks like, as far as it was seen. Each of these can keep a SerDe from it. */
export interface TextFacts {
  /** Rows of the table: the header, blank lines and a missing last newline are not counted. */
  rows: number
  lines: number
  blankLines: number
  /** Cells of the narrowest and the widest row (CSV). */
  cellsMin: number
  cellsMax: number
  /** Bytes of the longest row, its line ends in quotes too (CSV). */
  recordBytesMax?: number
  quotedCells: number
  /** Quoted cells with a space outside their quotes, which OpenCSV and DuckDB read differently; absent: none. */
  spacesAtQuotes?: number
  /** Quotes within cells that are not quoted, `"` where the dialect has none: OpenCSV misreads them; absent: none. */
  quotesInside?: number
  newlinesInQuotes: number
  backslashes: number
  /** Cells that are `\N`, which Hive reads as NULL. */
  hiveNulls: number
  carriageReturnsAlone: number
  /** The kind of line ends outside quotes (CSV); `mixed`: LF and CRLF; absent: none was seen. */
  lineEnd?: '\n' | '\r\n' | '\r' | 'mixed'
  /** NDJSON: lines with another value after the first one. */
  trailingValues: number
  /** NDJSON: lines with an object two of whose keys differ only in case; absent: none. */
  twinKeys?: number
  /** NDJSON: lines with an object that names a member twice; absent: none. */
  repeatedKeys?: number
  /** NDJSON: numbers with more digits than a double keeps, each of which is then a text; absent: none. */
  longNumbers?: number
  bom: boolean
}

export interface Inspection {
  format: Format
  compression: Compression
  /** Of a ZIP archive the one file, which the object is read as. */
  member?: Member
  /** Of a text that is not UTF-8: its name in the WHATWG's standard, which TextDecoder knows; or `utf-32le`, `utf-32be`. */
  encoding?: string
  /** NULs or Ctrl-Z stand behind the end of the text, which are no part of it. */
  padding?: true
  /** Absent for Parquet and others. */
  csv?: CsvDialect
  /** Columns by what was seen, none where only the rendered form shows them; `whole`: that was every byte. */
  columns: Column[]
  whole: boolean
  text?: TextFacts
  /** Parquet: rows by the footer, the codecs of its column chunks, a type of its own that Hive has none for, and which of its columns are those of the table (absent: all). */
  parquet?: {
    rows: number
    codecs: string[]
    foreignType?: string
    places?: number[]
    /** What the table calls members of its columns, where that is another name. */
    names?: Naming[]
    /** Which of its rows the log of its table deletes. */
    deleted?: Vector
    /** Or files of the table that say which, by the URI that it has there. */
    positions?: { uri: string; keys: string[] }
    /** And files of values: a row that has them in these columns is deleted. */
    values?: { columns: string[]; keys: string[] }[]
  }
  /** Avro: its codec, and the schema by which Athena reads its records, or the first type that Athena reads otherwise. */
  avro?: { codec: string } & AvroRead
  /** ORC: its codec by its number, and the first type that Athena reads otherwise. */
  orc?: { codec: number; foreignType?: string }
  /** A log, once every byte was seen: whether each of its lines, as Athena cuts them, is a row of its form. */
  everyLine?: boolean
  /** Of W3C's, if so: how each of them is cut. */
  split?: Split
  /** Of logfmt, if so: how each of them is written. */
  pairs?: LogPair[]
  /** How it becomes one of the three plain forms; absent: it is read as it lies. */
  render?: Render
  /** How it is rendered where bytes beyond those seen forbid to read it as it lies. */
  rescue?: Render
  verdict: 'table' | 'asset'
  /** Why it is an asset. */
  reason?: Reason
  /** What an asset says of itself; absent: nothing that can be read. */
  asset?: AssetFacts
  /** Sentences a person can check: "delimiter ';' in 40 of 40 lines". */
  evidence: string[]
  /** What is not sure, and what it would be otherwise. */
  doubt?: string[]
  bytesRead: number
  /** What of it was not guessed. */
  pins?: Pins
}
