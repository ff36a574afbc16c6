/** A row to try: its fields are the model's inputs, filled from its sample; the answer in words and as a number. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { send } from '../../api/client.ts'
import { Copyable } from '../../parts/copy.tsx'
import { Problem } from '../../parts/problem.tsx'
import { durationSaid, saidText } from '../../parts/units.ts'
import { answerOf, kindOf, rowOf, writtenOf } from './answer.ts'
import type { Model, ModelColumn, Predictions, Row } from './api.ts'

interface Props {
  model: Model
  at: string | null
}

interface Answered {
  row: Row
  tookMs: number
  predictions: Predictions
}

/** What stands in the fields, and what the model says of it. */
function useTrial({ model, at }: Props) {
  const samples = model.sample.rows as Row[]
  const chosen = useSignal(0)
  const written = useSignal(writtenOf(samples[0] ?? {}))
  const wrong = useSignal<Record<string, string>>({})
  const answered = useSignal<Answered | undefined>(undefined)
  const error = useSignal<unknown>(undefined)
  const isBusy = useSignal(false)
  const url = `/v1/models/${model.name}/predictions${at ? `?at=${at}` : ''}`

  async function predict(): Promise<void> {
    const read = rowOf(model.signature.inputs, written.value)
    wrong.value = read.wrong
    if (Object.keys(read.wrong).length > 0) return
    isBusy.value = true
    error.value = undefined
    const began = performance.now()
    try {
      const predictions = await send<Predictions>('POST', url, { rows: [read.row] })
      answered.value = { row: read.row, tookMs: performance.now() - began, predictions }
    } catch (failure) {
      error.value = failure
      answered.value = undefined
    }
    isBusy.value = false
  }
  useEffect(() => void predict(), [])

  function takeNext(): void {
    chosen.value = (chosen.value + 1) % samples.length
    written.value = writtenOf(samples[chosen.value] ?? {})
    void predict()
  }
  return { url, samples, chosen, written, wrong, answered, error, isBusy, predict, takeNext }
}

export function Try({ model, at }: Props) {
  const trial = useTrial({ model, at })
  const { samples, written, wrong, answered, error, isBusy } = trial
  const { inputs, outputs } = model.signature
  return (
    <form
      class="try"
      aria-label="A row to try"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void trial.predict()
      }}
    >
      <div class="try-head">
        <h2>Try it</h2>
        {samples.length > 1 && (
          <button type="button" class="quiet" onClick={trial.takeNext}>
            Another sample ({trial.chosen.value + 1} of {samples.length})
          </button>
        )}
      </div>
      <div class="try-fields">
        {inputs.map((input) => (
          <Field
            key={input.name}
            input={input}
            value={written.value[input.name] ?? ''}
            wrong={wrong.value[input.name]}
            onInput={(text) => {
              written.value = { ...written.value, [input.name]: text }
            }}
          />
        ))}
      </div>
      <button type="submit" class="main" aria-busy={isBusy.value}>
        Predict
      </button>
      <Answer answered={answered.value} outputs={outputs} isStale={isBusy.value} />
      {error.value !== undefined && <Problem error={error.value} />}
      {answered.value && <AsCurl url={trial.url} row={answered.value.row} />}
    </form>
  )
}

interface FieldProps {
  input: ModelColumn
  value: string
  wrong: string | undefined
  onInput(text: string): void
}

function Field({ input, value, wrong, onInput }: FieldProps) {
  const { name, type, nullable, description } = input
  const id = `input-${name}`
  const shared = {
    ...{ id, value, 'aria-describedby': `${id}-about`, 'aria-invalid': wrong !== undefined },
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  }
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {type === 'boolean' ? (
        <select {...shared}>
          <option>true</option>
          <option>false</option>
        </select>
      ) : (
        <input
          {...shared}
          type="text"
          class={type === 'string' ? '' : 'figure'}
          inputMode={type === 'string' ? 'text' : type === 'long' ? 'numeric' : 'decimal'}
          placeholder={nullable ? 'unknown' : ''}
          autocomplete="off"
        />
      )}
      <p id={`${id}-about`} class={wrong ? 'wrong' : 'dim'}>
        {wrong ?? description ?? kindOf(input)}
      </p>
    </div>
  )
}

interface AnswerProps {
  answered: Answered | undefined
  outputs: ModelColumn[]
  isStale: boolean
}

function Answer({ answered, outputs, isStale }: AnswerProps) {
  const [prediction] = answered?.predictions.predictions ?? []
  return (
    <div class={isStale ? 'answer stale' : 'answer'} role="status">
      {answered && prediction && (
        <>
          {outputs.map((output) => {
            const { short, exact } = answerOf(output, prediction[output.name])
            return (
              <p key={output.name}>
                <b>{short}</b>{' '}
                <span>
                  {output.description ?? ''} <span class="dim">that it is</span> {output.name}
                </span>{' '}
                <span class="dim figure">{exact}</span>
              </p>
            )
          })}
          <p class="dim">
            Version {answered.predictions.version}, answered in{' '}
            <span class="figure">{saidText(durationSaid(answered.tookMs))}</span>
          </p>
        </>
      )}
    </div>
  )
}

function AsCurl({ url, row }: { url: string; row: Row }) {
  const text = [
    `curl ${location.origin}${url}`,
    '-H "Authorization: Bearer $HYPATIA_TOKEN"',
    "-H 'Content-Type: application/json'",
    `-d '${JSON.stringify({ rows: [row] }).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ')
  return (
    <details>
      <summary class="dim">The same by curl</summary>
      <Copyable text={text} label="the request by curl" />
    </details>
  )
}
