/** A column's distribution from its quantiles: each lies between two of them with the same share. Pure. */
const isTime = (type: string): boolean => /^(date|timestamp)/.test(type)
export const hasHistogram = (type: string): boolean =>
  isTime(type) || /^(bigint|int|integer|smallint|tinyint|double|float|real|decimal)/.test(type)

const numberOf = (type: string, text: string): number =>
  isTime(type)
    ? Date.parse(text.replace(' ', 'T').replace(/(:\d\d(\.\d+)?)$/, '$1Z'))
    : Number(text)

interface Profiled {
  type: string
  min?: string
  max?: string
  quantiles?: string[]
}

/** `bins` shares of all values, from the least to the greatest; undefined where it is not known. */
export function histogramOf({ type, min, max, quantiles }: Profiled, bins: number) {
  if (!hasHistogram(type) || !quantiles?.length || min === undefined || max === undefined)
    return undefined
  const ends = [min, ...quantiles, max].map((text) => numberOf(type, text)).sort((a, b) => a - b)
  const [low = 0, high = 0] = [ends[0], ends.at(-1)]
  if (!ends.every(Number.isFinite) || high <= low) return undefined
  const share = 1 / (ends.length - 1)
  const shares = new Array<number>(bins).fill(0)
  const place = (value: number): number => ((value - low) / (high - low)) * bins
  for (let i = 1; i < ends.length; i++) {
    const [from, to] = [place(ends[i - 1] ?? low), place(ends[i] ?? high)]
    const [first, last] = [Math.min(bins - 1, Math.floor(from)), Math.min(bins - 1, Math.floor(to))]
    for (let bin = first; bin <= last; bin++) {
      const covered = Math.min(to, bin + 1) - Math.max(from, bin)
      const part = to > from ? covered / (to - from) : bin === first ? 1 : 0
      shares[bin] = (shares[bin] ?? 0) + share * Math.max(0, part)
    }
  }
  return shares
}
