/** Is all well, and what just happened: the whole lake on one screen. */
import { activities, beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { Overview as Whole } from '../../api/types.ts'
import { Beginning } from '../../landing/beginning.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Freshest } from './freshest.tsx'
import { Log } from './log.tsx'
import './overview.css'
import { Sentence } from './sentence.tsx'
import { Strip } from './strip.tsx'

export default function Overview() {
  const whole = useResource<Whole>('/v1/overview', { again: beat })
  const { error } = whole
  if (error && !whole.data) return <Problem error={error} retry={whole.reload} place="Overview" />
  if (!whole.data) return <Loading what="The overview" />
  const isEmpty = whole.data.datasets === 0 && whole.data.activities.length === 0
  return (
    <div class="page overview">
      <Sentence whole={whole.data} />
      {error !== undefined && <Problem error={error} retry={whole.reload} />}
      {isEmpty ? (
        <Beginning />
      ) : (
        <>
          <Strip lastHour={whole.data.lastHour} />
          <div class="overview-halves">
            <Freshest whole={whole.data} />
            <Log news={activities.value ?? whole.data.activities.toReversed()} />
          </div>
        </>
      )}
    </div>
  )
}
