/** A source that is not there yet: its name, and a definition to begin with. */
import { useSignal } from '@preact/signals'
import { send } from '../../api/client.ts'
import { go } from '../../app/route.ts'
import { type SourceDefinition, type SourceOf, urlOf } from './api.ts'
import { Definition } from './definition.tsx'
import { starters } from './starters.ts'

const kinds = Object.keys(starters) as SourceDefinition['kind'][]

export function New({ onEnd }: { onEnd(): void }) {
  const name = useSignal('')
  const kind = useSignal<SourceDefinition['kind']>('rest')
  const keep = async (said: unknown): Promise<void> => {
    if (name.value === '')
      throw new Error('It needs a name: the first part of the keys under which its files land.')
    const headers = { 'if-none-match': '*' }
    await send<SourceOf>('PUT', urlOf(name.value), said, { headers })
    go(`/sources/${name.value}`)
  }
  return (
    <section class="new-source" aria-label="A new source">
      <div class="new-source-head">
        <label>
          Name
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            placeholder="shop"
            value={name.value}
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value.trim()
            }}
          />
        </label>
        <label>
          Kind
          <select
            value={kind.value}
            onChange={({ currentTarget }) => {
              kind.value = currentTarget.value as SourceDefinition['kind']
            }}
          >
            {kinds.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      <Definition
        key={kind.value}
        text={starters[kind.value] ?? ''}
        verb="Fetch it"
        onKeep={keep}
        onCancel={onEnd}
      />
    </section>
  )
}
