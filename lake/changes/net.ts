/** Which rows a step took away and which it brought: what is in both, as often, is neither. */
import { createHash } from 'node:crypto'
import type { Schema } from '../iceberg/schema.ts'
import { changesNetRowsMax, changesReadRows } from '../limits.ts'
import { type DataFile, openFile, type ReadRange } from '../rows/file.ts'
import { needsQuery } from '../rows/plan.ts'
import { type Json, jsonOf } from '../rows/value.ts'
import type { Step } from './steps.ts'

/** Rows of one file. */
export interface Told {
  file: DataFile
  schema: Schema
  change: 'removed' | 'added'
  /** Their numbers, ascending; all of them where absent. */
  rows?: Uint32Array
}

/** What a step tells. */
export interface ToldStep {
  told: Told[]
  /** How many rows were compared for it. */
  compared: number
}

/**
 * What went first, then what came; of what went nothing that came again under its key, where there is one. A step of more rows than are compared tells all that its files held: applied in this
 * order that comes to the same.
 */
export async function toldOf(step: Step, key: string[], readRange: ReadRange): Promise<ToldStep> {
  const { removed, added, before, after } = step
  const all: Told[] = [
    ...removed.map((file): Told => ({ file, schema: before, change: 'removed' })),
    ...added.map((file): Told => ({ file, schema: after, change: 'added' })),
  ]
  const rows = [...removed, ...added].reduce((sum, { records }) => sum + records, 0)
  if (removed.length === 0 || added.length === 0 || rows > changesNetRowsMax)
    return { told: all, compared: 0 }
  return { told: await netOf(all, key, readRange), compared: rows }
}

/** In the order of the rows: of those that are the same the first ones stay. */
async function netOf(all: Told[], key: string[], readRange: ReadRange): Promise<Told[]> {
  const [before, after] = (['removed', 'added'] as const).map((change) =>
    all.filter((told) => told.change === change),
  ) as [Told[], Told[]]
  const went: Mark[][] = []
  const left = new Map<string, number>()
  for (const told of before) {
    const marks = await marksOf(told, key, readRange)
    went.push(marks)
    for (const { row } of marks) left.set(row, (left.get(row) ?? 0) + 1)
  }
  const stays = new Map<string, number>()
  const keys = new Set<string>()
  const came: Told[] = []
  for (const told of after) {
    const marks = await marksOf(told, key, readRange)
    for (const mark of marks) if (mark.key !== undefined) keys.add(mark.key)
    const rows = marks.flatMap(({ row }, i) => (moved(row, left, stays) ? [] : [i]))
    came.push({ ...told, rows: Uint32Array.from(rows) })
  }
  const gone = before.map((told, f): Told => {
    const isGone = (mark: Mark) =>
      !moved(mark.row, stays) && (mark.key === undefined || !keys.has(mark.key))
    return {
      ...told,
      rows: Uint32Array.from(went[f]!.flatMap((mark, i) => (isGone(mark) ? [i] : []))),
    }
  })
  return [...gone, ...came].filter(({ rows }) => rows?.length !== 0)
}

interface Mark {
  row: string
  /** Undefined where there is no key, or the row has none. */
  key: string | undefined
}

/** Takes one of the rows that are so out of `from`, and puts it into `to`; false where there is none. */
function moved(mark: string, from: Map<string, number>, to?: Map<string, number>): boolean {
  const count = from.get(mark) ?? 0
  if (count === 0) return false
  from.set(mark, count - 1)
  to?.set(mark, (to.get(mark) ?? 0) + 1)
  return true
}

/** The same for rows of the same values, whatever the columns' types are and the columns without a value. */
async function marksOf(
  { file, schema }: Told,
  key: string[],
  readRange: ReadRange,
): Promise<Mark[]> {
  const open = await openFile(file, readRange)
  demandNames(open.isNameless)
  const { fields } = schema
  const places = key.map((name) => fields.findIndex((field) => field.name === name))
  const marks: Mark[] = []
  for (let from = 0; from < open.rows; from += changesReadRows) {
    const rows = await open.read(fields, from, Math.min(open.rows, from + changesReadRows))
    for (const cells of rows) {
      const values = fields.map(({ type }, i) => plain(jsonOf(type, cells[i])))
      const named = fields.flatMap(({ name }, i) => (values[i] === null ? [] : [[name, values[i]]]))
      marks.push({ row: markOf(named), key: keyOf(places.map((i) => values[i] ?? null)) })
    }
  }
  return marks
}

/** The same whichever type the column has; undefined where one is missing: nothing is known by that. */
function keyOf(values: (Json | bigint)[]): string | undefined {
  if (values.length === 0 || values.includes(null)) return undefined
  return markOf(
    values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
  )
}

const plain = (value: Json | bigint): Json => (typeof value === 'bigint' ? String(value) : value)

const markOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)

/** Throws RequestProblem where its columns are told by nothing. */
export function demandNames(isNameless: boolean): void {
  if (isNameless) throw needsQuery('a file of another engine has no field ids')
}
