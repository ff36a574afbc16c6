/** Lands an object again, as it is, and says what came of it. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { get, send } from '../../api/client.ts'
import { isAbort } from '../../api/problem.ts'
import type { LakeObject } from '../../api/types.ts'
import { Problem } from '../../parts/problem.tsx'
import { plural } from '../../parts/units.ts'

const pollMs = 400
const patienceMs = 60_000

interface Props {
  object: LakeObject
  /** It has come to another end. */
  onEnd(): void
}

export function Retry({ object, onEnd }: Props) {
  const began = useSignal(false)
  const came = useSignal<LakeObject | undefined>(undefined)
  const error = useSignal<unknown>(undefined)
  const abort = useRef(new AbortController())
  useEffect(() => () => abort.current.abort(), [])
  const retry = async (): Promise<void> => {
    began.value = true
    error.value = undefined
    came.value = undefined
    try {
      const id = object.object
      const before = await send<LakeObject>('POST', `/v1/quarantine/${id}/retry`)
      came.value = await nextEnd(before, abort.current.signal)
      onEnd()
    } catch (failure) {
      if (!isAbort(failure)) error.value = failure
    }
    began.value = false
  }
  const end = came.value
  return (
    <div class="retry">
      <button type="button" class="main" onClick={retry} disabled={began.value}>
        {began.value ? 'On its way…' : 'Land it again'}
      </button>
      <p role="status">
        {end ? (
          <Came end={end} />
        ) : (
          <span class="dim">As it is: this helps where the reason was not in the file.</span>
        )}
      </p>
      {Boolean(error.value) && <Problem error={error.value} />}
    </div>
  )
}

function Came({ end }: { end: LakeObject }) {
  if (end.state === 'committed') {
    return (
      <>
        <span class="good">✓ Committed</span>: {plural(end.rows ?? 0, 'row')} in{' '}
        <a href={`/datasets/${end.table}`}>{end.table}</a>
      </>
    )
  }
  if (end.state === 'quarantined') {
    return (
      <>
        <span class="bad">✕ Quarantined again</span>: the bytes are the same, and so is the reason.
        Correct the file and send it under the same name.
      </>
    )
  }
  return <>It is {end.state} now.</>
}

/** The object once its way has ended anew: until then its receipt is as it was. */
async function nextEnd(before: LakeObject, signal: AbortSignal): Promise<LakeObject> {
  const was = JSON.stringify(before.times)
  const until = Date.now() + patienceMs
  for (;;) {
    const now = await get<LakeObject>(`/v1/objects/${before.object}?wait=10`, { signal })
    const isEnd = ['committed', 'asset', 'quarantined', 'removed'].includes(now.state)
    if ((isEnd && JSON.stringify(now.times) !== was) || Date.now() > until) return now
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
