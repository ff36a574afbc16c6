/** A query's result as a model's input, and its predictions as lines: what is copied, what is fed, what cannot be. */
import type { ModelColumn, Signature } from '../../schemas/model.ts'
import { datatypeOf, outputOf } from './feed.ts'
import { type PredictProblem, Unpredictable, unpredictable } from './problem.ts'
import type { Cell } from './resultcsv.ts'
import type { Tensor, Value } from './tensor.ts'

/** With its type as Athena or Iceberg names it. */
export interface ResultColumn {
  name: string
  type: string
}

export interface Batch {
  /** Each input with the place of its column in a row. */
  inputs: { column: ModelColumn; at: number }[]
  /** Each column that is copied beside the predictions. */
  kept: { at: number; kind: 'boolean' | 'number' | 'text'; member: string }[]
}

/** What a prediction's row says of itself; `run` is its folder, `_object` the lake's own column. */
const ownColumns = ['model', 'version', 'scored_at']
const takenColumns = [...ownColumns, 'run', '_object']

const whole = ['tinyint', 'smallint', 'int', 'integer', 'long', 'bigint']
const fraction = [...whole, 'float', 'real', 'double', 'decimal']
const fitting: Record<ModelColumn['type'], string[]> = {
  boolean: ['boolean'],
  long: whole,
  float: fraction,
  double: fraction,
  string: ['varchar', 'char', 'string'],
}

/** The names that predictions have of their own, in lower case. */
const taken = ({ outputs }: Signature): Set<string> =>
  new Set([...outputs.map(({ name }) => name.toLowerCase()), ...takenColumns])

/** Of an object's rows: every column but those that a prediction's own would hide; the object's table has them. */
export function keepable(signature: Signature, columns: ResultColumn[]): string[] {
  const own = taken(signature)
  return columns.map(({ name }) => name).filter((name) => !own.has(name.toLowerCase()))
}

const bare = (type: string): string => type.toLowerCase().replace(/\(.*/, '')
const member = (name: string): string => `${JSON.stringify(name)}:`

/** `keep`: all columns where absent. Throws Unpredictable with every problem that the columns have. */
export function planBatch(signature: Signature, columns: ResultColumn[], keep?: string[]): Batch {
  const { inputs, outputs } = signature
  const problems = [...repeated(columns), ...outputProblems(outputs)]
  const places = new Map(columns.map(({ name }, at) => [name.toLowerCase(), at]))
  const planned = inputs.flatMap((column) => {
    const at = places.get(column.name.toLowerCase())
    const problem = inputProblem(column, at === undefined ? undefined : columns[at])
    if (problem) problems.push(problem)
    return at === undefined ? [] : [{ column, at }]
  })
  const names = (keep ?? columns.map(({ name }) => name)).map((name) => name.toLowerCase())
  const own = taken(signature)
  const kept = [...new Set(names)].flatMap((name) => {
    const at = places.get(name)
    if (at === undefined || own.has(name)) problems.push(keepProblem(name, at, columns))
    return at === undefined
      ? []
      : [{ at, kind: kindOf(columns[at]?.type ?? ''), member: member(name) }]
  })
  if (problems.length > 0) throw new Unpredictable(problems)
  return { inputs: planned, kept }
}

function repeated(columns: ResultColumn[]): PredictProblem[] {
  const names = columns.map(({ name }) => name.toLowerCase())
  const twice = new Set(names.filter((name, at) => names.indexOf(name) < at))
  return [...twice].map((name) => ({
    code: 'column.repeated',
    name,
    detail: `the query has two columns "${name}"`,
  }))
}

function outputProblems(outputs: ModelColumn[]): PredictProblem[] {
  const hidden = outputs.filter(({ name }) => takenColumns.includes(name.toLowerCase()))
  return hidden.map(({ name }) => ({
    code: 'column.collides',
    name,
    detail: `the model's output "${name}" has a name that every prediction has for itself`,
  }))
}

function inputProblem(
  { name, type }: ModelColumn,
  found: ResultColumn | undefined,
): PredictProblem | undefined {
  if (!found)
    return { code: 'column.missing', name, detail: `the query has no column "${name}" (${type})` }
  if (fitting[type].includes(bare(found.type))) return undefined
  const detail = `"${name}" is ${found.type}, the model takes ${type}: ${fitting[type].join(', ')}`
  return { code: 'column.type', name, detail }
}

function keepProblem(
  name: string,
  at: number | undefined,
  columns: ResultColumn[],
): PredictProblem {
  if (at !== undefined) {
    const detail = `"${name}" is also what a prediction's own column is called: give the query's another name, or leave it out by keep`
    return { code: 'column.collides', name, detail }
  }
  const known = columns.map((column) => column.name).join(', ')
  return { code: 'column.unknown', name, detail: `keep names "${name}", the query has ${known}` }
}

/** `firstRow` counts from 1 over the whole result. Throws Unpredictable for a value that the model cannot take. */
export function feedOfCells({ inputs }: Batch, rows: Cell[][], firstRow: number): Tensor[] {
  return inputs.map(({ column, at }) => {
    const data = rows.map((row, i) => {
      const cell = row[at] ?? null
      const value = elementOf(column, cell)
      if (value !== undefined) return value
      const found = cell === null ? 'NULL' : cell
      const detail = `"${column.name}" of row ${firstRow + i} is ${found}, and the model takes none`
      throw unpredictable('column.null', detail, column.name)
    })
    const { name, type } = column
    return { name, datatype: datatypeOf[type], shape: [rows.length, 1], data }
  })
}

/** Undefined where the column may not be missing. */
function elementOf({ type, nullable }: ModelColumn, cell: Cell): Value | undefined {
  if (cell === null) return nullable ? Number.NaN : undefined
  if (type === 'string') return cell
  if (type === 'boolean') return cell === 'true'
  if (type === 'long') return BigInt(cell)
  const number = Number(cell) // Athena writes NaN and Infinity as JavaScript does
  return Number.isFinite(number) || nullable ? number : undefined
}

export interface Stamp {
  model: string
  version: number
  /** Milliseconds since 1970. */
  scoredAtMs: number
}

/** One line a row: what is kept, what is predicted, and by which model when. */
export function linesOf(
  { kept }: Batch,
  rows: Cell[][],
  outputs: Tensor[],
  { model, version, scoredAtMs }: Stamp,
): string {
  const scoredAt = new Date(scoredAtMs).toISOString()
  const end = `${JSON.stringify({ model, version, scored_at: scoredAt }).slice(1)}\n`
  const predicted = outputs.map((tensor) => ({ tensor, member: member(tensor.name) }))
  let lines = ''
  for (const [i, row] of rows.entries()) {
    lines += '{'
    for (const { at, kind, member } of kept) lines += `${member}${jsonOf(kind, row[at] ?? null)},`
    for (const { tensor, member } of predicted)
      lines += `${member}${jsonText(outputOf(tensor, i))},`
    lines += end
  }
  return lines
}

function kindOf(type: string): Batch['kept'][number]['kind'] {
  const name = bare(type)
  return name === 'boolean' ? name : fraction.includes(name) ? 'number' : 'text'
}

/** A number's own digits, none of which JSON rounds; NaN and the infinities are null, as JSON has none. */
function jsonOf(kind: Batch['kept'][number]['kind'], cell: Cell): string {
  if (cell === null) return 'null'
  if (kind === 'text') return JSON.stringify(cell)
  return kind === 'boolean' || /^-?\d/.test(cell) ? cell : 'null'
}

function jsonText(value: ReturnType<typeof outputOf>): string {
  if (Array.isArray(value)) return `[${value.map(jsonText)}]`
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}
