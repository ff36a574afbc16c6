/** json_exists, json_value, json_query, json_object and json_array on texts. */
import { formatJson, type JsonNode, javaDouble, readJson } from '../json.ts'
import { evaluatePath, PathFault } from './evaluate.ts'
import { type Path, parsePath } from './parse.ts'

/** What a call says beside its text and its path. */
export interface PathCall {
  path: string
  /** Of what is passed: the name, and whether its text is JSON. */
  passed: { name: string; json: boolean; text: boolean }[]
  wrapper?: 'conditional' | 'unconditional'
  omitQuotes?: boolean
  /** What an empty and a faulty answer are: `null`, `error`, `default`, or a text to answer. */
  empty: string
  error: string
}

const fault = (code: string, text: string) => new Error(`${code}: ${text}`)

let known: { source: string; call: PathCall; path: Path } | undefined

/** The call and its path, which are the same for every row. */
function callOf(source: string): { call: PathCall; path: Path } {
  if (known?.source !== source) {
    const call = JSON.parse(source) as PathCall
    known = { source, call, path: parsePath(call.path) }
  }
  return known
}

type Values = readonly (string | null)[]

function itemsOf(text: string, source: string, values: Values): JsonNode[] {
  const { call, path } = callOf(source)
  const variables = new Map<string, JsonNode>()
  for (const [place, { name, json, text: isText }] of call.passed.entries()) {
    const value = values[place] ?? null
    variables.set(name, isText && !json ? value : value === null ? null : input(value))
  }
  try {
    return evaluatePath(path, input(text), variables)
  } catch (error) {
    if (!(error instanceof PathFault)) throw error
    throw fault('PATH_EVALUATION_ERROR', `path evaluation failed: ${error.message}`)
  }
}

function input(text: string): JsonNode {
  const found = readJson(text)
  if (found === undefined) throw fault('JSON_INPUT_CONVERSION_ERROR', 'conversion to JSON failed: ')
  return found
}

export function jsonExists(text: string, source: string, values: Values): boolean | null {
  try {
    return itemsOf(text, source, values).length > 0
  } catch (error) {
    const { call } = callOf(source)
    if (call.error === 'error') throw error
    return call.error === 'null' ? null : call.error === 'true'
  }
}

/** The kind of the scalar and its text: `i5`, `d1.5E0`, `sx`, `btrue`; `E` and `F` for the defaults; null for none. */
export function jsonValue(text: string, source: string, values: Values): string | null {
  const { call } = callOf(source)
  let found: JsonNode[]
  try {
    found = itemsOf(text, source, values)
    const [item] = found
    if (found.length > 1) throw scalarFault('JSON path found multiple items')
    if (item instanceof Map || Array.isArray(item)) {
      throw scalarFault('JSON path found an item that cannot be converted to an SQL value')
    }
    if (found.length === 1) return scalarText(item as Scalar)
  } catch (error) {
    if (call.error === 'error') throw error
    return call.error === 'default' ? 'F' : null
  }
  if (call.empty === 'error') throw scalarFault('JSON path found no items')
  return call.empty === 'default' ? 'E' : null
}

type Scalar = Exclude<JsonNode, JsonNode[] | Map<string, JsonNode>>

const scalarFault = (why: string) =>
  fault('JSON_VALUE_RESULT_ERROR', `cannot extract SQL scalar from JSON: ${why}`)

function scalarText(item: Scalar): string | null {
  if (item === null) return null
  if (typeof item === 'bigint') return `i${item}`
  if (typeof item === 'number') return `d${javaDouble(item)}`
  return typeof item === 'boolean' ? `b${item}` : `s${item}`
}

export function jsonQuery(text: string, source: string, values: Values): string | null {
  const { call } = callOf(source)
  let found: JsonNode[]
  try {
    found = itemsOf(text, source, values)
    const [item] = found
    const isWhole = found.length === 1 && (Array.isArray(item) || item instanceof Map)
    const isWrapped =
      call.wrapper === 'unconditional' || (call.wrapper === 'conditional' && !isWhole)
    if (found.length > 0 && isWrapped) return formatJson(found)
    if (found.length > 1) {
      throw fault(
        'JSON_OUTPUT_CONVERSION_ERROR',
        'conversion from JSON failed: JSON path found multiple items',
      )
    }
    if (found.length === 1) {
      return call.omitQuotes && typeof item === 'string' ? item : formatJson(item as JsonNode)
    }
  } catch (error) {
    if (call.error === 'error') throw error
    return call.error === 'null' ? null : call.error
  }
  if (call.empty === 'error') {
    throw fault(
      'JSON_OUTPUT_CONVERSION_ERROR',
      'conversion from JSON failed: JSON path found no items',
    )
  }
  return call.empty === 'null' ? null : call.empty
}

/** Members of JSON texts: each key once. */
export function jsonObject(keys: Values, values: Values, absent: boolean): string {
  const members = new Map<string, string>()
  for (const [place, key] of keys.entries()) {
    const value = values[place] ?? null
    if (key === null)
      throw fault(
        'INVALID_FUNCTION_ARGUMENT',
        'null value passed for JSON object key to JSON_OBJECT function',
      )
    if (value === null && absent) continue
    if (members.has(key)) {
      throw fault('NOT_SUPPORTED', 'cannot construct a JSON object with duplicate key')
    }
    members.set(key, value ?? 'null')
  }
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`
}

/** A text that is JSON, in Trino's compact spelling. */
export const jsonText = (text: string): string => formatJson(input(text))
