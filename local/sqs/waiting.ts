/** Those who poll long: each waits until its queue has something new, or its time is over. */

export interface Waiting {
  /** Resolves when the queue is woken, after `timeoutMs`, or on the signal. */
  until(queue: string, timeoutMs: number, signal?: AbortSignal): Promise<void>
  wake(queue: string): void
  close(): void
}

export function openWaiting(): Waiting {
  const waiting = new Map<string, Set<() => void>>()

  const wake = (queue: string) => {
    for (const resume of [...(waiting.get(queue) ?? [])]) resume()
  }

  return {
    wake,
    until: (queue, timeoutMs, signal) =>
      new Promise((resolve) => {
        const present = waiting.get(queue) ?? new Set()
        waiting.set(queue, present)
        const resume = () => {
          clearTimeout(timer)
          present.delete(resume)
          signal?.removeEventListener('abort', resume)
          resolve()
        }
        const timer = setTimeout(resume, Math.max(0, timeoutMs))
        present.add(resume)
        if (signal?.aborted) resume()
        else signal?.addEventListener('abort', resume)
      }),
    close() {
      for (const queue of waiting.keys()) wake(queue)
    },
  }
}
