import type { Expression } from './ast.ts'
import { intervalOf } from './interval.ts'
import { isoMoment, sqlMoment, type Zoned } from './zoned.ts'

/**
 * The instant, in milliseconds, that an expression means which no row is needed for: a literal, the time of the
 * statement, either moved by an interval. Nothing for any other.
 */
export function instantOf(node: Expression, nowMs: number): number | undefined {
  switch (node.kind) {
    case 'typed':
      return ['timestamp', 'timestamp with time zone', 'date'].includes(node.type.name)
        ? msOf(sqlMoment(node.text))
        : undefined
    case 'current':
      if (node.word === 'CURRENT_DATE') return Math.floor(nowMs / dayMs) * dayMs
      return node.word === 'CURRENT_TIMESTAMP' || node.word === 'LOCALTIMESTAMP' ? nowMs : undefined
    case 'cast': {
      const { operand, type } = node
      if (!type.name.startsWith('timestamp') && type.name !== 'date') return undefined
      return operand.kind === 'string' ? msOf(sqlMoment(operand.text)) : instantOf(operand, nowMs)
    }
    case 'call': {
      const [first] = node.arguments
      if (node.name === 'now' && !first) return nowMs
      const isIso = node.name === 'from_iso8601_timestamp' && first?.kind === 'string'
      return isIso ? msOf(isoMoment(first.text)) : undefined
    }
    case 'arithmetic':
      return moved(node, nowMs)
    default:
      return undefined
  }
}

const dayMs = 86_400_000

const msOf = (moment: Zoned) => moment && Number(moment.micros / 1000n)

function moved(
  { operator, left, right }: Extract<Expression, { kind: 'arithmetic' }>,
  nowMs: number,
): number | undefined {
  if ((operator !== '+' && operator !== '-') || right.kind !== 'interval') return undefined
  const from = instantOf(left, nowMs)
  if (from === undefined) return undefined
  const by = intervalOf(right)
  const sign = operator === '-' ? -1 : 1
  if ('ms' in by) return from + sign * by.ms
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + sign * by.months)
  // The last day of a month that has not as many.
  if (date.getUTCDate() !== day) date.setUTCDate(0)
  return date.getTime()
}
