/** Time zones as Node's own ICU knows them. */

/** `+05:30` in milliseconds; nothing for a zone with a name. */
export function offsetOfName(zone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? []
  if (sign === undefined) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 || 0
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, calendar: 'iso8601', hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  if (formats.size > 100) formats.clear()
  formats.set(zone, made)
  return made
}

/** How far the clocks of a zone are ahead of UTC at an instant. */
export function offsetMs(instantMs: number, zone: string): number {
  const fixed = zone === 'UTC' ? 0 : offsetOfName(zone)
  if (fixed !== undefined) return fixed
  const second = Math.floor(instantMs / 1000) * 1000
  const parts = formatOf(zone).formatToParts(second)
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const year = parts.some(({ type, value }) => type === 'era' && value.startsWith('B'))
    ? 1 - number('year')
    : number('year')
  const local = new Date(0)
  local.setUTCFullYear(year, number('month') - 1, number('day'))
  return local.setUTCHours(number('hour'), number('minute'), number('second')) - second
}

const dayMs = 86_400_000

/** The first instant at which the clocks of a zone show a local time (as if it were UTC's); nothing where they leave it out. */
export function instantMs(localMs: number, zone: string): number | undefined {
  const found = [localMs - dayMs, localMs + dayMs]
    .map((ms) => localMs - offsetMs(ms, zone))
    .filter((ms) => ms + offsetMs(ms, zone) === localMs)
  return found.length === 0 ? undefined : Math.min(...found)
}

const utcNames = /^(?:Etc\/)?(?:Z|UTC|UCT|UT|GMT0?|Zulu|Greenwich|Universal|GMT[+-]0)$|^[+-]00:00$/i

/** A zone's name as Trino keeps it, UTC under one name; nothing for none. */
export function zoneName(text: string): string | undefined {
  if (utcNames.test(text)) return 'UTC'
  const [, sign, hours = '', minutes = '00'] = /^([+-])(\d{1,2})(?::(\d{2}))?$/.exec(text) ?? []
  if (sign) {
    const isOffset = Number(hours) * 60 + Number(minutes) <= 14 * 60 && Number(minutes) < 60
    return isOffset ? `${sign}${hours.padStart(2, '0')}:${minutes}` : undefined
  }
  try {
    formatOf(text)
    return text
  } catch {
    return undefined
  }
}

/** What a text with a zone says: microseconds of its instant, and the zone; UTC where it names none. Nothing when it is no moment. */
export type Zoned = { micros: bigint; zone: string } | undefined

const sqlForm =
  /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?)?\s*(\S+)?\s*$/

/** `2024-01-01 10:00:00.123 Europe/Berlin`, what CAST reads. */
export function sqlMoment(text: string): Zoned {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', word = 'UTC'] =
    sqlForm.exec(text) ?? []
  const zone = zoneName(word)
  if (year === undefined || zone === undefined) return undefined
  const date = dateMs(Number(year), Number(month), Number(day))
  return zoned(date, [Number(hour), Number(minute), Number(second)], fraction, zone)
}

function dateMs(year: number, month: number, day: number): number | undefined {
  const ms = new Date(0).setUTCFullYear(year, month - 1, day)
  const date = new Date(ms)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : undefined
}

function zoned(
  date: number | undefined,
  [hour, minute, second]: [number, number, number],
  fraction: string,
  zone: string,
): Zoned {
  if (date === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  if (/[1-9]/.test(fraction.slice(6))) {
    throw new Error(
      'NOT_SUPPORTED: A moment finer than a microsecond is not supported on the laptop',
    )
  }
  const ms = instantMs(date + ((hour * 60 + minute) * 60 + second) * 1000, zone)
  if (ms === undefined) return undefined
  return { micros: BigInt(ms) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0')), zone }
}

const isoDate = /^([+-]?\d{4,9})(?:-(?:W(\d{2})(?:-(\d))?|(\d{3})|(\d{1,2})(?:-(\d{1,2}))?))?$/
const isoClock =
  /^(\d{1,2})(?:(?:[.,](\d+))|:(\d{1,2})(?:(?:[.,](\d+))|:(\d{1,2})(?:[.,](\d+))?)?)?$/

/** Milliseconds of a day in ISO 8601: a date, a week with or without its day, a day of the year, a month, a year. */
export function isoDay(text: string): number | undefined {
  const [, year, week, weekday = '1', ordinal, month = '1', day = '1'] = isoDate.exec(text) ?? []
  if (year === undefined) return undefined
  if (week !== undefined) return isoWeekDay(Number(year), Number(week), Number(weekday))
  if (ordinal === undefined) return dateMs(Number(year), Number(month), Number(day))
  const ms = new Date(0).setUTCFullYear(Number(year), 0, Number(ordinal))
  return ordinal !== '000' && new Date(ms).getUTCFullYear() === Number(year) ? ms : undefined
}

function isoWeekDay(year: number, week: number, weekday: number): number | undefined {
  const fourth = new Date(0).setUTCFullYear(year, 0, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayMs
  const ms = monday + ((week - 1) * 7 + weekday - 1) * dayMs
  const thursday = new Date(ms - (weekday - 1) * dayMs + 3 * dayMs)
  const fits = week > 0 && weekday > 0 && weekday < 8 && thursday.getUTCFullYear() === year
  return fits ? ms : undefined
}

/** `2024-01-01T10:00:00.123+02:00`, in all the forms of ISO 8601 that Joda reads. */
export function isoMoment(text: string): Zoned {
  const [, day = '', clock, offset = 'UTC'] =
    /^([^T]+)(?:T([\d:.,]*)(Z|[+-]\d{1,2}(?::?\d{2})?)?)?$/.exec(text) ?? []
  const date = isoDay(day)
  const zone = zoneName(offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2'))
  if (date === undefined || zone === undefined) return undefined
  if (clock === undefined || clock === '') return zoned(date, [0, 0, 0], '', zone)
  const [, hour, ofHour, minute = '0', ofMinute, second = '0', ofSecond = ''] =
    isoClock.exec(clock) ?? []
  if (hour === undefined) return undefined
  // A fraction of an hour or a minute is the rest of the clock.
  const share = ofHour !== undefined ? 3_600 : 60
  const part = ofHour ?? ofMinute
  if (part === undefined) {
    return zoned(date, [Number(hour), Number(minute), Number(second)], ofSecond, zone)
  }
  const micros = Math.round(Number(`0.${part}`) * share * 1_000_000)
  const base = zoned(date, [Number(hour), Number(minute), 0], '', zone)
  return base && { micros: base.micros + BigInt(micros), zone }
}
