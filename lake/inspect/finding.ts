/** What one format's inspection is given, and what it gives back. */
import type { Reason } from '../problem.ts'
import type { Render } from '../render/render.ts'
import type { AssetFacts } from './asset/facts.ts'
import type { CsvDialect, Format, Inspection, TextFacts } from './inspection.ts'

/** The first bytes of a text, decompressed, without byte order mark; `whole`: there are no more. */
export interface TextHead {
  bytes: Uint8Array
  whole: boolean
  /** The place of the first of these bytes in the text. */
  firstByte: number
}

/** What an inspection finds of a format: an asset where there is a reason. */
export interface Finding {
  format: Format
  columns: Inspection['columns']
  csv?: CsvDialect
  encoding?: string
  padding?: true
  text?: TextFacts
  render?: Render
  rescue?: Render
  reason?: Reason
  asset?: AssetFacts
  avro?: Inspection['avro']
  orc?: Inspection['orc']
  evidence: string[]
  doubt?: string[]
  pins?: Inspection['pins']
}

/** What was to be read lies beyond what an inspection sees. */
export class Unseen extends Error {
  override name = 'Unseen'
}
