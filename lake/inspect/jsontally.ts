/** The type of JSON values: what JSON says itself, and dates and times in its texts, for which it has no type. */
import { columnsMax, jsonTypedDepthMax, structFieldsMax } from '../limits.ts'
import { type Level, namedColumns } from '../schema/names.ts'
import type { Column, Type } from '../schema/type.ts'
import { cellKind } from './cell.ts'
import { plainTally } from './tally.ts'

/** Adds JSON texts one by one. */
export interface JsonTally {
  add(json: string): void
  type(): Type
}

/** A number as it was written: JSON.parse would round what is longer than a double. */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown
const parseWith: (json: string, reviver: Reviver) => unknown = JSON.parse

/** JSON.parse that keeps the digits of integers. Fractions are doubles in JSON (RFC 8259 §6), as in DuckDB. */
const parseJson = (json: string): unknown =>
  mayHideDigits.test(json)
    ? parseWith(json, (_key, value, context) =>
        typeof value === 'number' ? new NumberText(numberText(value, context?.source)) : value,
      )
    : JSON.parse(json)

/** Numbers whose value does not tell how they are written: a reviver for all of them takes most of the time. */
const mayHideDigits = /[0-9.]{16}|[.]0+(?![0-9])|[0-9][eE][-+0-9]/

function numberText(value: number, source: string | undefined): string {
  const isInteger = source !== undefined && /^-?\d+$/.test(source)
  if (isInteger) return source === '-0' ? '0' : source
  const text = String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text // 2.0 and 1e3 are no longs as they are written
}

/** What was seen at one place of the documents: of each kind its own. */
class Place {
  readonly #plain = plainTally()
  #kinds = new Set<'boolean' | 'number' | 'text' | 'list' | 'struct'>()
  #element: Place | undefined
  readonly members = new Map<string, Place>()

  add(value: unknown): void {
    if (value === null) return
    if (typeof value === 'string') this.#addText(value)
    else if (typeof value === 'boolean') this.#addPlain('boolean', String(value))
    else if (typeof value === 'number') this.#addPlain('number', String(value))
    else if (value instanceof NumberText) this.#addPlain('number', value.text)
    else if (Array.isArray(value)) this.#addList(value)
    else this.addMembers(Object.entries(value as Record<string, unknown>))
  }

  #addPlain(kind: 'boolean' | 'number', text: string): void {
    this.#kinds.add(kind)
    this.#plain.add(text)
  }

  /** An empty text, too, is a text. */
  #addText(text: string): void {
    this.#kinds.add('text')
    const kind = text === '' ? 'string' : cellKind(text)
    if (kind === 'date' || kind === 'timestamp' || kind === 'timestamptz') this.#plain.add(text)
    else this.#plain.addString()
  }

  #addList(values: unknown[]): void {
    this.#kinds.add('list')
    this.#element ??= new Place()
    for (const value of values) this.#element.add(value)
  }

  addMembers(entries: [string, unknown][]): void {
    this.#kinds.add('struct')
    for (const [key, value] of entries) {
      let member = this.members.get(key)
      if (!member) {
        if (this.members.size > columnsMax) continue
        member = new Place()
        this.members.set(key, member)
      }
      member.add(value)
    }
  }

  type(depth = 0): Type {
    const kinds = this.#kinds
    if (kinds.size > 1) return 'string'
    if (!kinds.has('list') && !kinds.has('struct')) return this.#plain.type()
    if (depth === jsonTypedDepthMax) return 'string'
    if (this.#element) return { list: this.#element.type(depth + 1) }
    return isStruct([...this.members.keys()])
      ? { struct: this.columns([], depth + 1, 'member') }
      : 'string'
  }

  columns(reserved: readonly string[], depth = 0, level: Level = 'column'): Column[] {
    const fields = [...this.members].map(([original, place]) => ({
      original,
      type: place.type(depth),
    }))
    return namedColumns(fields, reserved, level)
  }
}

/** Very many members are data (ids as keys), and no SQL can spell a NUL: such objects stay JSON text. */
const isStruct = (keys: string[]): boolean =>
  keys.length <= structFieldsMax && !keys.some((key) => key.includes('\0'))

/** A tally of values at one place, given as JSON. */
export function jsonTally(): JsonTally {
  const place = new Place()
  return { add: (json) => place.add(parseJson(json)), type: () => place.type() }
}

/** The columns of objects, given as JSON; how many there are is the caller's to limit. */
export function jsonColumns(objects: Iterable<string>, reserved: readonly string[]): Column[] {
  const place = new Place()
  for (const json of objects) place.addMembers(Object.entries(parseJson(json) as object))
  return place.columns(reserved)
}
