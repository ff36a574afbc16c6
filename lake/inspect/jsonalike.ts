/**
 * Objects of JSON that are written as one before: the same names, in the same order, with the same blanks. Whoever looked at
 * one of them closely need not look so at the others: their bytes are compared, and of their values the grammar is checked.
 */
import { jsonDepthMax } from '../limits.ts'
import { type Kinds, kinds } from './jsonmembers.ts'

/** So many ways of writing are known at once: members may be left out. */
const waysMax = 16
/** Longer ones are few. */
const wayBytesMax = 64 * 1024

interface Way {
  /** All bytes but those of values, one after another. */
  fixed: Uint8Array
  /** Where in them a value stands, each time; the last: their end. */
  stops: Int32Array
  /** Under which member of the object each value stands, and of what kinds they were. */
  names: string[]
  found: Uint8Array
  /** Where arrays stood in objects that were looked at: others are no news to whoever keeps their names. */
  lists: Uint8Array
  /** Members that are objects. */
  nested: string[]
  /** Some stand between its names and values. */
  hasLineEnds: boolean
}

export class JsonAlike {
  readonly #ways: Way[] = []
  #last = 0

  /** Where the object that begins at `start` ends, if it is one of those; or -1: look at it. `isLookedAt`: somebody did. */
  end(bytes: Uint8Array, start: number, isLookedAt = false): number {
    const ways = this.#ways
    for (let i = 0; i < ways.length; i++) {
      const which = (this.#last + i) % ways.length
      const end = endOf(ways[which]!, bytes, start, isLookedAt)
      if (end < 0) continue
      this.#last = which
      return end
    }
    return -1
  }

  /** Of the one whose end was found last. */
  get hasLineEnds(): boolean {
    return this.#ways[this.#last]?.hasLineEnds ?? true
  }

  /** One that was looked at, with nothing around it: whether others like it are known by it, and its values' kinds. */
  add(json: Uint8Array, depth: number): boolean {
    if (this.end(json, 0, true) === json.length) return true
    const isRare = json.length > wayBytesMax || depth >= jsonDepthMax
    if (isRare || this.#ways.length === waysMax) return false
    const way = wayOf(json)
    if (!way || endOf(way, json, 0, true) !== json.length) return false
    this.#last = this.#ways.push(way) - 1
    return true
  }

  addKindsTo(all: Map<string, Kinds>): void {
    const add = (name: string, kind: Kinds) => all.set(name, (all.get(name) ?? 0) | kind)
    for (const { names, found, nested } of this.#ways) {
      for (const name of nested) add(name, kinds.other)
      for (const [i, name] of names.entries()) add(name, found[i]!)
    }
  }
}

const [QUOTE, COMMA, COLON, OPEN, CLOSE, BACKSLASH] = [34, 44, 58, 123, 125, 92] as const
const [LIST, LIST_END, MINUS, POINT, ZERO, NINE] = [91, 93, 45, 46, 48, 57] as const
const [T, F, N, U] = [116, 102, 110, 117] as const

/** Of an object without fault. Undefined where an array holds more than plain values: its objects may be any. */
function wayOf(json: Uint8Array): Way | undefined {
  const fixed: number[] = []
  const [stops, names, nested]: [number[], string[], string[]] = [[], [], []]
  let [depth, member, isValue, at] = [0, '', false, 0]
  while (at < json.length) {
    const byte = json[at]!
    if (isValue && byte > 32 && byte !== OPEN) {
      stops.push(fixed.length)
      names.push(member)
      isValue = false
      at = valueEnd(json, at)
      if (at < 0) return undefined
    } else if (byte === QUOTE) {
      const end = textEnd(json, at)
      if (end < 0) return undefined
      const name = json.subarray(at, end)
      if (depth === 1) member = JSON.parse(Buffer.from(name).toString())
      for (const letter of name) fixed.push(letter)
      at = end
    } else {
      if (byte === OPEN && depth++ === 1) nested.push(member)
      if (byte === CLOSE) depth--
      if (byte > 32) isValue = byte === COLON
      fixed.push(byte)
      at++
    }
  }
  stops.push(fixed.length)
  const [found, lists] = [new Uint8Array(names.length), new Uint8Array(names.length)]
  const hasLineEnds = fixed.includes(10) || fixed.includes(13)
  const bytes = { fixed: Uint8Array.from(fixed), stops: Int32Array.from(stops) }
  return { ...bytes, names, found, lists, nested, hasLineEnds }
}

function endOf(
  { fixed, stops, found, lists }: Way,
  bytes: Uint8Array,
  start: number,
  isLookedAt: boolean,
): number {
  let [at, place] = [start, 0]
  const last = stops.length - 1
  for (let i = 0; ; i++) {
    const stop = stops[i]!
    while (place < stop) if (bytes[at++] !== fixed[place++]) return -1
    if (i === last) return at
    const end = valueEnd(bytes, at)
    if (end < 0) return -1
    if (bytes[at] === LIST && lists[i] === 0) {
      if (!isLookedAt) return -1
      lists[i] = 1
    }
    found[i]! |= kind
    at = end
  }
}

/** Of the value whose end was found last. */
let kind: Kinds = 0

/** The place after the value that begins here: no object, and of arrays those of plain values; -1: it is none, or to be looked at. */
function valueEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== LIST) return plainEnd(bytes, start)
  let at = blankEnd(bytes, start + 1)
  if (bytes[at] === LIST_END) {
    kind = kinds.other
    return at + 1
  }
  for (;;) {
    at = plainEnd(bytes, at)
    if (at < 0) return -1
    at = blankEnd(bytes, at)
    kind = kinds.other
    if (bytes[at] === LIST_END) return at + 1
    if (bytes[at] !== COMMA) return -1
    at = blankEnd(bytes, at + 1)
  }
}

