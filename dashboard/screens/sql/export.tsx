/** A result as a file: CSV and Parquet whole from S3, lines and JSON page by page. */
import { useSignal } from '@preact/signals'
import { ask } from '../../api/client.ts'
import type { ResultPage } from './api.ts'

const formats = ['csv', 'ndjson', 'json', 'parquet'] as const
type Format = (typeof formats)[number]

export function Export({ id }: { id: string }) {
  const busy = useSignal<Format | undefined>(undefined)
  const failure = useSignal('')
  const take = async (format: Format): Promise<void> => {
    busy.value = format
    failure.value = ''
    try {
      offer(await fileOf(id, format), `${id.slice(0, 8)}.${format}`)
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
    }
    busy.value = undefined
  }
  return (
    <fieldset class="export">
      <legend class="hidden">Take the result along</legend>
      {formats.map((format) => (
        <button
          key={format}
          type="button"
          class="quiet"
          disabled={busy.value !== undefined}
          title={`The whole result as ${names[format]}`}
          onClick={() => take(format)}
        >
          {busy.value === format ? '…' : names[format]}
        </button>
      ))}
      <span class="wrong" role="alert">
        {failure}
      </span>
    </fieldset>
  )
}

const names: Record<Format, string> = {
  ...{ csv: 'CSV', ndjson: 'NDJSON', json: 'JSON', parquet: 'Parquet' },
}

async function fileOf(id: string, format: Format): Promise<Blob> {
  const url = `/v1/queries/${id}/results`
  if (format === 'csv' || format === 'parquet') {
    return (
      await ask('GET', `${url}?format=${format}`, undefined, { headers: { accept: '*/*' } })
    ).blob()
  }
  const parts: string[] = []
  for await (const { columns, rows } of pages(url)) {
    for (const row of rows) {
      parts.push(JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]))))
    }
  }
  const text = format === 'json' ? `[\n${parts.join(',\n')}\n]\n` : `${parts.join('\n')}\n`
  return new Blob([text], { type: format === 'json' ? 'application/json' : 'application/x-ndjson' })
}

async function* pages(url: string): AsyncGenerator<ResultPage> {
  let next: string | null = ''
  while (next !== null) {
    const place: string = next && `&cursor=${next}`
    const answer = await ask('GET', `${url}?limit=1000${place}`)
    const page = (await answer.json()) as ResultPage
    yield page
    next = page.next
  }
}

function offer(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
