/** Gradient boosted trees on histograms, for a yes or no: deterministic, level by level, missing values sent where they help. */

/** A leaf where `feature` is -1. A row goes left where its value is ≤ `threshold`, or missing and `missingLeft`. */
export interface Node {
  feature: number
  threshold: number
  missingLeft: boolean
  left: number
  right: number
  value: number
}

export interface Forest {
  /** Log odds that all trees add to. */
  base: number
  /** Each tree's root is its first node. */
  trees: Node[][]
}

export interface Growth {
  trees: number
  depth: number
  learningRate: number
  binsMax: number
  /** What a leaf's hessian must reach: about a fifth of its rows. */
  hessianMin: number
  lambda: number
}

interface Binned {
  bins: Uint8Array
  /** Upper edges, ascending; a missing value is in the bin after the last. */
  edges: Float32Array
}

/** `columns` hold a feature each, NaN where it is missing. */
export function growForest(columns: Float32Array[], labels: Uint8Array, growth: Growth): Forest {
  const binned = columns.map((column) => binsOf(column, growth.binsMax))
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const base = Math.log(positives / (labels.length - positives))
  const scores = new Float64Array(labels.length).fill(base)
  const slopes = {
    gradient: new Float64Array(labels.length),
    hessian: new Float64Array(labels.length),
  }
  const trees = Array.from({ length: growth.trees }, () => {
    for (let i = 0; i < labels.length; i++) {
      const chance = 1 / (1 + Math.exp(-scores[i]!))
      slopes.gradient[i] = chance - labels[i]!
      slopes.hessian[i] = chance * (1 - chance)
    }
    const { nodes, nodeOf } = growTree(binned, slopes, growth)
    for (let i = 0; i < labels.length; i++) scores[i]! += nodes[nodeOf[i]!]!.value
    return nodes
  })
  return { base, trees }
}

