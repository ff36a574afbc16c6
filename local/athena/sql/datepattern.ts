/** Moments written and read by patterns of MySQL and of Joda, in English. https://trino.io/docs/476/functions/datetime.html */
import { instantMs, offsetMs, zoneName } from '../../../lake/sql/zoned.ts'

export type Style = 'mysql' | 'joda'

const months =
  'January February March April May June July August September October November December'.split(' ')
const days = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const short = (names: string[]) => names.map((name) => name.slice(0, 3))
const halves = ['AM', 'PM']

/** A number with its digits when written and at most when read, or one of some names, or a text as it stands. */
type Part =
  | { field: Field; digits: number; most: number }
  | { field: Field; names: string[]; from: number }
  | { text: string }
  | { zone: 'offset' | 'colon' | 'id' }

type Field =
  | 'year'
  | 'twoDigits'
  | 'century'
  | 'weekyear'
  | 'week'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'dayOfWeek'
  | 'half'
  | 'hour'
  | 'hour24'
  | 'hour0'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'era'

const number = (field: Field, digits: number, most = Math.max(2, digits)): Part => ({
  ...{ field, digits, most },
})
const names = (field: Field, list: string[], from = 1): Part => ({ field, names: list, from })
const text = (each: string): Part => ({ text: each })
const clock = (hour: Part): Part[] => [
  ...[hour, text(':'), number('minute', 2), text(':'), number('second', 2)],
]

/** By letter. https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html#function_date-format */
const mysqlParts: Record<string, Part[]> = {
  a: [names('dayOfWeek', short(days))],
  b: [names('month', short(months))],
  c: [number('month', 1)],
  d: [number('day', 2)],
  e: [number('day', 1)],
  f: [number('fraction', 6, 9)],
  H: [number('hour', 2)],
  h: [number('hour12', 2)],
  I: [number('hour12', 2)],
  i: [number('minute', 2)],
  j: [number('dayOfYear', 3)],
  k: [number('hour', 1)],
  l: [number('hour12', 1)],
  M: [names('month', months)],
  m: [number('month', 2)],
  p: [names('half', halves, 0)],
  r: [...clock(number('hour12', 2)), text(' '), names('half', halves, 0)],
  S: [number('second', 2)],
  s: [number('second', 2)],
  T: clock(number('hour', 2)),
  v: [number('week', 2)],
  W: [names('dayOfWeek', days)],
  x: [number('weekyear', 4, 4)],
  Y: [number('year', 4, 9)],
  y: [number('twoDigits', 2)],
}

function mysqlPattern(format: string): Part[] {
  const parts: Part[] = []
  for (const [whole, letter] of format.matchAll(/%([\s\S])|[^%]+|%$/gu)) {
    if (letter === undefined) parts.push(text(whole))
    else if (/[DUuVXw]/.test(letter)) {
      throw new Error(
        `INVALID_FUNCTION_ARGUMENT: %${letter} not currently supported in date format string`,
      )
    } else parts.push(...(mysqlParts[letter] ?? [text(letter)]))
  }
  return parts
}

const jodaNumbers: Record<string, Field> = {
  ...{ D: 'dayOfYear', d: 'day', e: 'dayOfWeek', w: 'week', C: 'century' },
  ...{ H: 'hour', k: 'hour24', K: 'hour0', h: 'hour12', m: 'minute', s: 'second' },
}

function jodaPart(letter: string, count: number): Part {
  const field = jodaNumbers[letter]
  if (field) return number(field, count, Math.max(count, field === 'dayOfYear' ? 3 : 2))
  if (letter === 'S') return number('fraction', count, count)
  if ('yYx'.includes(letter)) {
    if (count === 2) return number('twoDigits', 2)
    return number(letter === 'x' ? 'weekyear' : 'year', count, 9)
  }
  if (letter === 'M') {
    if (count < 3) return number('month', count)
    return names('month', count === 3 ? short(months) : months)
  }
  if (letter === 'E') return names('dayOfWeek', count < 4 ? short(days) : days)
  if (letter === 'a') return names('half', halves, 0)
  if (letter === 'G') return names('era', ['BC', 'AD'], 0)
  if (letter === 'Z') return { zone: count === 1 ? 'offset' : count === 2 ? 'colon' : 'id' }
  throw new Error(
    letter === 'z'
      ? "NOT_SUPPORTED: The format 'z' is not supported on the laptop"
      : `INVALID_FUNCTION_ARGUMENT: Illegal pattern component: ${letter}`,
  )
}

