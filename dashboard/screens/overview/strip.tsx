/** The last hour, minute by minute: files that became rows. */
import type { Overview } from '../../api/types.ts'
import { Bytes, Count } from '../../parts/quantity.tsx'
import { plural } from '../../parts/units.ts'

/** `9 files in the last hour, the most (9) 2 minutes ago`: what the bars show, for those who do not see them. */
function spoken(minutes: number[]): string {
  const all = minutes.reduce((sum, count) => sum + count, 0)
  if (all === 0) return 'No file in the last hour.'
  const most = Math.max(...minutes)
  const ago = minutes.length - 1 - minutes.lastIndexOf(most)
  const when = ago === 0 ? 'in this minute' : `${plural(ago, 'minute')} ago`
  return `${plural(all, 'file')} in the last hour, the most (${most}) ${when}.`
}

export function Strip({ lastHour }: { lastHour: Overview['lastHour'] }) {
  const { minutes, objects, rows, bytes, isWhole } = lastHour
  const most = Math.max(1, ...minutes)
  const width = 100 / minutes.length
  return (
    <figure class="strip">
      <svg role="img" aria-label={spoken(minutes)} width="100%" height="56">
        {minutes.map((count, i) => {
          const height = count === 0 ? 1 : 3 + (count / most) * 49
          return (
            <rect
              key={i}
              class={count === 0 ? 'none' : 'some'}
              x={`${i * width + width * 0.25}%`}
              width={`${width * 0.5}%`}
              y={56 - height}
              height={height}
            >
              <title>{`${plural(count, 'file')}, ${minutes.length - 1 - i} min ago`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption>
        <span>an hour ago</span>
        <span>
          {!isWhole && 'at least '}
          <Count value={objects} of={objects === 1 ? 'file' : 'files'} /> in the last hour ·{' '}
          <Count value={rows} of="rows" about />
          <span class="wide-word">
            {' '}
            · <Bytes value={bytes} />
          </span>
        </span>
        <span>now</span>
      </figcaption>
    </figure>
  )
}
