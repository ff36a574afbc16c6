/** Rows of JSON. A number that JavaScript would write in another way stays as it was written. */
interface RawJson {
  rawJSON: string
}
export type Value = null | boolean | number | string | RawJson | Value[] | Row
export type Row = { [name: string]: Value }

interface RawApi {
  rawJSON(text: string): RawJson
  isRawJSON(value: unknown): value is RawJson
  parse(
    text: string,
    reviver: (name: string, value: Value, context: { source?: string }) => Value,
  ): Value
}
// Of ECMAScript 2026, which the types do not know yet. https://tc39.es/proposal-json-parse-with-source/
const json = JSON as unknown as RawApi

/** Finds more than there is: a text that has none of these has no such number. */
const mayBeWrittenOtherwise = /[0-9.]{17}|\.[0-9]*0(?![0-9])|[0-9][eE]|-0|0\.0{6}/

/** Throws SyntaxError. */
export function parsed(text: string): Value {
  if (!mayBeWrittenOtherwise.test(text)) return JSON.parse(text)
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? json.rawJSON(source)
      : value,
  )
}

export const isRaw = (value: unknown): value is RawJson => json.isRawJSON(value)

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value)

/** As a cell has it: what is no text, as JSON writes it. */
export function textOf(value: Exclude<Value, null>): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value)
}

const digitsOfDouble = 15

/**
 * For what computes with doubles. `exactly`: a number that would be another one as a double stays as it was written, so
 * that it can be passed on and not be computed with.
 */
export function computable(value: Value, exactly: boolean): unknown {
  if (isRaw(value)) return exactly && !isExact(value.rawJSON) ? value : Number(value.rawJSON)
  if (Array.isArray(value)) return value.map((one) => computable(one, exactly))
  if (!isRow(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, computable(one, exactly)]),
  )
}

function isExact(written: string): boolean {
  const [mantissa = ''] = written.toLowerCase().split('e')
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '')
  return digits.length <= digitsOfDouble || Number.isSafeInteger(Number(written))
}
