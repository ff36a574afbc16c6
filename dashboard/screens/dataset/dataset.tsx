/** One dataset: what it is, its rows with a profile over each column, and at its side all that is known of it. */
import { beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { Dataset as Described, Interpretation } from '../../api/types.ts'
import { go, query, type ScreenProps, withQuery } from '../../app/route.ts'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age, Bytes, Count } from '../../parts/quantity.tsx'
import { saidOf } from '../reading/fields.ts'
import { besideOf, urlOf } from '../reading/said.ts'
import './dataset.css'
import { Filters } from './filters.tsx'
import { Rows } from './rows.tsx'
import { Side } from './side.tsx'
import { viewOf, viewSql } from './view.ts'

const sides: [side: string, words: string][] = [
  ['columns', 'Columns'],
  ['files', 'Files'],
  ['history', 'History'],
  ['use', 'Use it from'],
]

export default function Dataset({ params: { name } }: ScreenProps<'/datasets/:name'>) {
  const { data, error, reload } = useResource<Described>(`/v1/datasets/${name}`, { again: beat })
  const side = query.value.get('side')
  if (error && !data) {
    return (
      <div class="page">
        <h1>{name}</h1>
        <Problem error={error} retry={reload} />
      </div>
    )
  }
  if (!data) return <Loading what={name} />
  const view = viewOf(query.value)
  const sql = viewSql(data.tables.lake, data.columns, view)
  return (
    <div class="page dataset">
      <header class="page-head">
        <div>
          <h1>{name}</h1>
          <Facts dataset={data} />
          <Pinned name={name} />
        </div>
        <nav class="sides" aria-label={`About ${name}`}>
          {sides.map(([key, words]) => (
            <a key={key} href={withQuery({ side: key })}>
              {words}
            </a>
          ))}
          <a class="button main" href={`/sql?sql=${encodeURIComponent(sql)}`}>
            Open in SQL
          </a>
        </nav>
      </header>
      {data.snapshot === null ? (
        <p class="notice">
          There is no table yet: what has landed here is no table, or is still on its way.
        </p>
      ) : (
        <>
          <Filters dataset={data} view={view} />
          <Rows dataset={data} view={view} sql={sql} />
        </>
      )}
      {side && (
        <Side
          dataset={data}
          side={side}
          sql={sql}
          onClose={() => go(withQuery({ side: undefined }), { replace: true })}
        />
      )}
    </div>
  )
}

/** Who said how its files are read; their page has the form. */
function Pinned({ name }: { name: string }) {
  const { data: word } = useResource<Interpretation>(urlOf(name), { again: beat })
  if (!word || (word.version === 0 && word.isReplayed)) return null
  const said = saidOf(word.pins)
  const beside = besideOf(word)
  if (!said && !beside && word.isReplayed) return null
  return (
    <p class="facts dim">
      {said ? (
        <>
          Read as {word.by ?? 'somebody'} pinned {word.at && <Age at={word.at} word="ago" />}:{' '}
          {said}
        </>
      ) : beside ? (
        `Read as ${beside.by} says: ${saidOf(beside.pins)}`
      ) : (
        'Read by what is seen again'
      )}
      .{!word.isReplayed && ' Its files are being read anew.'}{' '}
      <a href={withQuery({ side: 'files' })}>Change it on a file’s page</a>
    </p>
  )
}

function Facts({ dataset }: { dataset: Described }) {
  const { source, files, rows, bytes, updatedAt, snapshot, columns, tables } = dataset
  return (
    <p class="facts dim">
      From <strong>{source}</strong>: <Count value={rows} of={rows === 1 ? 'row' : 'rows'} /> of{' '}
      {columns.length} columns in <Count value={files} of={files === 1 ? 'file' : 'files'} />,{' '}
      <Bytes value={bytes} />
      {updatedAt && (
        <>
          , <Age at={updatedAt} word="old" />
        </>
      )}
      {snapshot && (
        <>
          ; snapshot{' '}
          <a href={withQuery({ side: 'history' })} class="mono">
            {snapshot}
          </a>
        </>
      )}
      .{!tables.raw && snapshot && ' The raw table is withheld.'}
    </p>
  )
}
