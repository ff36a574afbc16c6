/** Types and keys, column by column: those that the file has, and those that something is pinned of. */
import type { Signal } from '@preact/signals'
import type { Preview } from '../../api/types.ts'
import { type Draft, types, type Wrong } from './fields.ts'

interface Props {
  columns: Preview['columns']
  /** Whether a file of its format may be read as other types than its own. */
  isTyped: boolean
  draft: Signal<Draft>
  wrong: Wrong
}

const shownMax = 200

export function Columns({ columns, isTyped, draft, wrong }: Props) {
  const { types: pinned, keys } = draft.value
  const found = new Map(columns.map(({ name, original = name, type }) => [original, type]))
  const strange = [...Object.keys(pinned), ...keys].filter((name) => !found.has(name))
  const all: [name: string, type: string][] = [
    ...found,
    ...strange.map((name) => [name, ''] as [string, string]),
  ]
  if (all.length === 0) return null
  const isSaid = Object.keys(pinned).length + keys.length > 0 || wrong.types || wrong.keys
  return (
    <details class="pin-columns" open={Boolean(isSaid)}>
      <summary>
        {isTyped ? 'Types and keys' : 'Keys'} of{' '}
        {all.length === 1 ? 'its column' : `its ${all.length} columns`}
      </summary>
      {(wrong.types ?? wrong.keys) && <p class="wrong">{wrong.types ?? wrong.keys}</p>}
      <ul>
        {all.slice(0, shownMax).map(([name, type]) => (
          <li key={name}>
            <span class="mono">{name}</span>
            {(isTyped || pinned[name]) && (
              <select
                aria-label={`Type of ${name}`}
                value={pinned[name] ?? ''}
                onChange={(event) => {
                  const chosen = { ...pinned, [name]: event.currentTarget.value }
                  draft.value = { ...draft.value, types: chosen }
                }}
              >
                <option value="">{type ? `seen: ${type}` : 'as it is seen'}</option>
                {[...new Set([...types, ...(pinned[name] ? [pinned[name]] : [])])].map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            )}
            <label class="check">
              <input
                type="checkbox"
                checked={keys.includes(name)}
                aria-label={`${name} is a key`}
                onChange={({ currentTarget: { checked } }) => {
                  const others = keys.filter((key) => key !== name)
                  draft.value = { ...draft.value, keys: checked ? [...others, name] : others }
                }}
              />
              key
            </label>
          </li>
        ))}
      </ul>
      {all.length > shownMax && <p class="dim">The first {shownMax}; the API takes all.</p>}
    </details>
  )
}
