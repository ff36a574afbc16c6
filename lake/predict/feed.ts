/** A model's input, column by column, from rows or tensors: checked against the signature, every fault named. */
import type { ModelColumn, Signature } from '../../schemas/model.ts'
import { type PredictProblem, Unpredictable } from './problem.ts'
import { type Datatype, elementsOf, type Tensor, type Value } from './tensor.ts'

export type Row = Record<string, unknown>

export const datatypeOf: Record<ModelColumn['type'], Datatype> = {
  boolean: 'BOOL',
  long: 'INT64',
  float: 'FP32',
  double: 'FP64',
  string: 'BYTES',
}

const long = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

/** One tensor [rows, 1] an input, in the signature's order. Throws Unpredictable with every problem of every column. */
export function feedOfRows({ inputs }: Signature, rows: Row[]): Tensor[] {
  const problems: PredictProblem[] = []
  if (rows.length === 0) problems.push({ code: 'rows.none', detail: 'there is no row to score' })
  const known = new Set(inputs.map(({ name }) => name))
  for (const [name, row] of strangers(rows, known)) {
    problems.push({ ...unknownColumn(name, inputs), row })
  }
  const feed = inputs.map((column) => tensorOfRows(column, rows, problems))
  if (problems.length > 0) throw new Unpredictable(problems)
  return feed
}

/** Names that are no input's, each with the first row that has it. */
function strangers(rows: Row[], known: Set<string>): Map<string, number> {
  const found = new Map<string, number>()
  for (const [i, row] of rows.entries()) {
    for (const name of Object.keys(row))
      if (!known.has(name) && !found.has(name)) found.set(name, i)
  }
  return found
}

const unknownColumn = (name: string, inputs: ModelColumn[]): PredictProblem => ({
  code: 'column.unknown',
  name,
  detail: `the model has no input "${name}"; it takes ${inputs.map((input) => input.name).join(', ')}`,
})

function tensorOfRows(column: ModelColumn, rows: Row[], problems: PredictProblem[]): Tensor {
  const data: Value[] = []
  for (const [i, row] of rows.entries()) {
    const value = Object.hasOwn(row, column.name) ? row[column.name] : undefined
    const element = fitted(column, value)
    if (element !== undefined) {
      data.push(element)
      continue
    }
    problems.push(misfit(column, value, i)) // the first says it all
    break
  }
  const { name, type } = column
  return { name, datatype: datatypeOf[type], shape: [rows.length, 1], data }
}

/** Widens a long to a fraction, never the other way. Undefined where the value does not fit. */
function fitted({ type, nullable }: ModelColumn, value: unknown): Value | undefined {
  if (value === null || value === undefined) return nullable ? Number.NaN : undefined
  if (type === 'string') return typeof value === 'string' ? value : undefined
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (type === 'long') {
    if (typeof value === 'bigint') return value >= long.min && value <= long.max ? value : undefined
    return Number.isSafeInteger(value) ? BigInt(value as number) : undefined
  }
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'number') return undefined
  return Number.isFinite(value) || nullable ? value : undefined
}

function misfit({ name, type }: ModelColumn, value: unknown, row: number): PredictProblem {
  const expected = `row ${row}: expected "${name}" as ${type}`
  if (value === undefined)
    return { code: 'column.missing', name, row, detail: `${expected}, got none` }
  if (value === null) return { code: 'column.null', name, row, detail: `${expected}, got null` }
  const found = typeof value === 'bigint' ? `${value}` : JSON.stringify(value)?.slice(0, 80)
  return { code: 'column.type', name, row, detail: `${expected}, got ${found}` }
}

/** Datatypes that a column takes beside its own: those that hold no value which it cannot. */
const widened: Record<ModelColumn['type'], Datatype[]> = {
  boolean: [],
  long: ['INT8', 'INT16', 'INT32', 'UINT8', 'UINT16', 'UINT32'],
  float: ['FP64', 'INT8', 'INT16', 'INT32', 'INT64', 'UINT8', 'UINT16', 'UINT32'],
  double: ['FP32', 'INT8', 'INT16', 'INT32', 'INT64', 'UINT8', 'UINT16', 'UINT32'],
  string: [],
}

