/** Where an axis is marked: few places, round numbers, and days, months and years as people count them. */

import { aboutCount } from '../parts/units.ts'

export interface Tick {
  value: number
  label: string
}

/** Round numbers from below `min` to above `max`, about `count` of them. */
export function numberTicks(min: number, max: number, count = 4): Tick[] {
  const size = Math.max(Math.abs(min), Math.abs(max), 1e-200)
  const isFlat = max - min < size * 1e-9
  const step = roundStep((isFlat ? size : max - min) / count)
  const first = Math.floor(min / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(max / step - 1e-9))
  const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  return values.map((value) => ({ value: tidy(value), label: shortNumber(tidy(value)) }))
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return (([1, 2, 5] as const).find((times) => times * power >= rough * 0.999) ?? 10) * power
}

const tidy = (value: number): number => Number(value.toPrecision(12))

const few = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })

/** 1200000 → 1.2M; for axes and ends of lines only, where the table beside has it exactly. */
export function shortNumber(value: number): string {
  if (Math.abs(value) < 10_000) return few.format(value)
  const { number, unit } = aboutCount(value)
  return number + unit
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const steadyMs = [1, 5, 15, 30].flatMap((n) => [n * secondMs, n * minuteMs])
const stepsMs = [...steadyMs, hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 2 * dayMs]
const weeksMs = [7 * dayMs, 14 * dayMs]
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200]

/** At most `count` times between two of them, UTC, at starts of hours, days, months or years. */
export function timeTicks(minMs: number, maxMs: number, count = 5): Tick[] {
  const spanMs = Math.max(maxMs - minMs, 1)
  const step = [...stepsMs, ...weeksMs].sort((a, b) => a - b).find((ms) => spanMs / ms <= count)
  if (step !== undefined) return steadyTicks(minMs, maxMs, step)
  const months = monthSteps.find((n) => spanMs / (n * 30 * dayMs) <= count) ?? 1200
  return monthTicks(minMs, maxMs, months)
}

function steadyTicks(minMs: number, maxMs: number, stepMs: number): Tick[] {
  const ticks: Tick[] = []
  for (let at = Math.ceil(minMs / stepMs) * stepMs; at <= maxMs; at += stepMs) {
    ticks.push({ value: at, label: stepMs < dayMs ? clock(at, stepMs) : dayOf(at) })
  }
  return ticks
}

function monthTicks(minMs: number, maxMs: number, months: number): Tick[] {
  const ticks: Tick[] = []
  const began = new Date(minMs)
  const beganMonth = began.getUTCFullYear() * 12 + began.getUTCMonth()
  for (let month = Math.ceil(beganMonth / months) * months; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12)
    if (at > maxMs) return ticks
    if (at >= minMs) ticks.push({ value: at, label: monthOf(at, months) })
  }
}

const part = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options })
const day = part({ day: 'numeric', month: 'short' })
const monthAlone = part({ month: 'short' })
const hourAndMinute = part({ hour: '2-digit', minute: '2-digit' })
const withSeconds = part({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayAndYear = part({ day: 'numeric', month: 'short', year: 'numeric' })

const dayOf = (ms: number): string => day.format(ms)
const monthOf = (ms: number, months: number): string =>
  months >= 12 || new Date(ms).getUTCMonth() === 0
    ? String(new Date(ms).getUTCFullYear())
    : monthAlone.format(ms)
const clock = (ms: number, stepMs: number): string =>
  ms % dayMs === 0 ? dayOf(ms) : (stepMs < minuteMs ? withSeconds : hourAndMinute).format(ms)

/** A moment in words, as exact as the span it stands in asks for. */
export function momentOf(ms: number, spanMs: number): string {
  if (spanMs >= 2 * dayMs || ms % dayMs === 0) return dayAndYear.format(ms)
  return spanMs >= 10 * minuteMs ? hourAndMinute.format(ms) : withSeconds.format(ms)
}
