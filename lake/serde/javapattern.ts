/**
 * A pattern of java.util.regex as JavaScript's, where both mean the same by it; whatever they read differently is refused.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html
 */
import { BadTable } from './value.ts'

/** Java's white space is ASCII's. */
const spaces = ' \\t\\n\\x0b\\f\\r'

/** `outer`: as an atom of its own; `inner`: within brackets. */
const classes: Record<string, { outer: string; inner?: string }> = {
  s: { outer: `[${spaces}]`, inner: spaces },
  S: { outer: `[^${spaces}]` },
}

/** Letters after a backslash that say the same in both. */
const alike = /^[dDwWtnrf]$/

const group = /^\((?:\?(?:[:=!]|<[=!]|<[A-Za-z][A-Za-z0-9]*>))?/
const quantifier = /^(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??/

interface Reading {
  pattern: string
  at: number
  out: string
  /** Of each open group: whether it captures, and whether a group within it does. */
  open: { captures: boolean; within: boolean }[]
}

/** Of whole lines, `.` any character. Throws BadTable. */
export function javaPattern(pattern: string): RegExp {
  const reading: Reading = { pattern, at: 0, out: '', open: [] }
  while (reading.at < pattern.length) next(reading)
  if (reading.open.length > 0) throw refused(reading, 'a group without its end')
  try {
    return new RegExp(`^(?:${reading.out})$`, 'su')
  } catch (cause) {
    throw refused(reading, (cause as Error).message)
  }
}

function next(reading: Reading): void {
  const character = reading.pattern[reading.at]!
  if (character === '(') begin(reading)
  else if (character === ')') end(reading)
  else if (character === '[') bracket(reading)
  else if (character === '\\') reading.out += escaped(reading, 'outer')
  else if (character === '{' || quantifier.test(character)) throw refused(reading, 'a quantifier')
  else plain(reading, character)
  if (!'|^$()'.includes(character)) quantified(reading)
}

function plain(reading: Reading, character: string): void {
  reading.at++
  reading.out += character === '}' || character === ']' ? `\\${character}` : character
}

function begin(reading: Reading): void {
  const found = group.exec(reading.pattern.slice(reading.at, reading.at + 40))![0]
  if (found === '(' && reading.pattern[reading.at + 1] === '?')
    throw refused(reading, 'such a group')
  reading.open.push({ captures: found === '(' || found.endsWith('>'), within: false })
  reading.at += found.length
  reading.out += found
}

function end(reading: Reading): void {
  const own = reading.open.pop()
  if (!own) throw refused(reading, 'the end of a group')
  const outer = reading.open.at(-1)
  if (outer && (own.captures || own.within)) outer.within = true
  reading.at++
  reading.out += ')'
  // JavaScript forgets at each turn what a group within has caught, Java does not.
  if (quantified(reading) && own.within) throw refused(reading, 'groups within one that repeats')
}

/** Whether what stands before may come more than once. */
function quantified(reading: Reading): boolean {
  const found = quantifier.exec(reading.pattern.slice(reading.at, reading.at + 12))?.[0]
  if (found === undefined) return false
  reading.at += found.length
  reading.out += found
  if (/^[+*?{]/.test(reading.pattern.slice(reading.at))) throw refused(reading, 'a possessive one')
  return found[0] !== '?'
}

function escaped(reading: Reading, where: 'outer' | 'inner'): string {
  const { pattern } = reading
  const [hex] = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/.exec(pattern.slice(reading.at)) ?? []
  if (hex) {
    reading.at += hex.length
    return hex
  }
  const character = pattern[reading.at + 1] ?? ''
  reading.at += 2
  const own = classes[character]?.[where]
  if (own) return own
  if (alike.test(character)) return `\\${character}`
  if (character === '' || /[A-Za-z0-9]/.test(character)) throw refused(reading, 'such an escape')
  return /[$()*+./?[\\\]^{|}-]/.test(character) ? hexOf(character) : character
}

/** Escaped whatever stands around it. */
const hexOf = (character: string): string =>
  `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

/** Java unites and intersects classes within classes. */
function bracket(reading: Reading): void {
  const { pattern } = reading
  let out = '['
  reading.at++
  if (pattern[reading.at] === '^') {
    out += '^'
    reading.at++
  }
  if (pattern[reading.at] === ']') throw refused(reading, 'an empty class')
  for (;;) {
    const character = pattern[reading.at]
    if (character === undefined) throw refused(reading, 'a class without its end')
    if (character === '[' || pattern.startsWith('&&', reading.at)) {
      throw refused(reading, 'a class within a class')
    }
    if (character === ']') break
    const ahead = pattern.slice(reading.at, reading.at + 4)
    const isEnd = ahead.startsWith('-\\s') && !/^\[\^?$/.test(out)
    // JavaScript would begin or end a range at one of the class's characters.
    if (isEnd || /^\\s-[^\]]/s.test(ahead)) throw refused(reading, 'a range of a class')
    if (character === '\\') out += escaped(reading, 'inner')
    else {
      out += character
      reading.at++
    }
  }
  reading.at++
  reading.out += `${out}]`
}

const refused = ({ pattern, at }: Reading, what: string): BadTable =>
  new BadTable(`input.regex "${pattern.slice(0, 200)}" at character ${at + 1}: ${what}.`)
