/** The one line between statement and result: what it would take, how far it is, what it took. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { send } from '../../api/client.ts'
import { ApiProblem, isAbort } from '../../api/problem.ts'
import { bytesSaid, countText, durationSaid, plural, saidText } from '../../parts/units.ts'
import { costOf, type Estimate, type Query, usdText } from './api.ts'
import type { Run } from './run.ts'

interface Props {
  run: Run
  /** The statement as it stands. */
  sql: string
  onRun(): void
}

export function Between({ run, sql, onRun }: Props) {
  const { query, result, error, isRunning } = run
  const estimate = useEstimate(isRunning.value ? '' : sql)
  const ended = query.value ?? result.value?.query
  const isOfThis = ended?.sql.trim() === sql.trim().replace(/;$/, '').trim()
  return (
    <div class="between">
      {isRunning.value ? (
        <button type="button" onClick={() => run.cancel()}>
          Cancel
        </button>
      ) : (
        <button type="button" class="main" onClick={onRun} disabled={!sql.trim()}>
          Run <kbd>{isMac ? '⌘' : 'Ctrl'} ↵</kbd>
        </button>
      )}
      <p class="between-words" role="status">
        {isRunning.value ? (
          <Elapsed beganMs={run.beganMs.value ?? Date.now()} state={query.value?.state} />
        ) : ended && isOfThis ? (
          <Took query={ended} rows={error.value ? undefined : result.value} />
        ) : (
          estimate && <Before estimate={estimate} />
        )}
      </p>
    </div>
  )
}

function Before({ estimate }: { estimate: Estimate }) {
  const { bytes, columnBytes, usd, files, filesTotal } = estimate
  if (bytes === null) return null
  return (
    <>
      Reads at most <b class="figure">{saidText(bytesSaid(bytes))}</b>
      <span class="dim">
        {columnBytes !== null &&
          columnBytes < bytes &&
          `, its columns ${saidText(bytesSaid(columnBytes))},`}
        {filesTotal > 1 && ` in ${countText(files)} of ${plural(filesTotal, 'file')}`}
        {usd !== null && ` · ${usdText(usd)} on AWS at most`}
      </span>
    </>
  )
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

function Elapsed({ beganMs, state }: { beganMs: number; state: Query['state'] | undefined }) {
  const now = useSignal(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 100)
    return () => clearInterval(timer)
  }, [])
  const seconds = (Math.max(0, now.value - beganMs) / 1000).toFixed(1)
  return (
    <>
      {state === 'queued' ? 'Queued' : 'Running'} <b class="figure">{seconds} s</b>
    </>
  )
}

function Took({ query, rows }: { query: Query; rows: Run['result']['value'] }) {
  const bytes = query.scannedBytes ?? 0
  if (query.state === 'failed' || query.state === 'cancelled') {
    const after = query.tookMs === null ? '' : ` after ${saidText(durationSaid(query.tookMs))}`
    return (
      <>
        <span class="bad">{query.state === 'failed' ? '✕ Failed' : '✕ Cancelled'}</span>
        <span class="dim">{after}</span>
      </>
    )
  }
  return (
    <>
      {rows && (
        <b class="figure">
          {rows.next ? 'first ' : ''}
          {plural(rows.rows.length, 'row')}
        </b>
      )}
      {query.tookMs !== null && (
        <span>
          {' '}
          in <span class="figure">{saidText(durationSaid(query.tookMs))}</span>
        </span>
      )}
      <span class="dim">
        {' '}
        · read {saidText(bytesSaid(bytes))} · {usdText(costOf(query))} on AWS
        {query.reused && ' · a result that was there already'}
      </span>
    </>
  )
}

const restMs = 500
let isOffered = true

/** What the statement would read, once its writer rests; nothing where the API does not say. */
function useEstimate(sql: string): Estimate | undefined {
  const wanted = useSignal(sql)
  const known = useSignal<{ sql: string; estimate: Estimate } | undefined>(undefined)
  useEffect(() => {
    wanted.value = sql
  }, [sql])
  useSignalEffect(() => {
    const asked = wanted.value
    if (!isOffered || !asked.trim()) return
    const abort = new AbortController()
    const timer = setTimeout(() => {
      send<Estimate>('POST', '/v1/queries/estimate', { sql: asked }, { signal: abort.signal }).then(
        (estimate) => {
          known.value = { sql: asked, estimate }
        },
        (error: unknown) => {
          if (isAbort(error)) return
          // While one writes most statements are wrong, and running says why; a route that is missing is not asked again.
          if (error instanceof ApiProblem && [404, 405].includes(error.status)) isOffered = false
        },
      )
    }, restMs)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  })
  return known.value?.sql === sql ? known.value.estimate : undefined
}
