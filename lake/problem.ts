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
