/** What a column's values look like, in the head of the column: a small histogram, or words. */
import type { ColumnProfile } from '../../api/types.ts'
import { aboutCount, countText, plural, saidText } from '../../parts/units.ts'

const width = 96
const height = 24

export function Profile({ column, rows }: { column: ColumnProfile; rows: number }) {
  const { nulls, distinct, distinctError = 0, histogram } = column
  const nullShare = nulls && rows > 0 ? nulls / rows : 0
  return (
    <div class="profile">
      {histogram && histogram.rows.length > 1 ? (
        <Histogram column={column} bars={histogram.rows} />
      ) : (
        <Words column={column} />
      )}
      <Nulls share={nullShare} />
      <p class="dim">
        {nullShare > 0 && `${percent(nullShare)} null · `}
        {distinct !== undefined && `${distinctText(distinct, distinctError)} distinct`}
      </p>
    </div>
  )
}

/** Exact figures whole, others as exactly as they are known. */
const distinctText = (distinct: number, error: number): string =>
  error === 0 ? countText(distinct) : `≈ ${saidText(aboutCount(Number(distinct.toPrecision(2))))}`

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

function Histogram({ column, bars }: { column: ColumnProfile; bars: number[] }) {
  const { min = '', max = '', quantiles = [] } = column
  const most = Math.max(...bars)
  const median = quantiles[Math.floor(quantiles.length / 2)] ?? ''
  const wide = width / bars.length
  const isOneYear = min.slice(0, 4) === max.slice(0, 4)
  return (
    <>
      <svg width={width} height={height} class="histogram" role="img">
        <title>{`From ${min} to ${max}, half below about ${short(median)}`}</title>
        {bars.map((rows, i) => {
          const tall = rows === 0 ? 0 : Math.max(1, (rows / most) * height)
          return (
            <rect
              key={`${i * wide}`}
              x={i * wide}
              width={wide - 1}
              y={height - tall}
              height={tall}
            />
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

function Words({ column: { min, max, top = [], topRows = [] } }: { column: ColumnProfile }) {
  const [first, ...others] = top
  if (first === undefined) return <p class="words dim">{min ? `${min} to ${max}` : 'no profile'}</p>
  const said = topRows.map(({ value, rows, atMost }) => {
    const count =
      rows === atMost ? plural(rows, 'row') : `${countText(rows)} to ${countText(atMost)} rows`
    return `${value} (${count})`
  })
  return (
    <p class="words" title={`The most frequent: ${said.join(', ')}`}>
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
