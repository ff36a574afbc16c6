import type { TextScan } from '../scan/textscan.ts'

/** One query for DuckDB, with all that it may touch. */
export interface SandboxQuery {
  /** A SELECT of texts. */
  sql: string
  /** The relations that it names. */
  relations: { name: string; sql: string }[]
  /** What the relations read besides by `text_rows`. */
  files: string[]
  textScans: TextScan[]
  csvFile: string
  /** The CSV's first line. */
  header: string
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
