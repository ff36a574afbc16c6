/** Numbers that can be trusted: a unit, an age, and the exact value behind whatever is said shortly. */
import { signal } from '@preact/signals'
import {
  aboutCount,
  ageSaid,
  bytesSaid,
  countText,
  durationSaid,
  type Said,
  timeText,
} from './units.ts'

function Figure({ said, title }: { said: Said; title?: string | undefined }) {
  return (
    <span class="figure" title={title}>
      {said.number}
      {said.unit && <span class="unit"> {said.unit}</span>}
    </span>
  )
}

interface CountProps {
  value: number
  /** What is counted, said behind it. */
  of?: string
  /** Shortened above 10,000, with the exact number behind it. */
  about?: boolean
}

export function Count({ value, of = '', about = false }: CountProps) {
  const said = about ? aboutCount(value) : { number: countText(value), unit: '' }
  return (
    <Figure
      said={{ ...said, unit: [said.unit, of].filter(Boolean).join(' ') }}
      title={about ? `${countText(value)} ${of}`.trim() : undefined}
    />
  )
}

export function Bytes({ value }: { value: number }) {
  return <Figure said={bytesSaid(value)} title={`${countText(value)} bytes`} />
}

export function Took({ ms }: { ms: number }) {
  return <Figure said={durationSaid(ms)} title={`${countText(Math.round(ms))} milliseconds`} />
}

/** Ticks once a second while the page is looked at. */
const now = signal(Date.now())
setInterval(() => {
  if (!document.hidden) now.value = Date.now()
}, 1000)

interface AgeProps {
  at: string
  /** Said behind it, e.g. `ago`. */
  word?: string
}

export function Age({ at, word = '' }: AgeProps) {
  const { number, unit } = ageSaid(now.value - Date.parse(at))
  return (
    <time class="figure" dateTime={at} title={timeText(at)}>
      {number}
      <span class="unit">
        {' '}
        {unit}
        {word && ` ${word}`}
      </span>
    </time>
  )
}
