/** What is to land and where; below it, what is on its way and what has become of it. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import { remembered } from '../api/client.ts'
import type { Dataset } from '../api/types.ts'
import { match, path } from '../app/route.ts'
import { scopes } from '../app/session.ts'
import { Bytes } from '../parts/quantity.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { plural } from '../parts/units.ts'
import { chosen, land, landings } from './land.ts'
import { Landed } from './landed.tsx'
import './landing.css'
import { datasetOf, type Names, nameProblem, sourceOf } from './names.ts'

const kept = 'hypatia.source'

export function Panel() {
  const files = chosen.value ?? []
  const openedAt = useSignal(path.peek())
  useSignalEffect(() => {
    if (path.value !== openedAt.peek()) chosen.value = undefined
  })
  return (
    <Sheet
      title="Land files"
      onClose={() => {
        chosen.value = undefined
      }}
    >
      {files.length > 0 ? <Where key={files[0]?.name} files={files} /> : <Choose />}
      {landings.value.length > 0 && (
        <ol class="landings" aria-label="Landed from this tab">
          {landings.value.map((landing) => (
            <Landed key={landing.id} landing={landing} />
          ))}
        </ol>
      )}
    </Sheet>
  )
}

function Choose() {
  return (
    <label class="choose">
      <span>Drop files anywhere on the page, or choose them here.</span>
      <input
        type="file"
        multiple
        onChange={({ currentTarget }) => {
          chosen.value = [...(currentTarget.files ?? [])]
        }}
      />
    </label>
  )
}

/** On a dataset's own page its name; else what the file's name says. */
function defaults(files: File[]): Names {
  const { name } = match('/datasets/:name', path.peek()) ?? {}
  const here = name && remembered<Dataset>(`/v1/datasets/${name}`)
  if (here && sourceOf(scopes.value, here.source) === here.source)
    return { source: here.source, dataset: here.dataset }
  const source = sourceOf(scopes.value, localStorage.getItem(kept))
  return { source, dataset: datasetOf(files[0]?.name ?? '') }
}

function Where({ files }: { files: File[] }) {
  const names = useSignal(defaults(files))
  const problem = nameProblem(names.value.source) ?? nameProblem(names.value.dataset)
  const submitted = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (problem) return
    const { source, dataset } = names.value
    localStorage.setItem(kept, source)
    land(files, source, dataset)
    chosen.value = []
  }
  const field = (name: keyof Names, words: string, hint: string) => (
    <div class="stack">
      <label for={`landing-${name}`}>{words}</label>
      <input
        id={`landing-${name}`}
        name={name}
        value={names.value[name]}
        required
        autocomplete="off"
        spellcheck={false}
        aria-describedby={`landing-${name}-hint`}
        onInput={({ currentTarget }) => {
          names.value = { ...names.value, [name]: currentTarget.value }
        }}
      />
      <p id={`landing-${name}-hint`} class="dim small">
        {hint}
      </p>
    </div>
  )
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  return (
    <form onSubmit={submitted} class="where">
      <p>
        <strong>{files.length === 1 ? files[0]?.name : plural(files.length, 'file')}</strong>,{' '}
        <Bytes value={bytes} />
      </p>
      <div class="where-names">
        {field('source', 'Source', 'Who sends it')}
        {field('dataset', 'Dataset', 'What it is; files of one kind share it')}
      </div>
      <p class="wrong" role="status">
        {problem ?? ''}
      </p>
      <button type="submit" class="main" disabled={problem !== undefined}>
        Land {files.length === 1 ? 'it' : 'them'}
      </button>
    </form>
  )
}
