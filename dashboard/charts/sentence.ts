/** A chart in one sentence, for those who hear it and for those who have no time to look. */
import type { BarData } from './bars.ts'
import type { Bin } from './histogram.ts'
import type { LineData } from './line.ts'
import { momentOf } from './ticks.ts'

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })
const said = (value: number): string => number.format(value)

/** "flights rose from 40 on 1 Jan 2001 to 92 on 3 Mar 2001, peak 120 on 2 Feb 2001". */
export function lineSentence(data: LineData): string {
  const span = (data.x.at(-1) ?? 0) - (data.x[0] ?? 0)
  const [before, at] = data.isTime ? ['', atWord(span)] : [`${data.xName} `, 'at']
  const moment = (i: number): string =>
    `${at} ${before}${data.isTime ? momentOf(data.x[i]!, span) : data.x[i]}`
  const parts = data.series.slice(0, 4).map(({ name, values }) => journey(name, values, moment))
  const more = data.series.length - parts.length
  return `${parts.join('; ')}${more > 0 ? `; and ${more} more lines` : ''}.`
}

const atWord = (spanMs: number): string => (spanMs >= 2 * 86_400_000 ? 'on' : 'at')

function journey(name: string, values: (number | null)[], moment: (i: number) => string): string {
  const first = values.findIndex((value) => value !== null)
  const last = values.findLastIndex((value) => value !== null)
  if (first < 0) return `${name} has no values`
  const [from, to] = [values[first]!, values[last]!]
  if (first === last) return `${name} is ${said(from)} ${moment(first)}`
  const verb = to > from ? 'rose' : to < from ? 'fell' : undefined
  const way = verb
    ? `${name} ${verb} from ${said(from)} ${moment(first)} to ${said(to)} ${moment(last)}`
    : `${name} was ${said(from)} ${moment(first)} and ${moment(last)}`
  return `${way}${extremes(values, from, to, moment)}`
}

function extremes(
  values: (number | null)[],
  from: number,
  to: number,
  moment: (i: number) => string,
): string {
  let [peak, low] = [-1, -1]
  for (const [i, value] of values.entries()) {
    if (value === null) continue
    if (peak < 0 || value > values[peak]!) peak = i
    if (low < 0 || value < values[low]!) low = i
  }
  const parts: string[] = []
  if (values[peak]! > Math.max(from, to)) parts.push(`peak ${said(values[peak]!)} ${moment(peak)}`)
  if (values[low]! < Math.min(from, to)) parts.push(`lowest ${said(values[low]!)} ${moment(low)}`)
  return parts.map((part) => `, ${part}`).join('')
}

/** "value by category: A leads with 9, of 12; the least is B with 1". */
export function barSentence({ bars, categoryName, valueName }: BarData): string {
  if (bars.length === 0) return `${valueName} by ${categoryName}: no values.`
  const most = bars.reduce((a, b) => (b.value > a.value ? b : a))
  const least = bars.reduce((a, b) => (b.value < a.value ? b : a))
  const head = `${valueName} by ${categoryName}: ${most.category} has the most, ${said(most.value)}`
  if (bars.length === 1) return `${head}.`
  return `${head}; of ${bars.length}, ${least.category} has the least, ${said(least.value)}.`
}

export function histogramSentence(bins: Bin[], name: string): string {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0)
  const fullest = bins.reduce((a, b) => (b.count > a.count ? b : a))
  const place = `between ${said(fullest.from)} and ${said(fullest.to)}`
  const [from, to] = [said(bins[0]!.from), said(bins.at(-1)!.to)]
  return `${said(count)} values of ${name} from ${from} to ${to}, the most, ${said(fullest.count)}, ${place}.`
}
