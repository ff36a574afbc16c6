/** A histogram as SVG: how high the fullest step is, and where the steps lie. */
import { useMemo } from 'preact/hooks'
import { Drawing } from './drawing.tsx'
import { type Bin, histogramModel } from './histogram.ts'

interface Props {
  bins: Bin[]
  width: number
  height: number
  labelledBy: string
}

export function Histogram({ bins, width, height, labelledBy }: Props) {
  const model = useMemo(() => histogramModel(bins, width, height), [bins, width, height])
  const { plot, most } = model
  const [right, floor] = [plot.left + plot.width, plot.top + plot.height]
  return (
    <Drawing {...{ width, height, labelledBy }}>
      <g class="rule">
        <line x1={plot.left} x2={right} y1={most.at} y2={most.at} />
        <text x={plot.left - 8} y={most.at + 4} text-anchor="end">
          {most.label}
        </text>
      </g>
      {model.bins.map(({ from, to, count, ...bar }) => (
        <g key={from} class="bar">
          <title>
            {from} to {to}: {count}
          </title>
          <rect {...bar} />
        </g>
      ))}
      <g class="zero">
        <line x1={plot.left} x2={right} y1={floor} y2={floor} />
        <text x={plot.left - 8} y={floor + 4} text-anchor="end">
          0
        </text>
      </g>
      {model.xTicks.map(({ at, label }) => (
        <g key={label} class="rule">
          <line x1={at} x2={at} y1={floor} y2={floor + 4} />
          <text x={at} y={height - 6} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
    </Drawing>
  )
}