/** The same from tensors [rows] or [rows, 1] named as the inputs. Throws Unpredictable with every problem. */
export function feedOfTensors({ inputs }: Signature, tensors: Tensor[]): Tensor[] {
  const problems: PredictProblem[] = []
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  if (named.size < tensors.length) {
    problems.push({ code: 'tensor.repeated', detail: 'two tensors have the same name' })
  }
  for (const { name } of tensors) {
    if (!inputs.some((input) => input.name === name)) problems.push(unknownColumn(name, inputs))
  }
  const rows = tensors[0]?.shape[0] ?? 0
  const feed = inputs.flatMap((column) => {
    const tensor = named.get(column.name)
    const problem = tensorProblem(column, tensor, rows)
    if (problem) problems.push(problem)
    return tensor && !problem ? [asColumn(column, tensor)] : []
  })
  if (problems.length > 0) throw new Unpredictable(problems)
  return feed
}

function tensorProblem(
  column: ModelColumn,
  tensor: Tensor | undefined,
  rows: number,
): PredictProblem | undefined {
  const { name, type, nullable } = column
  const own = datatypeOf[type]
  if (!tensor)
    return { code: 'column.missing', name, detail: `there is no tensor "${name}" (${own})` }
  const { datatype, shape, data } = tensor
  if (datatype !== own && !widened[type].includes(datatype)) {
    return { code: 'column.type', name, detail: `"${name}" is ${datatype}, the model takes ${own}` }
  }
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  if (!isColumn || shape[0] !== rows || rows === 0 || elementsOf(shape) !== rows) {
    const detail = `"${name}" has the shape [${shape}], not [${rows || 'rows'}, 1]`
    return { code: 'tensor.shape', name, detail }
  }
  const isFraction = type === 'float' || type === 'double'
  const at =
    isFraction && !nullable ? data.findIndex((value) => !Number.isFinite(Number(value))) : -1
  if (at < 0) return undefined
  return { code: 'column.null', name, detail: `"${name}" of row ${at} is no number, and must be` }
}

function asColumn({ name, type }: ModelColumn, { shape, data }: Tensor): Tensor {
  const convert =
    type === 'long' ? BigInt : type === 'float' || type === 'double' ? Number : undefined
  const values = convert ? data.map((value) => convert(value as number)) : data
  return { name, datatype: datatypeOf[type], shape: [shape[0] ?? 0, 1], data: values }
}

/** All inputs as one tensor [rows, inputs], row by row. */
export function matrixOf(name: string, feed: Tensor[]): Tensor {
  const rows = feed[0]?.shape[0] ?? 0
  const data = Array.from({ length: rows * feed.length }, (_, i) =>
    Number(feed[i % feed.length]?.data[Math.floor(i / feed.length)]),
  )
  return { name, datatype: 'FP32', shape: [rows, feed.length], data }
}

/** Predictions as rows, in the order of what was scored. A tensor of several columns is a list in its row. */
export function rowsOfOutputs(outputs: Tensor[]): Row[] {
  const rows = outputs[0]?.shape[0] ?? 0
  const asNumber = (value: Element) => (typeof value === 'bigint' ? Number(value) : value)
  return Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(
      outputs.map((tensor) => {
        const output = outputOf(tensor, i)
        return [tensor.name, Array.isArray(output) ? output.map(asNumber) : asNumber(output)]
      }),
    ),
  )
}

type Element = Value | null

/** NaN is null: JSON has none. */
export function outputOf({ shape, data }: Tensor, row: number): Element | Element[] {
  const width = elementsOf(shape) / (shape[0] ?? 1)
  if (width === 1) return known(data[row])
  return data.slice(row * width, (row + 1) * width).map(known)
}

const known = (value: Value | undefined): Element =>
  value === undefined || Number.isNaN(value) ? null : value
