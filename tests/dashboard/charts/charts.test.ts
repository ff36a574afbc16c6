import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { barModel } from '../../../dashboard/charts/bars.ts'
import { binsOf, histogramModel } from '../../../dashboard/charts/histogram.ts'
import { type LineData, lineModel } from '../../../dashboard/charts/line.ts'
import { apart } from '../../../dashboard/charts/scale.ts'
import { numberTicks, timeTicks } from '../../../dashboard/charts/ticks.ts'

const dayMs = 86_400_000
const days = (...values: (number | null)[]): LineData => ({
  x: values.map((_, i) => Date.UTC(2001, 0, 1) + i * dayMs),
  isTime: true,
  xName: 'day',
  series: [{ name: 'flights', values }],
})

describe('ticks', () => {
  test('of numbers are few and round, and hold all values', () => {
    expect(numberTicks(0, 92).map(({ label }) => label)).toEqual(['0', '50', '100'])
    expect(numberTicks(0, 1_180_000).map(({ label }) => label)).toEqual(['0', '500k', '1M', '1.5M'])
    const extents = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(extents, extents, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const values = numberTicks(min, max).map(({ value }) => value)
        const slack = Math.max(Math.abs(min), Math.abs(max)) * 1e-6 + 1e-12
        expect(values.length).toBeLessThanOrEqual(8)
        expect(values[0]).toBeLessThanOrEqual(min + slack)
        expect(values.at(-1)).toBeGreaterThanOrEqual(max - slack)
      }),
    )
  })

  test.each([
    [Date.UTC(2001, 0, 1), Date.UTC(2001, 2, 31), ['2001', 'Feb', 'Mar']],
    [Date.UTC(2001, 0, 1), Date.UTC(2001, 0, 4), ['1 Jan', '2 Jan', '3 Jan', '4 Jan']],
    [Date.UTC(2001, 0, 1, 9), Date.UTC(2001, 0, 1, 12), ['09:00', '10:00', '11:00', '12:00']],
    [Date.UTC(1990, 5), Date.UTC(2012, 5), ['1995', '2000', '2005', '2010']],
  ])('of times begin hours, days, months and years: %p', (min, max, labels) => {
    expect(timeTicks(min, max).map(({ label }) => label)).toEqual(labels)
  })

  test('of times are never many', () => {
    const times = fc.integer({ min: -6e12, max: 6e12 })
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 3e12 }), (min, span) => {
        const ticks = timeTicks(min, min + span)
        expect(ticks.length).toBeLessThanOrEqual(7)
        for (const { value } of ticks) expect(value >= min && value <= min + span).toBe(true)
      }),
    )
  })
})

describe('lines', () => {
  test('begin at zero, however far from it the values are', () => {
    const model = lineModel(days(900, 950, 1000), 600, 200)
    expect(model.yTicks[0]!.label).toBe('0')
    expect(model.zero).toBe(model.plot.top + model.plot.height)
  })

  test('break where a period is empty, and a lone value is a dot', () => {
    const gap = days(1, 2, 3, 4, 5, 6)
    gap.x.splice(3, 1)
    gap.series[0]!.values.splice(3, 1)
    expect(lineModel(gap, 600, 200).lines[0]!.path.match(/M/g)).toHaveLength(2)
    expect(lineModel(days(1, null, 3), 600, 200).lines[0]!.path).toMatch(/^M[\d. ]+h0M[\d. ]+h0$/)
  })

  test('end with names that do not lie on one another', () => {
    const places = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(places, (wanted) => {
        const sorted = apart(wanted, 15, [0, 200]).sort((a, b) => a - b)
        for (const [i, place] of sorted.slice(1).entries()) {
          expect(place - sorted[i]!).toBeGreaterThanOrEqual(15)
        }
        expect(sorted[0]).toBeGreaterThanOrEqual(0)
        expect(sorted.at(-1)).toBeLessThanOrEqual(200)
      }),
    )
  })
})

describe('bars', () => {
  const bars = (values: number[]) => ({
    categoryName: 'carrier',
    valueName: 'flights',
    bars: values.map((value, i) => ({ category: `C${i}`, value })),
  })

  test('are as long as their values, from zero', () => {
    const model = barModel(bars([100, 50, 0]), 600)
    const widths = model.bars.map(({ width }) => width)
    expect(widths[1]! / widths[0]!).toBeCloseTo(0.5, 2)
    expect(widths[2]).toBe(0)
    for (const { x } of model.bars) expect(x).toBeCloseTo(model.zero, 0)
  })

  test('below zero go the other way, and their numbers stand at their ends', () => {
    const [above, below] = barModel(bars([10, -10]), 600).bars
    expect(below!.x + below!.width).toBeCloseTo(above!.x, 0)
    expect(below!.anchor).toBe('end')
  })

  test('that are too many are counted', () => {
    const model = barModel(bars(Array.from({ length: 30 }, (_, i) => i)), 600)
    expect(model.bars).toHaveLength(24)
    expect(model.hidden).toBe(6)
  })
})

describe('histograms', () => {
  test('count every value once, in steps between round numbers', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(values, (all) => {
        const bins = binsOf(all)
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
        expect(bins.length).toBeLessThanOrEqual(45)
      }),
    )
    expect(binsOf([1, 2, 3, 100]).filter(({ count }) => count === 0).length).toBeGreaterThan(10)
  })

  test('are drawn on the floor', () => {
    const { bins, plot } = histogramModel(binsOf([1, 2, 2, 9]), 600, 200)
    for (const { y, height } of bins) expect(y + height).toBeCloseTo(plot.top + plot.height, 0)
  })
})
