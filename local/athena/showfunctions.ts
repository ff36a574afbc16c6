import { specials } from './sql/compile/special.ts'
import { aggregateSignatures } from './sql/function/aggregates.ts'
import { scalars } from './sql/function/scalars.ts'
import type { Signature } from './sql/function/signature.ts'
import { windowSignatures } from './sql/function/windows.ts'

export const functionColumns = ['Function', 'Return Type', 'Argument Types', 'Function Type']

const kinds: [kind: string, signatures: Map<string, Signature[]>][] = [
  ['aggregate', aggregateSignatures],
  ['scalar', scalars],
  ['window', windowSignatures],
]

/** A line for each signature of each function that the laptop has, by name. */
export function functionLines(matches: (name: string) => boolean): string[] {
  const known = kinds.flatMap(([kind, signatures]) =>
    [...signatures.values()]
      .flat()
      .map(({ name, returns, text }) => [name, returns, text.slice(name.length + 1, -1), kind]),
  )
  const others = Object.keys(specials)
    .filter((name) => !scalars.has(name))
    .map((name) => [name, '', '', 'scalar'])
  return [...known, ...others]
    .filter(([name = '']) => matches(name))
    .map((cells) => cells.join('\t'))
    .sort()
}
