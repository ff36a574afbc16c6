/** How a source is: a mark, a word, and what is wrong. */
import { Age } from '../../parts/quantity.tsx'
import type { SourceOf } from './api.ts'
import { type Mood as MoodOf, moodOf, moodWords, runnerOf } from './state.ts'

const marks: Record<MoodOf, string> = { runs: '●', paused: '‖', fails: '✕', unheard: '○' }

export function Mood({ source, whole = false }: { source: SourceOf; whole?: boolean }) {
  const { state, definition } = source
  const mood = moodOf(source)
  return (
    <>
      <p>
        <span class={`mood ${mood}`}>
          <span aria-hidden="true">{marks[mood]}</span> {moodWords[mood]}
        </span>
        {whole && state && (mood === 'runs' || mood === 'fails') && (
          <span class="dim">
            {' '}
            since <Age at={state.at} />
          </span>
        )}
      </p>
      {mood === 'fails' && <p class={whole ? 'says' : 'says dim'}>{state?.says}</p>}
      {whole && mood === 'unheard' && (
        <p class="dim">
          <code>{runnerOf(definition.kind)}</code> runs it, beside the laptop.
        </p>
      )}
    </>
  )
}
