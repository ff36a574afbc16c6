/** Where in a statement something is wrong, and what may have been meant. */
import type { Position } from './error.ts'

/** Of an error in Athena's words: `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved`. */
export function positionIn(message: string): Position | undefined {
  const [, line, column] = /\bline (\d{1,7}):(\d{1,7})\b/.exec(message) ?? []
  return line && column ? { line: Number(line), column: Number(column) } : undefined
}

/** What a statement named and is not there, by an error in Athena's words. */
export function missingIn(message: string): { kind: 'column' | 'table'; name: string } | undefined {
  const column = /\bColumn '([^']{1,300})' cannot be resolved/.exec(message)?.[1]
  if (column) return { kind: 'column', name: lastOf(column) }
  const table = /\bTable '([^']{1,600})' does not exist/.exec(message)?.[1]
  return table ? { kind: 'table', name: lastOf(table) } : undefined
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** The known name that is spelt most like this one; undefined where none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  const farthest = Math.max(1, Math.floor(wanted.length / 3))
  let best: { name: string; distance: number } | undefined
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) > farthest) continue
    const distance = editsBetween(wanted, candidate.toLowerCase())
    if (distance <= farthest && (!best || distance < best.distance)) {
      best = { name: candidate, distance }
    }
  }
  return best?.name
}

/** Characters inserted, deleted or replaced. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
