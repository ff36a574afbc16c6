/** Columns of a text by the blanks that run down through its lines. */
import { cutByBlanks, isBlankAt, type Places, type Span } from '../../render/fixedline.ts'
import { cellKind } from '../cell.ts'
import { isDigits } from '../table/kinds.ts'

/** Of these lines, but for so many of them; undefined where they have not two columns. */
export function columnsByBlanks(
  lines: Places[],
  leftOut: number,
  taken = takenIn(lines),
): Span[] | undefined {
  const segments = segmentsOf(taken, leftOut)
  const columns: Span[] = []
  for (const segment of segments) {
    const before = columns.at(-1)
    if (before && !isGap(lines, before, segment)) before[1] = segment[1]
    else columns.push([...segment])
  }
  return columns.length >= 2 ? columns : undefined
}

/** Whether there could be two columns, if so many lines were left out: in prose there is none. */
export const hasGaps = (taken: Uint32Array, leftOut: number): boolean =>
  segmentsOf(taken, leftOut).length >= 2

/** In how many of the lines each place is not blank. */
export function takenIn(lines: Places[]): Uint32Array {
  const width = lines.reduce((most, places) => Math.max(most, places.length), 0)
  const taken = new Uint32Array(width + 1)
  for (const places of lines) count(taken, places, 1)
  return taken
}

/** Likewise in the others, where these are some of them. */
export function takenWithout(taken: Uint32Array, lines: Places[]): Uint32Array {
  const rest = taken.slice()
  for (const places of lines) count(rest, places, -1)
  return rest
}

function count(taken: Uint32Array, places: Places, by: 1 | -1): void {
  for (let at = 0; at < places.length; at++) if (!isBlankAt(places, at)) taken[at]! += by
}

/** Runs of places that are not blank in every line, but for so many. */
function segmentsOf(taken: Uint32Array, leftOut: number): Span[] {
  const segments: Span[] = []
  let start = -1
  for (let at = 0; at < taken.length; at++) {
    const isTaken = taken[at]! > leftOut
    if (isTaken && start < 0) start = at
    if (!isTaken && start >= 0) {
      segments.push([start, at])
      start = -1
    }
  }
  return segments
}

/** A single blank between words is no gap: somewhere there are more, as only columns have them. */
function isGap(lines: Places[], left: Span, right: Span): boolean {
  let [both, padded] = [0, 0]
  for (const places of lines) {
    if (places.length <= right[0]) continue
    let [end, start] = [left[1], right[0]]
    while (end > left[0] && isBlankAt(places, end - 1)) end--
    while (start < right[1] && isBlankAt(places, start)) start++
    if (end === left[0] || start === right[1]) continue
    both++
    if (start - end >= 2) padded++
  }
  if (both === 0) return right[0] - left[1] >= 2
  if (padded > 0.05 * both) return true
  return both === lines.length && isTypedEdge(lines, left, right)
}

const rowsForTypes = 5

/** Values of one length, one blank apart: of two kinds. */
function isTypedEdge(lines: Places[], left: Span, right: Span): boolean {
  if (lines.length <= rowsForTypes) return false
  const columns: Span[] = [left, right].map(([start, end]) => [start - left[0], end - left[0]])
  const body: string[][] = []
  for (const [i, places] of lines.entries()) {
    const pair = cutByBlanks(places.slice(left[0], right[1]), columns)
    if (!pair || pair.includes(null)) return false
    if (i === 0) continue
    const texts = pair as string[]
    if (!texts.some(isDigits)) return false // words beside words, whatever comes below
    body.push(texts)
  }
  const kinds = new Set([0, 1].map((i) => edgeKind(body.map((pair) => pair[i]!))))
  if (kinds.size < 2 || kinds.has('mixed')) return false
  return kinds.has('words') || (kinds.has('numbers') && kinds.has('dates'))
}

/** A time, as other digits with signs in them, may belong to the date before it. */
function edgeKind(cells: string[]): 'words' | 'numbers' | 'dates' | 'signed' | 'mixed' {
  if (cells.every((cell) => !isDigits(cell))) return 'words'
  if (!cells.every(isDigits)) return 'mixed'
  if (cells.every((cell) => /^date|^timestamp/.test(cellKind(cell)))) return 'dates'
  return cells.some((cell) => /[:/]|\d-/.test(cell)) ? 'signed' : 'numbers'
}
