/** From values to places on the drawing. */

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** A straight scale; where all values are one it gives the middle. */
export function scale(from: [number, number], to: [number, number]): (value: number) => number {
  const span = from[1] - from[0]
  if (span === 0) return () => (to[0] + to[1]) / 2
  return (value) => to[0] + ((value - from[0]) / span) * (to[1] - to[0])
}

/** To a tenth of a pixel: paths stay short. */
export const tenth = (value: number): number => Math.round(value * 10) / 10

/** Moves places down, and then up, so that no two are nearer than `gap`; their order stays. */
export function apart(places: number[], gap: number, [top, bottom]: [number, number]): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!)
  const moved = [...places]
  let above = top - gap
  for (const i of order) above = moved[i] = Math.max(places[i]!, above + gap)
  let below = bottom + gap
  for (const i of order.reverse()) below = moved[i] = Math.min(moved[i]!, below - gap)
  return moved
}
