/** One object on its way: asked again until it has come to its end. */
import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { get } from './client.ts'
import { ApiProblem, isAbort } from './problem.ts'
import type { LakeObject } from './types.ts'

const waitSeconds = 20
/** So long a fresh object has to get its receipt; what it has become by then is shown. */
const firstWaitSeconds = 2
const pauseMs = 250

const ends: ReadonlySet<string> = new Set(['committed', 'asset', 'quarantined', 'removed'])
export const hasEnded = ({ state }: LakeObject): boolean => ends.has(state)

interface Followed {
  object: string
  /** Of S3: an older version of the same key is not the end that is waited for. */
  version?: string
  signal: AbortSignal
  onNews(object: LakeObject): void
}

/** Ends with the object's way, or by `signal`; throws what the API says. */
export async function followObject({ object, version, signal, onNews }: Followed): Promise<void> {
  let wait = version ? firstWaitSeconds : 0
  while (!signal.aborted) {
    const found = await get<LakeObject>(`/v1/objects/${object}?wait=${wait}`, { signal }).catch(
      (error: unknown) => {
        const isNotYet = error instanceof ApiProblem && error.status === 404 && version
        if (isNotYet) return undefined
        throw error
      },
    )
    const isOurs = found && (!version || found.version === version)
    if (isOurs) onNews(found)
    if (isOurs && hasEnded(found)) return
    wait = isOurs ? waitSeconds : firstWaitSeconds
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** For a part of the page; another `round` asks anew. */
export function useObject(object: string, round = 0) {
  const seen = useMemo(() => signal<{ data?: LakeObject; error?: unknown }>({}), [object])
  useEffect(() => {
    const abort = new AbortController()
    const onNews = (data: LakeObject): void => {
      seen.value = { data }
    }
    followObject({ object, signal: abort.signal, onNews }).catch((error: unknown) => {
      if (!isAbort(error)) seen.value = { ...seen.peek(), error }
    })
    return () => abort.abort()
  }, [object, seen, round])
  return seen.value
}
