/** What was asked before, the newest first; each opens with its result. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get, send } from '../../api/client.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Age } from '../../parts/quantity.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { bytesSaid, durationSaid, saidText } from '../../parts/units.ts'
import { isEnded, type Query, type QueryList } from './api.ts'

interface Props {
  onClose(): void
  onPick(query: Query): void
}

export function History({ onClose, onPick }: Props) {
  const queries = useSignal<Query[] | undefined>(undefined)
  const next = useSignal<string | null>(null)
  const error = useSignal<unknown>(undefined)
  const load = async (cursor: string | null): Promise<void> => {
    try {
      const page = await get<QueryList>(`/v1/queries?limit=50${cursor ? `&cursor=${cursor}` : ''}`)
      queries.value = [...(cursor ? (queries.value ?? []) : []), ...page.queries]
      next.value = page.next
    } catch (failure) {
      error.value = failure
    }
  }
  useEffect(() => void load(null), [])
  const cancel = async ({ id }: Query): Promise<void> => {
    await send('DELETE', `/v1/queries/${id}`).catch((failure: unknown) => {
      error.value = failure
    })
    await load(null)
  }
  return (
    <Sheet title="History" onClose={onClose} side>
      {Boolean(error.value) && <Problem error={error.value} retry={() => load(null)} />}
      {!queries.value && !error.value && <Loading what="The history" />}
      {queries.value?.length === 0 && <Empty title="Nothing was asked yet." />}
      <ol class="history">
        {queries.value?.map((query) => (
          <li key={query.id}>
            <button type="button" class="quiet" onClick={() => onPick(query)}>
              <code>{query.sql}</code>
              <span class="dim">
                <State query={query} /> <Age at={query.submittedAt} word="ago" />
                {query.tookMs !== null && ` · took ${saidText(durationSaid(query.tookMs))}`}
                {query.scannedBytes !== null &&
                  ` · read ${saidText(bytesSaid(query.scannedBytes))}`}
              </span>
            </button>
            {!isEnded(query) && (
              <button type="button" onClick={() => cancel(query)}>
                Cancel
              </button>
            )}
          </li>
        ))}
      </ol>
      {next.value && (
        <button type="button" onClick={() => load(next.value)}>
          Earlier ones
        </button>
      )}
    </Sheet>
  )
}

function State({ query }: { query: Query }) {
  if (query.state === 'succeeded') return <span class="good">✓</span>
  if (query.state === 'failed') return <span class="bad">✕ failed</span>
  return <span>{query.state}</span>
}
