/** Work that many wait for at once: whoever asks while it runs shares the run after it. */
export function openBarrier(work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(async () => {
        const begun = next as Promise<void>
        running = begun
        next = undefined
        await work()
      })
    return next
  }
}