/** https://www.joda.org/joda-time/apidocs/org/joda/time/format/DateTimeFormat.html */
function jodaPattern(format: string): Part[] {
  const parts: Part[] = []
  for (const [whole, quoted, letter] of format.matchAll(
    /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g,
  )) {
    if (quoted !== undefined) parts.push(text(quoted === '' ? "'" : quoted.replaceAll("''", "'")))
    else if (letter === undefined) parts.push(text(whole))
    else parts.push(jodaPart(letter, whole.length))
  }
  return parts
}

const known = new Map<string, Part[]>()

/** The parts of a pattern; a number before another one is as wide as it is written. */
function partsOf(format: string, style: Style): Part[] {
  const key = `${style} ${format}`
  const found = known.get(key)
  if (found) return found
  const parts = (style === 'mysql' ? mysqlPattern : jodaPattern)(format).map((part, place, all) => {
    const next = all[place + 1]
    const isWide = 'most' in part && part.field === 'year'
    return isWide && next && 'most' in next ? { ...part, most: Math.max(part.digits, 1) } : part
  })
  if (known.size > 100) known.clear()
  known.set(key, parts)
  return parts
}

const dayMs = 86_400_000

/** Monday is 1. */
const dayOfWeek = (ms: number) => ((((Math.floor(ms / dayMs) + 3) % 7) + 7) % 7) + 1

function yearStart(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1)
}

/** The Monday of a week-year's first week. */
function weekyearStart(year: number): number {
  const fourth = yearStart(year) + 3 * dayMs
  return fourth - (dayOfWeek(fourth) - 1) * dayMs
}

function weekyearOf(ms: number): number {
  const year = new Date(ms).getUTCFullYear()
  if (ms < weekyearStart(year)) return year - 1
  return ms >= weekyearStart(year + 1) ? year + 1 : year
}

/** A field of a local time, given in milliseconds as if it were UTC's. */
function fieldOf(field: Field, ms: number): number {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  const values: Record<Field, () => number> = {
    year: () => year,
    twoDigits: () => ((year % 100) + 100) % 100,
    century: () => Math.floor(year / 100),
    weekyear: () => weekyearOf(ms),
    week: () => Math.floor((ms - weekyearStart(weekyearOf(ms))) / (7 * dayMs)) + 1,
    month: () => date.getUTCMonth() + 1,
    day: () => date.getUTCDate(),
    dayOfYear: () => Math.floor((ms - yearStart(year)) / dayMs) + 1,
    dayOfWeek: () => dayOfWeek(ms),
    half: () => (date.getUTCHours() < 12 ? 0 : 1),
    hour: () => date.getUTCHours(),
    hour24: () => date.getUTCHours() || 24,
    hour0: () => date.getUTCHours() % 12,
    hour12: () => date.getUTCHours() % 12 || 12,
    minute: () => date.getUTCMinutes(),
    second: () => date.getUTCSeconds(),
    fraction: () => date.getUTCMilliseconds(),
    era: () => (year > 0 ? 1 : 0),
  }
  return values[field]()
}

