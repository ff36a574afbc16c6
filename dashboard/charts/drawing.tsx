/** The SVG that a chart is drawn on; its words stand below it, in the caption. */
import type { ComponentChildren } from 'preact'

interface Props {
  width: number
  height: number
  /** Id of the caption. */
  labelledBy: string
  children: ComponentChildren
  /** Pixels from its left, or undefined where nothing is pointed at. */
  onPoint?(x: number | undefined): void
}

export function Drawing({ labelledBy, children, onPoint, ...size }: Props) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a title would lie over the drawing; the caption is its name
    <svg
      class="chart-drawing"
      role="img"
      aria-labelledby={labelledBy}
      {...size}
      onPointerMove={(event) => {
        onPoint?.(event.clientX - event.currentTarget.getBoundingClientRect().left)
      }}
      onPointerLeave={() => onPoint?.(undefined)}
    >
      {children}
    </svg>
  )
}

const characterPx = 6.6

/** A name that does not fit ends in an ellipsis; the table beside has it whole. */
export function clipped(name: string, widthPx: number): string {
  const room = Math.max(3, Math.floor(widthPx / characterPx))
  return name.length <= room ? name : `${name.slice(0, room - 1)}…`
}
