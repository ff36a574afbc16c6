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
  if (!shown && isRunning.value) return <Loading what="The first rows" />
  if (!shown) return datasets ? <Starters {...{ datasets, write, start }} /> : null
  return (
    <section class={`outcome ${isRunning.value ? 'stale' : ''}`} aria-label="Result">
      <Tabs result={shown} />
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

function Tabs({ result }: { result: Result }) {
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
      <Export id={result.query.id} />
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

interface StarterProps extends Pick<Props, 'write' | 'start'> {
  datasets: DatasetSummary[]
}

/** A first statement is one press away. */
function Starters({ datasets, write, start }: StarterProps) {
  const take = (sql: string) => {
    write(sql)
    start()
  }
  if (datasets.length === 0) {
    return (
      <Empty title="There is no table to ask yet.">
        <p class="dim">
          Drop a CSV, JSON or Parquet file on the <a href="/">overview</a>; it is a table a moment
          later.
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="Ask the lake.">
      <p class="dim">
        Ctrl or ⌘ with Enter runs the statement, or what is selected of it. To begin with:
      </p>
      <ul class="starters">
        {startersOf(datasets).map((sql) => (
          <li key={sql}>
            <button type="button" class="quiet" onClick={() => take(sql)}>
              <code>{sql}</code>
            </button>
          </li>
        ))}
      </ul>
    </Empty>
  )
}

const startersMax = 4

function startersOf(datasets: DatasetSummary[]): string[] {
  const byTime = [...datasets].sort((a, b) => (b.updatedAt ?? '').localeCompare(a.updatedAt ?? ''))
  return byTime.slice(0, startersMax).map(({ name }) => `select * from ${name} limit 100`)
}
