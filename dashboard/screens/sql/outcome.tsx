/** Below the line: rows, a chart of them, or what there is to do. */
import { useEffect, useMemo } from 'preact/hooks'
import type { DatasetSummary } from '../../api/types.ts'
import { query as address, go, withQuery } from '../../app/route.ts'
import { Chart } from '../../charts/chart.tsx'
import { guessChart } from '../../charts/guess.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { plural } from '../../parts/units.ts'
import { Export } from './export.tsx'
import { Grid } from './grid.tsx'
import type { Result, Run } from './run.ts'
import { Starters } from './starters.tsx'

interface Props {
  run: Run
  /** Undefined until they are known. */
  datasets: DatasetSummary[] | undefined
  write(sql: string): void
  start(): void
}

export function Outcome({ run, datasets, write, start }: Props) {
  const { result, isRunning, error } = run
  const shown = result.value
  if (error.value) return null
  if (!shown && isRunning.value) return <Loading what="The result" />
  if (!shown && run.query.value?.state === 'cancelled') {
    return <Empty title="Cancelled: it has no result." />
  }
  if (!shown) {
    const take = (sql: string) => {
      write(sql)
      start()
    }
    return datasets ? <Starters {...{ datasets, take }} /> : null
  }
  return (
    <section class={`outcome ${isRunning.value ? 'stale' : ''}`} aria-label="Result">
      <Tabs result={shown} isStale={isRunning.value} />
      {shown.rows.length === 0 ? (
        <Empty title="No rows.">
          <p class="dim">
            The statement ran; nothing met it. Its columns would be{' '}
            {shown.columns.map(({ name }) => name).join(', ')}.
          </p>
        </Empty>
      ) : address.value.get('view') === 'chart' ? (
        <ChartOf result={shown} run={run} />
      ) : (
        <Grid result={shown} run={run} />
      )}
    </section>
  )
}

function Tabs({ result, isStale }: { result: Result; isStale: boolean }) {
  const view = address.value.get('view') ?? 'rows'
  return (
    <div class="outcome-head">
      <fieldset class="switch">
        <legend class="hidden">Shown as</legend>
        {(['rows', 'chart'] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="quiet"
            aria-pressed={view === one}
            onClick={() => go(withQuery({ view: one === 'rows' ? undefined : one }))}
          >
            {one === 'rows' ? 'Rows' : 'Chart'}
          </button>
        ))}
      </fieldset>
      {isStale ? (
        <p class="dim">The result of the query before.</p>
      ) : (
        <Export id={result.query.id} />
      )}
    </div>
  )
}

const chartRowsMax = 10_000

function ChartOf({ result, run }: { result: Result; run: Run }) {
  useEffect(() => {
    if (result.next && result.rows.length < chartRowsMax) void run.more(chartRowsMax)
  }, [result.query.id])
  const chart = useMemo(() => guessChart(result), [result.rows])
  if (!chart) {
    return (
      <Empty title="No chart says more than these rows.">
        <p class="dim">
          A column of time and a number make a line; names and a number make bars; one column of
          numbers makes a histogram.
        </p>
      </Empty>
    )
  }
  return (
    <div class="outcome-chart">
      {result.next && (
        <p class="attention">Of the first {plural(result.rows.length, 'row')} only.</p>
      )}
      <Chart chart={chart} />
    </div>
  )
}
