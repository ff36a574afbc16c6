/**
 * The JSON that the OpenX SerDe reads: far more than JSON (comments, bare words, single quotes, `=` and `;`), and
 * only the first value of a line. Numbers and words keep their text. https://github.com/rcongiu/Hive-JSON-Serde
 */

/** A quoted string, or a bare word: a number, `true`, or anything else that is not `null`. */
export interface JsonText {
  text: string
  quoted: boolean
}

export type Json = null | JsonText | Json[] | Map<string, Member>

/** `name` is the key as it is written; members are found by the key that `keyOf` makes of it. */
export interface Member {
  name: string
  value: Json
}

export class MalformedJson extends Error {
  override name = 'MalformedJson'
}

export const isText = (json: Json): json is JsonText =>
  json !== null && !Array.isArray(json) && !(json instanceof Map)

/** The first value of the text; of equal keys the last one stands, in its place. Throws MalformedJson. */
export const parseJson = (text: string, keyOf: (name: string) => string): Json =>
  readValue({ text, at: 0, keyOf, depth: 0 })

interface Reader {
  text: string
  at: number
  keyOf: (name: string) => string
  depth: number
}

/** Nesting beyond this would exhaust the stack; the JVM's own is exhausted about there. */
const depthMax = 2_000

/** Characters by their codes: comparing texts of one character is what reading JSON would spend its time on. */
const code = (character: string): number => character.charCodeAt(0)
const [quote, apostrophe] = ['"', "'"].map(code)
const [braceOpen, braceClose, bracketOpen, bracketClose] = ['{', '}', '[', ']'].map(code)
const [comma, semicolon, colon, equals, greater] = [',', ';', ':', '=', '>'].map(code)
const [slash, star, hash] = ['/', '*', '#'].map(code)
const none = -1

/** What ends a bare word. */
const endsWord = new Uint8Array(128)
for (const character of ' \r\n\t\f{}[]/\\:,=;#') endsWord[code(character)] = 1

/** What parts tokens. */
const isBlank = new Uint8Array(128)
for (const character of ' \t\n\r') isBlank[code(character)] = 1

function readValue(reader: Reader): Json {
  const token = nextToken(reader)
  if (token === quote) return readString(reader, '"')
  if (token === braceOpen || token === bracketOpen) {
    if (++reader.depth > depthMax) throw malformed(reader, 'Nested too deep')
    const nested = token === braceOpen ? readObject(reader) : readArray(reader)
    reader.depth--
    return nested
  }
  if (token === apostrophe) return readString(reader, "'")
  if (token === none) throw malformed(reader, 'End of input')
  return readWord(reader)
}

function readObject(reader: Reader): Map<string, Member> {
  const members = new Map<string, Member>()
  const first = nextToken(reader)
  if (first === braceClose) return members
  if (first !== none) reader.at--
  for (;;) {
    const name = readValue(reader)
    if (name === null || !isText(name)) throw malformed(reader, 'Names must be strings')
    const separator = nextToken(reader)
    if (separator !== colon && separator !== equals) {
      throw malformed(reader, "Expected ':' after field")
    }
    if (separator === equals && reader.text.charCodeAt(reader.at) === greater) reader.at++
    const key = reader.keyOf(name.text)
    members.delete(key)
    members.set(key, { name: name.text, value: readValue(reader) })
    const end = nextToken(reader)
    if (end === braceClose) return members
    if (end !== comma && end !== semicolon) throw malformed(reader, 'Unterminated object')
  }
}

function readArray(reader: Reader): Json[] {
  const elements: Json[] = []
  let afterSeparator = false
  for (;;) {
    const token = nextToken(reader)
    if (token === none) throw malformed(reader, 'Unterminated array')
    if (token === bracketClose) {
      if (afterSeparator) elements.push(null)
      return elements
    }
    afterSeparator = true
    if (token === comma || token === semicolon) {
      elements.push(null)
      continue
    }
    reader.at--
    elements.push(readValue(reader))
    const end = nextToken(reader)
    if (end === bracketClose) return elements
    if (end !== comma && end !== semicolon) throw malformed(reader, 'Unterminated array')
  }
}

function readString(reader: Reader, mark: string): JsonText {
  const { text } = reader
  let plain = ''
  for (;;) {
    const end = text.indexOf(mark, reader.at)
    if (end < 0) throw malformed(reader, 'Unterminated string')
    const part = text.slice(reader.at, end)
    const at = part.indexOf('\\')
    if (at < 0) {
      reader.at = end + 1
      return { text: plain + part, quoted: true }
    }
    reader.at += at + 1
    plain += part.slice(0, at) + readEscape(reader)
  }
}

const escapes: Record<string, string> = {
  t: '\t',
  b: '\b',
  n: '\n',
  r: '\r',
  f: '\f',
  a: '\x07',
  // The original reads octal 011 here, which is a tab.
  v: '\t',
}

function readEscape(reader: Reader): string {
  const character = reader.text[reader.at++]
  if (character === undefined) throw malformed(reader, 'Unterminated escape sequence')
  if (character !== 'u') return escapes[character] ?? character
  const hex = reader.text.slice(reader.at, reader.at + 4)
  if (!/^(?:[0-9a-fA-F]{4}|[+-][0-9a-fA-F]{3})$/.test(hex)) {
    throw malformed(reader, 'Invalid escape sequence')
  }
  reader.at += 4
  return String.fromCharCode(Number.parseInt(hex, 16) & 0xffff)
}

function readWord(reader: Reader): JsonText | null {
  const { text } = reader
  const start = --reader.at
  while (reader.at < text.length && endsWord[text.charCodeAt(reader.at)] !== 1) reader.at++
  if (reader.at === start) throw malformed(reader, 'Expected literal value')
  const word = text.slice(start, reader.at)
  return word.length === 4 && word.toLowerCase() === 'null' ? null : { text: word, quoted: false }
}

/** The code of the next character that is neither white space nor comment, and past it; `none` at the end. */
function nextToken(reader: Reader): number {
  const { text } = reader
  while (reader.at < text.length) {
    const token = text.charCodeAt(reader.at++)
    if (isBlank[token] === 1) continue
    const isComment = token === slash && text.charCodeAt(reader.at) === star
    if (token === hash || (token === slash && text.charCodeAt(reader.at) === slash)) {
      skipLine(reader)
    } else if (isComment) skipComment(reader)
    else return token
  }
  return none
}

function skipLine(reader: Reader): void {
  const end = reader.text.slice(reader.at).search(/[\r\n]/)
  reader.at = end < 0 ? reader.text.length : reader.at + end + 1
}

function skipComment(reader: Reader): void {
  const end = reader.text.indexOf('*/', reader.at + 1)
  if (end < 0) throw malformed(reader, 'Unterminated comment')
  reader.at = end + 2
}

const malformed = (reader: Reader, what: string): MalformedJson =>
  new MalformedJson(`${what} at character ${reader.at}`)
