/** One source: how it is, where it is, what says so; paused, changed and taken back here. */
import { useSignal } from '@preact/signals'
import { stringify } from 'yaml'
import { ask, send } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { go, type ScreenProps } from '../../app/route.ts'
import { scopes } from '../../app/session.ts'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age } from '../../parts/quantity.tsx'
import { tick, useTicks } from './again.ts'
import { datasetsOf, type SourceOf, urlOf } from './api.ts'
import { Definition } from './definition.tsx'
import { Mood } from './mood.tsx'
import './sources.css'

export default function Source({ params }: ScreenProps<'/sources/:source'>) {
  useTicks()
  const url = urlOf(params.source)
  const { data, error, reload } = useResource<SourceOf>(url, { again: tick })
  if (!data) {
    return error ? (
      <Problem error={error} retry={reload} place="The source" />
    ) : (
      <Loading what="The source" />
    )
  }
  return (
    <article class="page source">
      <nav aria-label="Above">
        <a href="/sources">Sources</a>
      </nav>
      <header>
        <h1>{data.name}</h1>
        <Facts source={data} />
      </header>
      {error !== undefined && <Problem error={error} retry={reload} />}
      <section aria-label="State" role="status">
        <Mood source={data} whole />
      </section>
      {scopes.value.includes('source:write') && <Verbs source={data} onDone={reload} />}
      <Place source={data} />
      <Said source={data} onDone={reload} />
    </article>
  )
}

function Facts({ source }: { source: SourceOf }) {
  const { name, definition, file } = source
  return (
    <p class="dim">
      {definition.says && <>{definition.says} · </>}
      <code>{definition.kind}</code>
      {'every' in definition && <> · every {definition.every}</>} · lands in{' '}
      <a href={datasetsOf(name)}>{definition.dataset}</a> ·{' '}
      {file ? (
        <>
          said by <code>{file}</code>
        </>
      ) : (
        'said here or by the API'
      )}
    </p>
  )
}

interface Part {
  source: SourceOf
  onDone(): void
}

function Verbs({ source, onDone }: Part) {
  const { name, paused, file } = source
  const error = useSignal<unknown>(undefined)
  const isSure = useSignal(false)
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    error.value = undefined
    await work().catch((failure: unknown) => {
      error.value = failure
    })
    onDone()
  }
  const turn = () => send('POST', `${urlOf(name)}/${paused ? 'resume' : 'pause'}`)
  const remove = async () => {
    await send('DELETE', urlOf(name))
    go('/sources')
  }
  return (
    <div class="source-verbs">
      <button type="button" class={paused ? 'main' : ''} onClick={() => act(turn)}>
        {paused ? 'Resume' : 'Pause'}
      </button>
      {!file && !isSure.value && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            isSure.value = true
          }}
        >
          Take it back…
        </button>
      )}
      {isSure.value && (
        <>
          <button type="button" onClick={() => act(remove)}>
            Take {name} back
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              isSure.value = false
            }}
          >
            Keep it
          </button>
          <span class="dim">What has landed stays, and so does its place.</span>
        </>
      )}
      {error.value !== undefined && <Problem error={error.value} />}
    </div>
  )
}

function Place({ source: { cursor } }: { source: SourceOf }) {
  return (
    <section>
      <h2>Place</h2>
      {cursor ? (
        <>
          <p class="dim">
            What lies before it has landed. It moved <Age at={cursor.updatedAt} word="ago" />.
          </p>
          <pre class="source-text">{JSON.stringify(cursor.value, null, 2)}</pre>
        </>
      ) : (
        <p class="dim">At the beginning: nothing has been fetched.</p>
      )}
    </section>
  )
}

function Said({ source, onDone }: Part) {
  const { name, definition, file } = source
  const draft = useSignal<{ text: string; etag: string } | undefined>(undefined)
  const error = useSignal<unknown>(undefined)
  const begin = async (): Promise<void> => {
    error.value = undefined
    try {
      const answer = await ask('GET', urlOf(name))
      const now = (await answer.json()) as SourceOf
      draft.value = { text: stringify(now.definition), etag: answer.headers.get('etag') ?? '' }
    } catch (failure) {
      error.value = failure
    }
  }
  const end = (): void => {
    draft.value = undefined
  }
  const keep = async (said: unknown): Promise<void> => {
    await send('PUT', urlOf(name), said, { headers: { 'if-match': draft.value?.etag ?? '' } })
    end()
    onDone()
  }
  return (
    <section>
      <h2>Definition</h2>
      {draft.value ? (
        <Definition text={draft.value.text} verb="Keep it" onKeep={keep} onCancel={end} />
      ) : (
        <>
          <pre class="source-text">{stringify(definition)}</pre>
          {file && (
            <p class="dim">
              It is changed in <code>{file}</code>, and said by <code>npx hypatia define</code>.
            </p>
          )}
          {!file && scopes.value.includes('source:write') && (
            <button type="button" onClick={begin}>
              Change it
            </button>
          )}
          {error.value !== undefined && <Problem error={error.value} />}
        </>
      )}
    </section>
  )
}