/** Edges at quantiles of the values that are there. */
function binsOf(column: Float32Array, binsMax: number): Binned {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort()
  const steps = Array.from(
    { length: binsMax },
    (_, i) => sorted[Math.floor((i * sorted.length) / binsMax)] ?? 0,
  )
  const edges = Float32Array.from(new Set(steps))
  const bins = Uint8Array.from(column, (value) => {
    if (Number.isNaN(value)) return edges.length + 1
    let low = 0
    for (let high = edges.length; low < high; ) {
      const middle = (low + high) >> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  })
  return { bins, edges }
}

interface Slopes {
  gradient: Float64Array
  hessian: Float64Array
}

interface Grown {
  nodes: Node[]
  /** The leaf of each row. */
  nodeOf: Uint16Array
}

const leaf = (): Node => ({
  feature: -1,
  threshold: 0,
  missingLeft: false,
  left: 0,
  right: 0,
  value: 0,
})

function growTree(binned: Binned[], slopes: Slopes, growth: Growth): Grown {
  const rows = slopes.gradient.length
  const nodes = [leaf()]
  const nodeOf = new Uint16Array(rows)
  let level = [0]
  for (let depth = 0; level.length > 0; depth++) {
    const totals = totalsOf(level, nodeOf, slopes)
    for (const [i, at] of level.entries()) {
      nodes[at]!.value =
        (-growth.learningRate * totals[2 * i]!) / (totals[2 * i + 1]! + growth.lambda)
    }
    if (depth === growth.depth) break
    const splits = bestSplits(binned, slopes, { level, nodeOf, totals, growth })
    level = splits.flatMap((split, i) => {
      if (!split) return []
      const left = nodes.push(leaf(), leaf()) - 2
      Object.assign(nodes[level[i]!]!, split, { left, right: left + 1 })
      return [left, left + 1]
    })
    moveRows(nodes, nodeOf, binned)
  }
  return { nodes, nodeOf }
}

/** Each node's place in its level, by its number; -1 where it is not in it. */
function placesOf(level: number[]): Int32Array {
  const places = new Int32Array(Math.max(...level) + 1).fill(-1)
  for (const [i, at] of level.entries()) places[at] = i
  return places
}

function totalsOf(
  level: number[],
  nodeOf: Uint16Array,
  { gradient, hessian }: Slopes,
): Float64Array {
  const places = placesOf(level)
  const totals = new Float64Array(2 * level.length)
  for (let i = 0; i < nodeOf.length; i++) {
    const place = places[nodeOf[i]!] ?? -1
    if (place < 0) continue
    totals[2 * place]! += gradient[i]!
    totals[2 * place + 1]! += hessian[i]!
  }
  return totals
}

type Split = Pick<Node, 'feature' | 'threshold' | 'missingLeft'>

interface Level {
  level: number[]
  nodeOf: Uint16Array
  totals: Float64Array
  growth: Growth
}

function bestSplits(binned: Binned[], slopes: Slopes, at: Level): (Split | undefined)[] {
  const best = at.level.map((): { gain: number; split?: Split } => ({ gain: 1e-6 }))
  for (const [feature, { bins, edges }] of binned.entries()) {
    const width = edges.length + 2
    const histogram = histogramOf(bins, width, slopes, at)
    for (const [i, found] of best.entries()) {
      const own = histogram.subarray(2 * width * i, 2 * width * (i + 1))
      const total: [number, number] = [at.totals[2 * i]!, at.totals[2 * i + 1]!]
      for (const { gain, edge, missingLeft } of gainsOf(own, edges.length, total, at.growth)) {
        if (gain <= found.gain) continue
        found.gain = gain
        found.split = { feature, threshold: edges[edge]!, missingLeft }
      }
    }
  }
  return best.map(({ split }) => split)
}

/** Gradient and hessian of each bin of each node of the level. */
function histogramOf(
  bins: Uint8Array,
  width: number,
  { gradient, hessian }: Slopes,
  { level, nodeOf }: Level,
): Float64Array {
  const places = placesOf(level)
  const histogram = new Float64Array(2 * width * level.length)
  for (let i = 0; i < bins.length; i++) {
    const place = places[nodeOf[i]!] ?? -1
    if (place < 0) continue
    const slot = 2 * (place * width + bins[i]!)
    histogram[slot]! += gradient[i]!
    histogram[slot + 1]! += hessian[i]!
  }
  return histogram
}

function* gainsOf(
  histogram: Float64Array,
  edges: number,
  [gradient, hessian]: [number, number],
  { hessianMin, lambda }: Growth,
): Generator<{ gain: number; edge: number; missingLeft: boolean }> {
  const worth = (g: number, h: number): number => (g * g) / (h + lambda)
  const missing = [histogram[2 * (edges + 1)]!, histogram[2 * (edges + 1) + 1]!] as const
  let [left, leftHessian] = [0, 0]
  for (let edge = 0; edge < edges; edge++) {
    left += histogram[2 * edge]!
    leftHessian += histogram[2 * edge + 1]!
    for (const missingLeft of missing[1] > 0 ? [false, true] : [false]) {
      const g = left + (missingLeft ? missing[0] : 0)
      const h = leftHessian + (missingLeft ? missing[1] : 0)
      if (h < hessianMin || hessian - h < hessianMin) continue
      const gain = worth(g, h) + worth(gradient - g, hessian - h) - worth(gradient, hessian)
      yield { gain, edge, missingLeft }
    }
  }
}

function moveRows(nodes: Node[], nodeOf: Uint16Array, binned: Binned[]): void {
  const cuts = nodes.map(
    ({ feature, threshold }) => binned[feature]?.edges.indexOf(threshold) ?? -1,
  )
  for (let i = 0; i < nodeOf.length; i++) {
    const at = nodeOf[i]!
    const { feature, missingLeft, left, right } = nodes[at]!
    if (feature < 0) continue
    const { bins, edges } = binned[feature]!
    const bin = bins[i]!
    const goesLeft = bin > edges.length ? missingLeft : bin <= cuts[at]!
    nodeOf[i] = goesLeft ? left : right
  }
}

/** The chance of yes for one row of features. */
export function forestChance({ base, trees }: Forest, row: ArrayLike<number>): number {
  let score = base
  for (const nodes of trees) {
    let node = nodes[0]!
    while (node.feature >= 0) {
      const value = row[node.feature]!
      const goesLeft = Number.isNaN(value) ? node.missingLeft : value <= node.threshold
      node = nodes[goesLeft ? node.left : node.right]!
    }
    score += node.value
  }
  return 1 / (1 + Math.exp(-score))
}

/** Area under the ROC curve: how often a yes is ranked before a no; ties count half. */
export function areaUnderCurve(chances: ArrayLike<number>, labels: Uint8Array): number {
  const order = Array.from(labels.keys()).sort((a, b) => chances[a]! - chances[b]!)
  let [ranks, yes] = [0, 0]
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && chances[order[end]!] === chances[order[start]!]) end++
    const rank = (start + 1 + end) / 2
    for (let i = start; i < end; i++) {
      if (labels[order[i]!] === 0) continue
      ranks += rank
      yes++
    }
    start = end
  }
  return (ranks - (yes * (yes + 1)) / 2) / (yes * (order.length - yes))
}
