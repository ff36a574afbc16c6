/** Tables whose arrivals the model scores by itself. */
import { useSignal } from '@preact/signals'
import { send } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import type { DatasetList } from '../../api/types.ts'
import { scopes } from '../../app/session.ts'
import { Problem } from '../../parts/problem.tsx'
import { type Model, type RuleList, tableOf } from './api.ts'

export function Rules({ model }: { model: Model }) {
  const url = `/v1/models/${model.name}/rules`
  const { data, reload } = useResource<RuleList>(url)
  const error = useSignal<unknown>(undefined)
  const mayRule = scopes.value.includes('model:write')
  const change = async (method: 'PUT' | 'DELETE', table: string, body?: unknown): Promise<void> => {
    error.value = undefined
    await send(method, `${url}/${table}`, body).catch((failure: unknown) => {
      error.value = failure
    })
    reload()
  }
  if (!data) return null
  return (
    <div class="rules">
      <h2>On arrival</h2>
      {data.rules.length === 0 && (
        <p class="dim">No table is followed: what lands is not scored by itself.</p>
      )}
      {data.rules.map(({ table, alias }) => (
        <p key={table}>
          What lands in <a href={`/datasets/${table}`}>{table}</a> is scored by <code>{alias}</code>{' '}
          {mayRule && (
            <button type="button" class="quiet" onClick={() => change('DELETE', table)}>
              Stop
            </button>
          )}
        </p>
      ))}
      {mayRule && (
        <NewRule
          model={model}
          taken={data.rules.map(({ table }) => table)}
          onRule={(table, alias) => change('PUT', table, { alias })}
        />
      )}
      {Boolean(error.value) && <Problem error={error.value} />}
    </div>
  )
}

interface NewRuleProps {
  model: Model
  taken: string[]
  onRule(table: string, alias: string): void
}

function NewRule({ model, taken, onRule }: NewRuleProps) {
  const { data } = useResource<DatasetList>('/v1/datasets?limit=1000')
  const table = useSignal('')
  const aliases = Object.keys(model.aliases)
  const tables = (data?.datasets ?? [])
    .map(({ name }) => name)
    .filter((name) => !taken.includes(name) && name !== tableOf(model.name))
  if (tables.length === 0 || aliases.length === 0) return null
  return (
    <form
      class="new-rule"
      onSubmit={(event) => {
        event.preventDefault()
        if (table.value) onRule(table.value, aliases.includes('live') ? 'live' : aliases[0]!)
        table.value = ''
      }}
    >
      <label for="rule-table">Score what lands in</label>
      <select
        id="rule-table"
        value={table.value}
        onChange={(event) => {
          table.value = event.currentTarget.value
        }}
      >
        <option value="">a table…</option>
        {tables.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <button type="submit" disabled={!table.value}>
        Follow it
      </button>
    </form>
  )
}
