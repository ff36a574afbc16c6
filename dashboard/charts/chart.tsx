/** A chart with its sentence below and its numbers beside: what is drawn can be heard and copied too. */
import { useId } from 'preact/hooks'
import { Bars } from './barchart.tsx'
import './charts.css'
import type { Chart as ChartOf } from './guess.ts'
import { Histogram } from './histogramchart.tsx'
import { Lines } from './linechart.tsx'
import { barSentence, histogramSentence, lineSentence } from './sentence.ts'
import { momentOf } from './ticks.ts'
import { useWidth } from './width.ts'

const heightPx = 300
const twinRowsMax = 500

interface Props {
  chart: ChartOf
}

export function Chart({ chart }: Props) {
  const caption = useId()
  const { place, width } = useWidth()
  return (
    <figure class="chart">
      <div class="chart-place" ref={place} style={{ minHeight: `${heightPx}px` }}>
        {width > 0 && <Drawn chart={chart} width={width} labelledBy={caption} />}
      </div>
      <figcaption id={caption}>{sentenceOf(chart)}</figcaption>
      <details class="chart-twin">
        <summary>The numbers</summary>
        <Twin chart={chart} />
      </details>
    </figure>
  )
}

function Drawn({ chart, ...drawn }: Props & { width: number; labelledBy: string }) {
  if (chart.kind === 'line') return <Lines data={chart.data} height={heightPx} {...drawn} />
  if (chart.kind === 'bars') return <Bars data={chart.data} {...drawn} />
  return <Histogram bins={chart.bins} height={heightPx} {...drawn} />
}

export function sentenceOf(chart: ChartOf): string {
  if (chart.kind === 'line') return lineSentence(chart.data)
  if (chart.kind === 'bars') return barSentence(chart.data)
  return histogramSentence(chart.bins, chart.name)
}

function Twin({ chart }: Props) {
  const { head, rows } = twinOf(chart)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="chart-rows" aria-label="The numbers of the chart" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, twinRowsMax).map(([first, ...rest]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {rest.map((value, i) => (
                <td key={head[i + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > twinRowsMax && (
        <p>
          The first {twinRowsMax} of {rows.length}.
        </p>
      )}
    </section>
  )
}

const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 12 })

function twinOf(chart: ChartOf): { head: string[]; rows: string[][] } {
  if (chart.kind === 'bars') {
    const { categoryName, valueName, bars } = chart.data
    const rows = bars.map(({ category, value }) => [category, exact.format(value)])
    return { head: [categoryName, valueName], rows }
  }
  if (chart.kind === 'histogram') {
    const rows = chart.bins.map(({ from, to, count }) => [
      `${exact.format(from)} to ${exact.format(to)}`,
      exact.format(count),
    ])
    return { head: [chart.name, 'values'], rows }
  }
  const { x, isTime, xName, series } = chart.data
  const span = (x.at(-1) ?? 0) - (x[0] ?? 0)
  const rows = x.map((at, i) => [
    isTime ? momentOf(at, span) : String(at),
    ...series.map(({ values }) => {
      const value = values[i] ?? null
      return value === null ? '' : exact.format(value)
    }),
  ])
  return { head: [xName, ...series.map(({ name }) => name)], rows }
}
