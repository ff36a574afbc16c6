/** Every dataset: searched, sorted, one press from its rows. */
import { beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { DatasetList, DatasetSummary } from '../../api/types.ts'
import { go, query, withQuery } from '../../app/route.ts'
import { Beginning } from '../../landing/beginning.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Freshness } from '../../parts/freshness.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Bytes, Count } from '../../parts/quantity.tsx'
import { type Sort, sortOf, sortText, Table, type TableColumn } from '../../parts/table.tsx'

const columns: TableColumn<DatasetSummary>[] = [
  {
    key: 'name',
    head: 'Name',
    sortable: true,
    cell: ({ name }) => <a href={`/datasets/${name}`}>{name}</a>,
  },
  {
    key: 'source',
    head: 'Source',
    sortable: true,
    class: 'wide-only',
    cell: ({ source }) => source,
  },
  {
    key: 'rows',
    head: 'Rows',
    align: 'right',
    sortable: true,
    cell: ({ rows }) => <Count value={rows} />,
  },
  {
    key: 'bytes',
    head: 'Size',
    align: 'right',
    sortable: true,
    class: 'wide-only',
    cell: ({ bytes }) => <Bytes value={bytes} />,
  },
  {
    key: 'files',
    head: 'Files',
    align: 'right',
    sortable: true,
    class: 'wide-only',
    cell: ({ files }) => <Count value={files} />,
  },
  {
    key: 'columns',
    head: 'Columns',
    align: 'right',
    sortable: true,
    class: 'wide-only',
    cell: ({ columns }) => <Count value={columns} />,
  },
  {
    key: 'updatedAt',
    head: 'Age',
    align: 'right',
    sortable: true,
    cell: ({ updatedAt }) => <Freshness at={updatedAt} />,
  },
]

/** By age the youngest come first, as a reader means it: an age grows as its time sinks. */
function sorted(rows: DatasetSummary[], { key, isDescending }: Sort): DatasetSummary[] {
  const keyOf = (row: DatasetSummary): string | number => {
    const value = row[key as keyof DatasetSummary]
    if (key === 'updatedAt') return value ? -Date.parse(String(value)) : Number.MAX_SAFE_INTEGER
    return typeof value === 'number' ? value : String(value ?? '')
  }
  const order = isDescending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)]
    return left < right ? -order : left > right ? order : 0
  })
}

export default function Datasets() {
  const words = query.value.get('q') ?? ''
  const sort = sortOf(query.value.get('sort') ?? 'name')
  const url = `/v1/datasets?limit=1000${words && `&q=${encodeURIComponent(words)}`}`
  const { data, error, reload } = useResource<DatasetList>(url, { again: beat })
  return (
    <div class="page">
      <header class="page-head">
        <h1>Datasets</h1>
        <label class="search">
          <span class="hidden">Search names, sources and columns</span>
          <input
            type="search"
            value={words}
            placeholder="Search names and columns"
            onInput={({ currentTarget }) =>
              go(withQuery({ q: currentTarget.value }), { replace: true })
            }
          />
        </label>
      </header>
      {error !== undefined && <Problem error={error} retry={reload} place="Datasets" />}
      {!data && !error && <Loading what="The datasets" />}
      {data && <List list={data} words={words} sort={sort} />}
    </div>
  )
}

function List({ list, words, sort }: { list: DatasetList; words: string; sort: Sort }) {
  if (list.datasets.length === 0) return <None words={words} />
  return (
    <>
      <Table
        label="Datasets"
        columns={columns}
        rows={sorted(list.datasets, sort)}
        rowKey={({ name }) => name}
        sort={sort}
        onSort={(next) => go(withQuery({ sort: sortText(next) }), { replace: true })}
      />
      {list.next && <p class="dim">The first 1,000 of {list.total} by name. Search for others.</p>}
    </>
  )
}

function None({ words }: { words: string }) {
  if (words === '') return <Beginning />
  return (
    <Empty title={`No dataset has “${words}” in its name, source or columns.`}>
      <p>
        <a href="/datasets">Show all</a>
      </p>
    </Empty>
  )
}
