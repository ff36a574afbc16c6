/** Dates and timestamps as Hive reads them: leniently, so that 2023-02-29 is the first of March. */

const part = '([+-]?\\d{1,9})'
const datePattern = new RegExp(`^${part}-${part}-${part}$`)
const timestampPattern = new RegExp(
  `^${part}-${part}-${part} ${part}:${part}:${part}(?:\\.(\\d{0,9}))?$`,
)
const isoPattern = new RegExp(
  `^${part}-${part}-${part}[Tt]${part}:${part}(?::${part}(?:\\.(\\d{0,9}))?)?$`,
)
const dayMs = 86_400_000

/** `yyyy-M-d`, with any text after a space, as `yyyy-MM-dd`; undefined where it is no date. */
export function parseDate(text: string): string | undefined {
  const trimmed = text.trim()
  const space = trimmed.indexOf(' ')
  const match = datePattern.exec(space < 0 ? trimmed : trimmed.slice(0, space))
  return match ? dateText(utc(match.slice(1).map(Number))) : undefined
}

/** Days since 1970 as `yyyy-MM-dd`. */
export const dateOfDays = (days: number): string | undefined => dateText(days * dayMs)

/** `yyyy-M-d H:m:s[.f]` or ISO with `T` and no zone, as `yyyy-MM-dd HH:mm:ss.SSS`. */
export function parseTimestamp(text: string): string | undefined {
  const trimmed = text.trim()
  const match = timestampPattern.exec(trimmed) ?? isoPattern.exec(trimmed)
  return match ? timestampOf(match, 0) : undefined
}

/** ISO with a zone (`Z`, `+HHMM`, `+HH:MM`) as UTC. */
export function parseZonedTimestamp(text: string): string | undefined {
  const zone = /(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/.exec(text)
  if (!zone) return
  const match = isoPattern.exec(text.slice(0, zone.index))
  if (!match) return
  const offsetMinutes = Number(zone[2] ?? 0) * 60 + Number(zone[3] ?? 0)
  return timestampOf(match, offsetMinutes * (zone[1] === '-' ? -1 : 1))
}

function timestampOf(match: RegExpExecArray, offsetMinutes: number): string | undefined {
  const [year, month, day, hour, minute, second = '0', fraction = ''] = match.slice(1)
  const time = (Number(hour) * 60 + Number(minute) - offsetMinutes) * 60 + Number(second)
  // Athena keeps milliseconds; the fourth digit rounds.
  const ms = Math.round(Number(fraction.padEnd(9, '0')) / 1e6)
  return timestampOfMs(utc([Number(year), Number(month), Number(day)]) + time * 1000 + ms)
}

/** Milliseconds since 1970 as `yyyy-MM-dd HH:mm:ss.SSS`; undefined beyond the calendar. */
export function timestampOfMs(ms: number): string | undefined {
  const date = dateText(ms)
  if (date === undefined) return
  return `${date} ${new Date(ms).toISOString().slice(-13, -1)}`
}

function utc([year = 0, month = 0, day = 0]: number[]): number {
  return new Date(0).setUTCFullYear(year, month - 1, day)
}

function dateText(ms: number): string | undefined {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return
  const year = date.getUTCFullYear()
  const two = (value: number): string => String(value).padStart(2, '0')
  const digits = String(Math.abs(year)).padStart(4, '0')
  return `${year < 0 ? '-' : ''}${digits}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
}
