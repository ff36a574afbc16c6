/** A page of rows under the profiles of their columns. */
import { ApiProblem } from '../../api/problem.ts'
import { useResource } from '../../api/resource.ts'
import type { ColumnList, Dataset, RowPage } from '../../api/types.ts'
import { go, withQuery } from '../../app/route.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Count } from '../../parts/quantity.tsx'
import { sortOf, sortText, Table, type TableColumn } from '../../parts/table.tsx'
import { Profile } from './profile.tsx'
import { pageRows, rowsUrl, type View } from './view.ts'

interface Props {
  dataset: Dataset
  view: View
  sql: string
}

export function Rows({ dataset, view, sql }: Props) {
  const page = useResource<RowPage>(rowsUrl(dataset.name, view))
  const profiles = useResource<ColumnList>(`/v1/datasets/${dataset.name}/columns`)
  if (page.error) return <Refused error={page.error} sql={sql} retry={page.reload} />
  if (!page.data) return <Loading what="Rows" />
  const { columns, rows } = page.data
  if (rows.length === 0) {
    return (
      <Empty title="No row is like this.">
        <p>
          <a href={withQuery({ where: undefined, cursor: undefined })}>Show all rows</a>
        </p>
      </Empty>
    )
  }
  return (
    <>
      <Table
        label={`Rows of ${dataset.name}`}
        class="rows"
        dense
        columns={columns.map((column, i) => columnOf(column, i, profiles.data))}
        rows={rows}
        rowKey={(_, i) => String(i)}
        sort={sortOf(view.sort)}
        onSort={(sort) => go(withQuery({ sort: sortText(sort), cursor: undefined }))}
      />
      <Foot page={page.data} view={view} />
    </>
  )
}

function columnOf(
  { name, type, json }: RowPage['columns'][number],
  at: number,
  profiles: ColumnList | undefined,
): TableColumn<unknown[]> {
  const profile = profiles?.columns.find((one) => one.name === name)
  return {
    key: name,
    align: json === 'number' ? 'right' : 'left',
    sortable: json !== 'object' && json !== 'array',
    head: (
      <span class="column-name">
        {name} <span class="dim">{type}</span>
      </span>
    ),
    under: (
      <div class="profile-place">
        {profile && <Profile column={profile} rows={profiles?.rows ?? 0} />}
      </div>
    ),
    cell: (row) => <Cell value={row[at]} type={type} />,
  }
}

/** `2001-01-01 00:01:00` of a timestamp: to the second, unless it says more. */
const timeOf = (text: string): string => text.replace('T', ' ').replace(/\.0+(?=Z?$)/, '')

function Cell({ value, type }: { value: unknown; type: string }) {
  if (value === null || value === undefined) return <span class="null">null</span>
  if (typeof value === 'number' || typeof value === 'boolean') {
    return <span class="figure">{String(value)}</span>
  }
  const said = typeof value === 'string' ? value : JSON.stringify(value)
  const text = type.startsWith('timestamp') ? timeOf(said) : said
  return (
    <span
      class={typeof value === 'string' ? 'cell' : 'cell mono'}
      title={text.length > 32 ? text : undefined}
    >
      {text}
    </span>
  )
}

/** What needs a scan is refused by the API: SQL answers it. */
function Refused({ error, sql, retry }: { error: unknown; sql: string; retry(): void }) {
  const isForSql = error instanceof ApiProblem && error.slug === 'rows.need-a-query'
  return (
    <div class="refused">
      <Problem error={error} place="Rows" {...(!isForSql && { retry })} />
      <p>
        {isForSql && (
          <a class="button main" href={`/sql?sql=${encodeURIComponent(sql)}`}>
            Ask by SQL
          </a>
        )}{' '}
        <a
          class="button"
          href={withQuery({ where: undefined, sort: undefined, cursor: undefined })}
        >
          Show all rows
        </a>
      </p>
    </div>
  )
}

function Foot({ page: { rows, next, count }, view }: { page: RowPage; view: View }) {
  const isWhole = next === null && !view.cursor
  return (
    <footer class="rows-foot">
      <span class="dim">
        {isWhole ? (
          <Count value={rows.length} of={rows.length === 1 ? 'row' : 'rows'} />
        ) : (
          <>
            <Count value={rows.length} /> rows
            {count.value !== null && (
              <>
                {' '}
                of <Count value={count.value} />
              </>
            )}
          </>
        )}
      </span>
      {view.cursor && <a href={withQuery({ cursor: undefined })}>First page</a>}
      {next && (
        <a class="button" href={withQuery({ cursor: next })}>
          Next {pageRows}
        </a>
      )}
    </footer>
  )
}
