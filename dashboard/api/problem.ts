/** What the API says went wrong (RFC 9457), or why it could not be asked. */
export interface ProblemBody {
  type?: string
  title?: string
  detail?: string
  requestId?: string
  errors?: { name?: string; detail?: string }[]
}

export class ApiProblem extends Error {
  override name = 'ApiProblem'
  /** Of HTTP; 0: no answer came. */
  readonly status: number
  /** `dataset.unknown`, …: the end of the problem's type. */
  readonly slug: string
  readonly title: string
  readonly requestId: string | undefined
  readonly errors: { name?: string; detail?: string }[]

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `HTTP ${status}`)
    this.status = status
    this.slug = body.type?.split('/').at(-1) ?? ''
    this.title = body.title ?? 'It did not work.'
    this.requestId = body.requestId
    this.errors = body.errors ?? []
  }
}

/** Not a failure: whoever asked does not want the answer any more. */
export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError'

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody
  return new ApiProblem(response.status, body)
}
