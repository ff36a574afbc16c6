/** A file may be dropped anywhere on the page; whoever cannot drag presses a button. */
import { signal, useComputed, useSignalEffect } from '@preact/signals'
import type { ComponentType } from 'preact'
import { claims, scopes } from '../app/session.ts'
import { chosen, isLanding, landings } from './land.ts'
import { mayLand } from './names.ts'

const isOver = signal(false)
const Panel = signal<ComponentType | undefined>(undefined)

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

export function Drop() {
  useSignalEffect(() => {
    if (!claims.value.sub || !mayLand(scopes.value)) return
    return listen()
  })
  useSignalEffect(() => {
    if (chosen.value && !Panel.peek()) {
      void import('./panel.tsx').then((module) => {
        Panel.value = module.Panel
      })
    }
  })
  const Shown = Panel.value
  return (
    <>
      {isOver.value && (
        <div class="drop-over">
          <p>Drop to land</p>
        </div>
      )}
      {chosen.value && Shown && <Shown />}
    </>
  )
}

function listen(): () => void {
  let depth = 0
  const enter = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth++
    isOver.value = true
  }
  const over = (event: DragEvent): void => {
    if (hasFiles(event)) event.preventDefault()
  }
  const leave = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth - 1)
    if (depth === 0) isOver.value = false
  }
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth = 0
    isOver.value = false
    chosen.value = [...(event.dataTransfer?.files ?? [])]
  }
  const abort = new AbortController()
  const { signal } = abort
  addEventListener('dragenter', enter, { signal })
  addEventListener('dragover', over, { signal })
  addEventListener('dragleave', leave, { signal })
  addEventListener('drop', drop, { signal })
  return () => abort.abort()
}

/** In the bar: opens the panel, and says what is still on its way. */
export function LandButton() {
  const running = useComputed(() => landings.value.filter(isLanding).length)
  if (!mayLand(scopes.value)) return null
  return (
    <button
      type="button"
      onClick={() => {
        chosen.value = []
      }}
    >
      {running.value > 0 ? (
        `Landing ${running.value}…`
      ) : (
        <>
          Land<span class="wide-word"> a file</span>
        </>
      )}
    </button>
  )
}
