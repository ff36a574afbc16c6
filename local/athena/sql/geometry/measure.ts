/** Lengths, areas, distances and relations of plane geometries. https://trino.io/docs/476/functions/geospatial.html */
import { formatWkt, type Geometry, type Point, parseWkt, pointOf } from './wkt.ts'

type Segment = readonly [Point, Point]

const segmentsOfLine = (line: Point[]): Segment[] =>
  line.slice(1).map((point, place) => [line[place] as Point, point])

const edges = ({ polygons }: Geometry): Segment[] => polygons.flat().flatMap(segmentsOfLine)

/** Lines and the rims of polygons. */
const segments = (geometry: Geometry): Segment[] => [
  ...geometry.lines.flatMap(segmentsOfLine),
  ...edges(geometry),
]

const vertices = ({ points, lines, polygons }: Geometry): Point[] => [
  ...points,
  ...lines.flat(),
  ...polygons.flat(2),
]

const cross = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)

const isOn = (point: Point, [a, b]: Segment): boolean =>
  cross(a, b, point) === 0 &&
  Math.min(a[0], b[0]) <= point[0] &&
  point[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= point[1] &&
  point[1] <= Math.max(a[1], b[1])

/** 1 inside, 0 on the rim, -1 outside. */
function place(point: Point, geometry: Geometry): number {
  if (edges(geometry).some((edge) => isOn(point, edge))) return 0
  const isInside = geometry.polygons.some(([shell, ...holes]) => {
    return within(point, shell as Point[]) && !holes.some((hole) => within(point, hole))
  })
  return isInside ? 1 : -1
}

function within([x, y]: Point, ring: Point[]): boolean {
  let inside = false
  for (const [[ax, ay], [bx, by]] of segmentsOfLine(ring)) {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

function apart(point: Point, [a, b]: Segment): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
  const t = Math.max(0, Math.min(1, share))
  return Math.hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy)
}

function meet([a, b]: Segment, [c, d]: Segment): boolean {
  const signs = [cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)].map(Math.sign)
  const [p, q, r, s] = signs as [number, number, number, number]
  if (p * q < 0 && r * s < 0) return true
  return isOn(c, [a, b]) || isOn(d, [a, b]) || isOn(a, [c, d]) || isOn(b, [c, d])
}

const isEmpty = (geometry: Geometry) => vertices(geometry).length === 0

function distance(a: Geometry, b: Geometry): number {
  if (vertices(a).some((point) => place(point, b) >= 0)) return 0
  if (vertices(b).some((point) => place(point, a) >= 0)) return 0
  const [left, right] = [segments(a), segments(b)]
  let least = Infinity
  for (const segment of left) {
    for (const other of right) if (meet(segment, other)) return 0
    for (const point of vertices(b)) least = Math.min(least, apart(point, segment))
  }
  for (const segment of right) {
    for (const point of vertices(a)) least = Math.min(least, apart(point, segment))
  }
  for (const [x, y] of a.points) {
    for (const [u, v] of b.points) least = Math.min(least, Math.hypot(x - u, y - v))
  }
  return least
}

/** Where along a segment another one meets it, from 0 to 1. */
function cuts([a, b]: Segment, [c, d]: Segment): number[] {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = dx * dx + dy * dy
  const along = (point: Point) => ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
  const denominator = dx * (d[1] - c[1]) - dy * (d[0] - c[0])
  if (denominator === 0) return [c, d].filter((point) => isOn(point, [a, b])).map(along)
  const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / denominator
  return t > 0 && t < 1 ? [t] : []
}

/** Middles of the parts into which the rim of one geometry cuts the segments of another. */
function middles(geometry: Geometry, by: Geometry): Point[] {
  const rim = edges(by)
  return segments(geometry).flatMap(([a, b]) => {
    const at = [0, ...rim.flatMap((edge) => cuts([a, b], edge)), 1].sort((x, y) => x - y)
    return at.slice(1).map((to, index): Point => {
      const t = ((at[index] as number) + to) / 2
      return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
    })
  })
}

const refused = (what: string) => new Error(`NOT_SUPPORTED: ${what} is not supported on the laptop`)

/** Nothing of it outside, and some of it inside. */
function contains(whole: Geometry, part: Geometry): boolean {
  if (isEmpty(whole) || isEmpty(part)) return false
  if (whole.polygons.length === 0) return containedInLine(whole, part)
  const places = [...part.points, ...middles(part, whole)].map((point) => place(point, whole))
  const corners = vertices(part).map((point) => place(point, whole))
  if ([...places, ...corners].some((each) => each < 0)) return false
  const holes = whole.polygons.flatMap(([, ...inner]) => inner.flat())
  if (holes.some((point) => place(point, part) > 0)) return false
  return part.polygons.length > 0 || [...places, ...corners].some((each) => each > 0)
}

function containedInLine(whole: Geometry, part: Geometry): boolean {
  if (part.polygons.length > 0) return false
  if (part.lines.length > 0) throw refused('ST_Contains of two lines')
  if (whole.points.length > 0) {
    return part.points.every(([x, y]) => whole.points.some(([u, v]) => x === u && y === v))
  }
  const ends = whole.lines.flatMap((line) => [line[0], line.at(-1)])
  return (
    part.points.every((point) => segments(whole).some((segment) => isOn(point, segment))) &&
    part.points.some(([x, y]) => !ends.some((end) => end?.[0] === x && end[1] === y))
  )
}

