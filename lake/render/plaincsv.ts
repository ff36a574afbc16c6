/** Rows as the one dialect of rendered CSV (`plainDialect`). */
import { tooManyColumns } from '../inspect/width.ts'
import { columnsMax } from '../limits.ts'

/** Null: no value; an empty text is one. */
export type PlainCell = string | null | undefined

export const plainRow = (cells: readonly PlainCell[]): string => {
  let row = ''
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (i > 0) row += ','
    if (cell === null || cell === undefined) continue
    row += isBare.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`
  }
  return `${row}\n`
}

const isBare = /^[^",\r\n]+$/

/** A record's values by the spelling of their columns. */
export type PlainRecord = Map<string, PlainCell>

/** Throws Quarantined for more than a table has columns. */
export function addNames(format: string, columns: Set<string>, records: PlainRecord[]): void {
  for (const record of records) for (const name of record.keys()) columns.add(name)
  if (columns.size > columnsMax) throw tooManyColumns(format, columns.size)
}

/**
 * Records of which none need have every column: a pass to see which there are, in the order in which they come, and one to
 * write them under a header. `pass` gives the records from the first on each time.
 */
export async function* plainRecords(
  format: string,
  pass: (isFirst: boolean) => AsyncIterable<PlainRecord[]>,
): AsyncIterable<string> {
  const columns = new Set<string>()
  for await (const records of pass(true)) {
    addNames(format, columns, records)
  }
  if (columns.size === 0) return
  const names = [...columns]
  yield plainRow(names)
  for await (const records of pass(false)) {
    yield records.map((record) => plainRow(names.map((name) => record.get(name)))).join('')
  }
}
