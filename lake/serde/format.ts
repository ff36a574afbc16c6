/** `timestamp.formats`: patterns of dates and times that a SerDe tries before its own. */
import { timestampOfMs } from './time.ts'
import { BadTable } from './value.ts'

type ReadTimestamp = (text: string) => string | undefined

/** Letters of a pattern, each run of which is one number; a fraction is `S`. */
const parts: Record<string, string> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  m: 'minute',
  s: 'second',
  S: 'fraction',
}

/** One reader a pattern, parted by commas; throws BadTable for a letter that is not among `yMdHmsS`. */
export function timestampFormats(property: string | undefined): ReadTimestamp[] {
  if (!property) return []
  // A backslash keeps the comma or backslash after it in the pattern.
  const patterns = property.match(/(?:\\.|[^,\\])+/g) ?? []
  return patterns.map((pattern) => readerOf(pattern.replace(/\\(.)/g, '$1')))
}

function readerOf(pattern: string): ReadTimestamp {
  if (pattern.toLowerCase() === 'millis') return readMs
  let expression = ''
  for (const token of pattern.match(/'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']/g) ?? []) {
    expression += expressionOf(token, pattern)
  }
  const regexp = new RegExp(`^${expression}$`)
  return (text) => {
    const match = regexp.exec(text)?.groups
    return match ? timestampOf(match) : undefined
  }
}

function expressionOf(token: string, pattern: string): string {
  if (token.startsWith("'")) {
    return escaped(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"))
  }
  if (!/[a-zA-Z]/.test(token[0]!)) return escaped(token)
  const part = parts[token[0]!]
  if (!part) throw new BadTable(`The letter "${token[0]}" of timestamp.formats "${pattern}".`)
  return part === 'fraction' ? '(?<fraction>\\d{1,9})' : `(?<${part}>[+-]?\\d{1,9})`
}

const escaped = (text: string): string => text.replace(/\W/g, '\\$&')

const readMs: ReadTimestamp = (text) => {
  const whole = /^(-?\d{1,16})(?:\.\d+)?$/.exec(text)?.[1]
  return whole === undefined ? undefined : timestampOfMs(Number(whole))
}

/** Fields that a pattern leaves out are those of 1970-01-01 00:00:00; a field out of its range is no timestamp. */
function timestampOf(fields: Record<string, string | undefined>): string | undefined {
  const { year = '1970', month = '1', day = '1', hour = '0', minute = '0', second = '0' } = fields
  const ms = Number((fields.fraction ?? '').padEnd(3, '0').slice(0, 3))
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  date.setUTCHours(Number(hour), Number(minute), Number(second), ms)
  const isExact =
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day) &&
    date.getUTCHours() === Number(hour) &&
    date.getUTCMinutes() === Number(minute) &&
    date.getUTCSeconds() === Number(second)
  return isExact ? timestampOfMs(date.getTime()) : undefined
}
