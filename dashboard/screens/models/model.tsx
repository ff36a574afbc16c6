/** One model: what it predicts and how well, a row to try, queries to score, tables that it follows. */
import { useResource } from '../../api/resource.ts'
import { query as address, type ScreenProps } from '../../app/route.ts'
import { scopes } from '../../app/session.ts'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age } from '../../parts/quantity.tsx'
import { countText } from '../../parts/units.ts'
import type { Model as ModelOf } from './api.ts'
import { Jobs } from './jobs.tsx'
import { Quality } from './quality.tsx'
import { Rules } from './rules.tsx'
import { Try } from './try.tsx'
import { Versions } from './versions.tsx'
import './models.css'

export default function Model({ params }: ScreenProps<'/models/:model'>) {
  const at = address.value.get('at')
  const url = `/v1/models/${params.model}${at ? `?at=${at}` : ''}`
  const { data, error, reload } = useResource<ModelOf>(url)
  if (!data) {
    return error ? (
      <Problem error={error} retry={reload} place="The model" />
    ) : (
      <Loading what="The model" />
    )
  }
  const mayPredict = scopes.value.includes('predict')
  return (
    <article class="page model">
      <nav aria-label="Above">
        <a href="/models">Models</a>
      </nav>
      <div class="model-halves">
        <section class="model-what">
          <h1>{data.description}</h1>
          <Facts model={data} />
          {data.training && <Quality metrics={data.training.heldOut} />}
          <Versions model={data} onMoved={reload} />
          <Rules model={data} />
        </section>
        <section class="model-try">
          {mayPredict && <Try key={data.version} model={data} at={at} />}
        </section>
      </div>
      {mayPredict && <Jobs model={data} at={at} />}
    </article>
  )
}

function Facts({ model }: { model: ModelOf }) {
  const { name, version, aliases, training, registeredAtMs, model: runtime } = model
  const isLive = aliases.live === version
  const tables = Object.keys(training?.snapshots ?? {})
  return (
    <p class="dim">
      <code>{name}</code> version {version}
      {isLive && ' (live)'} · {runtime.runtime} · registered{' '}
      <Age at={new Date(registeredAtMs).toISOString()} word="ago" />
      {training && (
        <>
          {' '}
          · learned from {countText(training.rows)} rows of{' '}
          {tables.map((table, i) => (
            <span key={table}>
              {i > 0 && ', '}
              <a href={`/datasets/${table}`}>{table}</a>
            </span>
          ))}
        </>
      )}
    </p>
  )
}
