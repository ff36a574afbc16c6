/** A file's way, lit step by step: landed · raw · lake. Shapes and words say it too, not only colour. */
type Step = 'done' | 'next' | 'left-out' | 'failed'

const signs: Record<Step, string> = { done: '●', next: '○', 'left-out': '–', failed: '✕' }
const words: Record<Step, string> = {
  done: '',
  next: ' (on its way)',
  'left-out': ' (withheld)',
  failed: ' (failed)',
}

export interface WayProps {
  raw: Step
  lake: Step
}

export function Way({ raw, lake }: WayProps) {
  const steps: [string, Step][] = [
    ['landed', 'done'],
    ['raw', raw],
    ['lake', lake],
  ]
  return (
    <ol class="way">
      {steps.map(([name, step]) => (
        <li key={name} class={step} title={name + words[step]}>
          <span aria-hidden="true">{signs[step]}</span> {name}
          <span class="hidden">{words[step]}</span>
        </li>
      ))}
    </ol>
  )
}
