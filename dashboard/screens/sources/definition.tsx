/** A definition as it is written in a file, to be changed here: what is wrong is said by line, or by name. */
import { useSignal } from '@preact/signals'
import { parseDocument } from 'yaml'
import { Problem } from '../../parts/problem.tsx'

interface Props {
  text: string
  /** Of the button that keeps it. */
  verb: string
  onKeep(said: unknown): Promise<void>
  onCancel(): void
}

const rowsMin = 12

export function Definition({ text, verb, onKeep, onCancel }: Props) {
  const draft = useSignal(text)
  const error = useSignal<unknown>(undefined)
  const isBusy = useSignal(false)
  const keep = async (): Promise<void> => {
    error.value = undefined
    isBusy.value = true
    try {
      await onKeep(saidIn(draft.value))
    } catch (failure) {
      error.value = failure
    }
    isBusy.value = false
  }
  return (
    <form
      class="definition"
      aria-label="The definition"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <label for="definition">Definition, as YAML</label>
      <textarea
        id="definition"
        spellcheck={false}
        rows={Math.max(rowsMin, draft.value.split('\n').length + 1)}
        value={draft.value}
        onInput={({ currentTarget }) => {
          draft.value = currentTarget.value
        }}
      />
      {error.value !== undefined && <Problem error={error.value} />}
      <p class="definition-foot">
        <button type="submit" class="main" disabled={isBusy.value}>
          {verb}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  )
}

/** Throws what is wrong with it, by line. */
function saidIn(text: string): unknown {
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken) throw new Error(`It is no YAML: ${broken.message.split('\n')[0]}`)
  return document.toJS() ?? {}
}
