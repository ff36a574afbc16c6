/** The bytes as they came, for whoever wants to look at them. */
import { useSignal } from '@preact/signals'
import { ask } from '../../api/client.ts'
import type { LakeObject } from '../../api/types.ts'

export function Original({ object: { object, key } }: { object: LakeObject }) {
  const state = useSignal<'' | 'fetching' | 'failed'>('')
  const fetched = async (): Promise<void> => {
    state.value = 'fetching'
    try {
      const response = await ask('GET', `/v1/objects/${object}/content`, undefined, {
        headers: { accept: '*/*' },
      })
      const url = URL.createObjectURL(await response.blob())
      const link = document.createElement('a')
      link.href = url
      link.download = key.split('/').at(-1) || object
      link.click()
      URL.revokeObjectURL(url)
      state.value = ''
    } catch {
      state.value = 'failed'
    }
  }
  return (
    <p>
      <button type="button" onClick={fetched} disabled={state.value === 'fetching'}>
        Download the original
      </button>{' '}
      <span role="status" class="bad">
        {state.value === 'failed' && 'S3 did not answer; try again.'}
      </span>
    </p>
  )
}
