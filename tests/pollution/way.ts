/** A way in which files are polluted. */
import type { Demands, Draft } from './draft.ts'

export interface Way {
  name: string
  /** What of a file it changes: two ways that change the same are not drawn together. */
  parts: Part[]
  demands?: Demands
  /** False: this draft cannot be polluted so. */
  pollute(draft: Draft): unknown
}

export type Part =
  | 'delimiter'
  | 'quote'
  | 'line'
  | 'top'
  | 'header'
  | 'rows'
  | 'cells'
  | 'size'
  | 'bottom'
  | 'encoding'
  | 'form'
