/** One file's story in its order: who sent it, what was seen, what was decided and why, where its rows are now. */
import { useSignal } from '@preact/signals'
import { useObject } from '../../api/object.ts'
import type { LakeObject, Reason } from '../../api/types.ts'
import type { ScreenProps } from '../../app/route.ts'
import { Loading } from '../../parts/loading.tsx'
import { wayOf } from '../../parts/objectway.ts'
import { Problem } from '../../parts/problem.tsx'
import { Bytes, Count, Took } from '../../parts/quantity.tsx'
import { timeText } from '../../parts/units.ts'
import { Way } from '../../parts/way.tsx'
import { Reading } from '../reading/reading.tsx'
import { isReadable } from '../reading/said.ts'
import { Chapter } from './chapter.tsx'
import { Original } from './original.tsx'
import './file.css'

export default function File({ params: { object } }: ScreenProps<'/files/:object'>) {
  const round = useSignal(0)
  const { data, error } = useObject(object, round.value)
  if (error && !data) return <Problem error={error} place="File" retry={() => location.reload()} />
  if (!data) return <Loading what="The file" />
  return (
    <div class="page file">
      <header class="page-head">
        <div>
          <h1>{data.key.split('/').at(-1) || data.key}</h1>
          <p class="mono dim">{data.key}</p>
        </div>
        <Way {...wayOf(data)} />
      </header>
      <ol class="story">
        <Sent object={data} />
        <Seen object={data} />
        <Decided object={data} />
        <Now object={data} />
      </ol>
      {isReadable(data) && data.dataset && (
        <Reading
          object={data}
          dataset={data.dataset}
          onEnd={() => {
            round.value++
          }}
        />
      )}
    </div>
  )
}

/** How long after the file had come. */
function after(object: LakeObject, step: string): number | undefined {
  const [from, to] = [object.times.event, object.times[step]]
  return from && to ? Math.max(0, Date.parse(to) - Date.parse(from)) : undefined
}

function After({ ms }: { ms: number | undefined }) {
  if (ms === undefined) return null
  return (
    <>
      after <Took ms={ms} />
    </>
  )
}

function Sent({ object }: { object: LakeObject }) {
  const { key, bytes, times, version } = object
  const source = key.split('/')[0]
  return (
    <Chapter
      title="Landed"
      at={times.event && <time dateTime={times.event}>{timeText(times.event)}</time>}
    >
      <p>
        From <strong>{source}</strong>, <Bytes value={bytes} />, kept as it came.
      </p>
      {version && <p class="dim">Version {version}</p>}
      <Original object={object} />
    </Chapter>
  )
}

/** Whoever looks at a picture does not stop: its reason says why it is no table. */
const seenWords = ({ reason }: LakeObject): string =>
  reason && !reason.code.startsWith('asset.')
    ? 'Reading it stopped: see below.'
    : 'Its own format says what it is.'

