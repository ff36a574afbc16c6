/**
 * What DuckDB does not read as it lies is rendered into what it does: UTF-8 CSV of one dialect, JSON lines, or Parquet.
 * From there on there is one path for types, widening, sketches and ids.
 */
import type { SchemaElement } from 'hyparquet'
import { asideRowsMin, asideShareMax } from '../limits.ts'
import type { LogPair } from './logformats.ts'
import type { Packed } from './parquet/packed.ts'

export type Plain = 'csv' | 'ndjson' | 'parquet'

/** By which of `readers.ts`, and into what; what else a reader has to know it names itself. Plain data: it is in the receipt. */
export interface Render {
  reader: ReaderName | 'sqlite' | 'duckdb'
  as: Plain
  /** CSV: the first row that the reader gives is the header. */
  header?: boolean
  /** The reader's own: a sheet, a record's element, a delimiter. */
  [option: string]: unknown
}

/** Each is one of `readers.ts`; databases are read by their own libraries, which want a file. */
export type ReaderName =
  | 'arrow'
  | 'avro'
  | 'blocks'
  | 'csv'
  | 'digits'
  | 'fixed'
  | 'html'
  | 'json'
  | 'jsonlines'
  | 'latex'
  | 'log'
  | 'ods'
  | 'orc'
  | 'spreadsheetml'
  | 'tar'
  | 'xlsx'
  | 'xml'
  | 'zip'

const bearing: ReadonlySet<Render['reader']> = new Set(['csv', 'fixed', 'jsonlines', 'log'])

/** Whether a NUL is of the cell that it stands in, or its row alone is aside. */
export const bearsNuls = ({ reader }: Render): boolean => bearing.has(reader)

/** A row of the object that cannot be read right: it is set aside alone. */
export interface Rejected {
  /** From 1. */
  line?: number
  /** Of its first byte, from 0. */
  byte: number
  /** In words. */
  reason: string
  /** As it was. */
  text: string
}

/** How many rows may be aside beside so many that can be read: beyond it those are not to be trusted either. */
export const asideMax = (rowsRead: number): number =>
  Math.max(Math.floor(asideShareMax * rowsRead), Math.min(asideRowsMin, Math.floor(rowsRead / 4)))

/** The object, decompressed, as a reader is given it. */
export interface Lying {
  bytes: number
  /** All bytes in their order, in pieces of any size. */
  chunks(): AsyncIterable<Uint8Array>
  /** Bytes `start` (included) to `end` (excluded). */
  read(start: number, end: number): Promise<Uint8Array>
  /** Likewise, in memory that the next ones are lent. */
  lend?(start: number, end: number): Promise<Uint8Array>
  aside(row: Rejected): void
  /** What a reader decided that no inspection had seen enough for. */
  told?(told: Told): void
}

/** How lines are cut that hold nothing but values and one character between them, below lines that are no rows. */
export interface Split {
  delimiter: string
  headerLines: number
}

/** Sentences, as an inspection's. */
export interface Told {
  evidence: string[]
  doubt: string[]
  /** Of a log: as in its inspection. */
  everyLine?: boolean
  split?: Split
  pairs?: LogPair[]
}

/** Some rows by their columns, each value as hyparquet-writer takes it for its element: integers of 64 bits as bigint. */
export type Batch = unknown[][]

/** Likewise, or as bytes that need not become values: they are these until the next batch is asked for. */
export type PackedBatch = (unknown[] | Packed)[]

/** Rows with types of their own: they become Parquet. */
export interface Typed {
  /** The root first, then its columns, depth first. */
  schema: SchemaElement[]
  /** Either is read once, and only one of them. */
  batches: AsyncIterable<Batch>
  /** The same rows, for whoever only writes them. */
  packed?: AsyncIterable<PackedBatch>
}

/** Throws Quarantined for what is wrong with the bytes for good. */
export type TypedReader = (object: Lying, render: Render) => Promise<Typed>

/** The one dialect of rendered CSV: `,`, `"` doubled, LF; an empty cell without quotes is NULL. */
export const plainDialect = ({ header = false }: Pick<Render, 'header'>) => ({
  delimiter: ',',
  quote: '"',
  escape: '"',
  header,
})
