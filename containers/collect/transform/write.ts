/** Rows as they land: CSV of one dialect, or JSON lines; in one object, or in many of so many rows. */
import { plainRow } from '../../../lake/render/plaincsv.ts'
import { type Growing, grow, type Spool } from '../spool.ts'
import { type Row, textOf } from './value.ts'

/** Undefined: JSON lines. */
export type Columns = string[] | undefined

export interface Written {
  add(row: Row): Promise<void>
  /** In their order; one at least. */
  end(): Promise<Blob[]>
}

export function written(
  spool: Spool,
  columns: Columns,
  rowsMax = Number.POSITIVE_INFINITY,
): Written {
  const done: Blob[] = []
  let rows = 0
  let current: Growing | undefined
  const begin = async (): Promise<Growing> => {
    const growing = grow(spool)
    if (columns) await growing.add(plainRow(columns))
    return growing
  }
  return {
    async add(row) {
      if (current && rows === rowsMax) {
        done.push(await current.end())
        current = undefined
      }
      if (!current) [current, rows] = [await begin(), 0]
      rows += 1
      await current.add(columns ? csvOf(row, columns) : `${JSON.stringify(row)}\n`)
    },
    async end() {
      current ??= await begin()
      return [...done, await current.end()]
    },
  }
}

function csvOf(row: Row, columns: string[]): string {
  const cells = columns.map((name) => {
    const value = Object.hasOwn(row, name) ? row[name] : null
    return value === null || value === undefined ? null : textOf(value)
  })
  const isBlank = cells.length === 1 && cells[0] === null // a blank line would be no row
  return isBlank ? '""\n' : plainRow(cells)
}
