/** Versions, and the names that move between them. */
import { useSignal } from '@preact/signals'
import { send } from '../../api/client.ts'
import { withQuery } from '../../app/route.ts'
import { scopes } from '../../app/session.ts'
import { Problem } from '../../parts/problem.tsx'
import type { Model } from './api.ts'

interface Props {
  model: Model
  onMoved(): void
}

export function Versions({ model, onMoved }: Props) {
  const { name, version, versions, aliases } = model
  const error = useSignal<unknown>(undefined)
  const mayMove = scopes.value.includes('model:write')
  const move = async (alias: string, to: number): Promise<void> => {
    error.value = undefined
    const from = aliases[alias]
    const headers: Record<string, string> =
      from === undefined ? { 'if-none-match': '*' } : { 'if-match': `"${from}"` }
    const url = `/v1/models/${name}/aliases/${alias}`
    await send('PUT', url, { version: to }, { headers }).catch((failure: unknown) => {
      error.value = failure
    })
    onMoved()
  }
  const names = Object.entries({
    ...(mayMove && aliases.live === undefined && { live: 0 }),
    ...aliases,
  })
  return (
    <div class="versions">
      <h2>Versions</h2>
      <p>
        {versions.toReversed().map((one) => (
          <a
            key={one}
            class="version"
            href={withQuery({ at: String(one) })}
            {...(one === version && { 'aria-current': 'true' as const })}
          >
            {one}
          </a>
        ))}
      </p>
      {names.map(([alias, at]) => (
        <p key={alias} class="alias">
          <code>{alias}</code>
          <span class="dim">{at ? ` is version ${at}` : ' is none yet'}</span>
          {mayMove && at !== version && (
            <button type="button" onClick={() => move(alias, version)}>
              Move it to version {version}
            </button>
          )}
        </p>
      ))}
      {Boolean(error.value) && <Problem error={error.value} />}
    </div>
  )
}
