/** The log, day by day; what is asked for is in the address, and what is new comes by itself. */
import { activities } from '../../api/live.ts'
import type { Activity as Happening } from '../../api/types.ts'
import { query as address, go, withQuery } from '../../app/route.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Bytes, Count, Took } from '../../parts/quantity.tsx'
import { clockText, plural, timeText } from '../../parts/units.ts'
import './activity.css'
import { choicesOf, daysOf, type Filter, isKind, kinds, passes, plain, said } from './happenings.ts'

const linesMax = 500

export default function Activity() {
  const all = activities.value
  if (!all) return <Loading what="The activity" />
  const kind = address.value.get('kind')
  const filter: Filter = {
    kind: isKind(kind) ? kind : undefined,
    source: address.value.get('source') ?? '',
    dataset: address.value.get('dataset') ?? '',
  }
  const found = all.filter((one) => passes(one, filter))
  return (
    <div class="page">
      <div class="page-head">
        <h1>Activity</h1>
        <p class="dim">
          {plural(found.length, 'entry', 'entries')} of the last two days; new ones come by
          themselves.
        </p>
      </div>
      <Filters filter={filter} all={all} />
      {found.length === 0 && <Nothing isFiltered={all.length > 0} />}
      {daysOf(found.slice(0, linesMax)).map(({ day, activities }) => (
        <section key={day} class="day" aria-label={day}>
          <h2>{day}</h2>
          <ol>
            {activities.map((one) => (
              <Line key={`${one.at} ${one.step} ${one.object ?? one.table}`} one={one} />
            ))}
          </ol>
        </section>
      ))}
      {found.length > linesMax && (
        <p class="dim">
          The newest {linesMax} of {found.length}: ask for less above.
        </p>
      )}
    </div>
  )
}

function Filters({ filter, all }: { filter: Filter; all: Happening[] }) {
  const { sources, datasets } = choicesOf(all)
  return (
    <search class="filters">
      <Choice name="kind" label="What" value={filter.kind ?? ''} choices={Object.keys(kinds)} />
      <Choice name="source" label="Source" value={filter.source} choices={sources} />
      <Choice name="dataset" label="Table" value={filter.dataset} choices={datasets} />
      {(filter.kind || filter.source || filter.dataset) && (
        <a href={withQuery({ kind: undefined, source: undefined, dataset: undefined })}>
          Everything
        </a>
      )}
    </search>
  )
}

interface ChoiceProps {
  name: keyof Filter
  label: string
  value: string
  choices: string[]
}

function Choice({ name, label, value, choices }: ChoiceProps) {
  const all = choices.includes(value) || !value ? choices : [value, ...choices]
  return (
    <label>
      {label}{' '}
      <select
        value={value}
        onChange={(event) => go(withQuery({ [name]: event.currentTarget.value || undefined }))}
      >
        <option value="">all</option>
        {all.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}

const openedAt = new Date().toISOString()

function Line({ one }: { one: Happening }) {
  const { at, step, key, object, table, rows, bytes, tookMs, detail } = one
  const [sign, word, tone] = said(step)
  const href = step === 'quarantined' ? `/quarantine/${object}` : `/files/${object}`
  return (
    <li class={at > openedAt ? 'new' : ''}>
      <time dateTime={at} title={timeText(at)}>
        {clockText(at)}
      </time>
      <span class={`happened ${tone}`}>
        <span aria-hidden="true">{sign}</span> {word}
      </span>
      <span class="of">
        {key && (object ? <a href={href}>{key}</a> : key)}
        {table && (
          <>
            {key && <span class="dim"> to </span>}
            <a href={`/datasets/${table}`}>{table}</a>
          </>
        )}
        {detail && <span class="dim detail"> {plain(detail)}</span>}
      </span>
      <span class="amounts dim">
        {rows !== undefined && <Count value={rows} of={rows === 1 ? 'row' : 'rows'} />}
        {rows === undefined && bytes !== undefined && <Bytes value={bytes} />}
        {tookMs !== undefined && (
          <>
            {' · '}
            <Took ms={tookMs} />
          </>
        )}
      </span>
    </li>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty title="Nothing of that kind in the last two days.">
        <p>
          <a href="/activity">Show everything</a>
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="Nothing has happened in the last two days.">
      <p>
        What lands shows here as it goes: drop a file on the <a href="/">overview</a>.
      </p>
    </Empty>
  )
}