function blankEnd(bytes: Uint8Array, start: number): number {
  let at = start
  while (bytes[at] === 32) at++
  return at
}

function plainEnd(bytes: Uint8Array, start: number): number {
  switch (bytes[start]) {
    case QUOTE:
      kind = kinds.text
      return textEnd(bytes, start)
    case T:
      kind = kinds.word
      return wordEnd(bytes, start, 'true')
    case F:
      kind = kinds.word
      return wordEnd(bytes, start, 'false')
    case N:
      kind = kinds.none
      return wordEnd(bytes, start, 'null')
    default:
      return numberEnd(bytes, start)
  }
}

function wordEnd(bytes: Uint8Array, start: number, word: string): number {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return -1
  return start + word.length
}

/** Halves of a character, and NUL, are looked at by others. */
function textEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) return at + 1
    if (byte < 32) return -1
    if (byte !== BACKSLASH) continue
    const escaped = bytes[++at]!
    if (escaped !== U) {
      if (!escapes.has(escaped)) return -1
      continue
    }
    const code = codeOf(bytes, at + 1)
    if (!(code > 0) || (code >= 0xd800 && code <= 0xdfff)) return -1
    at += 4
  }
  return -1
}

const escapes = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)))

/** NaN for what is none. */
function codeOf(bytes: Uint8Array, start: number): number {
  if (start + 4 > bytes.length) return Number.NaN
  const digits = String.fromCharCode(...bytes.subarray(start, start + 4))
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
}

/** Of so many bytes a double keeps every digit. */
const doubleMax = 15
/** An integer of so many bytes is one of 64 bits. */
const longMax = 18

/** Those with an exponent, or with more digits than a double surely keeps behind a point, are looked at by others. */
function numberEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start
  const first = at
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return -1
  if (bytes[at] === POINT) {
    const point = at++
    while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++
    if (at === point + 1 || at - start > doubleMax) return -1
    kind = kinds.fraction
  } else if (first > start && bytes[first] === ZERO)
    kind = kinds.other // no integer is -0
  else if (at - start <= doubleMax) kind = kinds.short
  else kind = at - start <= longMax ? kinds.whole : kinds.other
  const next = bytes[at]
  return next === 69 || next === 101 ? -1 : at
}
