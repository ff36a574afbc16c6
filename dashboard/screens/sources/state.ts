/** How a source is, in words. Pure. */
import type { SourceDefinition, SourceOf } from './api.ts'

export type Mood = 'runs' | 'paused' | 'fails' | 'unheard'

/** What its runner said, unless it is paused: that holds at once, whatever was said before. */
export function moodOf({ paused, state }: SourceOf): Mood {
  if (paused) return 'paused'
  if (!state || state.state === 'paused') return 'unheard'
  return state.state === 'failing' ? 'fails' : 'runs'
}

export const moodWords: Record<Mood, string> = {
  runs: 'runs',
  paused: 'paused',
  fails: 'fails',
  unheard: 'nobody runs it yet',
}

/** Who fetches it: what is to be started where nobody does. */
export const runnerOf = (kind: SourceDefinition['kind']): string =>
  kind === 'rest' ? 'npm run nifi' : 'npx hypatia collect'

/** A value of the cursor in a line, as far as that says where the source is. */
export function placeText(value: unknown, lengthMax = 80): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text
}
