/** A series as a thin line on its zero, empty periods visible; said in one sentence to those who do not see it. */
interface Props {
  values: number[]
  /** The sentence. */
  label: string
  width?: number
  height?: number
}

export function Sparkline({ values, label, width = 96, height = 20 }: Props) {
  const max = Math.max(1, ...values)
  const bottom = height - 1.5
  const step = width / values.length
  const isEmpty = values.every((value) => value === 0)
  const points = values.map((value, i) => {
    const y = bottom - (value / max) * (height - 3)
    return `${(i * step + step / 2).toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
    >
      <title>{label}</title>
      <line x1="0" x2={width} y1={bottom} y2={bottom} class="zero" />
      {!isEmpty && <polyline points={points.join(' ')} class="series" />}
    </svg>
  )
}
