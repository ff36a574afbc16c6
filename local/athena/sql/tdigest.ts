/**
 * Ted Dunning's merging t-digest with the sizes that Trino's approx_percentile has, so that both answer alike.
 * https://arxiv.org/abs/1902.04023, https://github.com/airlift/airlift/blob/master/stats/src/main/java/io/airlift/stats/TDigest.java
 */

interface Centroid {
  mean: number
  weight: number
}

interface Digest {
  centroids: Centroid[]
  total: number
  least: number
  greatest: number
  /** Every other merge goes from the top, so that neither end is favoured. */
  downwards: boolean
}

const compression = 100
/** While it is filled: a finer one than what is handed on. */
const fineCompression = 2 * compression
const centroidsMax = 6 * (fineCompression + 10)

/** The share of all weight that a centroid at a quantile may have. */
const shareAt = (quantile: number, normalizer: number) => (quantile * (1 - quantile)) / normalizer

function merge(digest: Digest, factor: number): void {
  const { total, downwards } = digest
  const sorted = digest.centroids.toSorted((a, b) => a.mean - b.mean)
  if (downwards) sorted.reverse()
  const normalizer = factor / (4 * Math.log(total / factor) + 24)
  const merged: Centroid[] = []
  let before = 0
  let share = shareAt(0, normalizer)
  for (const { mean, weight } of sorted) {
    const last = merged.at(-1)
    const joined = (last?.weight ?? 0) + weight
    const quantile = Math.min((before + joined) / total, 1)
    const most = total * Math.min(share, shareAt(quantile, normalizer))
    if (last && joined <= most) {
      last.mean += ((mean - last.mean) * weight) / joined
      last.weight = joined
      continue
    }
    if (last) {
      before += last.weight
      share = shareAt(before / total, normalizer)
    }
    merged.push({ mean, weight })
  }
  digest.centroids = downwards ? merged.reverse() : merged
  digest.downwards = !downwards
}

function digestOf(values: number[], weights: number[] | undefined): Digest {
  const digest: Digest = {
    ...{ centroids: [], total: 0, downwards: false },
    ...{ least: Infinity, greatest: -Infinity },
  }
  for (const [place, mean] of values.entries()) {
    if (digest.centroids.length === centroidsMax) merge(digest, fineCompression)
    const weight = weights?.[place] ?? 1
    digest.centroids.push({ mean, weight })
    digest.total += weight
    digest.least = Math.min(digest.least, mean)
    digest.greatest = Math.max(digest.greatest, mean)
  }
  merge(digest, compression)
  // It is handed on, and merged again where it arrives.
  digest.downwards = false
  merge(digest, fineCompression)
  return digest
}

function valueAt({ centroids, total, least, greatest }: Digest, quantile: number): number {
  const [first, last] = [centroids[0] as Centroid, centroids.at(-1) as Centroid]
  if (centroids.length === 1) return first.mean
  const offset = quantile * total
  if (offset < 1) return least
  if (offset < first.weight / 2) {
    return least + ((offset - 1) / (first.weight / 2 - 1)) * (first.mean - least)
  }
  const behind = total - offset
  if (offset <= total - 1 && behind <= last.weight / 2 && last.weight / 2 > 1) {
    return greatest + ((behind - 1) / (last.weight / 2 - 1)) * (last.mean - greatest)
  }
  return offset >= total - 1 ? greatest : between(centroids, offset, greatest)
}

/** Between the middles of two centroids; one of a single value is that value as far as it reaches. */
function between(centroids: Centroid[], offset: number, greatest: number): number {
  let middle = (centroids[0] as Centroid).weight / 2
  for (const [place, left] of centroids.entries()) {
    const right = centroids[place + 1]
    if (!right) break
    const length = (left.weight + right.weight) / 2
    if (middle + length <= offset) {
      middle += length
      continue
    }
    const into = offset - middle
    if (left.weight === 1 && into < 0.5) return left.mean
    if (right.weight === 1 && into >= left.weight / 2) return right.mean
    const [from, reach] =
      left.weight === 1
        ? [into - 0.5, right.weight / 2]
        : [into, right.weight === 1 ? left.weight / 2 : length]
    return left.mean + (from / reach) * (right.mean - left.mean)
  }
  return greatest
}

/** What approx_percentile gives of values, which may be weighted; throws for a share or a weight out of range. */
export function percentiles(
  values: (number | null)[],
  weights: (number | null)[] | undefined,
  shares: number[],
): number[] | null {
  const invalid = (text: string) => new Error(`INVALID_FUNCTION_ARGUMENT: ${text}`)
  const kept = values.flatMap((value, place) => {
    const weight = weights ? weights[place] : 1
    return value === null || weight == null ? [] : [{ value, weight }]
  })
  if (shares.some((share) => share < 0 || share > 1)) {
    throw invalid('Percentile must be between 0 and 1')
  }
  if (kept.some(({ weight }) => weight <= 0)) throw invalid('Percentile weight must be > 0')
  if (kept.some(({ value }) => !Number.isFinite(value))) throw invalid('value must be finite')
  if (kept.length === 0) return null
  const digest = digestOf(
    kept.map(({ value }) => value),
    weights && kept.map(({ weight }) => weight),
  )
  return shares.map((share) => valueAt(digest, share))
}
