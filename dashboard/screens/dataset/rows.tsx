/** A page of rows under the profiles of their columns. */

import { beat } from '../../api/live.ts'
import { ApiProblem } from '../../api/problem.ts'
import { useResource } from '../../api/resource.ts'
import type { ColumnList, ColumnProfile, Dataset, RowPage } from '../../api/types.ts'
import { go, withQuery } from '../../app/route.ts'
import { ColumnName } from '../../parts/columnname.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Count } from '../../parts/quantity.tsx'
import { sortOf, sortText, Table, type TableColumn } from '../../parts/table.tsx'
import { profileOf } from './histogram.ts'
import { Profile } from './profile.tsx'
import { pageRows, rowsUrl, type View } from './view.ts'

interface Props {
  dataset: Dataset
  view: View
  sql: string
}

export function Rows({ dataset, view, sql }: Props) {
  const page = useResource<RowPage>(rowsUrl(dataset.name, view))
  const isPart = view.where.length > 0
  const profiles = useResource<ColumnList>(
    isPart ? undefined : `/v1/datasets/${dataset.name}/columns`,
    { again: beat },
  )
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
  const isWhole = page.data.next === null && page.data.before === 0
  return (
    <>
      {isPart && !isWhole && (
        <p class="dim profile-none">
          Profiles over columns are of all rows: of a part there is none.
        </p>
      )}
      <Table
        label={`Rows of ${dataset.name}`}
        class="rows"
        dense
        columns={columns.map((column, i) => {
          const all = profiles.data?.columns.find(({ name }) => name === column.name)
          const own =
            isPart && isWhole
              ? profileOf(
                  column,
                  rows.map((row) => (row as unknown[])[i]),
                )
              : all
          return columnOf(column, i, own, isPart ? rows.length : (profiles.data?.rows ?? 0))
        })}
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
  { name, original, type, json }: RowPage['columns'][number],
  at: number,
  profile: ColumnProfile | undefined,
  rows: number,
): TableColumn<unknown[]> {
  return {
    key: name,
    align: json === 'number' ? 'right' : 'left',
    sortable: json !== 'object' && json !== 'array',
    head: (
      <span class="column-name">
        <ColumnName name={name} original={original} /> <span class="dim">{type}</span>
      </span>
    ),
    under: <div class="profile-place">{profile && <Profile column={profile} rows={rows} />}</div>,
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

/** Which rows these are, and of how many. */
function Foot({ page: { rows, next, count, before }, view }: { page: RowPage; view: View }) {
  const isWhole = next === null && before === 0
  const from = before === null ? undefined : before + 1
  return (
    <footer class="rows-foot">
      <span class="dim">
        {isWhole || from === undefined ? (
          <Count value={rows.length} of={rows.length === 1 ? 'row' : 'rows'} />
        ) : (
          <>
            Rows <Count value={from} /> to <Count value={from + rows.length - 1} />
          </>
        )}
        {!isWhole && count.value !== null && (
          <>
            {' '}
            of <Count value={count.value} />
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
