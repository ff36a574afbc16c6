/** A chapter of a file's story: its name and when at the left, what there is to say at the right. */
import type { ComponentChildren } from 'preact'

interface Props {
  title: string
  at?: ComponentChildren
  isLast?: boolean
  children: ComponentChildren
}

export function Chapter({ title, at, isLast = false, children }: Props) {
  return (
    <li class={isLast ? 'chapter last' : 'chapter'}>
      <div class="chapter-head">
        <h2>{title}</h2>
        <p class="dim">{at}</p>
      </div>
      <div class="chapter-body">{children}</div>
    </li>
  )
}
