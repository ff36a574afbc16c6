/**
 * JSON (RFC 8259) as its bytes stream by: the grammar is checked to the last byte, no value is parsed. Several values may
 * follow one another, with white space or nothing between, or each after a record separator (RFC 7464).
 */
import { excerptAround, type Position, quarantinedAt } from '../inspect/position.ts'
import { jsonDepthMax } from '../limits.ts'
import type { Quarantined } from '../problem.ts'

/** What is told of values and names of members that lie at most `depth` containers deep. */
export interface Watcher {
  /** Containers around a value; 0: the whole text's own values. */
  depth: number
  /** Its first byte is `chunk[at]`. Of an object whose grammar is known, the place after it: then it is not looked at. */
  value(kind: ValueKind, depth: number, at: number): number | undefined
  /** Its last byte is the one before `chunk[end]`. */
  valueEnd(depth: number, end: number): void
  /** The place of the quote that opens, and the one after the quote that closes it. */
  name(depth: number, at: number): void
  nameEnd(depth: number, end: number): void
}

export type ValueKind = 'object' | 'array' | 'string' | 'number' | 'word'

type State =
  | 'value' // or, at the top, nothing more
  | 'first' // of an array, or its end
  | 'name'
  | 'firstName' // of an object, or its end
  | 'colon'
  | 'next'
  | 'text'
  | 'nameText'
  | 'number'
  | 'word'

type Digits = 'sign' | 'zero' | 'whole' | 'point' | 'fraction' | 'e' | 'eSign' | 'power'

const numberSteps: Record<Digits, (byte: number) => Digits | undefined> = {
  sign: (byte) => (byte === 48 ? 'zero' : isDigit(byte) ? 'whole' : undefined),
  zero: (byte) => (byte === 46 ? 'point' : isE(byte) ? 'e' : undefined),
  whole: (byte) => (isDigit(byte) ? 'whole' : byte === 46 ? 'point' : isE(byte) ? 'e' : undefined),
  point: (byte) => (isDigit(byte) ? 'fraction' : undefined),
  fraction: (byte) => (isDigit(byte) ? 'fraction' : isE(byte) ? 'e' : undefined),
  e: (byte) => (isDigit(byte) ? 'power' : byte === 43 || byte === 45 ? 'eSign' : undefined),
  eSign: (byte) => (isDigit(byte) ? 'power' : undefined),
  power: (byte) => (isDigit(byte) ? 'power' : undefined),
}
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
const isE = (byte: number): boolean => byte === 101 || byte === 69
/** Takes any further digit. */
const isOpen = (digits: Digits): boolean =>
  digits === 'whole' || digits === 'fraction' || digits === 'power'
const numberEnds = new Set<Digits>(['zero', 'whole', 'fraction', 'power'])

/** May follow a number or a word; anything else makes it another. */
const isBreak = (byte: number): boolean =>
  byte <= 32 || byte === 44 || byte === 93 || byte === 125 || byte === 30

const OBJECT = 123
const ARRAY = 91

export class JsonTokens {
  readonly #watcher: Watcher
  readonly #watched: number
  #state: State = 'value'
  readonly #stack: number[] = []
  #lines = 1
  #lineByte: number
  #base: number
  #chunk: Uint8Array = new Uint8Array(0)
  /** Of the chunk, where a line ends; only as far as something is skipped. */
  #nextLine = -1
  /** Of a text: what of an escape is still to come (-1: its letter). */
  #escape = 0
  #code = 0
  #high = false
  #digits: Digits = 'sign'
  #word = ''
  #wordAt = 0
  /** Where the containers that are open began. */
  readonly #opened: number[] = []

  /** `firstByte`: the place of the first byte in the object, behind a byte order mark. */
  constructor(watcher: Watcher, firstByte = 0) {
    this.#watcher = watcher
    this.#watched = watcher.depth
    this.#base = firstByte
    this.#lineByte = firstByte
  }

  /** Throws Quarantined (`json.malformed`, `json.too-deep`, `json.lone-surrogate`) with line and byte. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#nextLine = -1
    let at = 0
    while (at < chunk.length) {
      const state = this.#state
      if (state === 'text' || state === 'nameText') at = this.#inText(at)
      else if (state === 'number') at = this.#inNumber(at)
      else if (state === 'word') at = this.#inWord(at)
      else at = this.#between(at)
    }
    this.#base += chunk.length
    this.#chunk = new Uint8Array(0)
  }

  /** Of a text that was pushed to its end: what is open is broken. */
  end(): void {
    if (this.#state === 'number' && this.#stack.length === 0) this.push(new Uint8Array([10]))
    const depth = this.#stack.length
    if (depth === 0 && this.#state === 'value') return
    const kind = this.#stack[depth - 1] === ARRAY ? 'an array' : 'an object'
    const within = depth === 0 ? 'a value' : `${kind} that began at byte ${this.#opened[depth - 1]}`
    throw this.#fault(
      0,
      'json.truncated',
      `The text ends within ${within}.`,
      'Send the whole file.',
    )
  }

  /** The line that is read, and the first byte after what was pushed. */
  place(): Position {
    return { line: this.#lines, byte: this.#base }
  }

  /** White space, and what stands between values. */
  #between(start: number): number {
    const chunk = this.#chunk
    let at = start
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (byte === 32 || byte === 9 || byte === 13) continue
      if (byte === 10) {
        this.#lines++
        this.#lineByte = this.#base + at + 1
        continue
      }
      return this.#mark(byte, at)
    }
    return at
  }

