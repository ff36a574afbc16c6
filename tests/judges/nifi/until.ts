import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for it, but not for ever: what is asked afterwards says whether it came. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await isSo()) && Date.now() < end) await sleep(250)
}
