/** What is said of how a dataset's files are read, and how far they are read so. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get } from '../../api/client.ts'
import { activities } from '../../api/live.ts'
import { isAbort } from '../../api/problem.ts'
import type { Interpretation, LakeObject } from '../../api/types.ts'
import { scopes } from '../../app/session.ts'

const pollMs = 1_000

export const urlOf = (dataset: string, file?: string): string =>
  `/v1/datasets/${dataset}/interpretation${file ? `?file=${file}` : ''}`

/** What is said where no person pins anything, and by whom: the first that says something. */
export const besideOf = ({ definition, hint }: Interpretation) =>
  definition
    ? { pins: definition, by: 'the definition of its dataset' }
    : hint && { pins: hint, by: '_hypatia.json beside them' }

/** Who may land a source's files may say how they are read. */
export const mayPin = (key: string): boolean => {
  const source = key.split('/')[0]
  return scopes.value.includes('land:*') || scopes.value.includes(`land:${source}`)
}

/** Asked again until all files have followed; `onEnd` hears of it. */
export function useSaid(url: string, onEnd: () => void) {
  const said = useSignal<Interpretation | undefined>(undefined)
  const error = useSignal<unknown>(undefined)
  const round = useSignal(0)
  useEffect(() => {
    const abort = new AbortController()
    const ask = async (): Promise<void> => {
      for (let waited = false; ; waited = true) {
        said.value = await get<Interpretation>(url, { signal: abort.signal })
        if (said.value.isReplayed) {
          if (waited) onEnd()
          return
        }
        await new Promise((resolve) => setTimeout(resolve, pollMs))
        if (abort.signal.aborted) return
      }
    }
    ask().catch((failure: unknown) => {
      if (!isAbort(failure)) error.value = failure
    })
    return () => abort.abort()
  }, [url, round.value])
  const take = (word: Interpretation): void => {
    said.value = word
    error.value = undefined
    round.value++
  }
  return { said, error, take }
}

const ofFiles: ReadonlySet<string> = new Set(['catalogued', 'kept', 'quarantined'])

/** How many files of the dataset were looked at since then, by the lake's own log. */
export function useRead(key: string, since: string | null): number {
  const folder = `${key.split('/').slice(0, 2).join('/')}/`
  const read = useComputed(() => {
    const lines = (activities.value ?? []).filter(
      ({ step, key = '', at }) =>
        ofFiles.has(step) && key.startsWith(folder) && since !== null && at >= since,
    )
    return new Set(lines.map((line) => line.key)).size
  })
  return read.value
}

export const isReadable = ({ dataset, state, key }: LakeObject): boolean =>
  dataset !== null && state !== 'removed' && state !== 'removing' && !key.startsWith('predictions/')
