/** Text to be taken along: as it is, with a button that copies it. */
import { useSignal } from '@preact/signals'

interface Props {
  text: string
  /** What it is, for the button's name. */
  label: string
}

export function Copyable({ text, label }: Props) {
  const said = useSignal('Copy')
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text).then(
      () => {
        said.value = 'Copied'
      },
      () => {
        said.value = 'Select it and copy'
      },
    )
    setTimeout(() => {
      said.value = 'Copy'
    }, 1600)
  }
  return (
    <div class="copyable">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <button type="button" class="quiet" aria-label={`Copy ${label}`} onClick={copy}>
        <span role="status">{said}</span>
      </button>
    </div>
  )
}
