/** How the texts of a column that is no text column are read: which of them are NULL, and how the others are written. */
import { literal } from '../../schema/spelling.ts'
import type { Column, Form, Reading, Type } from '../../schema/type.ts'
import { plainSql, saidOf } from './form.ts'

/** A column as a table knows it: how one file wrote its values is the file's. */
export function withoutReading({ reading: _, ...column }: Column): Column {
  return column
}

/** What `source`, a cell's text, is in the lake's own way of writing; NULL for a text that says that there is no value. */
export function readingSql(source: string, { nulls = [], form }: Reading): string {
  const plain = form ? plainSql(source, form) : source
  if (nulls.length === 0) return plain
  return `CASE WHEN ${source} IN (${nulls.map(literal).join(', ')}) THEN NULL ELSE ${plain} END`
}

/** Whether cells of a column of this type are read otherwise than they are written. */
export const isReadOtherwise = (type: Type, reading: Reading | undefined): reading is Reading =>
  reading !== undefined && (type !== 'string' || reading.said === true)

/** The reading as it holds of a column of this type: a text has no form. */
export const readingAs = (type: Type, { form, ...reading }: Reading): Reading =>
  type === 'string' || !form ? reading : { ...reading, form }

/** Reads both, where one reading does. */
export function joinedReading(a: Reading | undefined, b: Reading | undefined): Reading | undefined {
  const nulls = [...new Set([...(a?.nulls ?? []), ...(b?.nulls ?? [])])].sort()
  const form = a?.form ?? b?.form
  return readingOf(nulls, form)
}

export const readingOf = (nulls: string[], form: Form | undefined): Reading | undefined =>
  nulls.length > 0 || form
    ? { ...(nulls.length > 0 && { nulls }), ...(form && { form }) }
    : undefined

/** Sentences for a person: what of each column is read otherwise than it is written. */
export const readingEvidence = (columns: Column[]): string[] =>
  columns.flatMap(({ name, original = name, type, reading }) => {
    if (!isReadOtherwise(type, reading)) return []
    const { nulls, form, said: isSaid } = readingAs(type, reading)
    if (isSaid && !form) return [] // what is pinned is said as it is
    const none = nulls && `${nulls.map((text) => `'${text}'`).join(', ')} read as NULL`
    const said = [form && saidOf(form), none].filter(Boolean).join('; ')
    return [`"${original.slice(0, 100)}" is ${typeof type === 'string' ? type : 'nested'}: ${said}`]
  })
