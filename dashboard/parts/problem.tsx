/** What happened, where, and what to do: in words. */
import { ApiProblem } from '../api/problem.ts'

interface Props {
  error: unknown
  retry?: () => void
  /** Where it happened, e.g. `The rows`. */
  place?: string
}

export function Problem({ error, retry, place }: Props) {
  const problem = error instanceof ApiProblem ? error : undefined
  const title = problem?.title ?? 'This part of the page broke'
  const detail = error instanceof Error ? error.message : String(error)
  return (
    <div class="problem" role="alert">
      <p class="problem-title">
        <span class="sign" aria-hidden="true">
          ✕
        </span>
        {place ? `${place}: ${title}` : title}
      </p>
      <p>{detail}</p>
      {problem?.errors.map(({ name, detail }) => (
        <p key={name} class="dim">
          <code>{name}</code> {detail}
        </p>
      ))}
      <p class="problem-foot">
        {retry && (
          <button type="button" onClick={retry}>
            Try again
          </button>
        )}
        {problem?.requestId && (
          <span class="dim">
            Request <code>{problem.requestId}</code>
          </span>
        )}
      </p>
    </div>
  )
}
