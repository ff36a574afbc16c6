/** Of an object that says how others are read, a hint or an entry of a table's log: what maintain is to read anew. */
import type { MaintainMessage } from '../../schemas/messages.ts'
import { hintOwnerOf } from '../hints.ts'
import { type Interpretation, interpretationKey } from '../interpretation.ts'
import { addressOf } from '../key.ts'
import { isAwaited, type LoggedTable, logEntryOf } from '../logged/logged.ts'
import type { Receipt } from '../receipt.ts'

export type Word = Extract<MaintainMessage, { kind: 'hint' | 'log' }>

type Told = Pick<Receipt, 'object' | 'logged'>

/** Undefined where it says nothing of others. */
export function saidBy({ object, logged }: Told): Word | undefined {
  const owner = hintOwnerOf(object.key)
  if (owner) return { kind: 'hint', ...owner }
  return wordOf(object.key, logEntryOf(object.key, logged))
}

/** Of a file that has just landed: its table's log may name it now. */
export const awaitedBy = ({ object, logged }: Told): Word | undefined =>
  isAwaited(object.key, logged) ? wordOf(object.key, logged) : undefined

function wordOf(
  key: string,
  table: Pick<LoggedTable, 'root' | 'format'> | undefined,
): Word | undefined {
  const addressed = table && addressOf(key)
  if (!addressed || !('address' in addressed)) return undefined
  const { source, dataset } = addressed.address
  return { kind: 'log', source, dataset, root: table.root, format: table.format }
}

/** Where it would be written once it was heard. */
export const heardAt = ({ source, dataset }: Word): string => interpretationKey(source, dataset)

/** Whether it was ever heard: then each night asks for it again. */
export function isHeard(word: Word, { hint, tables = [] }: Partial<Interpretation> = {}): boolean {
  if (word.kind === 'hint') return hint !== undefined
  return tables.some(({ root, format }) => root === word.root && format === word.format)
}
