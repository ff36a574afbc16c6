/** Datasets, the freshest first: how many rows, how old, and what the last hour brought. */
import type { Overview } from '../../api/types.ts'
import { Freshness } from '../../parts/freshness.tsx'
import { Bytes, Count } from '../../parts/quantity.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { plural } from '../../parts/units.ts'

type Fresh = Overview['newest'][number]

const columns: TableColumn<Fresh>[] = [
  { key: 'name', head: 'Name', cell: ({ name }) => <a href={`/datasets/${name}`}>{name}</a> },
  { key: 'rows', head: 'Rows', align: 'right', cell: ({ rows }) => <Count value={rows} /> },
  {
    key: 'bytes',
    head: 'Size',
    align: 'right',
    class: 'wide-only',
    cell: ({ bytes }) => <Bytes value={bytes} />,
  },
  {
    key: 'age',
    head: 'Age',
    align: 'right',
    cell: ({ updatedAt }) => <Freshness at={updatedAt} />,
  },
  {
    key: 'hour',
    head: 'Last hour',
    align: 'right',
    class: 'wide-only',
    cell: ({ minutes }) => {
      const all = minutes.reduce((sum, count) => sum + count, 0)
      return <Sparkline values={minutes} label={`${plural(all, 'file')} in the last hour`} />
    },
  },
]

export function Freshest({ whole }: { whole: Overview }) {
  const { newest, datasets } = whole
  return (
    <section class="half" aria-labelledby="freshest">
      <h2 id="freshest" class="half-title">
        <a href="/datasets">Datasets</a>
      </h2>
      <Table
        label="Datasets, the freshest first"
        columns={columns}
        rows={newest}
        rowKey={({ name }) => name}
      />
      {datasets > newest.length && (
        <a href="/datasets" class="more">
          All {datasets} datasets
        </a>
      )}
    </section>
  )
}
