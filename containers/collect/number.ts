/** Objects that are numbered one after another, for what they hold has no name. */

export interface Numbered {
  /** When the source was first read, in milliseconds: its objects are none of an earlier cursor's. */
  since: number
  /** Of the next object. */
  number: number
}

const digits = 10

export const numbered = (): Numbered => ({ since: Date.now(), number: 0 })

export const fileAt = (name: string, { since, number }: Numbered): string =>
  `${name}-${since.toString(36)}-${String(number).padStart(digits, '0')}.ndjson`
