/** Whether a text that is rendered, and so cannot be written again without some rows, may have a value in a column. */
import type { Inspection } from '../inspect/inspection.ts'
import type { Column } from '../schema/type.ts'
import { holds, needlesOf } from './needle.ts'
import { isWanted, type Wanted } from './redact.ts'

/** Cells stand in their texts as they are shown, but for quotes and escapes. */
const asTheyAre = new Set(['csv', 'digits', 'json', 'jsonlines', 'log'])

/** `text`: in UTF-8; `known`: the dataset's columns, for a form whose own show only once it is rendered. True where it cannot be told. */
export function mayHold(
  { member, render, columns }: Pick<Inspection, 'member' | 'render' | 'columns'>,
  text: Buffer,
  wanted: Wanted,
  known: Column[],
): boolean {
  if (member || !render || !asTheyAre.has(render.reader)) return true
  const asked = (columns.length > 0 ? columns : known).filter((column) => isWanted(column, wanted))
  if (asked.some(({ reading }) => reading?.form)) return true
  if (render.reader === 'log' && asked.some(({ type }) => type !== 'string')) return true // times
  const isEscaped =
    render.as === 'ndjson'
      ? ['\\u', '\\/'].some((begin) => text.includes(begin))
      : [...wanted.values].some((value) => /["'\\\r\n]/.test(value))
  return isEscaped || holds(text, needlesOf(wanted.values))
}
