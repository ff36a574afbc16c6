/** A page of rows from the files of a plan: in the files' own order, or sorted. */

import { compareBounds } from '../iceberg/bounds.ts'
import type { Filter } from '../iceberg/filter.ts'
import type { Read } from '../iceberg/read.ts'
import type { Field } from '../iceberg/schema.ts'
import { rowsLookedAtMax, rowsSortedMax } from '../limits.ts'
import { type DataFile, type OpenFile, openFile, type ReadRange } from './file.ts'
import { needsQuery, type Order, type RowPlan } from './plan.ts'
import type { Cell } from './value.ts'
import { type Condition, comparable } from './where.ts'

export interface Row {
  cells: Cell[]
  /** Where the next page begins if this is the last row of one. */
  next: string
}

export interface Rows {
  rows: Row[]
  /** Absent at the end. A page that looked at many rows ends short, and goes on from here. */
  next?: string
}

export interface Reads {
  /** Whole small files: manifests. */
  read: Read
  readRange: ReadRange
}

/** Throws RequestProblem where it would have to look at too many rows to sort them. */
export async function readRows(plan: RowPlan, reads: Reads): Promise<Rows> {
  const files = await plan.files(reads.read)
  return plan.order.length > 0 ? sortedRows(plan, files, reads) : rowsInOrder(plan, files, reads)
}

async function rowsInOrder(plan: RowPlan, files: DataFile[], { readRange }: Reads): Promise<Rows> {
  const { fields, limit, cursorAt } = plan
  const rows: Row[] = []
  let lookedAt = 0
  for (let f = plan.start.file; f < files.length; f++) {
    const file = await openFile(files[f]!, readRange)
    let row = f === plan.start.file ? plan.start.row : 0
    while (row < file.rows) {
      if (rows.length === limit || lookedAt >= rowsLookedAtMax) {
        return { rows, next: cursorAt(f, row, rows.length) }
      }
      const end =
        plan.conditions.length > 0
          ? groupEnd(file, row)
          : Math.min(file.rows, row + limit - rows.length)
      if (!mayMeet(file, plan.conditions, row)) {
        row = end
        continue
      }
      const meeting = await rowsThatMeet(file, plan.conditions, row, end)
      const taken = meeting.slice(0, limit - rows.length)
      for (const found of await cellsOf(file, fields, taken)) {
        rows.push({ cells: found.cells, next: cursorAt(f, found.row + 1, rows.length + 1) })
      }
      lookedAt += end - row
      row = meeting.length > taken.length ? taken.at(-1)! + 1 : end
    }
  }
  return { rows }
}

/** Where the row group of this row ends. */
function groupEnd({ groups, rows }: OpenFile, row: number): number {
  let end = 0
  for (const size of groups) {
    end += size
    if (end > row) return end
  }
  return rows
}

/** Whether the row group of this row may hold rows that meet all conditions, by its statistics. */
const mayMeet = (file: OpenFile, conditions: Condition[], row: number): boolean =>
  conditions.every(({ field, filters }) => {
    const bounds =
      field.type === 'int' || field.type === 'long' ? file.bounds(field, row) : undefined
    return !bounds || filters.every((filter) => isWithin(bounds, filter))
  })

function isWithin([min, max]: [bigint, bigint], { op, value }: Filter): boolean {
  if (typeof value !== 'bigint') return true
  if (op === '=') return min <= value && value <= max
  if (op === '<' || op === '<=') return op === '<' ? min < value : min <= value
  return op === '>' ? max > value : max >= value
}

/** Numbers of the rows from `from` to `to` that meet all conditions. */
async function rowsThatMeet(
  file: OpenFile,
  conditions: Condition[],
  from: number,
  to: number,
): Promise<number[]> {
  const all = Array.from({ length: to - from }, (_, i) => from + i)
  if (conditions.length === 0) return all
  const fields = conditions.map(({ field }) => field)
  const cells = await file.read(fields, from, to)
  return all.filter((row) =>
    conditions.every((condition, i) => condition.meets(cells[row - from]?.[i])),
  )
}

/** The rows of ascending numbers: one read from the first to the last of them in each row group. */
export async function cellsOf(
  file: OpenFile,
  fields: Field[],
  numbers: number[],
): Promise<{ row: number; cells: Cell[] }[]> {
  const found: { row: number; cells: Cell[] }[] = []
  const byGroup = Map.groupBy(numbers, (row) => groupEnd(file, row))
  for (const those of byGroup.values()) {
    const first = those[0]!
    const cells = await file.read(fields, first, those.at(-1)! + 1)
    for (const row of those) found.push({ row, cells: cells[row - first] ?? [] })
  }
  return found
}

interface Ranked {
  file: number
  row: number
  keys: (ReturnType<typeof comparable> | null)[]
}

async function sortedRows(plan: RowPlan, files: DataFile[], { readRange }: Reads): Promise<Rows> {
  const total = files.reduce((sum, { records }) => sum + records, 0)
  if (total > rowsSortedMax) {
    throw needsQuery(`${total} rows would have to be sorted, more than ${rowsSortedMax}`)
  }
  const ranked: Ranked[] = []
  for (const [f, described] of files.entries()) {
    const file = await openFile(described, readRange)
    const numbers = await rowsThatMeet(file, plan.conditions, 0, file.rows)
    const keys = await file.read(
      plan.order.map(({ field }) => field),
      0,
      file.rows,
    )
    for (const row of numbers) ranked.push({ file: f, row, keys: keysOf(plan.order, keys[row]!) })
  }
  ranked.sort((a, b) => compareRanked(plan.order, a, b))
  const from = plan.start.row
  const page = ranked.slice(from, from + plan.limit)
  const cells = new Map<string, Cell[]>()
  for (const [f, those] of Map.groupBy(page, ({ file }) => file)) {
    const file = await openFile(files[f]!, readRange)
    const numbers = those.map(({ row }) => row).sort((a, b) => a - b)
    for (const found of await cellsOf(file, plan.fields, numbers)) {
      cells.set(`${f} ${found.row}`, found.cells)
    }
  }
  const rows = page.map(({ file, row }, i) => ({
    cells: cells.get(`${file} ${row}`) ?? [],
    next: plan.cursorAt(0, from + i + 1, i + 1),
  }))
  const end = from + page.length
  return { rows, ...(end < ranked.length && { next: plan.cursorAt(0, end, page.length) }) }
}

const keysOf = (order: Order[], cells: Cell[]): Ranked['keys'] =>
  order.map(({ type }, i) => {
    const cell = cells[i]
    return cell === null || cell === undefined ? null : comparable(type, cell)
  })

/** Nulls last in both directions, as Athena; rows that tie keep their order. */
function compareRanked(order: Order[], a: Ranked, b: Ranked): number {
  for (const [i, { isDescending }] of order.entries()) {
    const [left, right] = [a.keys[i] ?? null, b.keys[i] ?? null]
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1
      continue
    }
    const compared = compareBounds(left, right)
    if (compared !== 0) return isDescending ? -compared : compared
  }
  return a.file - b.file || a.row - b.row
}