function zoneText(form: 'offset' | 'colon' | 'id', ms: number, zone: string): string {
  if (form === 'id') return zone
  // The first of two instants that the clocks show so; the zone's own offset is near enough in between.
  const instant = instantMs(ms, zone) ?? ms
  const minutes = Math.round(offsetMs(instant, zone) / 60_000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const [hours, rest] = [two(Math.abs(minutes) / 60), two(Math.abs(minutes) % 60)]
  return `${minutes < 0 ? '-' : '+'}${hours}${form === 'colon' ? ':' : ''}${rest}`
}

/** A local time by a pattern. */
export function formatMoment(ms: number, format: string, style: Style, zone: string): string {
  return partsOf(format, style)
    .map((part) => {
      if ('text' in part) return part.text
      if ('zone' in part) return zoneText(part.zone, ms, zone)
      const value = fieldOf(part.field, ms)
      if ('names' in part) return part.names[value - part.from]
      if (part.field === 'fraction') {
        return String(value)
          .padStart(3, '0')
          .padEnd(part.digits, '0')
          .slice(0, Math.max(part.digits, style === 'mysql' ? 6 : 0))
      }
      return `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(part.digits, '0')}`
    })
    .join('')
}

type Found = Partial<Record<Field, number>> & { zone?: string }

/** Reads the text by the pattern's parts; nothing when it does not fit. */
function fieldsOf(source: string, parts: Part[]): Found | undefined {
  const found: Found = {}
  let rest = source
  for (const part of parts) {
    const length = take(rest, part, found)
    if (length === undefined) return undefined
    rest = rest.slice(length)
  }
  return rest === '' ? found : undefined
}

function take(rest: string, part: Part, found: Found): number | undefined {
  if ('text' in part) {
    return rest.slice(0, part.text.length).toLowerCase() === part.text.toLowerCase()
      ? part.text.length
      : undefined
  }
  if ('zone' in part) return takeZone(rest, part.zone, found)
  if ('names' in part) return takeName(rest, part, found)
  const signed = part.field === 'year' || part.field === 'weekyear' ? '[+-]?' : ''
  const digits = new RegExp(`^${signed}\\d{1,${part.most}}`).exec(rest)?.[0]
  if (digits === undefined) return undefined
  found[part.field] =
    part.field === 'fraction' ? Number(digits.padEnd(3, '0').slice(0, 3)) : Number(digits)
  if (part.field === 'twoDigits' && digits.length !== 2) found.year = Number(digits)
  return digits.length
}

function takeName(
  rest: string,
  { field, names: list, from }: Extract<Part, { names: string[] }>,
  found: Found,
): number | undefined {
  const lower = rest.toLowerCase()
  const full = list.length === 12 ? months : list.length === 7 ? days : list
  const choices = [full, list, short(full)]
  for (const choice of choices) {
    const place = choice.findIndex((name) => lower.startsWith(name.toLowerCase()))
    if (place < 0) continue
    found[field] = place + from
    return (choice[place] as string).length
  }
  return undefined
}

function takeZone(rest: string, form: string, found: Found): number | undefined {
  const word =
    form === 'id'
      ? /^(?:[A-Za-z][\w/+-]*|[+-]\d\d:\d\d)/.exec(rest)?.[0]
      : /^(?:Z|[+-]\d\d(?::?\d\d)?)/.exec(rest)?.[0]
  if (word === undefined) return undefined
  const named = zoneName(word.replace(/^([+-]\d\d):?(\d\d)?$/, (_, h, m) => `${h}:${m ?? '00'}`))
  if (named === undefined) return undefined
  found.zone = named
  return word.length
}

const ranges: Partial<Record<Field, [number, number]>> = {
  ...{ month: [1, 12], day: [1, 31], dayOfYear: [1, 366], dayOfWeek: [1, 7], week: [1, 53] },
  ...{ hour: [0, 23], hour24: [1, 24], hour0: [0, 11], hour12: [1, 12] },
  ...{ minute: [0, 59], second: [0, 59] },
}

/** The day that the fields say; nothing for one that the calendar has not. */
function dayOf(found: Found, style: Style): number | undefined {
  const { month = 1, day = 1 } = found
  if (found.week !== undefined || found.weekyear !== undefined) {
    const start = weekyearStart(found.weekyear ?? 1970)
    return start + ((found.week ?? 1) - 1) * 7 * dayMs + ((found.dayOfWeek ?? 1) - 1) * dayMs
  }
  const year = found.year ?? fullYear(found.twoDigits, style) ?? 1970
  if (found.dayOfYear !== undefined) {
    const ms = yearStart(year) + (found.dayOfYear - 1) * dayMs
    return new Date(ms).getUTCFullYear() === year ? ms : undefined
  }
  const ms = new Date(0).setUTCFullYear(year, month - 1, day)
  return new Date(ms).getUTCDate() === day ? ms : undefined
}

/** Within fifty years of 2020, as Trino's date_parse has it; of thirty years ago, as Joda. */
function fullYear(twoDigits: number | undefined, style: Style): number | undefined {
  if (twoDigits === undefined) return undefined
  const low = (style === 'mysql' ? 2020 : new Date().getUTCFullYear() - 30) - 50
  return low + ((((twoDigits - low) % 100) + 100) % 100)
}

function hourOf({ hour, hour24, hour0, hour12, half = 0 }: Found): number {
  if (hour !== undefined) return hour
  if (hour24 !== undefined) return hour24 % 24
  return ((hour0 ?? hour12 ?? 0) % 12) + 12 * half
}

/** Milliseconds of the local time that a text says by a pattern, and the zone if it says one; throws when it does not fit. */
export function parseMoment(
  source: string,
  format: string,
  style: Style,
): { ms: number; zone?: string } {
  const found = fieldsOf(source, partsOf(format, style))
  const isInside = (field: Field) => {
    const [low, high] = ranges[field] ?? [-Infinity, Infinity]
    const value = found?.[field] ?? low
    return value >= low && value <= high
  }
  const day = found && (Object.keys(ranges) as Field[]).every(isInside) && dayOf(found, style)
  if (!found || typeof day !== 'number') {
    throw new Error(`INVALID_FUNCTION_ARGUMENT: Invalid format: "${source}"`)
  }
  const { minute = 0, second = 0, fraction = 0, zone } = found
  const ms = day + ((hourOf(found) * 60 + minute) * 60 + second) * 1000 + fraction
  return { ms, ...(zone !== undefined && { zone }) }
}
