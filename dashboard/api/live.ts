/** What happens in the lake, as it happens: one long poll for the whole page, paused where nobody looks. */
import { computed, signal } from '@preact/signals'
import { token } from '../app/session.ts'
import { get } from './client.ts'
import { isAbort } from './problem.ts'
import type { Activity, ActivityList } from './types.ts'

const keptMax = 1000
const beatMs = 400
const waitSeconds = 20
const backOffMsMax = 15_000

/** The newest first; undefined while the first answer is on its way. */
export const activities = signal<Activity[] | undefined>(undefined)
/** Grows with news, but not faster than a reader: `again` of what must keep up with the lake. */
export const beat = signal(0)
export const isPaused = signal(false)

const isHidden = signal(document.hidden)
const isLost = signal(false)
document.addEventListener('visibilitychange', () => {
  isHidden.value = document.hidden
})

export const liveState = computed(() =>
  isPaused.value || isHidden.value ? 'paused' : isLost.value ? 'reconnecting' : 'live',
)

let after: string | undefined
let beating = false

/** Follows until `signal` ends it. */
export async function follow(ends: AbortSignal): Promise<void> {
  for (let failures = 0; !ends.aborted; ) {
    try {
      const wait = after
        ? `?limit=${keptMax}&wait=${waitSeconds}&after=${after}`
        : `?limit=${keptMax}`
      const news = await get<ActivityList>(`/v1/activity${wait}`, { signal: ends })
      if (isLost.peek()) beat.value++ // what failed meanwhile is asked again
      isLost.value = false
      failures = 0
      take(news)
    } catch (error) {
      if (isAbort(error) || !token.value) return
      isLost.value = true
      failures++
      await pause(Math.min(backOffMsMax, 500 * 2 ** failures), ends)
    }
  }
}

function take({ activities: news, next }: ActivityList): void {
  const isFirst = after === undefined
  after = next
  if (news.length === 0 && !isFirst) return
  activities.value = [...news.toReversed(), ...(activities.peek() ?? [])].slice(0, keptMax)
  if (isFirst || beating) return
  beating = true
  setTimeout(() => {
    beating = false
    beat.value++
  }, beatMs)
}

const pause = (ms: number, ends: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
    ends.addEventListener('abort', () => resolve(), { once: true })
  })
