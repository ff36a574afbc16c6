/** How numbers, sizes and times are said. Pure, and always in the same words, whatever the browser's language. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 })
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

export interface Said {
  number: string
  unit: string
}

/** `1,204`: exact. */
export const countText = (value: number): string => grouped.format(value)

const scaled = (value: number, units: [size: number, unit: string][]): Said => {
  const [size, unit] = units.find(([size]) => Math.abs(value) >= size * 0.9995) ?? [1, '']
  return { number: short.format(value / size), unit }
}

/** About: `48.1` `M`; below 10,000 exact. */
export const aboutCount = (value: number): Said =>
  Math.abs(value) < 10_000
    ? { number: countText(value), unit: '' }
    : scaled(value, [
        [1e12, 'T'],
        [1e9, 'G'],
        [1e6, 'M'],
        [1e3, 'k'],
      ])

/** `3.2` `GB`, in powers of 1000 as S3 bills them. */
export const bytesSaid = (bytes: number): Said =>
  bytes < 1000
    ? { number: countText(bytes), unit: 'B' }
    : scaled(bytes, [
        [1e12, 'TB'],
        [1e9, 'GB'],
        [1e6, 'MB'],
        [1e3, 'kB'],
      ])

export const saidText = ({ number, unit }: Said): string => (unit ? `${number} ${unit}` : number)

const second = 1000
const spans: [ms: number, unit: string][] = [
  [86_400 * second, 'd'],
  [3_600 * second, 'h'],
  [60 * second, 'min'],
  [second, 's'],
]

/** `40` `s`, `3` `min`, `12` `d`: whole, rounded down. */
export function ageSaid(ms: number): Said {
  const [size, unit] = spans.find(([size]) => ms >= size) ?? [second, 's']
  return { number: String(Math.max(0, Math.floor(ms / size))), unit }
}

/** `84` `ms`, `1.2` `s`. */
export const durationSaid = (ms: number): Said =>
  ms < 1000
    ? { number: short.format(Math.round(ms)), unit: 'ms' }
    : ms < 90_000
      ? { number: short.format(ms / 1000), unit: 's' }
      : ageSaid(ms)

/** `1 file`, `3 files`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** `14:05:09`, of the reader's own time zone. */
export const clockText = (iso: string): string => clock.format(new Date(iso))
/** `24 Nov 2026, 14:05:09`. */
export const timeText = (iso: string): string => day.format(new Date(iso))
