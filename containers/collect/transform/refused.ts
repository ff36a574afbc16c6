/** What cannot be transformed, and why: a whole item, or a row of it alone. */
export class Refused extends Error {
  override name = 'Refused'
  /** In words that quote nothing of it. */
  readonly plain: string

  constructor(plain: string, quoting = plain, options?: ErrorOptions) {
    super(quoting.slice(0, 1_000), options)
    this.plain = plain
  }
}

/** What says nothing of the item: it is worth another attempt. */
export class Failing extends Error {
  override name = 'Failing'
}