  #mark(byte: number, at: number): number {
    switch (this.#state) {
      case 'value':
        if (byte === 30 && this.#stack.length === 0) return at + 1
        return this.#begin(byte, at)
      case 'first':
        return byte === 93 ? this.#close(at) : this.#begin(byte, at)
      case 'firstName':
        if (byte === 125) return this.#close(at)
        return this.#beginName(byte, at)
      case 'name':
        return this.#beginName(byte, at)
      case 'colon':
        if (byte !== 58)
          throw this.#broken(at, `A colon must follow a name, and not ${shown(byte)}.`)
        this.#state = 'value'
        return at + 1
      default:
        return this.#next(byte, at)
    }
  }

  #next(byte: number, at: number): number {
    const isArray = this.#stack[this.#stack.length - 1] === ARRAY
    if (byte === 44) {
      this.#state = isArray ? 'value' : 'name'
      return at + 1
    }
    if (byte === (isArray ? 93 : 125)) return this.#close(at)
    const end = isArray ? ']' : '}'
    throw this.#broken(at, `A comma or ${end} must follow a value, and not ${shown(byte)}.`)
  }

  #beginName(byte: number, at: number): number {
    if (byte !== 34) {
      const after = this.#state === 'name' ? 'a comma' : '{'
      throw this.#broken(
        at,
        `A name in double quotes must follow ${after}, and not ${shown(byte)}.`,
      )
    }
    const depth = this.#stack.length
    if (depth <= this.#watched) this.#watcher.name(depth, at)
    this.#state = 'nameText'
    return at + 1
  }

  #begin(byte: number, at: number): number {
    const depth = this.#stack.length
    const isWatched = depth <= this.#watched
    if (byte === OBJECT || byte === ARRAY) {
      if (depth === jsonDepthMax) throw this.#tooDeep(at)
      const kind = byte === OBJECT ? 'object' : 'array'
      const known = isWatched ? this.#watcher.value(kind, depth, at) : undefined
      if (known !== undefined) return this.#skip(at, known)
      this.#stack.push(byte)
      this.#opened.push(this.#base + at)
      this.#state = byte === OBJECT ? 'firstName' : 'first'
      return at + 1
    }
    if (byte === 34) {
      if (isWatched) this.#watcher.value('string', depth, at)
      this.#state = 'text'
      return at + 1
    }
    if (isDigit(byte) || byte === 45) {
      if (isWatched) this.#watcher.value('number', depth, at)
      this.#digits = byte === 45 ? 'sign' : byte === 48 ? 'zero' : 'whole'
      this.#state = 'number'
      return at + 1
    }
    this.#word = byte === 116 ? 'true' : byte === 102 ? 'false' : byte === 110 ? 'null' : ''
    if (this.#word === '') throw this.#noValue(byte, at)
    if (isWatched) this.#watcher.value('word', depth, at)
    this.#wordAt = 1
    this.#state = 'word'
    return at + 1
  }

  #skip(at: number, end: number): number {
    const chunk = this.#chunk
    if (this.#nextLine < at) this.#nextLine = placeOf(chunk, at)
    for (; this.#nextLine < end; this.#nextLine = placeOf(chunk, this.#nextLine + 1)) {
      this.#lines++
      this.#lineByte = this.#base + this.#nextLine + 1
    }
    this.#ended(end)
    return end
  }

  #close(at: number): number {
    this.#stack.pop()
    this.#opened.pop()
    this.#ended(at + 1)
    return at + 1
  }

  #ended(end: number): void {
    const depth = this.#stack.length
    this.#state = depth === 0 ? 'value' : 'next'
    if (depth <= this.#watched) this.#watcher.valueEnd(depth, end)
  }

  #inText(start: number): number {
    const chunk = this.#chunk
    let at = start
    while (at < chunk.length) {
      const byte = chunk[at]!
      if (this.#escape !== 0) this.#inEscape(byte, at)
      else if (byte === 92) this.#escape = -1
      else if (this.#high) throw this.#half(at)
      else if (byte === 34) return this.#endText(at)
      else if (byte < 32) throw this.#broken(at, `A string holds ${shown(byte)} without an escape.`)
      else at = plainEnd(chunk, at)
      at++
    }
    return at
  }

  #endText(at: number): number {
    if (this.#state === 'text') this.#ended(at + 1)
    else {
      const depth = this.#stack.length
      if (depth <= this.#watched) this.#watcher.nameEnd(depth, at + 1)
      this.#state = 'colon'
    }
    return at + 1
  }

  #inEscape(byte: number, at: number): void {
    if (this.#escape === -1) {
      if (byte === 117) {
        this.#escape = 4
        this.#code = 0
        return
      }
      if (!escapes.has(byte)) throw this.#broken(at, `JSON has no escape \\${shown(byte)}.`)
      if (this.#high) throw this.#half(at)
      this.#escape = 0
      return
    }
    const digit = hexOf(byte)
    if (digit < 0)
      throw this.#broken(at, `Four hexadecimal digits must follow \\u, and not ${shown(byte)}.`)
    this.#code = this.#code * 16 + digit
    if (--this.#escape > 0) return
    const isLow = this.#code >= 0xdc00 && this.#code <= 0xdfff
    if (isLow !== this.#high) throw this.#half(at)
    this.#high = this.#code >= 0xd800 && this.#code <= 0xdbff
  }

  #inNumber(start: number): number {
    const chunk = this.#chunk
    let at = start
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (isDigit(byte) && isOpen(this.#digits)) continue
      const next = numberSteps[this.#digits](byte)
      if (next) this.#digits = next
      else if (numberEnds.has(this.#digits) && isBreak(byte)) {
        this.#ended(at)
        return at
      } else if (this.#digits === 'zero' && isDigit(byte)) {
        throw this.#broken(at, 'A number begins with 0 and goes on.')
      } else throw this.#broken(at, `A number goes on with ${shown(byte)}.`)
    }
    return at
  }

  #inWord(start: number): number {
    const chunk = this.#chunk
    let at = start
    for (; at < chunk.length; at++) {
      if (chunk[at] !== this.#word.charCodeAt(this.#wordAt)) {
        throw this.#broken(at, `The word "${this.#word}" goes on with ${shown(chunk[at]!)}.`)
      }
      if (++this.#wordAt < this.#word.length) continue
      this.#ended(at + 1)
      return at + 1
    }
    return at
  }

  #noValue(byte: number, at: number): Quarantined {
    const depth = this.#stack.length
    if (depth === 0) return this.#broken(at, `A JSON value ended, and ${shown(byte)} follows.`)
    if (byte === 78 || byte === 73) return this.#broken(at, 'JSON has no NaN and no Infinity.')
    if (byte === 93 || byte === 125)
      return this.#broken(at, `A value must follow, and not ${shown(byte)}.`)
    return this.#broken(at, `No JSON value begins with ${shown(byte)}.`)
  }

  #broken(at: number, detail: string): Quarantined {
    const remedy = 'Correct it where it says, and land the file again.'
    return this.#fault(at, 'json.malformed', detail, remedy)
  }

  #half(at: number): Quarantined {
    const detail = 'An escape is half a character.'
    const remedy = 'Send characters beyond U+FFFF as both halves of their escape, or as UTF-8.'
    return this.#fault(at, 'json.lone-surrogate', detail, remedy)
  }

  #tooDeep(at: number): Quarantined {
    const detail = `A value nests deeper than ${jsonDepthMax} levels.`
    const remedy = 'Flatten the nested values, or send them as one text.'
    return this.#fault(at, 'json.too-deep', detail, remedy)
  }

  #fault(at: number, code: string, detail: string, remedy: string): Quarantined {
    const byte = this.#base + at
    const where = `Line ${this.#lines}, character ${byte - this.#lineByte + 1}: `
    const excerpt = excerptAround(this.#chunk, at)
    return quarantinedAt(
      { code, detail: where + detail, remedy },
      { line: this.#lines, byte },
      excerpt,
    )
  }
}

/** Of the first line end from there on; the end of the chunk where there is none. */
function placeOf(chunk: Uint8Array, from: number): number {
  const at = chunk.indexOf(10, from)
  return at < 0 ? chunk.length : at
}

/** The last byte of a run that a string may hold as it is; most bytes of a file are in one. */
function plainEnd(chunk: Uint8Array, start: number): number {
  let at = start + 1
  for (; at < chunk.length; at++) {
    const byte = chunk[at]!
    if (byte === 34 || byte === 92 || byte < 32) break
  }
  return at - 1
}

const escapes = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)))

function hexOf(byte: number): number {
  if (isDigit(byte)) return byte - 48
  const letter = byte | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** A byte as a person reads it. */
function shown(byte: number): string {
  if (byte === 10 || byte === 13) return 'the end of the line'
  if (byte > 32 && byte < 127) return String.fromCharCode(byte)
  return `the byte 0x${byte.toString(16).padStart(2, '0')}`
}
