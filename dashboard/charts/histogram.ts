/** How often values fall where: equal, round steps; the empty ones are shown. */
import { type Box, scale, tenth } from './scale.ts'
import { numberTicks, shortNumber, type Tick } from './ticks.ts'

export interface Bin {
  from: number
  to: number
  count: number
}

export interface HistogramModel {
  width: number
  height: number
  plot: Box
  bins: (Bin & { x: number; y: number; width: number; height: number })[]
  xTicks: (Tick & { at: number })[]
  most: { label: string; at: number }
}

const binsWanted = 20

/** Steps between round numbers that hold all values. */
export function binsOf(values: number[]): Bin[] {
  if (values.length === 0) return []
  const [min, max] = extent(values)
  const edges = numberTicks(min, max, binsWanted).map(({ value }) => value)
  const bins = edges.slice(1).map((to, i) => ({ from: edges[i]!, to, count: 0 }))
  const toBin = scale([edges[0]!, edges.at(-1)!], [0, bins.length])
  for (const value of values) {
    const bin = bins[Math.min(bins.length - 1, Math.floor(toBin(value) + 1e-9))]
    if (bin) bin.count++
  }
  return bins
}

/** Of as many values as there are; spreading them into Math.min would overflow the stack. */
export function extent(values: number[]): [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return [min, max]
}

export function histogramModel(bins: Bin[], width: number, height: number): HistogramModel {
  const most = Math.max(...bins.map(({ count }) => count), 1)
  const label = shortNumber(most)
  const left = label.length * 6.6 + 10
  const plot = { left, top: 10, width: width - left - 8, height: height - 34 }
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1]
  const toX = scale([from, to], [plot.left, plot.left + plot.width])
  const toY = scale([0, most], [plot.top + plot.height, plot.top])
  return {
    ...{ width, height, plot },
    bins: bins.map((bin) => ({
      ...bin,
      ...{ x: tenth(toX(bin.from)) + 0.5, y: tenth(toY(bin.count)) },
      width: Math.max(1, tenth(toX(bin.to) - toX(bin.from)) - 1),
      height: tenth(plot.top + plot.height - toY(bin.count)),
    })),
    xTicks: numberTicks(from, to, Math.max(2, Math.floor(plot.width / 110)))
      .filter(({ value }) => value >= from && value <= to)
      .map((tick) => ({ ...tick, at: tenth(toX(tick.value)) })),
    most: { label, at: toY(most) },
  }
}
