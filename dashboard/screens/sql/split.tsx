/** Two parts above one another; the line between them moves by hand or by arrows, and stays where it was put. */
// biome-ignore-all lint/a11y/useSemanticElements: a rule does not move
import { useSignal } from '@preact/signals'
import type { ComponentChildren, TargetedPointerEvent } from 'preact'
import { useRef } from 'preact/hooks'

const kept = 'hypatia.sql.split'
const [percentMin, percentMax, percentStep] = [12, 80, 4]

interface Props {
  above: ComponentChildren
  children: ComponentChildren
}

export function Split({ above, children }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const percent = useSignal(Number(localStorage.getItem(kept)) || (innerWidth < 800 ? 24 : 34))
  const move = (to: number): void => {
    percent.value = Math.round(Math.min(percentMax, Math.max(percentMin, to)))
    localStorage.setItem(kept, String(percent.value))
  }
  const drag = (event: TargetedPointerEvent<HTMLElement>): void => {
    const box = frame.current?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    move(((event.clientY - box.top) / box.height) * 100)
  }
  return (
    <div
      class="split"
      ref={frame}
      style={{ gridTemplateRows: `${percent.value}% 1px minmax(0, 1fr)` }}
    >
      {above}
      <div
        class="split-line"
        role="separator"
        aria-label="Between statement and result"
        aria-orientation="horizontal"
        aria-valuemin={percentMin}
        aria-valuemax={percentMax}
        aria-valuenow={percent.value}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={(event) => {
          const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (way) move(percent.value + way * percentStep)
        }}
      />
      <div class="split-below">{children}</div>
    </div>
  )
}
