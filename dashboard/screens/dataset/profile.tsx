/** What a column's values look like, in the head of the column: a small histogram, or words. */
import type { ColumnProfile } from '../../api/types.ts'
import { aboutCount, saidText } from '../../parts/units.ts'
import { histogramOf } from './histogram.ts'

const width = 96
const height = 24
const bins = 24

export function Profile({ column, rows }: { column: ColumnProfile; rows: number }) {
  const { nulls, distinct, top = [] } = column
  const shares = histogramOf(column, bins)
  const nullShare = nulls && rows > 0 ? nulls / rows : 0
  return (
    <div class="profile">
      {shares ? <Histogram column={column} shares={shares} /> : <Words top={top} column={column} />}
      <Nulls share={nullShare} />
      <p class="dim">
        {nullShare > 0 && `${percent(nullShare)} null · `}
        {distinct !== undefined && `≈ ${saidText(aboutCount(distinct))} distinct`}
      </p>
    </div>
  )
}

/** Never `0 %` of some, nor `100 %` of fewer than all. */
const percent = (share: number): string =>
  share === 1 ? '100 %' : share < 0.01 ? 'under 1 %' : `${Math.min(99, Math.round(share * 100))} %`

/** `71.3` of a double, `2012` of a time within years, `03-14` within one: the ends are read at a glance. */
function short(text: string, isOneYear = false): string {
  const number = Number(text)
  if (text === '' || Number.isNaN(number)) return isOneYear ? text.slice(5, 10) : text.slice(0, 4)
  return Number.isInteger(number) && Math.abs(number) < 100_000
    ? text
    : saidText(aboutCount(Number(number.toPrecision(3))))
}

function Histogram({ column, shares }: { column: ColumnProfile; shares: number[] }) {
  const { min = '', max = '', quantiles = [] } = column
  const most = Math.max(...shares)
  const median = quantiles[Math.floor(quantiles.length / 2)] ?? ''
  const bar = width / shares.length
  const isOneYear = min.slice(0, 4) === max.slice(0, 4)
  return (
    <>
      <svg width={width} height={height} class="histogram" role="img">
        <title>{`From ${min} to ${max}, half below about ${short(median)}`}</title>
        {shares.map((share, i) => {
          const tall = share === 0 ? 0 : Math.max(1, (share / most) * height)
          return (
            <rect key={`${i * bar}`} x={i * bar} width={bar - 1} y={height - tall} height={tall} />
          )
        })}
      </svg>
      <p class="ends">
        <span>{short(min, isOneYear)}</span>
        <span>{short(max, isOneYear)}</span>
      </p>
    </>
  )
}

function Words({ top, column: { min, max } }: { top: string[]; column: ColumnProfile }) {
  const [first, ...others] = top
  if (first === undefined) return <p class="words dim">{min ? `${min} to ${max}` : 'no profile'}</p>
  return (
    <p class="words" title={`The most frequent: ${top.join(', ')}`}>
      {first === '' ? '(empty)' : first}
      {others.length > 0 && <span class="dim">, {others.slice(0, 2).join(', ')}</span>}
    </p>
  )
}

function Nulls({ share }: { share: number }) {
  return (
    <span class="nulls" aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </span>
  )
}
