/** Bars of categories, lying, so that their names can be read; the largest first come as they come in the data. */
import { type Box, scale, tenth } from './scale.ts'
import { shortNumber } from './ticks.ts'

export interface BarData {
  categoryName: string
  valueName: string
  bars: { category: string; value: number }[]
}

export interface BarModel {
  width: number
  height: number
  plot: Box
  zero: number
  bars: {
    category: string
    label: string
    y: number
    height: number
    x: number
    width: number
    valueX: number
    /** Which side of the bar's end the value stands on. */
    anchor: 'start' | 'end'
  }[]
  /** Categories that are not drawn. */
  hidden: number
}

const barsMax = 24
const rowPx = 24
const barPx = 8
const characterPx = 6.6

/** As high as its bars are many. */
export function barModel({ bars }: BarData, width: number): BarModel {
  const drawn = bars.slice(0, barsMax)
  const longest = Math.max(...drawn.map(({ category }) => category.length), 1)
  const left = Math.min(longest * characterPx + 14, width * 0.36)
  const values = drawn.map(({ value }) => value)
  const [min, max] = [Math.min(0, ...values), Math.max(0, ...values)]
  const labels = values.map(shortNumber)
  const labelPx = Math.max(...labels.map((label) => label.length), 1) * characterPx + 10
  const inset = min < 0 ? labelPx : 0
  const plot = {
    ...{ left: left + inset, top: 4, width: width - left - inset - labelPx },
    height: drawn.length * rowPx,
  }
  const toX = scale(min === max ? [0, 1] : [min, max], [plot.left, plot.left + plot.width])
  return {
    ...{ width, height: plot.height + 8, plot, zero: tenth(toX(0)) },
    bars: drawn.map(({ category, value }, i) => {
      const [from, to] = [Math.min(toX(0), toX(value)), Math.max(toX(0), toX(value))]
      return {
        ...{ category, label: labels[i]! },
        ...{ y: plot.top + i * rowPx + (rowPx - barPx) / 2, height: barPx },
        ...{ x: tenth(from), width: tenth(to - from) },
        valueX: tenth(value < 0 ? from - 6 : to + 6),
        anchor: value < 0 ? 'end' : 'start',
      }
    }),
    hidden: bars.length - drawn.length,
  }
}
