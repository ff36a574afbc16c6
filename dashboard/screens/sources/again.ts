/** Asks again every few seconds while the page is looked at: how sources are is no activity of the lake. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

const everyMs = 5_000

export const tick = signal(0)

export function useTicks(): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) tick.value++
    }, everyMs)
    return () => clearInterval(timer)
  }, [])
}
