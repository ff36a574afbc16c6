/** Regular expressions of a definition, over texts that others send: one that would go on and on is ended. */
import { createContext, Script } from 'node:vm'
import { Failing } from './refused.ts'

const execMsMax = 1_000
/** Within these no expression takes longer than some milliseconds: a million steps. */
const shortLength = 100
const repetitionsMax = 3

const room = createContext({ pattern: /(?:)/, text: '' })
const asked = new Script('pattern.exec(text)')

/** As much of RegExp as JSONata and Ajv use. */
export class Pattern {
  readonly #pattern: RegExp
  readonly #isPlain: boolean

  constructor(pattern: RegExp | string, flags?: string) {
    this.#pattern = new RegExp(pattern, flags)
    const { source } = this.#pattern
    const repetitions = source.match(/[*+{]/g)?.length ?? 0
    this.#isPlain = repetitions <= repetitionsMax && !/\)[*+{?]/.test(source)
  }

  get lastIndex(): number {
    return this.#pattern.lastIndex
  }

  set lastIndex(index: number) {
    this.#pattern.lastIndex = index
  }

  /** Throws Failing where it takes too long. */
  exec(text: string): RegExpExecArray | null {
    if (this.#isPlain && text.length <= shortLength) return this.#pattern.exec(text)
    Object.assign(room, { pattern: this.#pattern, text })
    try {
      return asked.runInContext(room, { timeout: execMsMax })
    } catch {
      throw new Failing(
        `${this.#pattern} takes more than ${execMsMax / 1_000} s over ${text.length} letters`,
      )
    }
  }

  test(text: string): boolean {
    return this.exec(text) !== null
  }

  toString(): string {
    return String(this.#pattern)
  }
}

/** For Ajv. */
export const patternOf = Object.assign((text: string, flags: string) => new Pattern(text, flags), {
  code: 'new Pattern',
})
