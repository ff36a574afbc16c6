/** Whether the page keeps up with the lake; a press pauses it. */
import { isPaused, liveState } from '../api/live.ts'

export function LiveDot() {
  const state = liveState.value
  return (
    <button
      type="button"
      class={`liveness ${state}`}
      aria-pressed={isPaused.value}
      title={isPaused.value ? 'Go on' : 'Pause what is live on this page'}
      onClick={() => {
        isPaused.value = !isPaused.value
      }}
    >
      <span class="dot" aria-hidden="true" />
      <span role="status">{state}</span>
    </button>
  )
}
