/** What was set aside: the reason first, in plain words. */
import { useSignal } from '@preact/signals'
import { get } from '../../api/client.ts'
import { beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { LakeObject, ObjectList } from '../../api/types.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age, Bytes } from '../../parts/quantity.tsx'
import { plural } from '../../parts/units.ts'
import './quarantine.css'

export default function Quarantine() {
  const { data, error, reload } = useResource<ObjectList>('/v1/quarantine?limit=200', {
    again: beat,
  })
  const older = useSignal<{ after: string; page: ObjectList } | undefined>(undefined)
  if (!data)
    return error ? (
      <Problem error={error} retry={reload} place="Quarantine" />
    ) : (
      <Loading what="Quarantine" />
    )
  const more = older.value?.after === data.next ? older.value?.page : undefined
  const objects = [...data.objects, ...(more?.objects ?? [])]
  const next = more ? more.next : data.next
  const load = async (): Promise<void> => {
    const page = await get<ObjectList>(`/v1/quarantine?limit=200&cursor=${next}`)
    if (!data.next) return
    older.value = {
      after: data.next,
      page: { ...page, objects: [...(more?.objects ?? []), ...page.objects] },
    }
  }
  return (
    <div class="page">
      <div class="page-head">
        <div>
          <h1>Quarantine</h1>
          <p class="dim">
            {objects.length === 0
              ? 'Files that cannot be read for good are set aside here, unchanged, with the reason.'
              : `${plural(objects.length, 'file')} set aside, unchanged${next ? ', and more' : ''}. What else landed in its dataset is not touched.`}
          </p>
        </div>
      </div>
      {error !== undefined && <Problem error={error} retry={reload} />}
      {objects.length === 0 && (
        <Empty title="Nothing is set aside.">
          <p>
            Every file that landed is in its table, or kept as it is. What lands is in the{' '}
            <a href="/activity">activity</a>.
          </p>
        </Empty>
      )}
      <ul class="set-aside">
        {objects.map((object) => (
          <One key={object.object} object={object} />
        ))}
      </ul>
      {next && (
        <button type="button" onClick={load}>
          Earlier ones
        </button>
      )}
    </div>
  )
}

export const fileName = (key: string): string => key.split('/').at(-1) || key
/** When it was found out, or the event of its landing. */
export const setAsideAt = ({ times }: LakeObject): string | undefined =>
  [times.inspected, times.received, times.event].find((time) => time !== undefined)

function One({ object }: { object: LakeObject }) {
  const { key, bytes, reason } = object
  const at = setAsideAt(object)
  return (
    <li>
      <a class="why" href={`/quarantine/${object.object}`}>
        {reason?.detail ?? 'It could not be read.'}
      </a>
      <p class="dim">
        <span class="mono">{key}</span>
        {reason?.at?.line !== undefined && `, line ${reason.at.line}`} · <Bytes value={bytes} />
        {at && (
          <>
            {' '}
            · <Age at={at} word="ago" />
          </>
        )}
      </p>
    </li>
  )
}
