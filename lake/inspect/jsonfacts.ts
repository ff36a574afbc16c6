/** What is known of rows of JSON lines: their facts, their names and kinds, one row after another. */
import { noFacts } from './facts.ts'
import type { TextFacts } from './inspection.ts'
import type { JsonAlike } from './jsonalike.ts'
import { type Kinds, kindOfValue, type Members, Names } from './jsonmembers.ts'
import { longNumbersIn } from './jsonnumber.ts'

const CR = 13

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export class JsonFacts {
  readonly all: TextFacts = { ...noFacts }
  readonly #alike: JsonAlike
  readonly #names = new Names()
  readonly #kinds = new Map<string, Kinds>()

  /** What is `alike` is known there, and only counted here. */
  constructor(alike: JsonAlike) {
    this.#alike = alike
  }

  /** Of a row that is alike, in a line of its own. */
  addAlike(): void {
    this.all.lines++
    this.all.rows++
  }

  /** Of a line's object, whose line is counted. `know`: takes note of how it is written, and says whether others are known by it. */
  add(value: Record<string, unknown>, line: Uint8Array, know: () => boolean): void {
    const { all } = this
    all.rows++
    const isRepeated = membersWritten(line) > membersKept(value)
    if (isRepeated) all.repeatedKeys = (all.repeatedKeys ?? 0) + 1
    const long = longNumbersIn(line)
    if (long > 0) all.longNumbers = (all.longNumbers ?? 0) + long
    const hasTwins = hasTwinKeys(value)
    if (hasTwins) all.twinKeys = (all.twinKeys ?? 0) + 1
    this.#names.add(value)
    const isPlain = !isRepeated && !hasTwins && long === 0 && returnsInside(line) === 0
    if (isPlain && know()) return
    if (this.#names.areMany) return
    for (const [name, member] of Object.entries(value)) {
      this.#kinds.set(name, (this.#kinds.get(name) ?? 0) | kindOfValue(member))
    }
  }

  /** Undefined: more than is kept, or one was named twice, and the first, which a row has, was not looked at. */
  members(): Members | undefined {
    const structure = this.all.repeatedKeys ? undefined : this.#names.structure()
    if (structure === undefined) return undefined
    const all = new Map(this.#kinds)
    this.#alike.addKindsTo(all)
    return { structure, kinds: all }
  }
}

/** Each member has one colon outside texts. */
function membersWritten(line: Uint8Array): number {
  let count = 0
  let inString = false
  for (let i = 0; i < line.length; i++) {
    const byte = line[i]
    if (byte === 34) inString = !inString
    else if (inString) i += byte === 92 ? 1 : 0
    else if (byte === 58) count++
  }
  return count
}

/** JSON.parse keeps the last of repeated ones. */
function membersKept(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = Array.isArray(value) ? 0 : Object.keys(value).length
  for (const member of Object.values(value)) count += membersKept(member)
  return count
}

/** Whether an object at any level has two keys that differ in nothing but their case. */
function hasTwinKeys(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasTwinKeys)
  if (!isObject(value)) return false
  const keys = Object.keys(value)
  const isMixed = keys.some((key) => key !== key.toLowerCase())
  if (isMixed && new Set(keys.map((key) => key.toLowerCase())).size < keys.length) return true
  return Object.values(value).some(hasTwinKeys)
}

/** A CR before the LF belongs to the line end; JSON allows others as white space, where Hive ends a line. */
export function returnsInside(line: Uint8Array): number {
  let count = 0
  for (let at = line.indexOf(CR); at >= 0 && at < line.length - 1; at = line.indexOf(CR, at + 1)) {
    count++
  }
  return count
}
