/** A first statement is one press away. */
import { useResource } from '../../api/resource.ts'
import type { Dataset, DatasetSummary } from '../../api/types.ts'
import { Empty } from '../../parts/empty.tsx'
import { firstStatements } from './first.ts'

interface Props {
  datasets: DatasetSummary[]
  take(sql: string): void
}

export function Starters({ datasets, take }: Props) {
  const largest = datasets.reduce<DatasetSummary | undefined>(
    (most, one) => (most && most.rows >= one.rows ? most : one),
    undefined,
  )
  const { data } = useResource<Dataset>(largest && `/v1/datasets/${largest.name}`)
  if (datasets.length === 0) {
    return (
      <Empty title="There is no table to ask yet.">
        <p class="dim">
          Drop a CSV, JSON or Parquet file on the <a href="/">overview</a>; it is a table a moment
          later.
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="Ask the lake.">
      <p class="dim">
        Ctrl or ⌘ with Enter runs the statement, or what is selected of it. To begin with:
      </p>
      <ul class="starters">
        {firstStatements(datasets, data).map((sql) => (
          <li key={sql}>
            <button type="button" class="quiet" onClick={() => take(sql)}>
              <code>{sql}</code>
            </button>
          </li>
        ))}
      </ul>
    </Empty>
  )
}
