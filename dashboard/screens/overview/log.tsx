/** The log: files as they arrive, each with its way; queries and what was done to tables between them. */
import { beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { Activity, QueryList } from '../../api/types.ts'
import { scopes } from '../../app/session.ts'
import { Bytes, Count, Took } from '../../parts/quantity.tsx'
import { clockText, timeText } from '../../parts/units.ts'
import { Way, type WayProps } from '../../parts/way.tsx'
import { type Arrival, type Asked, type Change, type Entry, entriesOf } from './entries.ts'

const linesMax = 60
const openedAt = new Date().toISOString()

export function Log({ news }: { news: Activity[] }) {
  const mayAsk = scopes.value.includes('query:run')
  const asked = useResource<QueryList>(mayAsk ? '/v1/queries?limit=10' : undefined, { again: beat })
  const shown = entriesOf(news, asked.data?.queries ?? []).slice(0, linesMax)
  return (
    <section class="half" aria-labelledby="log">
      <h2 id="log" class="half-title">
        <a href="/activity">Log</a>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <ol class="log" tabIndex={0} aria-label="What happened, the newest first">
        {shown.map((entry) => (
          <li key={entry.id} class={entry.at > openedAt ? 'new' : ''}>
            <time dateTime={entry.at} title={timeText(entry.at)}>
              {clockText(entry.at)}
            </time>
            <Line entry={entry} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Line({ entry }: { entry: Entry }) {
  if (entry.kind === 'arrival') return <ArrivalLine arrival={entry} />
  if (entry.kind === 'change') return <ChangeLine change={entry} />
  return <AskedLine asked={entry} />
}

const fileOf = (key: string): string => key.split('/').at(-1) || key

const ways: Record<'catalogued' | 'committed', WayProps['lake']> = {
  catalogued: 'next',
  committed: 'done',
}

function wayOf({ end, raw }: Arrival): WayProps | undefined {
  if (end !== 'catalogued' && end !== 'committed') return undefined
  const isOpen = raw === undefined && end === 'catalogued'
  return {
    raw: raw === 'withheld' ? 'left-out' : isOpen ? 'next' : 'done',
    lake: ways[end],
  }
}

const ends = {
  quarantined: ['✕', 'quarantined', 'bad'],
  kept: ['▫', 'kept as it is: no table', 'dim'],
  removed: ['–', 'removed', 'dim'],
} as const

function ArrivalLine({ arrival }: { arrival: Arrival }) {
  const { key, object, table, rows, bytes, tookMs, end, detail } = arrival
  const way = wayOf(arrival)
  return (
    <div class="line">
      <p>
        <a href={`/files/${object}`} title={key}>
          {fileOf(key)}
        </a>
        {table && (
          <>
            <span class="dim"> to </span>
            <a href={`/datasets/${table}`}>{table}</a>
          </>
        )}
        <span class="line-end">
          {rows !== undefined ? (
            <Count value={rows} of={rows === 1 ? 'row' : 'rows'} />
          ) : (
            bytes !== undefined && <Bytes value={bytes} />
          )}
        </span>
      </p>
      <p class="line-foot">
        {way && <Way {...way} />}
        {!way && end in ends && <Ended end={end as keyof typeof ends} detail={detail} />}
        {tookMs !== undefined && (
          <span class="line-end dim">
            <Took ms={tookMs} />
          </span>
        )}
      </p>
    </div>
  )
}

function Ended({ end, detail }: { end: keyof typeof ends; detail: string | undefined }) {
  const [sign, word, tone] = ends[end]
  return (
    <span class="ended" title={detail}>
      <span class={tone}>
        <span aria-hidden="true">{sign}</span> {word}
      </span>
      {detail && <span class="dim">: {detail.replace(/^[\w.-]+: /, '')}</span>}
    </span>
  )
}

const changes: Record<string, string> = {
  widened: 'widened',
  compacted: 'compacted',
  swept: 'swept',
  expired: 'past its retention',
  erased: 'erased',
  rebuilt: 'tables made anew',
  reconciled: 'reconciled',
  healed: 'lost files: healed',
  lost: 'lost files: nobody has them',
  adopted: 'adopted',
  retried: 'landed again',
  scored: 'scored',
  'not-scored': 'not scored',
}

function ChangeLine({ change }: { change: Change }) {
  const { table, key, object, step, detail } = change
  return (
    <div class="line">
      <p>
        {table ? (
          <a href={`/datasets/${table}`}>{table}</a>
        ) : (
          key && <a href={`/files/${object}`}>{fileOf(key)}</a>
        )}{' '}
        {changes[step] ?? step}
      </p>
      {detail && (
        <p class="line-foot">
          <span class="ended dim" title={detail}>
            {detail}
          </span>
        </p>
      )}
    </div>
  )
}

function AskedLine({ asked: { query } }: { asked: Asked }) {
  const { sql, state, tookMs, scannedBytes, error, id } = query
  return (
    <div class="line">
      <p>
        <a class="mono sql-line" href={`/sql?query=${id}`} title={sql}>
          {sql.replace(/\s+/g, ' ')}
        </a>
      </p>
      <p class="line-foot">
        <span class={error ? 'bad ended' : 'dim ended'} title={error?.detail}>
          query {state}
          {error && `: ${error.detail}`}
        </span>
        <span class="line-end dim">
          {scannedBytes !== null && (
            <>
              <Bytes value={scannedBytes} /> ·{' '}
            </>
          )}
          {tookMs !== null && <Took ms={tookMs} />}
        </span>
      </p>
    </div>
  )
}
