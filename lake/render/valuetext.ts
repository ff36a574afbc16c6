/** Values of binary formats as text, where their columns hold no other. */

/** Every digit of it. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 ? sign + digits : `${sign}${whole}.${digits.slice(-scale)}`
}

const unitsOfSecond = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n }
export type TimeUnit = keyof typeof unitsOfSecond

const two = (value: bigint): string => String(value).padStart(2, '0')
const daySeconds = 86_400n

/** A time of day with all its digits, `03:04:05.678`. */
export function clockText(count: bigint, unit: TimeUnit): string {
  const perSecond = unitsOfSecond[unit]
  const [seconds, part] = [count / perSecond, count % perSecond]
  const digits = String(part).padStart(String(perSecond).length - 1, '0')
  const clock = `${two(seconds / 3_600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
  return part === 0n ? clock : `${clock}.${digits.replace(/0{1,9}$/, '')}`
}

/** Days from 1970 in the calendar of today, in any year. http://howardhinnant.github.io/date_algorithms.html#civil_from_days */
export function dayText(days: bigint): string {
  const shifted = days + 719_468n
  const era = (shifted >= 0n ? shifted : shifted - 146_096n) / 146_097n
  const ofEra = shifted - era * 146_097n
  const years = (ofEra - ofEra / 1_460n + ofEra / 36_524n - ofEra / 146_096n) / 365n
  const ofYear = ofEra - (365n * years + years / 4n - years / 100n)
  const place = (5n * ofYear + 2n) / 153n
  const month = place < 10n ? place + 3n : place - 9n
  const year = years + era * 400n + (month <= 2n ? 1n : 0n)
  const sign = year < 0n ? '-' : ''
  const digits = String(year < 0n ? -year : year).padStart(4, '0')
  return `${sign}${digits}-${two(month)}-${two(ofYear - (153n * place + 2n) / 5n + 1n)}`
}

/** A time from 1970 with all its digits, `2024-01-02T03:04:05.678`. */
export function momentText(count: bigint, unit: TimeUnit): string {
  const perDay = unitsOfSecond[unit] * daySeconds
  const within = ((count % perDay) + perDay) % perDay
  return `${dayText((count - within) / perDay)}T${clockText(within, unit)}`
}

/** As JSON: integers by all their digits, bytes as hexadecimal, what JSON has no number for as text. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, part: unknown) {
    if (typeof part === 'bigint') return JSON.rawJSON(String(part))
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part)
    const own = this[key] // before a Buffer's own `toJSON`
    if (isBytes(own)) return Buffer.from(own).toString('hex')
    return ArrayBuffer.isView(own) ? Array.from(own as unknown as Iterable<unknown>) : part
  })
}

/** Of any realm. */
const isBytes = (value: unknown): value is Uint8Array =>
  Object.prototype.toString.call(value) === '[object Uint8Array]'
