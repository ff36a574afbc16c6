/** The mark, drawn in one stroke; shown only where an answer takes longer than a blink (style/parts.css). */
export function Mark({ class: name = 'mark' }: { class?: string }) {
  return (
    <svg class={name} viewBox="0 0 24 24" aria-hidden="true">
      <path
        pathLength="1"
        d="M12 2.5 3.5 19.5c3.6 2.7 13.4 2.7 17 0L12 2.5M5.9 14.7c5.6-3.9 11.3-2.9 12.8 1.4"
      />
    </svg>
  )
}

export function Loading({ what }: { what: string }) {
  return (
    <div class="loading" role="status">
      <Mark class="mark drawing" />
      <span>{what}…</span>
    </div>
  )
}
