/** The type of a column from its texts: whatever order they come in, the narrowest that keeps every one. */
import { decimalName } from '../schema/decimal.ts'
import type { Type } from '../schema/type.ts'
import { type CellKind, cellKind, numberFacts } from './cell.ts'

/** Adds texts one by one; `null` and the empty text say nothing of a type. */
export interface Tally {
  add(text: string | null): void
  /** A text as it is, whatever it looks like. */
  addString(): void
  type(): Type
  values(): number
}

export function newTally(): Tally {
  const kinds = new Set<CellKind>()
  const numbers = { whole: 0, scale: 0, fraction: false, exponent: false, long: true, double: true }
  let values = 0

  function addNumber(text: string): void {
    const facts = numberFacts(text)
    numbers.whole = Math.max(numbers.whole, facts.whole)
    numbers.scale = Math.max(numbers.scale, facts.scale)
    numbers.fraction ||= facts.fraction
    numbers.exponent ||= facts.exponent
    numbers.long &&= facts.long
    numbers.double &&= facts.double
  }

  function numberType(): Type {
    if (!numbers.fraction && numbers.long) return 'long'
    if (numbers.fraction && numbers.double) return 'double'
    return numbers.exponent ? 'string' : (decimalName(numbers) ?? 'string')
  }

  return {
    add(text) {
      if (text === null || text === '') return
      values++
      if (kinds.has('string')) return
      const kind = cellKind(text)
      kinds.add(kind)
      if (kind === 'number') addNumber(text)
    },
    addString() {
      values++
      kinds.add('string')
    },
    type() {
      if (kinds.size === 0) return 'null'
      const [kind] = kinds
      if (kinds.size > 1) {
        const times = kinds.size === 2 && kinds.has('date') && kinds.has('timestamp')
        return times ? 'timestamp' : 'string'
      }
      return kind === 'number' ? numberType() : kind!
    },
    values: () => values,
  }
}