function Seen({ object }: { object: LakeObject }) {
  const tookMs = after(object, 'inspected')
  return (
    <Chapter title="Seen" at={<After ms={tookMs} />}>
      {object.evidence.length === 0 ? (
        <p class="dim">{tookMs === undefined ? 'Not looked at yet.' : seenWords(object)}</p>
      ) : (
        <ul class="evidence">
          {object.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <Metadata object={object} />
      {object.doubt.length > 0 && (
        <div class="why">
          <p>Not sure:</p>
          <ul class="evidence">
            {object.doubt.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </Chapter>
  )
}

/** What an asset says of itself. */
function Metadata({ object: { metadata } }: { object: LakeObject }) {
  const said = Object.entries(metadata ?? {})
  if (said.length === 0) return null
  return (
    <dl class="metadata">
      {said.map(([name, value]) => (
        <div key={name}>
          <dt>{wordsOf[name] ?? name}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

const wordsOf: Record<string, string> = {
  duration: 'duration in seconds',
  sampleRate: 'samples a second',
  width: 'width in pixels',
  height: 'height in pixels',
}

function Decided({ object }: { object: LakeObject }) {
  const { raw, reason, state } = object
  const tookMs = after(object, 'raw')
  return (
    <Chapter title="Decided" at={<After ms={tookMs} />}>
      {reason && <Why reason={reason} isBad={state === 'quarantined'} />}
      {raw?.table && (
        <p>
          Read as it is by <strong>raw.{raw.table}</strong>
          {raw.serde && <span class="dim"> through {raw.serde}</span>}
        </p>
      )}
      {raw?.withheld && (
        <>
          <p>
            The raw table is withheld: no SerDe of Athena reads it faithfully. The lake has every
            row{object.rescued && ' that can be read'}.
          </p>
          <Why reason={raw.withheld} isBad={false} />
        </>
      )}
      {!raw && !reason && <p class="dim">A table, by what was seen; raw is not decided yet.</p>}
    </Chapter>
  )
}

function Why({ reason, isBad }: { reason: Reason; isBad: boolean }) {
  const { code, detail, remedy, at } = reason
  return (
    <div class={isBad ? 'why bad-edge' : 'why'}>
      <p>{detail}</p>
      {at?.excerpt !== undefined && (
        <p class="mono excerpt">
          {at.line !== undefined && <span class="dim">line {at.line} </span>}
          {at.excerpt}
        </p>
      )}
      <p class="dim">
        {remedy} <code>{code}</code>
      </p>
    </div>
  )
}

const rests: Record<LakeObject['state'], string> = {
  landed: 'On its way to the lake.',
  staged: 'Written as Parquet; the next commit makes it part of the table.',
  committed: '',
  asset: 'Kept in the raw bucket; it is no table.',
  quarantined: 'Set aside, whole: no table reads it.',
  removing: 'Deleted; its rows leave the table with the next commit.',
  removed: 'Deleted; its rows are out of the table.',
}

function Now({ object }: { object: LakeObject }) {
  const { state, table, rows, dataFile, snapshot, object: id } = object
  const tookMs = after(object, 'committed')
  return (
    <Chapter title="Now" at={<After ms={tookMs} />} isLast>
      {state === 'committed' && table ? (
        <>
          <p>
            <Count value={rows ?? 0} of={rows === 1 ? 'row' : 'rows'} /> in{' '}
            <a href={`/datasets/${table}`}>lake.{table}</a>
            {dataFile && (
              <>
                , as a Parquet file of <Bytes value={dataFile.bytes} />
              </>
            )}
            {snapshot && (
              <>
                , since snapshot{' '}
                <a class="mono" href={`/datasets/${table}?side=history`}>
                  {snapshot}
                </a>
              </>
            )}
            .
          </p>
          {object.rescued && <Aside {...object.rescued} />}
          <p>
            <a class="button" href={`/sql?sql=${encodeURIComponent(rowsSql(table, id))}`}>
              Its rows in SQL
            </a>
          </p>
        </>
      ) : (
        <p>
          {rests[state]}
          {object.listed && (
            <>
              {' '}
              What it says of itself is a row of{' '}
              <a href={`/datasets/${object.listed}`}>lake.{object.listed}</a>.
            </>
          )}
        </p>
      )}
      {state === 'quarantined' && (
        <p>
          <a class="button" href={`/quarantine/${id}`}>
            What to do
          </a>
        </p>
      )}
    </Chapter>
  )
}

function Aside({ rows, key }: NonNullable<LakeObject['rescued']>) {
  return (
    <div class="why">
      <p>
        <Count value={rows} of={rows === 1 ? 'row' : 'rows'} /> more cannot be read right: set aside
        by line, with the reason, in <span class="mono">{key}</span> of the work bucket.
      </p>
      <p class="dim">Repair them in the file, and land it again.</p>
    </div>
  )
}

const rowsSql = (table: string, object: string): string =>
  `SELECT *\nFROM lake.${table}\nWHERE _object = '${object}'\nLIMIT 100`
