/** Who is fetched from: how each source is, and one press from saying so otherwise. */
import { useResource } from '../../api/resource.ts'
import { go, query, withQuery } from '../../app/route.ts'
import { scopes } from '../../app/session.ts'
import { Copyable } from '../../parts/copy.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age } from '../../parts/quantity.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { tick, useTicks } from './again.ts'
import { datasetsOf, type SourceList, type SourceOf, sourcesUrl } from './api.ts'
import { Mood } from './mood.tsx'
import { New } from './new.tsx'
import { starters } from './starters.ts'
import { placeText } from './state.ts'
import './sources.css'

const columns: TableColumn<SourceOf>[] = [
  {
    key: 'name',
    head: 'Name',
    cell: ({ name }) => <a href={`/sources/${name}`}>{name}</a>,
  },
  { key: 'kind', head: 'Kind', cell: ({ definition }) => definition.kind },
  {
    key: 'dataset',
    head: 'Lands in',
    cell: ({ name, definition }) => <a href={datasetsOf(name)}>{definition.dataset}</a>,
  },
  {
    key: 'state',
    head: 'State',
    class: 'source-state',
    cell: (source) => <Mood source={source} />,
  },
  {
    key: 'place',
    head: 'Place',
    class: 'wide-only',
    cell: ({ cursor }) =>
      cursor ? (
        <code title={JSON.stringify(cursor.value).slice(0, 2_000)}>
          {placeText(cursor.value, 48)}
        </code>
      ) : (
        <span class="dim">at the beginning</span>
      ),
  },
  {
    key: 'moved',
    head: 'Moved',
    align: 'right',
    cell: ({ cursor }) => (cursor ? <Age at={cursor.updatedAt} word="ago" /> : ''),
  },
]

export default function Sources() {
  useTicks()
  const { data, error, reload } = useResource<SourceList>(sourcesUrl, { again: tick })
  const mayWrite = scopes.value.includes('source:write')
  const isNew = mayWrite && query.value.has('new')
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Sources</h1>
          <p class="dim">Who sends, and how it is fetched. What is pushed needs no source.</p>
        </div>
        {mayWrite && !isNew && (
          <a class="button" href={withQuery({ new: '1' })}>
            New source
          </a>
        )}
      </header>
      {isNew && <New onEnd={() => go('/sources')} />}
      {error !== undefined && <Problem error={error} retry={reload} place="Sources" />}
      {!data && !error && <Loading what="The sources" />}
      {data && (data.sources.length > 0 ? <List list={data} /> : !isNew && <None />)}
    </div>
  )
}

const List = ({ list }: { list: SourceList }) => (
  <Table label="Sources" columns={columns} rows={list.sources} rowKey={({ name }) => name} />
)

const example = `# definitions/sources/shop.yml\n${starters.rest}`

function None() {
  return (
    <Empty title="Nothing is fetched.">
      <p>
        A source is a file, said to the lake by <code>npx hypatia define</code>; or it is said here.
      </p>
      <Copyable label="a definition" text={example} />
    </Empty>
  )
}