function equal(a: Geometry, b: Geometry): boolean {
  if (a.lines.length > 0 || b.lines.length > 0) {
    if (formatWkt(a) === formatWkt(b)) return true
    if (a.lines.length > 0 && b.lines.length > 0) throw refused('ST_Equals of two lines')
    return false
  }
  return contains(a, b) && contains(b, a)
}

const ringArea = (ring: Point[]) =>
  segmentsOfLine(ring).reduce((sum, [[ax, ay], [bx, by]]) => sum + (ax * by - bx * ay), 0) / 2

const area = ({ polygons }: Geometry) =>
  polygons.reduce((sum, [shell, ...holes]) => {
    const inner = holes.reduce((total, hole) => total + Math.abs(ringArea(hole)), 0)
    return sum + Math.abs(ringArea(shell as Point[])) - inner
  }, 0)

const length = ({ lines }: Geometry) =>
  lines
    .flatMap(segmentsOfLine)
    .reduce((sum, [[ax, ay], [bx, by]]) => sum + Math.hypot(bx - ax, by - ay), 0)

function bounds(geometry: Geometry) {
  const all = vertices(geometry)
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)]
  return {
    ...{ xmin: Math.min(...xs), xmax: Math.max(...xs) },
    ...{ ymin: Math.min(...ys), ymax: Math.max(...ys) },
  }
}

/** Relations of two geometries by their names in SQL. */
export const relations: Record<string, (a: Geometry, b: Geometry) => boolean> = {
  contains,
  within: (a, b) => contains(b, a),
  intersects: (a, b) => !isEmpty(a) && !isEmpty(b) && distance(a, b) === 0,
  disjoint: (a, b) => isEmpty(a) || isEmpty(b) || distance(a, b) > 0,
  equals: equal,
}

/** Numbers of one geometry by their names in SQL; null for none. */
export const measures: Record<string, (geometry: Geometry) => number | null> = {
  area,
  length(geometry) {
    if (geometry.lines.length > 0 || isEmpty(geometry)) return length(geometry)
    const text = `ST_Length only applies to LINE_STRING or MULTI_LINE_STRING. Input type is: ${typeName(geometry)}`
    throw new Error(`INVALID_FUNCTION_ARGUMENT: ${text}`)
  },
  x: (geometry) => coordinate(geometry, 0),
  y: (geometry) => coordinate(geometry, 1),
  xmin: (geometry) => (isEmpty(geometry) ? null : bounds(geometry).xmin),
  xmax: (geometry) => (isEmpty(geometry) ? null : bounds(geometry).xmax),
  ymin: (geometry) => (isEmpty(geometry) ? null : bounds(geometry).ymin),
  ymax: (geometry) => (isEmpty(geometry) ? null : bounds(geometry).ymax),
}

function coordinate(geometry: Geometry, axis: 0 | 1): number | null {
  if (geometry.kind === 'POINT') return geometry.points[0]?.[axis] ?? null
  const text = `${axis === 0 ? 'ST_X' : 'ST_Y'} only applies to POINT. Input type is: ${typeName(geometry)}`
  throw new Error(`INVALID_FUNCTION_ARGUMENT: ${text}`)
}

const typeName = ({ kind }: Geometry) =>
  kind.replace('MULTI', 'MULTI_').replace('LINESTRING', 'LINE_STRING')

export const geometryType = (text: string): string =>
  ({
    POINT: 'ST_Point',
    LINESTRING: 'ST_LineString',
    POLYGON: 'ST_Polygon',
    MULTIPOINT: 'ST_MultiPoint',
    MULTILINESTRING: 'ST_MultiLineString',
    MULTIPOLYGON: 'ST_MultiPolygon',
  })[parseWkt(text).kind]

export const relate = (name: string, a: string, b: string): boolean =>
  (relations[name] as (typeof relations)[string])(parseWkt(a), parseWkt(b))

export const measure = (name: string, text: string): number | null =>
  (measures[name] as (typeof measures)[string])(parseWkt(text))

/** Null where one of them is empty. */
export function distanceBetween(a: string, b: string): number | null {
  const [left, right] = [parseWkt(a), parseWkt(b)]
  return isEmpty(left) || isEmpty(right) ? null : distance(left, right)
}

export const countPoints = ({ points, lines, polygons }: Geometry): number =>
  points.length +
  lines.flat().length +
  polygons.flat().reduce((sum, ring) => sum + ring.length - 1, 0)

/** A text in the one spelling; of a kind, where one is wanted. */
export function normalWkt(text: string, kind: string): string {
  const geometry = parseWkt(text)
  if (kind !== '' && geometry.kind !== kind) {
    throw new Error(`INVALID_FUNCTION_ARGUMENT: ${text} is no ${kind}`)
  }
  // Shells go against the clock and holes with it.
  const polygons = geometry.polygons.map((rings) =>
    rings.map((ring, index) => (ringArea(ring) > 0 === (index === 0) ? ring : ring.toReversed())),
  )
  return formatWkt({ ...geometry, polygons })
}

export const pointWkt = (x: number, y: number): string => {
  if (Number.isFinite(x) && Number.isFinite(y)) return formatWkt(pointOf(x, y))
  throw new Error('INVALID_FUNCTION_ARGUMENT: Coordinates of a point must be finite')
}

export const numPoints = (text: string): bigint => BigInt(countPoints(parseWkt(text)))
export const isEmptyWkt = (text: string): boolean => isEmpty(parseWkt(text))
