/** At the side of a dataset: its columns, files, history, and how to use it from elsewhere. */
import { useResource } from '../../api/resource.ts'
import type {
  ColumnList,
  Dataset,
  ObjectList,
  PartitionList,
  VersionList,
} from '../../api/types.ts'
import { withQuery } from '../../app/route.ts'
import { ColumnName } from '../../parts/columnname.tsx'
import { Copyable } from '../../parts/copy.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age, Bytes, Count } from '../../parts/quantity.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { timeText } from '../../parts/units.ts'
import { written } from '../sql/completion.ts'
import { changesOf, operationText } from './history.ts'
import { snippetsOf } from './snippets.ts'

interface Props {
  dataset: Dataset
  side: string
  sql: string
  onClose(): void
}

const titles: Record<string, string> = {
  columns: 'Columns',
  files: 'Files',
  history: 'History',
  use: 'Use it from',
}

export function Side({ dataset, side, sql, onClose }: Props) {
  const title = `${titles[side] ?? 'Columns'} of ${dataset.name}`
  return (
    <Sheet
      key={side}
      side
      title={side === 'use' ? `Use ${dataset.name} from` : title}
      onClose={onClose}
    >
      {side === 'files' ? (
        <Files dataset={dataset} />
      ) : side === 'history' ? (
        <History dataset={dataset} />
      ) : side === 'use' ? (
        <Use dataset={dataset} sql={sql} />
      ) : (
        <Columns dataset={dataset} />
      )}
    </Sheet>
  )
}

function Columns({ dataset: { name, withheld } }: { dataset: Dataset }) {
  const { data, error, reload } = useResource<ColumnList>(`/v1/datasets/${name}/columns`)
  if (error) return <Problem error={error} retry={reload} />
  if (!data) return <Loading what="Columns" />
  const { isWhole } = data.profiled
  const lines = data.columns.flatMap(({ fields = [], ...column }) => [
    { ...column, path: column.name },
    ...fields.map(({ type, ...field }) => ({ ...field, original: undefined, type: type ?? '' })),
  ])
  const most = Math.max(0, ...lines.map(({ distinctError = 0 }) => distinctError))
  return (
    <>
      {withheld && (
        <p class="notice">
          The raw table is withheld: {withheld.detail} {withheld.remedy}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col" class="right">
              Null
            </th>
            <th scope="col" class="right">
              Distinct
            </th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ path, original, type, nulls, distinct, distinctError = 0, min, max }) => (
            <tr key={path}>
              <th scope="row">
                <ColumnName name={path} original={original} />{' '}
                {original !== undefined && original.toLowerCase() !== path && (
                  <small class="dim mono">{written(path)}</small>
                )}
              </th>
              <td class="dim">{type}</td>
              <td class="right">
                {nulls === null ? <span class="dim">unknown</span> : <Count value={nulls} />}
              </td>
              <td class="right">
                {distinct !== undefined && <Count value={distinct} about={distinctError > 0} />}
              </td>
              <td class="end" title={min}>
                {min}
              </td>
              <td class="end" title={max}>
                {max}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="dim">
        {!isWhole
          ? 'Some files are still to be looked at: what is not known yet is left out.'
          : most > 0
            ? `Of all rows. Exact, but for distinct values with a ≈: of 20 of them 19 are within ${Math.ceil(100 * most)} %.`
            : 'Of all rows, and exact.'}
      </p>
    </>
  )
}

function Files({ dataset: { name, partitionKeys } }: { dataset: Dataset }) {
  const { data, error, reload } = useResource<ObjectList>(`/v1/datasets/${name}/files?limit=200`)
  const parts = useResource<PartitionList>(
    partitionKeys.length > 0 ? `/v1/datasets/${name}/partitions?limit=1000` : undefined,
  )
  if (error) return <Problem error={error} retry={reload} />
  if (!data) return <Loading what="Files" />
  return (
    <>
      {parts.data && <Partitions list={parts.data} />}
      <h3>Files</h3>
      <ul class="listed">
        {data.objects.map(({ object, key, rows, bytes, times, state }) => (
          <li key={object}>
            <a href={`/files/${object}`} title={key}>
              {key.split('/').slice(2).join('/')}
            </a>
            <span class="line-end">
              {rows === null ? state : <Count value={rows} of={rows === 1 ? 'row' : 'rows'} />}
            </span>
            <Bytes value={bytes} />
            {times.committed && <Age at={times.committed} />}
          </li>
        ))}
      </ul>
      {data.next && (
        <p class="dim">The first {data.objects.length}. SQL has them all: column _object.</p>
      )}
    </>
  )
}

function Partitions({ list: { keys, partitions, next } }: { list: PartitionList }) {
  return (
    <>
      <h3>Partitions by {keys.join(', ')}</h3>
      <ul class="listed">
        {partitions.map(({ values, files, rows, bytes }) => {
          const where = Object.entries(values).map(([key, value]) =>
            value === null ? `${key}:is:null` : `${key}:eq:${value}`,
          )
          return (
            <li key={JSON.stringify(values)}>
              <a href={withQuery({ where, cursor: undefined, side: undefined })}>
                {Object.values(values)
                  .map((value) => value ?? 'null')
                  .join(' / ')}
              </a>
              <span class="line-end">
                <Count value={rows} of={rows === 1 ? 'row' : 'rows'} />
              </span>
              <Count value={files} of={files === 1 ? 'file' : 'files'} />
              <Bytes value={bytes} />
            </li>
          )
        })}
      </ul>
      {next && <p class="dim">The first {partitions.length}.</p>}
    </>
  )
}

function History({ dataset: { name } }: { dataset: Dataset }) {
  const { data, error, reload } = useResource<VersionList>(`/v1/datasets/${name}/versions`)
  if (error) return <Problem error={error} retry={reload} />
  if (!data) return <Loading what="History" />
  return (
    <>
      <h3>Columns over time</h3>
      <ol class="listed versions">
        {data.versions.toReversed().map((version) => (
          <li key={version.id}>
            {changesOf(version)}
            {version.id === data.current && <span class="line-end dim">now</span>}
          </li>
        ))}
      </ol>
      <h3>Snapshots</h3>
      <ol class="listed snapshots">
        {data.snapshots.map((snapshot) => (
          <li key={snapshot.snapshot}>
            <time dateTime={snapshot.at} class="dim">
              {timeText(snapshot.at)}
            </time>
            {operationText(snapshot)}
            <span class="line-end">
              <Count value={snapshot.rows} of="rows" />
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}

function Use({ dataset, sql }: { dataset: Dataset; sql: string }) {
  return (
    <>
      {snippetsOf(dataset, sql, location.origin).map(({ title, text }) => (
        <section key={title} class="snippet">
          <h3>{title}</h3>
          <Copyable text={text} label={`the ${title} snippet`} />
        </section>
      ))}
    </>
  )
}
