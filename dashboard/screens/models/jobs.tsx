/** Many rows at once: a query goes in, a table of predictions comes out. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get, send } from '../../api/client.ts'
import { beat } from '../../api/live.ts'
import { isAbort } from '../../api/problem.ts'
import { useResource } from '../../api/resource.ts'
import { Problem } from '../../parts/problem.tsx'
import { Age } from '../../parts/quantity.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { plural } from '../../parts/units.ts'
import { type Job, type JobList, type Model, tableOf } from './api.ts'

interface Props {
  model: Model
  at: string | null
}

const rowsWanted = 1000
const waitSeconds = 20

export function Jobs({ model, at }: Props) {
  const sql = useSignal(firstStatement(model))
  const current = useSignal<Job | undefined>(undefined)
  const error = useSignal<unknown>(undefined)
  const { data, reload } = useResource<JobList>('/v1/prediction-jobs?limit=100', { again: beat })
  const start = async (): Promise<void> => {
    error.value = undefined
    current.value = undefined
    try {
      const asked = { model: model.name, sql: sql.value, ...(at && { at }) }
      current.value = await send<Job>('POST', '/v1/prediction-jobs', asked)
      reload()
    } catch (failure) {
      error.value = failure
    }
  }
  const jobs = (data?.jobs ?? []).filter((job) => job.model === model.name)
  return (
    <section class="jobs" aria-labelledby="jobs">
      <h2 id="jobs">Score a query</h2>
      <p class="dim">
        One row in, one row out, with every column of the query beside the prediction, into{' '}
        <a href={`/datasets/${tableOf(model.name)}`}>{tableOf(model.name)}</a>. Each input is a
        column of the query, by its name.
      </p>
      <label for="job-sql">Statement</label>
      <textarea
        id="job-sql"
        rows={6}
        spellcheck={false}
        value={sql.value}
        onInput={(event) => {
          sql.value = event.currentTarget.value
        }}
      />
      <div class="jobs-line">
        <button type="button" class="main" onClick={start} disabled={!sql.value.trim()}>
          Score its rows
        </button>
        {current.value && <Following key={current.value.id} job={current.value} onEnd={reload} />}
      </div>
      {Boolean(error.value) && <Problem error={error.value} />}
      {jobs.length > 0 && (
        <Table label="Jobs" columns={columns} rows={jobs} rowKey={({ id }) => id} />
      )}
    </section>
  )
}

/** The query that it learned from has every input; a part of it shows how this goes. */
function firstStatement({ training, signature }: Model): string {
  if (training) return `select * from (\n${training.query}\n)\nlimit ${rowsWanted}`
  return `select ${signature.inputs.map(({ name }) => name).join(', ')}\nfrom …\nlimit ${rowsWanted}`
}

/** How far it is, until it has ended. */
function Following({ job, onEnd }: { job: Job; onEnd(): void }) {
  const now = useSignal(job)
  useEffect(() => {
    const abort = new AbortController()
    const follow = async (): Promise<void> => {
      while (!isEnded(now.value)) {
        const url = `/v1/prediction-jobs/${job.id}?wait=${waitSeconds}`
        now.value = await get<Job>(url, { signal: abort.signal })
      }
      onEnd()
    }
    follow().catch((failure: unknown) => {
      if (!isAbort(failure)) onEnd()
    })
    return () => abort.abort()
  }, [])
  return (
    <p role="status">
      <State job={now.value} />
    </p>
  )
}

const isEnded = ({ state }: Job): boolean => state === 'done' || state === 'failed'

function State({ job }: { job: Job }) {
  if (job.state === 'failed') {
    return (
      <span class="reason">
        <span class="bad">✕ failed</span>
        {job.reason && `: ${job.reason.detail}`}
      </span>
    )
  }
  if (job.state !== 'done') return <span class="attention">◦ {job.state}</span>
  if (job.rows === 0)
    return <span class="dim">no rows{job.reason && `: ${job.reason.detail}`}</span>
  return (
    <>
      <span class="good">✓</span> {plural(job.rows, 'row')} in{' '}
      <a href={`/files/${job.dataset.object}`}>{job.dataset.table}</a>
    </>
  )
}

const columns: TableColumn<Job>[] = [
  {
    key: 'at',
    head: 'Asked',
    cell: (job) => <Age at={new Date(job.createdAtMs).toISOString()} word="ago" />,
  },
  { key: 'version', head: 'Version', align: 'right', cell: ({ version }) => version },
  { key: 'state', head: 'Outcome', cell: (job) => <State job={job} /> },
  {
    key: 'of',
    head: 'Of',
    class: 'job-sql',
    cell: ({ arrival, sql }) =>
      arrival ? (
        <>
          what landed: <a href={`/files/${arrival.object}`}>{arrival.key}</a>
        </>
      ) : (
        <a class="mono" href={`/sql?sql=${encodeURIComponent(sql)}`} title={sql}>
          {sql.replace(/\s+/g, ' ')}
        </a>
      ),
  },
]
