/** What a part of the page shows of one URL: the last answer at once, the present one when it comes. */
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { token } from '../app/session.ts'
import { get, remembered } from './client.ts'
import { isAbort } from './problem.ts'

export interface Resource<T> {
  data: T | undefined
  error: unknown
  reload(): void
}

interface Options {
  /** Asks again whenever this changes; what is shown stays until the answer is there. */
  again?: ReadonlySignal<unknown>
}

/** Undefined asks nothing. An error beside data means that the data is the last that is known. */
export function useResource<T>(url: string | undefined, { again }: Options = {}): Resource<T> {
  const wanted = useSignal(url)
  useEffect(() => {
    wanted.value = url
  }, [url])
  const tries = useSignal(0)
  const answer = useSignal<{ url: string; data?: T; error?: unknown } | undefined>(undefined)
  useSignalEffect(() => {
    const asked = wanted.value
    void [tries.value, again?.value, token.value]
    if (asked === undefined) return
    const abort = new AbortController()
    get<T>(asked, { signal: abort.signal }).then(
      (data) => {
        const before = answer.peek()
        const isSame = before?.url === asked && before.data === data && !before.error
        if (!isSame) answer.value = { url: asked, data }
      },
      (error: unknown) => {
        if (isAbort(error)) return
        const data = remembered<T>(asked)
        answer.value = { url: asked, error, ...(data !== undefined && { data }) }
      },
    )
    return () => abort.abort()
  })
  const shown = useComputed(() => answer.value)
  const isOurs = shown.value?.url === url
  return {
    data: isOurs ? shown.value?.data : url === undefined ? undefined : remembered<T>(url),
    error: isOurs ? shown.value?.error : undefined,
    reload: () => {
      tries.value++
    },
  }
}
