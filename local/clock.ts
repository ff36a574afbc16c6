/** The time by which messages become visible: it follows the machine's clock forwards, and never goes back with it. */

/** `floorMs` is the latest time that is written down. `wall` is the machine's clock, `steady` one that nobody sets. */
export function openClock(
  floorMs: number,
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): () => number {
  let last = Math.max(floorMs, wall())
  let seen = steady()
  return () => {
    const at = steady()
    last = Math.max(wall(), last + at - seen)
    seen = at
    return Math.floor(last)
  }
}
