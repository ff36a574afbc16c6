/** Lines over time, or over numbers in order: names at their ends, zero shown, empty periods left empty. */
import { apart, type Box, scale, tenth } from './scale.ts'
import { momentOf, numberTicks, shortNumber, type Tick, timeTicks } from './ticks.ts'

export interface LineData {
  /** In order; milliseconds since 1970 where `isTime`. */
  x: number[]
  isTime: boolean
  xName: string
  series: { name: string; values: (number | null)[] }[]
}

interface Mark extends Tick {
  at: number
}

export interface LineModel {
  width: number
  height: number
  plot: Box
  xTicks: Mark[]
  yTicks: Mark[]
  zero: number
  lines: { name: string; path: string; end: { x: number; y: number; labelY: number } }[]
  /** For the hand that points: pixels of x, and what stands there. */
  places: { x: number; label: string; values: { name: string; y: number; label: string }[] }[]
}

const nameGapPx = 15
const characterPx = 6.6
const gapTimesMax = 1.5

/** What is drawn in `width` by `height` pixels. */
export function lineModel(data: LineData, width: number, height: number): LineModel {
  const all = data.series.flatMap(({ values }) => values.filter((value) => value !== null))
  const ticks = numberTicks(Math.min(0, ...all), Math.max(0, ...all))
  const left = 8 + Math.max(...ticks.map(({ label }) => label.length)) * characterPx
  const namesPx = 14 + Math.max(...data.series.map(({ name }) => name.length)) * characterPx
  const right = Math.min(namesPx, width * 0.28)
  const plot = { left, top: 10, width: width - left - right, height: height - 34 }
  const [first, last] = [data.x[0] ?? 0, data.x.at(-1) ?? 0]
  const toX = scale([first, last], [plot.left, plot.left + plot.width])
  const toY = scale([ticks[0]!.value, ticks.at(-1)!.value], [plot.top + plot.height, plot.top])
  const count = Math.max(2, Math.min(6, Math.floor(plot.width / 90)))
  const xTicks = data.isTime ? timeTicks(first, last, count) : inside(first, last, count)
  const ends = data.series.map(({ values }) => endOf(values))
  const names = apart(
    ends.map(({ value }) => toY(value)),
    nameGapPx,
    [plot.top, plot.top + plot.height],
  )
  const gap = gapTimesMax * usualStep(data.x)
  return {
    ...{ width, height, plot, zero: tenth(toY(0)) },
    xTicks: xTicks.map((tick) => ({ ...tick, at: tenth(toX(tick.value)) })),
    yTicks: ticks.map((tick) => ({ ...tick, at: tenth(toY(tick.value)) })),
    lines: data.series.map(({ name, values }, i) => ({
      name,
      path: pathOf(data.x, values, gap, (x, y) => `${tenth(toX(x))} ${tenth(toY(y))}`),
      end: {
        x: tenth(toX(data.x[ends[i]!.index] ?? last)),
        y: tenth(toY(ends[i]!.value)),
        labelY: tenth(names[i]!),
      },
    })),
    places: data.x.map((x, at) => ({
      x: tenth(toX(x)),
      label: data.isTime ? momentOf(x, last - first) : `${data.xName} ${x}`,
      values: data.series.flatMap(({ name, values }) => {
        const value = values[at] ?? null
        return value === null ? [] : [{ name, y: tenth(toY(value)), label: shortNumber(value) }]
      }),
    })),
  }
}

const inside = (min: number, max: number, count: number): Tick[] =>
  numberTicks(min, max, count).filter(({ value }) => value >= min && value <= max)

/** The last value that there is. */
function endOf(values: (number | null)[]): { index: number; value: number } {
  const index = values.findLastIndex((value) => value !== null)
  return { index, value: values[index] ?? 0 }
}

/** The median distance of neighbours: a wider one is an empty period. */
function usualStep(x: number[]): number {
  const steps = x.slice(1).map((value, i) => value - x[i]!)
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
}

function pathOf(
  x: number[],
  values: (number | null)[],
  gapMax: number,
  place: (x: number, y: number) => string,
): string {
  const parts: string[] = []
  let before: number | undefined
  for (const [i, value] of values.entries()) {
    if (value === null) {
      before = undefined
      continue
    }
    const joins = before !== undefined && x[i]! - before <= gapMax
    // A value that stands alone is a line of no length: its round cap is a dot.
    parts.push(joins ? `L${place(x[i]!, value)}` : `M${place(x[i]!, value)}h0`)
    before = x[i]!
  }
  return parts.join('')
}
