/** Plane geometries as well-known text, which is how they are kept. https://www.ogc.org/standards/sfa */

export type Point = readonly [x: number, y: number]

/** Points, lines of points, or polygons of rings, several of one kind in one geometry. */
export interface Geometry {
  kind: 'POINT' | 'LINESTRING' | 'POLYGON' | 'MULTIPOINT' | 'MULTILINESTRING' | 'MULTIPOLYGON'
  points: Point[]
  lines: Point[][]
  /** Rings: the shell, then its holes. */
  polygons: Point[][][]
}

const invalid = (text: string) => new Error(`INVALID_FUNCTION_ARGUMENT: Invalid WKT: ${text}`)

class Reader {
  private readonly words: string[]
  private place = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
    this.words = source.match(/[A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[(),]|\S/g) ?? []
  }

  take(): string {
    const word = this.words[this.place]
    if (word === undefined) throw invalid(this.source)
    this.place += 1
    return word
  }

  accept(word: string): boolean {
    if (this.words[this.place]?.toUpperCase() !== word) return false
    this.place += 1
    return true
  }

  expect(word: string): void {
    if (!this.accept(word)) throw invalid(this.source)
  }

  end(): void {
    if (this.place < this.words.length) throw invalid(this.source)
  }

  list<T>(item: () => T): T[] {
    if (this.accept('EMPTY')) return []
    this.expect('(')
    const items = [item()]
    while (this.accept(',')) items.push(item())
    this.expect(')')
    return items
  }

  point = (): Point => {
    const [x, y] = [Number(this.take()), Number(this.take())]
    if (Number.isNaN(x) || Number.isNaN(y)) throw invalid(this.source)
    return [x, y]
  }
}

const kinds = [
  'POINT',
  'LINESTRING',
  'POLYGON',
  'MULTIPOINT',
  'MULTILINESTRING',
  'MULTIPOLYGON',
] as const

/** Reads a text; throws `INVALID_FUNCTION_ARGUMENT` where it is none. */
export function parseWkt(text: string): Geometry {
  const reader = new Reader(text)
  const word = reader.take().toUpperCase()
  const kind = kinds.find((each) => each === word)
  if (word === 'GEOMETRYCOLLECTION') {
    throw new Error('NOT_SUPPORTED: A collection of geometries is not supported on the laptop')
  }
  if (!kind) throw invalid(text)
  const found: Geometry = { kind, points: [], lines: [], polygons: [] }
  const ring = () => reader.list(reader.point)
  const loosePoint = () => {
    if (!reader.accept('(')) return reader.point()
    const point = reader.point()
    reader.expect(')')
    return point
  }
  if (kind === 'POINT') found.points = reader.list(reader.point)
  if (kind === 'MULTIPOINT') found.points = reader.list(loosePoint)
  if (kind === 'LINESTRING') found.lines = [ring()].filter((line) => line.length > 0)
  if (kind === 'MULTILINESTRING') found.lines = reader.list(ring)
  if (kind === 'POLYGON') found.polygons = [reader.list(ring)].filter((rings) => rings.length > 0)
  if (kind === 'MULTIPOLYGON') found.polygons = reader.list(() => reader.list(ring))
  reader.end()
  if (found.points.length > 1 && kind === 'POINT') throw invalid(text)
  checkRings(found, text)
  return found
}

function checkRings({ polygons, lines }: Geometry, text: string): void {
  for (const ring of polygons.flat()) {
    const [first, last] = [ring[0], ring.at(-1)]
    const closed = first && last && first[0] === last[0] && first[1] === last[1]
    if (ring.length < 4 || !closed) throw invalid(text)
  }
  if (lines.some((line) => line.length < 2)) throw invalid(text)
}

const pointText = ([x, y]: Point) => `${x} ${y}`
const lineText = (line: Point[]) => `(${line.map(pointText).join(', ')})`
const polygonText = (rings: Point[][]) => `(${rings.map(lineText).join(', ')})`

export function formatWkt({ kind, points, lines, polygons }: Geometry): string {
  if (points.length + lines.length + polygons.length === 0) return `${kind} EMPTY`
  if (kind === 'POINT') return `POINT ${lineText(points)}`
  if (kind === 'MULTIPOINT')
    return `MULTIPOINT (${points.map((each) => `(${pointText(each)})`).join(', ')})`
  if (kind === 'LINESTRING') return `LINESTRING ${lineText(lines[0] as Point[])}`
  if (kind === 'MULTILINESTRING') return `MULTILINESTRING (${lines.map(lineText).join(', ')})`
  if (kind === 'POLYGON') return `POLYGON ${polygonText(polygons[0] as Point[][])}`
  return `MULTIPOLYGON (${polygons.map(polygonText).join(', ')})`
}

export const pointOf = (x: number, y: number): Geometry => ({
  ...{ kind: 'POINT', points: [[x, y]], lines: [], polygons: [] },
})
