/** Conditions on the rows, and which columns are shown; each change is an address. */
import type { TargetedSubmitEvent } from 'preact'
import type { Column, Dataset } from '../../api/types.ts'
import { go, withQuery } from '../../app/route.ts'
import { ColumnName } from '../../parts/columnname.tsx'
import { conditionText, operators, type View } from './view.ts'

interface Props {
  dataset: Dataset
  view: View
}

/** Pages are of one set of conditions: another set begins at its first page. */
const change = (changes: Record<string, string | string[] | undefined>): void =>
  go(withQuery({ ...changes, cursor: undefined }))

export function Filters({ dataset: { columns }, view }: Props) {
  const added = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [column, operator, value] = ['column', 'operator', 'value'].map((field) =>
      String(form.get(field) ?? ''),
    )
    const condition = `${column}:${operator}:${operator === 'is' ? 'null' : value}`
    change({ where: [...view.where.filter((one) => one !== condition), condition] })
    event.currentTarget.reset()
  }
  return (
    <div class="filters">
      <form onSubmit={added}>
        <select name="column" aria-label="Column">
          {columns.map(({ name, original = name }) => (
            <option key={name} value={name}>
              {original}
            </option>
          ))}
        </select>
        <select name="operator" aria-label="Condition">
          {operators.map(([operator, words]) => (
            <option key={operator} value={operator}>
              {words}
            </option>
          ))}
        </select>
        <input name="value" aria-label="Value" placeholder="value" autocomplete="off" size={14} />
        <button type="submit">Filter</button>
      </form>
      <Shown columns={columns} view={view} />
      {view.where.length > 0 && (
        <ul class="chips" aria-label="Conditions">
          {view.where.map((where) => (
            <li key={where}>
              {conditionText(where, columns)}
              <button
                type="button"
                class="quiet"
                aria-label={`Remove: ${conditionText(where, columns)}`}
                onClick={() => change({ where: view.where.filter((one) => one !== where) })}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Shown({ columns, view: { select } }: { columns: Column[]; view: View }) {
  const isShown = (name: string): boolean => select.length === 0 || select.includes(name)
  const turn = (name: string): void => {
    const names = columns.map((column) => column.name)
    const next = names.filter((one) => isShown(one) !== (one === name))
    if (next.length > 0)
      change({ select: next.length === columns.length ? undefined : next.join(',') })
  }
  return (
    <details class="shown">
      <summary>
        {select.length === 0 ? 'All columns' : `${select.length} of ${columns.length} columns`}
      </summary>
      <div class="shown-list">
        {columns.map(({ name, original }) => (
          <label key={name}>
            <input type="checkbox" checked={isShown(name)} onChange={() => turn(name)} />
            <ColumnName name={name} original={original} />
          </label>
        ))}
      </div>
    </details>
  )
}
