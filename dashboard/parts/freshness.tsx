/** How old a table is; what is young has a dot beside its age. */
import { Age } from './quantity.tsx'

const freshMs = 60_000

export function Freshness({ at }: { at: string | null }) {
  if (!at) return <span class="dim">no table yet</span>
  const isFresh = Date.now() - Date.parse(at) < freshMs
  return (
    <span class={isFresh ? 'fresh' : ''}>
      <Age at={at} />
    </span>
  )
}
