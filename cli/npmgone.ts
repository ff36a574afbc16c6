/**
 * npm passes a SIGTERM on to nobody: it ends, and what it started stays. Who runs under it looks whether it is there
 * still. With nohup, setsid or a closed terminal npm itself lives on; a program that npm did not start asks nobody.
 */
const pollMs = 1_000
const { ppid } = process // it may be gone before the laptop is up

/** Calls `stop` once npm, which has started this process, is gone. */
export function whenNpmIsGone(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  const looking = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(looking)
    stop()
  }, pollMs).unref()
}
