/** What is refused for now is asked again, as late as the other side says. */

const attemptsMax = 5
const firstWaitMs = 200
const waitMsMax = 30_000

/**
 * The first answer that is neither 429 nor 503, or the last of five; lost connections count only where the request may
 * be repeated. Rejects as `fetch` does.
 */
export async function patiently(
  request: () => Promise<Response>,
  { isRepeatable = true, signal }: { isRepeatable?: boolean; signal?: AbortSignal } = {},
): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === attemptsMax
    const backoffMs = firstWaitMs * 2 ** (attempt - 1) * (0.5 + Math.random())
    try {
      const response = await request()
      const isForNow = response.status === 429 || response.status === 503
      if (isLast || !isForNow) return response
      await response.body?.cancel()
      await sleep(askedMs(response) ?? backoffMs, signal)
    } catch (error) {
      if (isLast || !isRepeatable || signal?.aborted) throw error
      await sleep(backoffMs, signal)
    }
  }
}

/** Retry-After: seconds, or a date. */
function askedMs(response: Response): number | undefined {
  const text = response.headers.get('retry-after')
  if (text === null) return undefined
  const seconds = Number(text)
  const ms = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.min(waitMsMax, Math.max(0, ms))
}

/** Rejects with the signal's reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
