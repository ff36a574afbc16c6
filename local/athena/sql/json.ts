/**
 * JSON as Trino's functions read it: token by token, so that what stands behind the value asked for is never looked
 * at, whole numbers of any length stay whole, and fractions are Java's doubles.
 */

/** A key of an object, or a place in an array. */
export type Step = string | number

class Malformed extends Error {}

interface Reader {
  text: string
  place: number
}

const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON string may hold no control character.
const string = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const word = /true|false|null/y

function take(reader: Reader, regex: RegExp): string | undefined {
  regex.lastIndex = reader.place
  const found = regex.exec(reader.text)?.[0]
  if (found !== undefined) reader.place += found.length
  return found
}

function peek(reader: Reader): string | undefined {
  take(reader, space)
  return reader.text[reader.place]
}

function accept(reader: Reader, sign: string): boolean {
  if (peek(reader) !== sign) return false
  reader.place += 1
  return true
}

function expect(reader: Reader, sign: string): void {
  if (!accept(reader, sign)) throw new Malformed()
}

function token(reader: Reader, regex: RegExp): string {
  take(reader, space)
  const found = take(reader, regex)
  if (!found) throw new Malformed()
  return found
}

function key(reader: Reader): string {
  const text = JSON.parse(token(reader, string)) as string
  expect(reader, ':')
  return text
}

/** Calls for each member of an object or element of an array, which must read it; stops when told `true`. */
function members(reader: Reader, each: (step: Step) => boolean): void {
  const close = accept(reader, '{') ? '}' : ']'
  if (close === ']') expect(reader, '[')
  if (accept(reader, close)) return
  let index = 0
  do {
    if (each(close === '}' ? key(reader) : index)) return
    index += 1
  } while (accept(reader, ','))
  expect(reader, close)
}

const isNested = (sign: string | undefined) => sign === '{' || sign === '['

function skip(reader: Reader): void {
  if (!isNested(peek(reader))) return void scalar(reader)
  members(reader, () => {
    skip(reader)
    return false
  })
}

/** A string, number or word as it stands. */
function scalar(reader: Reader): string {
  const sign = peek(reader)
  if (sign === '"') return token(reader, string)
  return token(reader, sign === '-' || (sign !== undefined && /\d/.test(sign)) ? number : word)
}

/** Moves to the value that the path names; the first of members that share a key. */
function find(reader: Reader, path: readonly Step[]): boolean {
  const [step, ...rest] = path
  if (step === undefined) return true
  const sign = peek(reader)
  if (sign !== (typeof step === 'number' ? '[' : '{')) return false
  let found = false
  members(reader, (each) => {
    if (each === step) {
      found = find(reader, rest)
      return true
    }
    skip(reader)
    return false
  })
  return found
}

/** The value that comes next in Trino's compact spelling. */
function compact(reader: Reader, sorted: boolean): string {
  const sign = peek(reader)
  if (!isNested(sign)) return compactScalar(scalar(reader))
  const object = new Map<Step, string>()
  members(reader, (step) => {
    object.set(step, compact(reader, sorted))
    return false
  })
  if (sign === '[') return `[${[...object.values()].join(',')}]`
  const entries = [...object] as [string, string][]
  if (sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`
}

function compactScalar(source: string): string {
  if (source.startsWith('"')) return JSON.stringify(JSON.parse(source))
  if (!/[.eE]/.test(source) || /^[tfn]/.test(source)) return source
  const value = Number(source)
  return Number.isFinite(value) ? javaDouble(value) : `"${value}"`
}

/** A double as Java's Double.toString writes it: `1.0`, `1.0E10`. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}

function read<T>(text: string, act: (reader: Reader) => T): T | null {
  try {
    return act({ text, place: 0 })
  } catch (error) {
    if (error instanceof Malformed || error instanceof RangeError) return null
    throw error
  }
}

/** What json_parse gives: compact, its keys sorted; null when the text is no JSON. */
export const parseJson = (text: string): string | null =>
  read(text, (reader) => {
    const value = compact(reader, true)
    return peek(reader) === undefined ? value : null
  })

/** What json_extract gives; null when there is nothing at the path. */
export const extractJson = (text: string, path: readonly Step[]): string | null =>
  read(text, (reader) => (find(reader, path) ? compact(reader, false) : null))

/** What json_extract_scalar gives: numbers as they stand; null for null, and for objects and arrays. */
export const extractScalar = (text: string, path: readonly Step[]): string | null =>
  read(text, (reader) => {
    if (!find(reader, path) || isNested(peek(reader))) return null
    const source = scalar(reader)
    if (source === 'null') return null
    return source.startsWith('"') ? (JSON.parse(source) as string) : source
  })

/** How many members the object or array at the path has, 0 for a scalar; null when there is nothing. */
export const jsonSize = (text: string, path: readonly Step[]): bigint | null =>
  read(text, (reader) => {
    if (!find(reader, path)) return null
    let count = 0n
    if (isNested(peek(reader))) {
      members(reader, () => {
        skip(reader)
        count += 1n
        return false
      })
    }
    return count
  })

/** A value of JSON: whole numbers are bigints, objects keep the order of their members. */
export type JsonNode =
  | null
  | boolean
  | string
  | bigint
  | number
  | JsonNode[]
  | Map<string, JsonNode>

function nodeOf(reader: Reader): JsonNode {
  const sign = peek(reader)
  if (!isNested(sign)) {
    const source = scalar(reader)
    if (source.startsWith('"') || /^[tfn]/.test(source)) return JSON.parse(source) as JsonNode
    return /[.eE]/.test(source) ? Number(source) : BigInt(source)
  }
  const found = new Map<Step, JsonNode>()
  members(reader, (step) => {
    found.set(step, nodeOf(reader))
    return false
  })
  return sign === '[' ? [...found.values()] : (found as Map<string, JsonNode>)
}

/** The value that a text is; nothing when it is no JSON. */
export function readJson(text: string): JsonNode | undefined {
  const found = read(text, (reader) => {
    const value = nodeOf(reader)
    return peek(reader) === undefined ? { value } : null
  })
  return found?.value
}

/** A value in Trino's compact spelling, its members in their order. */
export function formatJson(node: JsonNode): string {
  if (Array.isArray(node)) return `[${node.map(formatJson).join(',')}]`
  if (node instanceof Map) {
    const members = [...node].map(([name, value]) => `${JSON.stringify(name)}:${formatJson(value)}`)
    return `{${members.join(',')}}`
  }
  if (typeof node === 'bigint') return String(node)
  if (typeof node !== 'number') return JSON.stringify(node)
  return Number.isFinite(node) ? javaDouble(node) : `"${node}"`
}
