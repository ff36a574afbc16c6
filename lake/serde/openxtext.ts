/** JSON as the OpenX SerDe writes it into a text column: no spaces, numbers and booleans in one spelling. */
import { parseDecimal, plainText } from './number.ts'
import { isText, type Json, type JsonText } from './openxjson.ts'

/** The text of any value that is not null. */
export function jsonText(json: Exclude<Json, null>): string {
  if (!isText(json)) return nestedText(json)
  return (json.quoted ? undefined : canonicalWord(json)) ?? json.text
}

function nestedText(json: Json): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return `[${json.map(nestedText).join(',')}]`
  if (json instanceof Map) {
    const members = [...json.values()].map(
      ({ name, value }) => `${quoted(name)}:${nestedText(value)}`,
    )
    return `{${members.join(',')}}`
  }
  return (json.quoted ? undefined : canonicalWord(json)) ?? quoted(json.text)
}

function canonicalWord({ text }: JsonText): string | undefined {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === 'false') return lower
  const whole = wholeNumber(text)
  if (whole !== undefined) return whole.toString()
  const decimal = parseDecimal(text)
  return decimal && plainText(decimal)
}

/** A whole number of 64 bits: decimal, `0x` hexadecimal, or octal after a `0`; undefined for others. */
export function wholeNumber(text: string): bigint | undefined {
  const value = wholeValue(text)
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined
}

function wholeValue(text: string): bigint | undefined {
  // Nearly every number is such a one.
  if (/^-?[1-9]\d{0,17}$/.test(text)) return BigInt(text)
  if (/^0[xX][0-9a-fA-F]{1,32}$/.test(text)) return BigInt(text)
  // `08` is taken for octal, and as such is no number.
  if (/^0[0-8]/.test(text)) return /^0[0-7]{1,40}$/.test(text) ? BigInt(`0o${text}`) : undefined
  return /^[+-]?\d{1,40}$/.test(text) ? BigInt(text.replace('+', '')) : undefined
}

function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^ -\uffff]|(?<=<)\//g, (character) => {
    return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${escaped}"`
}

const short: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\t': '\\t',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\f': '\\f',
}
