/** The columns of rows of texts, by the names above them or by what the dataset knows. */
import { mergeTypes } from '../schema/merge.ts'
import { namedColumns, spellingOf } from '../schema/names.ts'
import type { Column } from '../schema/type.ts'
import { newTally } from './tally.ts'

/** What names there are before the object is looked at. */
export interface Names {
  /** Of partition keys: no column takes one. */
  reserved: readonly string[]
  /** Columns of the dataset's objects so far. */
  known: readonly Column[]
  /** Texts that are no values, where somebody says so. */
  nulls?: readonly string[] | undefined
}

/** Of rows of one table, the first of them its header or not. */
export function columnsOf(
  rows: (string | null)[][],
  header: boolean,
  { reserved, nulls }: Omit<Names, 'known'>,
): Column[] {
  const names = header ? rows[0]! : []
  const data = header ? rows.slice(1) : rows
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const tallies = Array.from({ length: width }, () => newTally(nulls))
  for (const row of data) {
    for (let i = 0; i < row.length; i++) tallies[i]!.add(row[i]!)
  }
  const fields = tallies.map((tally, i) => ({
    original: names[i]?.trim() ? names[i] : `column_${i + 1}`,
    type: tally.type(),
  }))
  return namedColumns(fields, reserved).map((column, i) => {
    const reading = tallies[i]!.reading()
    return reading ? { ...column, reading } : column
  })
}

export const byPlace = {
  evidence: "its columns are called as the dataset's, by their places",
  doubt:
    'the file has no header: that its columns are in the order of the others is taken on trust',
}

/** A file without a header whose columns are as many as the dataset's, and of their kinds, has those. */
export function givenNames(columns: Column[], { reserved, known }: Names): Column[] | undefined {
  if (known.length !== columns.length) return undefined
  const isAlike = columns.every(({ type }, i) => {
    const wider = mergeTypes(known[i]!.type, type)
    return wider !== 'string' || known[i]!.type === 'string'
  })
  const fields = columns.map(({ type }, i) => ({ original: spellingOf(known[i]!), type }))
  if (!isAlike) return undefined
  return namedColumns(fields, reserved).map((column, i) => {
    const { reading } = columns[i]!
    return reading ? { ...column, reading } : column
  })
}
