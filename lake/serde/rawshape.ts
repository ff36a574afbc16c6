/** What the objects of a dataset have in common, as far as a raw table must know it; plain data for the record. */
import type { Reason } from '../problem.ts'
import type { LineFormName, LogPair } from '../render/logformats.ts'
import type { Column } from '../schema/type.ts'
import type { AvroRecord } from './avroschema.ts'
import type { serdeClasses } from './reader.ts'

export type Serde = keyof typeof serdeClasses

export interface RawShape {
  /** All that read every object seen, the preferred one first; never empty. */
  serdes: Serde[]
  /** In the order of the table, which for CSV is the order of the cells. */
  columns: Column[]
  partitionKeys: string[]
  csv?: CsvShape
  /** A log: the form of its lines. */
  log?: LineFormName
  /** Of logfmt: how all its lines are written. */
  pairs?: LogPair[]
  /** Avro: the schema by which the table reads every object. */
  avro?: AvroRecord
  /** JSON: an object holds keys that differ in nothing but their case. */
  caseSensitive?: true
  /** JSON: objects spell one key in more than one case. */
  anyCase?: true
}

export interface CsvShape {
  delimiter: string
  /** Empty: no object has a quote in it. */
  quote: string
  /** `skip.header.line.count` of every object. */
  headerLines: number
  /** `serialization.null.format` of LazySimpleSerDe; absent: none. */
  nullText?: string
}

export type RawVerdict = { shape: RawShape } | { withheld: Reason }

/** What one format knows of one object, before its key is looked at. */
export type ObjectShape = Omit<RawShape, 'partitionKeys'>

export type ObjectVerdict = ObjectShape | { withheld: Reason }

/** Two facts of objects of one dataset that no one SerDe joins; the same words in either order. */
export function differing(code: string, what: string, a: string, b: string): Reason {
  const [first, second] = [a, b].map((text) => text.slice(0, 200)).sort()
  return {
    code,
    detail: `One object has the ${what} ${first}, another ${second}.`,
    remedy: 'Query the table in lake, or land objects of different kinds as different datasets.',
  }
}
