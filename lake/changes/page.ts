/** A page of changes, in an order that is the same whenever it is read: steps, in each what went and then what came. */
import { type Field, objectColumn } from '../iceberg/schema.ts'
import { changesFilesMax, changesNetRowsMax, pageBytesMax } from '../limits.ts'
import { openFile, type ReadRange } from '../rows/file.ts'
import { needsQuery } from '../rows/plan.ts'
import { cellsOf } from '../rows/read.ts'
import { type Cell, type Json, jsonOf } from '../rows/value.ts'
import { demandNames, type Told, type ToldStep } from './net.ts'
import type { ChangePlan } from './plan.ts'

export interface Change {
  change: Told['change']
  /** That made it. */
  snapshot: string
  /** The object that the row came from; null: another engine's row. */
  object: string | null
  row: Record<string, Json>
}

export interface ChangePage {
  changes: Change[]
  next: string | null
}

/** `toldBy` of a step, by its number. Throws RequestProblem where one row alone is too large. */
export async function readChanges(
  plan: ChangePlan,
  toldBy: (step: number) => Promise<ToldStep>,
  readRange: ReadRange,
): Promise<ChangePage> {
  const page = new Page(plan.limit)
  const { start } = plan
  let rows = 0
  for (let step = start.step; step < plan.snapshots.length; step++) {
    const snapshot = String(plan.snapshots[step]!['snapshot-id'])
    if (rows >= changesNetRowsMax)
      return { changes: page.changes, next: plan.cursorAt({ step, told: 0, row: 0 }) }
    const { told: all, compared } = await toldBy(step)
    rows += compared
    const first = step === start.step ? start.told : 0
    for (let i = first; i < all.length; i++) {
      const from = step === start.step && i === start.told ? start.row : 0
      const stopped = await page.take(all[i]!, { snapshot, from }, readRange)
      if (stopped === undefined) continue
      return { changes: page.changes, next: plan.cursorAt({ step, told: i, row: stopped }) }
    }
  }
  return { changes: page.changes, next: null }
}

class Page {
  readonly changes: Change[] = []
  private readonly limit: number
  private bytes = 0
  private files = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** Where it stopped, of the rows that are told; undefined: it took all of them. */
  async take(
    told: Told,
    { snapshot, from }: { snapshot: string; from: number },
    readRange: ReadRange,
  ): Promise<number | undefined> {
    const left = this.limit - this.changes.length
    if (left === 0 || this.files++ >= changesFilesMax) return from
    const open = await openFile(told.file, readRange)
    demandNames(open.isNameless)
    const count = told.rows?.length ?? open.rows
    const to = Math.min(count, from + left)
    const numbers = told.rows
      ? [...told.rows.subarray(from, to)]
      : Array.from({ length: to - from }, (_, i) => from + i)
    const { fields } = told.schema
    for (const [i, { cells }] of (await cellsOf(open, fields, numbers)).entries()) {
      const change = { change: told.change, snapshot, ...rowOf(fields, cells) }
      if (!this.fits(change)) return from + i
      this.changes.push(change)
    }
    return to < count ? to : undefined
  }

  private fits(change: Change): boolean {
    const bytes = Buffer.byteLength(JSON.stringify(change)) + 1
    if (bytes > pageBytesMax)
      throw needsQuery('a single row of them is larger than an answer may be')
    if (this.bytes + bytes > pageBytesMax) return false
    this.bytes += bytes
    return true
  }
}

/** Integers beyond 2^53 are texts, each by itself: so a row is written the same on every page. */
function rowOf(fields: Field[], cells: Cell[]): Pick<Change, 'object' | 'row'> {
  let object: string | null = null
  const row: Record<string, Json> = {}
  for (const [i, { name, type }] of fields.entries()) {
    const value = jsonOf(type, cells[i])
    if (name === objectColumn) object = value === null ? null : String(value)
    else row[name] = typeof value === 'bigint' ? String(value) : value
  }
  return { object, row }
}
