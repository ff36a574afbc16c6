import type { Expression } from './ast.ts'
import { notSupported, userError } from './error.ts'

type IntervalNode = Extract<Expression, { kind: 'interval' }>

/** A length of time by the calendar or by the clock. */
export type Interval = { months: number } | { ms: number }

const days = ['day', 'hour', 'minute', 'second']
const lengthsMs = [86_400_000, 3_600_000, 60_000, 1000]

/** `INTERVAL '2' DAY`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 02:03' DAY TO MINUTE`; AthenaError for what is none. */
export function intervalOf(node: IntervalNode & { at: Expression['at'] }): Interval {
  const text = node.text.trim()
  const sign = node.negative !== text.startsWith('-') ? -1 : 1
  const numbers = text
    .replace(/^[+-]/, '')
    .split(/[-\s:]+/)
    .map(Number)
  const isCalendar = ['year', 'month'].includes(node.unit)
  const units = isCalendar ? ['year', 'month'] : days
  const start = node.unit === 'week' ? 0 : units.indexOf(node.unit)
  if (start < 0) throw notSupported(`INTERVAL ${node.unit.toUpperCase()}`, node.at)
  const isFitting = numbers.length > 0 && start + numbers.length <= units.length
  if (!isFitting || numbers.some(Number.isNaN)) {
    throw userError('INVALID_LITERAL', `'${node.text}' is not a valid INTERVAL literal`, node.at)
  }
  const [first = 0, second = 0] = numbers
  if (isCalendar) return { months: sign * (node.unit === 'year' ? first * 12 + second : first) }
  if (node.unit === 'week') return { ms: sign * first * 7 * (lengthsMs[0] as number) }
  const lengths = lengthsMs.slice(start)
  const ms = numbers.reduce((sum, number, place) => sum + number * (lengths[place] as number), 0)
  return { ms: sign * Math.round(ms) }
}
