/** How a series of measurements is said: its median, its 95th percentile and its ends. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function figures(values: number[], unit: string): string {
  const text = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 })
  const [min, p50, p95, max] = [0, 0.5, 0.95, 1].map((share) => text(percentile(values, share)))
  return `p50 ${p50} ${unit}, p95 ${p95} ${unit} (${min} to ${max}, n = ${values.length})`
}
