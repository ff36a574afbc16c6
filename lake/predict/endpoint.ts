/**
 * Rows and predictions as SageMaker's containers speak: CSV without labels in, in the order of the signature, a missing
 * value as nothing; CSV or JSON out. https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
 */
import type { ModelColumn } from '../../schemas/model.ts'
import { datatypeOf } from './feed.ts'
import type { Tensor, Value } from './tensor.ts'

/** What came is no prediction of each row. */
export class UnreadableAnswer extends Error {
  override name = 'UnreadableAnswer'
}

/** A line a row, each with its end. */
export function csvLines(feed: Tensor[]): string[] {
  const rows = feed[0]?.shape[0] ?? 0
  return Array.from(
    { length: rows },
    (_, i) => `${feed.map(({ data }) => csvCell(data[i] ?? '')).join(',')}\n`,
  )
}

function csvCell(value: Value): string {
  if (typeof value === 'boolean') return value ? '1' : '0' // they read numbers
  if (typeof value !== 'string') return Number.isNaN(value) ? '' : String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** One tensor [rows, 1] an output. Throws UnreadableAnswer. */
export function outputsOfAnswer(
  { contentType, body }: { contentType: string; body: string },
  outputs: ModelColumn[],
  rows: number,
): Tensor[] {
  const isJson = /json/i.test(contentType)
  const found = isJson ? jsonRows(body, outputs) : csvRows(body, outputs, rows)
  if (found.length !== rows)
    throw new UnreadableAnswer(`${found.length} rows came back for ${rows}`)
  return outputs.map(({ name, type }, at) => {
    const data = found.map((row, i) => {
      const value = valueIn(type, row[at])
      if (value !== undefined) return value
      const text = JSON.stringify(row[at])?.slice(0, 80)
      throw new UnreadableAnswer(`"${name}" of row ${i + 1} came back as ${text}, no ${type}`)
    })
    return { name, datatype: datatypeOf[type], shape: [rows, 1], data }
  })
}

/** A line a row; where there is one output, some containers give all rows in one line. */
function csvRows(body: string, outputs: ModelColumn[], rows: number): unknown[][] {
  const lines = body.trimEnd().split(/\r?\n/).map(csvCells)
  const [only = []] = lines
  const isOneLine = outputs.length === 1 && lines.length === 1 && only.length === rows
  return isOneLine ? only.map((cell) => [cell]) : lines
}

const csvCells = (line: string): string[] =>
  [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)]
    .slice(0, line.endsWith(',') ? undefined : -1) // the last match is the nothing after the end
    .map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim())

/** A list, or `{"predictions": […]}`, of values, of lists in the order of the outputs, or of objects by their names. */
function jsonRows(body: string, outputs: ModelColumn[]): unknown[][] {
  const json = jsonOf(body)
  const list = Array.isArray(json) ? json : Object(json).predictions
  if (!Array.isArray(list)) throw new UnreadableAnswer('the answer holds no list of predictions')
  return list.map((one) => {
    if (Array.isArray(one)) return one
    if (typeof one === 'object' && one !== null) {
      return outputs.map(({ name }) => (one as Record<string, unknown>)[name])
    }
    return [one]
  })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new UnreadableAnswer('the answer is no JSON')
  }
}

/** Of text, or of a value that JSON has already read. */
function valueIn(type: ModelColumn['type'], value: unknown): Value | undefined {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text === undefined || value === null) return undefined
  if (type === 'string') return text
  if (type === 'boolean')
    return { true: true, '1': true, false: false, '0': false }[text.toLowerCase()]
  if (type === 'long') return /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined
  return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
}
