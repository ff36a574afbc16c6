import { type ProblemBody, type ProblemSlug, problems } from '../schemas/problems.ts'

/**
 * What can be wrong with an object for good: the same bytes will always end so. It is set aside with
 * its reason and never retried. Whatever else is thrown is transient (retried by the queue) or a bug.
 */
export interface Reason {
  /** Stable, `<subject>.<what>`, e.g. `csv.unterminated-quote`, `key.no-dataset`, `gzip.corrupt`. */
  code: string
  /** What was found, in one sentence, with the numbers. */
  detail: string
  /** What the sender can do about it, in one sentence. */
  remedy: string
  /** Where, when it is a place: line counts from 1, byte from 0; the excerpt is at most 200 characters. */
  at?: { line?: number; byte?: number; excerpt?: string }
}

export class Quarantined extends Error {
  override name = 'Quarantined'
  readonly reason: Reason

  constructor(reason: Reason, options?: ErrorOptions) {
    super(`${reason.code}: ${reason.detail}`, options)
    this.reason = reason
  }
}

type ProblemMembers = Pick<ProblemBody, 'errors' | 'position' | 'hint'>

/** What is wrong with a request, for whoever made it: it becomes an RFC 9457 problem. */
export class RequestProblem extends Error {
  override name = 'RequestProblem'
  readonly slug: ProblemSlug
  /** Members of its body beside those that every problem has. */
  readonly more: ProblemMembers
  /** To be sent with it. */
  readonly headers: Record<string, string>

  constructor(
    slug: ProblemSlug,
    detail: string,
    { headers = {}, ...more }: ProblemMembers & { headers?: Record<string, string> } = {},
  ) {
    super(detail)
    this.slug = slug
    this.more = more
    this.headers = headers
  }
}

/** https://www.rfc-editor.org/rfc/rfc9457 */
export function problemBodyOf(
  { slug, message, more }: RequestProblem,
  requestId: string,
): ProblemBody {
  const [status, title] = problems[slug]
  return { type: `/problems/${slug}`, title, status, detail: message, requestId, ...more }
}
