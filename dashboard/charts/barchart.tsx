/** Bars as SVG. */
import { useMemo } from 'preact/hooks'
import { type BarData, barModel } from './bars.ts'
import { clipped, Drawing } from './drawing.tsx'

interface Props {
  data: BarData
  width: number
  labelledBy: string
}

export function Bars({ data, width, labelledBy }: Props) {
  const model = useMemo(() => barModel(data, width), [data, width])
  const { plot, zero } = model
  return (
    <>
      <Drawing {...{ width, labelledBy }} height={model.height}>
        {model.bars.map(({ category, label, y, height, valueX, anchor, ...bar }) => (
          <g key={category} class="bar">
            <title>
              {category}: {label}
            </title>
            <text class="name" x={plot.left - 10} y={y + height / 2 + 4} text-anchor="end">
              {clipped(category, plot.left - 10)}
            </text>
            <rect {...bar} {...{ y, height }} rx="1.5" />
            <text x={valueX} y={y + height / 2 + 4} text-anchor={anchor}>
              {label}
            </text>
          </g>
        ))}
        <g class="zero">
          <line x1={zero} x2={zero} y1={plot.top} y2={plot.top + plot.height} />
        </g>
      </Drawing>
      {model.hidden > 0 && <p class="chart-more">and {model.hidden} more, in the numbers below</p>}
    </>
  )
}
