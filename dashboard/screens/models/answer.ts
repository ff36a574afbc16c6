/** From what is written in a form to a row, and from a prediction to words. Pure. */
import type { ModelColumn, Row, Scalar } from './api.ts'

export interface Read {
  row: Row
  /** What is wrong, by column. */
  wrong: Record<string, string>
}

/** A row of what stands in the fields; an empty one is null where it may be. */
export function rowOf(inputs: ModelColumn[], written: Record<string, string>): Read {
  const read: Read = { row: {}, wrong: {} }
  for (const input of inputs) {
    const text = (written[input.name] ?? '').trim()
    const value = valueIn(input, text)
    if (value === undefined) read.wrong[input.name] = complaintOn(input, text)
    else read.row[input.name] = value
  }
  return read
}

function valueIn({ type, nullable }: ModelColumn, text: string): Scalar | undefined {
  if (text === '' && type !== 'string') return nullable ? null : undefined
  if (type === 'string') return text
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  const number = Number(text)
  if (!Number.isFinite(number) || (type === 'long' && !Number.isSafeInteger(number)))
    return undefined
  return number
}

const kinds: Record<ModelColumn['type'], string> = {
  ...{ long: 'a whole number', float: 'a number', double: 'a number', string: 'text' },
  boolean: 'true or false',
}
export const kindOf = ({ type }: ModelColumn): string => kinds[type]

const complaintOn = (input: ModelColumn, text: string): string =>
  text === '' ? `It needs ${kindOf(input)}.` : `${text} is not ${kindOf(input)}.`

/** A sample's row as it is written in the fields. */
export const writtenOf = (row: Row): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
  )

export interface Said {
  /** The answer at a glance: 42 %, yes, 12.3. */
  short: string
  /** Exactly what the model gave. */
  exact: string
}

const few = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })

/** A number between 0 and 1 that is called a chance is one. */
export function answerOf(output: ModelColumn, value: unknown): Said {
  const exact = Array.isArray(value) ? value.join(', ') : String(value)
  if (typeof value === 'boolean') return { short: value ? 'yes' : 'no', exact }
  if (typeof value !== 'number') return { short: value === null ? 'no answer' : exact, exact }
  const isChance = /chance|probabilit|likel|share/i.test(
    `${output.name} ${output.description ?? ''}`,
  )
  if (isChance && value >= 0 && value <= 1) return { short: `${percent(value)} %`, exact }
  return { short: few.format(value), exact }
}

/** Whole percents but at the ends, where 0 and 100 would say too much. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 1) return value < 0.1 ? '< 0.1' : value.toFixed(1)
  if (value < 100 && value > 99) return value > 99.9 ? '> 99.9' : value.toFixed(1)
  return value.toFixed(0)
}
