/** What is wrong with a statement, and what to try. */
import { Problem } from '../../parts/problem.tsx'
import type { Complaint } from './place.ts'

interface Props {
  error: unknown
  complaint: Complaint | undefined
  onUse(complaint: Complaint): void
}

export function Complaints({ error, complaint, onUse }: Props) {
  if (!error) return null
  if (!complaint) {
    return (
      <div class="complaint">
        <Problem error={error} />
      </div>
    )
  }
  return (
    <div class="complaint problem" role="alert">
      <p>
        <span class="sign" aria-hidden="true">
          ✕
        </span>
        {complaint.message}
      </p>
      {complaint.advice && (
        <p class="dim">
          {complaint.advice}{' '}
          {complaint.replacement && complaint.range && (
            <button type="button" onClick={() => onUse(complaint)}>
              Use <code>{complaint.replacement}</code>
            </button>
          )}
        </p>
      )}
    </div>
  )
}
