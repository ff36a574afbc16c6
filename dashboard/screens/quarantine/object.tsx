/** One file in quarantine: why, where, what to do; and what came of trying again. */

import { beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { LakeObject } from '../../api/types.ts'
import type { ScreenProps } from '../../app/route.ts'
import { scopes } from '../../app/session.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age, Bytes } from '../../parts/quantity.tsx'
import { isReadable, mayPin } from '../reading/said.ts'
import { Place } from './place.tsx'
import './quarantine.css'
import { fileName, setAsideAt } from './quarantine.tsx'
import { Retry } from './retry.tsx'

export default function QuarantinedObject({ params }: ScreenProps<'/quarantine/:object'>) {
  const { data, error, reload } = useResource<LakeObject>(`/v1/objects/${params.object}`, {
    again: beat,
  })
  if (!data) {
    return error ? (
      <Problem error={error} retry={reload} place="The file" />
    ) : (
      <Loading what="The file" />
    )
  }
  return (
    <article class="page quarantined">
      <nav aria-label="Above">
        <a href="/quarantine">Quarantine</a>
      </nav>
      {data.state === 'quarantined' && data.reason ? (
        <Why object={data} reason={data.reason} onEnd={reload} />
      ) : (
        <Left object={data} />
      )}
    </article>
  )
}

function Why({ object, reason, onEnd }: WhyProps) {
  const at = setAsideAt(object)
  const mayRetry = scopes.value.includes('quarantine:write')
  return (
    <>
      <header>
        <h1>{reason.detail}</h1>
        <p class="dim">
          <a class="mono" href={`/files/${object.object}`}>
            {object.key}
          </a>{' '}
          · <Bytes value={object.bytes} />
          {at && (
            <>
              {' '}
              · set aside <Age at={at} word="ago" />
            </>
          )}{' '}
          · <code>{reason.code}</code>
        </p>
      </header>
      {reason.at && <Place object={object} at={reason.at} />}
      <section>
        <h2>What to do</h2>
        <p class="remedy">{reason.remedy}</p>
        <p class="dim">
          Send the corrected file as <code>{object.key}</code>: it takes this one’s place, and this
          page says so.
        </p>
        {isReadable(object) && mayPin(object.key) && (
          <p>
            <a class="button" href={`/files/${object.object}?read=otherwise`}>
              Say how to read it
            </a>{' '}
            <span class="dim">Where the file is right, and was not understood.</span>
          </p>
        )}
        {mayRetry && <Retry object={object} onEnd={onEnd} />}
      </section>
    </>
  )
}

interface WhyProps {
  object: LakeObject
  reason: NonNullable<LakeObject['reason']>
  onEnd(): void
}

function Left({ object: { object, key, state, table } }: { object: LakeObject }) {
  return (
    <>
      <h1>{fileName(key)}</h1>
      <Empty title={`It is not in quarantine any more: it is ${state}.`}>
        <p>
          {table && (
            <>
              Its rows are in <a href={`/datasets/${table}`}>{table}</a>.{' '}
            </>
          )}
          <a href={`/files/${object}`}>Its whole story</a>
        </p>
      </Empty>
    </>
  )
}
