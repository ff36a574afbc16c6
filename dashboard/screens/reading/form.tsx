/** Says how files are read: a field a pin, what they would be beside what they are, and then for all of them. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { send } from '../../api/client.ts'
import { ApiProblem } from '../../api/problem.ts'
import type { Interpretation, LakeObject, Pins, Preview } from '../../api/types.ts'
import { withQuery } from '../../app/route.ts'
import { Problem } from '../../parts/problem.tsx'
import { Columns } from './columns.tsx'
import {
  type Draft,
  draftOf,
  fields,
  pinAt,
  pinOfReason,
  pinsOf,
  saidOf,
  shownPins,
  type TextPin,
  textOf,
  type Wrong,
} from './fields.ts'
import { Beside } from './preview.tsx'
import { urlOf } from './said.ts'

interface Props {
  object: LakeObject
  dataset: string
  said: Interpretation
  onSaid(said: Interpretation): void
}

/** What is asked of the API, one thing at a time. */
function useForm({ object, dataset, said, onSaid }: Props) {
  const file = object.object
  const draft = useSignal<Draft>(draftOf(said.pins))
  const today = useSignal<Preview | undefined>(undefined)
  const next = useSignal<Preview | undefined>(undefined)
  const wrong = useSignal<Wrong>({})
  const error = useSignal<unknown>(undefined)
  const isBusy = useSignal(false)

  const look = (pins: Pins) =>
    send<Preview>('POST', `/v1/datasets/${dataset}/interpretation/preview`, { pins, file })

  async function trying(act: () => Promise<void>): Promise<void> {
    isBusy.value = true
    error.value = undefined
    try {
      await act()
    } catch (failure) {
      const places = failure instanceof ApiProblem ? failure.errors : []
      const found = places.flatMap(({ name, detail = '' }) => {
        const pin = pinAt(name)
        return pin ? [[pin, detail]] : []
      })
      wrong.value = Object.fromEntries(found)
      error.value = found.length > 0 ? undefined : failure
    }
    isBusy.value = false
  }

  /** Of what stands in the form, where it makes sense. */
  function withPins(act: (pins: Pins) => Promise<void>): void {
    const read = pinsOf(draft.value, said.pins)
    wrong.value = read.wrong
    const [first] = Object.keys(read.wrong)
    if (first) document.getElementById(`pin-${first}`)?.focus()
    else void trying(() => act(read.pins))
  }

  // What is typed while files are read anew stays.
  useEffect(() => {
    draft.value = draftOf(said.pins)
    next.value = undefined
  }, [said.version])

  useEffect(() => {
    if (said.isReplayed) {
      void trying(async () => {
        today.value = await look(said.pins)
      })
    }
  }, [said.version, said.isReplayed])

  const preview = (): void =>
    withPins(async (pins) => {
      next.value = await look(pins)
      const { code = '', detail = '' } = next.value.reason ?? {}
      const pin = pinOfReason[code]
      if (pin) wrong.value = { [pin]: detail }
    })
  const keep = (): void =>
    withPins(async (pins) => onSaid(await send('POST', urlOf(dataset), { pins, file })))
  const undo = (): void => void trying(async () => onSaid(await send('DELETE', urlOf(dataset))))
  return { draft, today, next, wrong, error, isBusy, preview, keep, undo }
}

export function Form(props: Props) {
  const form = useForm(props)
  const { draft, today, next, wrong, error, isBusy } = form
  const columns = next.value?.columns.length ? next.value.columns : (today.value?.columns ?? [])
  const isAsset = draft.value.asset
  const isKnown = today.value || !props.said.isReplayed || error.value
  return (
    <form
      class="reading-form"
      aria-label="How files are read"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        form.preview()
      }}
    >
      {!isAsset && isKnown && (
        <>
          <p class="dim">What is left empty is told by each file itself, as the grey words say.</p>
          <div class="pins">
            {shownPins(draft.value, today.value).map((pin) => (
              <PinField
                key={pin}
                pin={pin}
                text={draft.value.texts[pin] ?? ''}
                found={textOf(pin, today.value?.read[pin])}
                wrong={wrong.value[pin]}
                onText={(text) => {
                  const texts = { ...draft.value.texts, [pin]: text }
                  draft.value = { ...draft.value, texts }
                }}
              />
            ))}
          </div>
          <Columns
            columns={columns}
            isTyped={today.value?.says.includes('types') ?? true}
            draft={draft}
            wrong={wrong.value}
          />
        </>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={isAsset}
          onChange={(event) => {
            draft.value = { ...draft.value, asset: event.currentTarget.checked }
          }}
        />
        No table: files are kept and listed, whatever they look like
      </label>
      <Actions {...props} form={form} />
      {Boolean(error.value) && <Problem error={error.value} />}
      {(today.value || next.value) && (
        <Beside today={today.value} next={next.value} isBusy={isBusy.value} />
      )}
    </form>
  )
}

function Actions({ said, form }: Props & { form: ReturnType<typeof useForm> }) {
  const [before] = said.before
  const isBusy = form.isBusy.value
  return (
    <p class="reading-actions">
      <button type="submit" disabled={isBusy}>
        Preview
      </button>
      <button type="button" class="main" disabled={isBusy} onClick={form.keep}>
        Keep for all files of this dataset
      </button>
      {before && (
        <button type="button" disabled={isBusy} onClick={form.undo}>
          Undo: back to {saidOf(before.pins) || 'what is seen'}
        </button>
      )}
      <a class="button" href={withQuery({ read: undefined })}>
        Close
      </a>
    </p>
  )
}

interface PinFieldProps {
  pin: TextPin
  text: string
  /** As it is today, where it can be said. */
  found: string
  wrong: string | undefined
  onText(text: string): void
}

function PinField({ pin, text, found, wrong, onText }: PinFieldProps) {
  const { label, hint, kind, choices = [] } = fields[pin]
  const id = `pin-${pin}`
  const given = {
    id,
    'aria-describedby': `${id}-hint`,
    'aria-invalid': wrong !== undefined,
    autocomplete: 'off',
    onInput: (event: { currentTarget: { value: string } }) => onText(event.currentTarget.value),
  }
  const isFound = choices.find(([value]) => value === found)?.[1] ?? found
  return (
    <div class={kind === 'lines' ? 'pin tall' : 'pin'}>
      <label for={id}>{label}</label>
      {kind === 'choice' ? (
        <select {...given} value={text}>
          <option value="">{isFound ? `seen: ${isFound}` : 'as it is seen'}</option>
          {choices.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      ) : kind === 'lines' ? (
        <textarea {...given} rows={3} value={text} placeholder={found} />
      ) : (
        <input
          {...given}
          value={text}
          placeholder={found}
          inputMode={kind === 'number' ? 'numeric' : 'text'}
        />
      )}
      <p id={`${id}-hint`} class={wrong ? 'wrong' : 'dim'}>
        {wrong ?? hint}
      </p>
    </div>
  )
}
