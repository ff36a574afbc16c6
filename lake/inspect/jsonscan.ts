/** Newline-delimited JSON: every line that is not blank must be one JSON object. */
import { jsonDepthMax, lineBytesMax } from '../limits.ts'
import type { Quarantined } from '../problem.ts'
import type { TextFacts } from './inspection.ts'
import { JsonAlike } from './jsonalike.ts'
import { isObject, JsonFacts, returnsInside } from './jsonfacts.ts'
import type { Members } from './jsonmembers.ts'
import { excerptOf, quarantinedAt } from './position.ts'

const LF = 10
const CR = 13

/** The deepest nesting of a JSON text; brackets in strings do not count, malformed text does no harm. */
export function jsonDepth(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let [depth, deepest] = [0, 0]
  let inString = false
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (inString) {
      if (byte === 92) i++
      else if (byte === 34) inString = false
    } else if (byte === 34) inString = true
    else if (byte === 123 || byte === 91) deepest = Math.max(deepest, ++depth)
    else if (byte === 125 || byte === 93) depth--
  }
  return deepest
}

export type JsonFault = 'json.too-deep' | 'json.malformed-line' | 'json.lone-surrogate'

/** One line: its object, what is wrong with it, or undefined for a blank one. */
export function readJsonLine(bytes: Uint8Array): Record<string, unknown> | JsonFault | undefined {
  if (jsonDepth(bytes) > jsonDepthMax) return 'json.too-deep'
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  if (/^[ \t\r]*$/.test(text)) return undefined
  const value = isBraced(text) ? parsed(text) : undefined
  if (!isObject(value)) return 'json.malformed-line'
  const isHalf = /\\u[dD][89a-fA-F]/.test(text) && !isWellFormed(value)
  return isHalf ? 'json.lone-surrogate' : value
}

const faults: Record<JsonFault, [detail: string, remedy: string]> = {
  'json.too-deep': [
    `nests deeper than ${jsonDepthMax} levels`,
    'Flatten the nested values, or send them as one text.',
  ],
  'json.malformed-line': [
    'is not one JSON object',
    'Send one complete JSON object a line, without NaN, trailing commas or text after it.',
  ],
  'json.lone-surrogate': [
    'holds an escape that is half a character',
    'Send characters beyond U+FFFF as both halves of their escape, or as UTF-8.',
  ],
}

/** What is wrong with a line, behind what it is called. */
export const faultWords = (fault: JsonFault): string => faults[fault][0]

/** The failure of a line. */
export function jsonFault(
  fault: JsonFault,
  bytes: Uint8Array,
  place: { line: number; byte: number },
): Quarantined {
  const [detail, remedy] = faults[fault]
  const reason = { code: fault, detail: `Line ${place.line} ${detail}.`, remedy }
  return quarantinedAt(reason, place, excerptOf(bytes, 0))
}

/** Spares the lines of a document, which are many, an exception each. */
const isBraced = (text: string): boolean => /^[ \t\r]*\{/.test(text) && /\}[ \t\r]*$/.test(text)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** JSON.stringify writes half a character as an escape, and every whole one as itself. */
const isWellFormed = (value: unknown): boolean =>
  !/(?<!\\)(\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))

/** One pass over one file of JSON lines. */
export class JsonScan {
  readonly #alike = new JsonAlike()
  readonly #facts = new JsonFacts(this.#alike)
  #carry: Uint8Array[] = []
  #carryBytes = 0
  #lineByte: number

  constructor(firstByte = 0) {
    this.#lineByte = firstByte
  }

  push(chunk: Uint8Array): void {
    let start = this.#carryBytes > 0 ? 0 : this.#alikeEnd(chunk, 0)
    for (let end = chunk.indexOf(LF, start); end >= 0; end = chunk.indexOf(LF, start)) {
      this.#add(chunk.subarray(start, end))
      this.#endLine(1)
      start = this.#alikeEnd(chunk, end + 1)
    }
    if (start < chunk.length) this.#add(chunk.subarray(start))
  }

  /** Where lines end that are written as one before. */
  #alikeEnd(chunk: Uint8Array, from: number): number {
    let start = from
    while (start < chunk.length) {
      let end = this.#alike.end(chunk, start)
      if (end < 0) return start
      if (chunk[end] === CR) end++
      if (chunk[end] !== LF || end - start > lineBytesMax) return start
      this.#facts.addAlike()
      this.#lineByte += end + 1 - start
      start = end + 1
    }
    return start
  }

  members(): Members | undefined {
    return this.#facts.members()
  }

  end(): TextFacts {
    if (this.#carryBytes > 0) this.#endLine(0)
    return { ...this.#facts.all }
  }

  #add(part: Uint8Array): void {
    this.#carry.push(part)
    this.#carryBytes += part.length
    if (this.#carryBytes <= lineBytesMax) return
    throw quarantinedAt(
      {
        code: 'json.line-too-long',
        detail: `Line ${this.#facts.all.lines + 1} is longer than ${lineBytesMax} bytes.`,
        remedy: 'Send one JSON object a line.',
      },
      { line: this.#facts.all.lines + 1, byte: this.#lineByte },
      excerptOf(this.#carry[0]!, 0),
    )
  }

  #endLine(lineEndBytes: number): void {
    const line = this.#carry.length === 1 ? this.#carry[0]! : Buffer.concat(this.#carry)
    const facts = this.#facts.all
    const place = { line: ++facts.lines, byte: this.#lineByte }
    const value = readJsonLine(line)
    if (typeof value === 'string') throw jsonFault(value, line, place)
    if (value === undefined) facts.blankLines++
    else {
      const know = () => this.#alike.add(withoutBlanks(line), jsonDepth(line))
      this.#facts.add(value, line, know)
    }
    facts.carriageReturnsAlone += returnsInside(line)
    this.#lineByte += this.#carryBytes + lineEndBytes
    this.#carry = []
    this.#carryBytes = 0
  }
}

function withoutBlanks(line: Uint8Array): Uint8Array {
  let [start, end] = [0, line.length]
  while (line[start]! <= 32) start++
  while (line[end - 1]! <= 32) end--
  return line.subarray(start, end)
}
