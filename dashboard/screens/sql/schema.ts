/** The tables of the lake, and the columns of those that a statement names; for completion and advice. */
import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get } from '../../api/client.ts'
import type { Column, Dataset, DatasetSummary } from '../../api/types.ts'
import { type Schema, tablesNamed } from './completion.ts'

export function useSchema(datasets: DatasetSummary[], text: ReadonlySignal<string>) {
  const columns = useSignal(new Map<string, Column[]>())
  const schema = useSignal<Schema>({ tables: new Map() })
  const names = useSignal<string[]>([])
  const joined = datasets.map(({ name }) => name).join(' ')
  useEffect(() => {
    names.value = datasets.map(({ name }) => name)
  }, [joined])
  useSignalEffect(() => {
    schema.value = {
      tables: new Map(names.value.map((name) => [name, columns.value.get(name) ?? []])),
    }
  })
  useSignalEffect(() => {
    const named = new Set(tablesNamed(text.value).values())
    const asked = names.value.filter((name) => named.has(name) && !columns.peek().has(name))
    for (const name of asked) {
      get<Dataset>(`/v1/datasets/${name}`).then(
        (dataset) => {
          columns.value = new Map(columns.peek()).set(name, dataset.columns)
        },
        () => undefined, // without its columns the table is still offered
      )
    }
  })
  return schema
}
