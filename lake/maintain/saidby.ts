/** Of an object that says how others are read, a hint or an entry of a table's log: what maintain is to read anew. */
import type { MaintainMessage } from '../../schemas/messages.ts'
import { hintOwnerOf } from '../hints.ts'
import { type Interpretation, interpretationKey } from '../interpretation.ts'
import { addressOf } from '../key.ts'
import { logEntryOf } from '../logged/logged.ts'
import type { Receipt } from '../receipt.ts'

export type Word = Extract<MaintainMessage, { kind: 'hint' | 'log' }>

/** Undefined where it says nothing of others. */
export function saidBy({ object, logged }: Pick<Receipt, 'object' | 'logged'>): Word | undefined {
  const owner = hintOwnerOf(object.key)
  if (owner) return { kind: 'hint', ...owner }
  const entry = logEntryOf(object.key, logged)
  const addressed = entry && addressOf(object.key)
  if (!addressed || !('address' in addressed)) return undefined
  const { source, dataset } = addressed.address
  return { kind: 'log', source, dataset, ...entry }
}

/** Where it would be written once it was heard. */
export const heardAt = ({ source, dataset }: Word): string => interpretationKey(source, dataset)

/** Whether it was ever heard: then each night asks for it again. */
export function isHeard(word: Word, { hint, tables = [] }: Partial<Interpretation> = {}): boolean {
  if (word.kind === 'hint') return hint !== undefined
  return tables.some(({ root, format }) => root === word.root && format === word.format)
}
