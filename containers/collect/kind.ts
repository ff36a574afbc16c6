/** What a kind of sources is to the runner: it brings batches, each at a place that can be said again. */
import type { Pins } from '../../schemas/interpretation.ts'
import type { Origin } from '../../schemas/origin.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** One object that is to land. */
export interface Part {
  dataset: string
  /** A function of what it holds: what is brought again has its name again. */
  file: string
  content: Blob
  contentType: string
  /** How it is read, where that is known. */
  pins?: Pins
  /** Of what was transformed on its way: by which steps, and what it was where that is kept. */
  origin?: Origin
  /** What it was, for who asks what the steps do. */
  before?: Part
  /** Of the content, where somebody has reckoned it already. */
  sha256?: string
}

export interface Batch {
  parts: Part[]
  /** Where the source is once all parts have landed. */
  place: Json
  /** Whether each part is what its name says, whenever it is made anew: then no plan need say what it holds. */
  isSelfNamed?: boolean
  /** Tells the peer, after S3's 200. `refused`: of its parts, those of which only a row says so that they have not landed. */
  settle(refused?: ReadonlySet<Part>): Promise<void>
}

export interface Peer {
  /** Where it is to begin, known before anything is planned: of a source that has landed, the place it was opened at or more. */
  begins?: Json
  /** Undefined: nothing has come for a while. Throws what is worth another attempt. */
  next(signal: AbortSignal): Promise<Batch | undefined>
  /** Of what has landed so far, what somebody is to look into. */
  doubt?(): string | undefined
  close(): Promise<void>
}

export interface Opened<Parameters> {
  /** Of the source. */
  name: string
  dataset: string
  parameters: Parameters
  /** Of a kind that is asked now and then: from the end of one run to the next. */
  everyMs: number
  /** Their values, by what the kind calls them. */
  secrets: Record<string, string>
  /** Undefined: it has never landed anything. */
  place: Json | undefined
}

/** Where refusals of a dataset lie, with their reasons: a dataset like any other. */
export const refusedOf = (dataset: string): string => `${dataset.slice(0, 90)}_refused`

/** Where lies what was fetched, beside what it became: files that are no table. */
export const originalOf = (dataset: string): string => `${dataset.slice(0, 90)}_original`
