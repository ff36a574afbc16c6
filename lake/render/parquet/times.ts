/** Times of Parquet that DuckDB cuts to microseconds, or counts wrong: as text they are what they were. */

/** https://github.com/apache/parquet-format/blob/master/Encodings.md: nanoseconds of a day, and its Julian number. */
export const int96Bytes = 12

const julianEpoch = 2_440_588
const dayNanos = 86_400_000_000_000n
/** 0001-01-01 and the day after 9999-12-31, from 1970. */
const [firstDay, endDay] = [-719_162, 2_932_897]

/** Whether one of these values is not what DuckDB's own reading of it is. */
export function hasFineInt96(values: Buffer): boolean {
  for (let at = 0; at < values.length; at += int96Bytes) {
    const day = values.readUInt32LE(at + 8) - julianEpoch
    const [low, high] = [values.readUInt32LE(at), values.readUInt32LE(at + 4)]
    const isWhole = ((high % 1_000) * 296 + (low % 1_000)) % 1_000 === 0 // 2 ** 32 % 1000 is 296
    const isWithin = high * 2 ** 32 + low < Number(dayNanos)
    if (!(isWhole && isWithin && day >= firstDay && day < endDay)) return true
  }
  return false
}

export function int96Text(values: Buffer, at: number): string {
  const day = values.readUInt32LE(at + 8) - julianEpoch
  const nanos = values.readBigInt64LE(at)
  const ofDay = ((nanos % dayNanos) + dayNanos) % dayNanos
  const date = day + Number((nanos - ofDay) / dayNanos)
  const { year, rest, isBefore } = dateOf(date)
  return `${year}${rest}${isBefore ? ' (BC)' : ''} ${timeText(ofDay)}`
}

/** Nanoseconds since midnight. */
export function timeText(nanos: bigint): string {
  const seconds = Number(nanos / 1_000_000_000n)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const fraction = String(nanos % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const whole = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return fraction ? `${whole}.${fraction}` : whole
}

/** The calendar comes again every 400 years. */
function dateOf(days: number) {
  const cycleDays = 146_097
  const cycles = Math.floor(days / cycleDays)
  const date = new Date((days - cycles * cycleDays) * 86_400_000)
  const number = date.getUTCFullYear() + cycles * 400
  const isBefore = number <= 0
  const year = String(isBefore ? 1 - number : number).padStart(4, '0')
  return { year, rest: date.toISOString().slice(4, 10), isBefore }
}
