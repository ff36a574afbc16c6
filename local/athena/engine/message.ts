import type { TextScan } from '../scan/textscan.ts'

/** One query for DuckDB, with all that it may touch. */
export interface SandboxQuery {
  /** A SELECT; of texts for a result. */
  sql: string
  /** The relations that it names. */
  relations: { name: string; sql: string }[]
  /** What the relations read besides by `text_rows`. */
  files: string[]
  textScans: TextScan[]
  output: ResultFile | DataFiles
}

/** A result as Athena writes it: CSV, every value a text. */
export interface ResultFile {
  csvFile: string
  /** Its first line. */
  header: string
}

/** Rows of a table. */
export interface DataFiles {
  /** The only place that is written to. */
  folder: string
  /** A file in it; the folder itself where columns are `partitionedBy`. */
  target: string
  /** Of DuckDB's COPY. */
  options: string
}

export interface ChildRequest {
  id: number
  query: SandboxQuery
}

/** What the laptop tells the process. */
export type Order = ChildRequest | { cancel: number }

/** What the process answers: that it lives; at last rows written, or DuckDB's message. */
export type Answer =
  | { id: number; lives: true }
  | { id: number; rowCount: number }
  | { id: number; fault: string }
