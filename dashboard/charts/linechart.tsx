/** Lines as SVG; where the hand points, the values of that moment. */
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { clipped, Drawing } from './drawing.tsx'
import { type LineData, type LineModel, lineModel } from './line.ts'

interface Props {
  data: LineData
  width: number
  height: number
  labelledBy: string
}

export function Lines({ data, width, height, labelledBy }: Props) {
  const model = useMemo(() => lineModel(data, width, height), [data, width, height])
  const pointed = useSignal<number | undefined>(undefined)
  const { plot } = model
  const point = (x: number | undefined) => {
    pointed.value = x === undefined ? undefined : nearest(model, x)
  }
  return (
    <Drawing {...{ width, height, labelledBy }} onPoint={point}>
      {model.yTicks.map(({ at, label, value }) => (
        <g key={value} class={value === 0 ? 'zero' : 'rule'}>
          <line x1={plot.left} x2={plot.left + plot.width} y1={at} y2={at} />
          <text x={plot.left - 8} y={at + 4} text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      {model.xTicks.map(({ at, label, value }) => (
        <g key={value} class="rule">
          <line x1={at} x2={at} y1={plot.top + plot.height} y2={plot.top + plot.height + 4} />
          <text x={at} y={height - 6} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
      {model.lines.map(({ name, path, end }, i) => (
        <g key={name} class={`series series-${i % 4}`}>
          <path d={path} />
          <circle cx={end.x} cy={end.y} r="2.5" />
          <text x={plot.left + plot.width + 8} y={end.labelY + 4}>
            {clipped(name, width - plot.left - plot.width - 8)}
          </text>
        </g>
      ))}
      {pointed.value !== undefined && <Pointed model={model} index={pointed.value} />}
    </Drawing>
  )
}

function nearest({ places }: LineModel, x: number): number | undefined {
  let best: number | undefined
  for (const [i, place] of places.entries()) {
    if (best === undefined || Math.abs(place.x - x) < Math.abs(places[best]!.x - x)) best = i
  }
  return best
}

function Pointed({ model, index }: { model: LineModel; index: number }) {
  const place = model.places[index]
  if (!place) return null
  const { plot } = model
  const isLeft = place.x > plot.left + plot.width / 2
  const anchor = isLeft ? 'end' : 'start'
  const x = place.x + (isLeft ? -8 : 8)
  const words = place.values.map(({ name, label }) =>
    model.lines.length > 1 ? `${label} ${name}` : label,
  )
  return (
    <g class="pointed">
      <line x1={place.x} x2={place.x} y1={plot.top} y2={plot.top + plot.height} />
      {place.values.map(({ name, y }) => (
        <circle key={name} cx={place.x} cy={y} r="3.5" />
      ))}
      {[place.label, ...words].map((text, i) => (
        <text key={text} {...{ x, 'text-anchor': anchor }} y={plot.top + 12 + i * 16}>
          {text}
        </text>
      ))}
    </g>
  )
}
