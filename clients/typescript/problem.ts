/** What the API answers where it does not do what was asked: RFC 9457, as an error. */
import type { Problem } from './schema.d.ts'

/** `type` is stable and for programs, e.g. `/problems/dataset.unknown`; `detail` is for people. */
export class HypatiaProblem extends Error {
  override name = 'HypatiaProblem'
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly status: number
  /** The whole of it, with what this kind of problem has beside these four. */
  readonly problem: Partial<Problem>

  constructor(status: number, problem: Partial<Problem>) {
    const { type = 'about:blank', title = `HTTP ${status}`, detail = '' } = problem
    super(detail ? `${title} ${detail}` : title)
    this.type = type
    this.title = title
    this.detail = detail
    this.status = status
    this.problem = problem
  }
}

const excerptLength = 500

/** Of any answer that is an error; what is no problem document (S3's XML, a proxy's page) becomes the detail. */
export async function problemOf(response: Response): Promise<HypatiaProblem> {
  const text = await response.text()
  if (/^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '')) {
    return new HypatiaProblem(response.status, JSON.parse(text))
  }
  return new HypatiaProblem(response.status, { detail: text.slice(0, excerptLength) })
}
