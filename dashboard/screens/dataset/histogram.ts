/** What the rows on the page look like, where they are all that a filter leaves. Pure: every value is counted. */
import type { ColumnProfile, RowPage } from '../../api/types.ts'

const isTime = (type: string): boolean => /^(date|timestamp)/.test(type)
const hasDistance = (type: string): boolean =>
  isTime(type) || /^(bigint|int|integer|smallint|tinyint|double|float|real|decimal)/.test(type)

const numberOf = (type: string, value: unknown): number =>
  isTime(type)
    ? Date.parse(
        String(value)
          .replace(' ', 'T')
          .replace(/(:\d\d(\.\d+)?)$/, '$1Z'),
      )
    : Number(value)

const barsMax = 24
const topMax = 10

export function profileOf(
  { name, type }: RowPage['columns'][number],
  values: unknown[],
): ColumnProfile {
  const present = values.filter((value) => value !== null && value !== undefined)
  const counts = new Map<string, number>()
  for (const value of present) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const byRows = [...counts].sort(([, a], [, b]) => b - a).slice(0, topMax)
  const distance = hasDistance(type) ? spreadOf(type, present) : undefined
  return {
    ...{ name, type, nulls: values.length - present.length },
    ...{ distinct: counts.size, distinctError: 0 },
    top: byRows.map(([value]) => value),
    topRows: byRows.map(([value, rows]) => ({ value, rows, atMost: rows })),
    ...distance,
  }
}

function spreadOf(type: string, values: unknown[]) {
  const sorted = values
    .map((value) => ({ value, at: numberOf(type, value) }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last) return {}
  const [min, max] = [String(first.value), String(last.value)]
  const half = String(sorted[Math.floor(sorted.length / 2)]?.value)
  const bars = first.at === last.at ? 1 : barsMax
  const rows = new Array<number>(bars).fill(0)
  for (const { at } of sorted) {
    const bar = Math.floor(((at - first.at) / (last.at - first.at || 1)) * bars)
    rows[Math.min(bars - 1, bar)]! += 1
  }
  return { min, max, quantiles: [half], histogram: { from: min, to: max, rows, error: 0 } }
}
