/** The type of a column of numbers: the narrowest in which each is what was written, its decimals counted. */
import { decimalName } from '../schema/decimal.ts'
import type { Type } from '../schema/type.ts'
import { numberFacts } from './cell.ts'

/** Digits that eight bytes hold: a decimal of fewer would be widened by the next file. */
const usualDigits = 18

export class Numbers {
  #whole = 0
  #scale = 0
  #fraction = false
  #exponent = false
  #sure = false
  #long = true
  #double = true
  readonly #scales = new Set<number>()
  #zeros = false
  #negativeZero = false

  /** A text of kind `number`. */
  add(text: string): void {
    const facts = numberFacts(text)
    this.#whole = Math.max(this.#whole, facts.whole)
    this.#scale = Math.max(this.#scale, facts.scale)
    this.#fraction ||= facts.fraction
    this.#exponent ||= facts.exponent
    this.#sure ||= facts.fraction && !facts.bare
    this.#long &&= facts.long
    this.#double &&= facts.double
    if (facts.scale > 0) this.#scales.add(facts.scale)
    this.#negativeZero ||= facts.scale > 0 && isNegativeZero(text)
    this.#zeros ||= facts.scale > 1 && text.endsWith('0')
  }

  /** JSON has doubles: a decimal is for digits that they cannot hold. */
  jsonType(): Type {
    if (!this.#fraction && this.#long) return 'long'
    if (this.#fraction && this.#double) return 'double'
    return this.#exponent ? 'string' : (this.#exact() ?? 'string')
  }

  /**
   * `9.90` and `10.00` are decimals: a double would give back `9.9`. Who writes as many decimals as there are writes no
   * zero behind them; where some have one and others not, `1.1` and `1.10` are two things, and text.
   */
  cellType(texts: readonly string[]): Type {
    if (!this.#fraction) return this.#long ? 'long' : (this.#exact() ?? 'string')
    if (this.#exponent) return this.#sure && this.#double ? 'double' : 'string'
    if (this.#negativeZero) return this.#double ? 'double' : 'string'
    const isFixed = this.#scales.size === 1
    if (this.#zeros) return isFixed || !collide(texts) ? this.#usual() : 'string'
    if (isFixed && this.#scale === 2) return this.#usual()
    return this.#double ? 'double' : (this.#exact() ?? 'string')
  }

  /** A decimal that holds them as they are written; undefined where none does. */
  decimal(): Type | undefined {
    return this.#exponent || this.#negativeZero ? undefined : this.#exact()
  }

  get isDouble(): boolean {
    return this.#double
  }

  #exact(): Type | undefined {
    return decimalName({ whole: this.#whole, scale: this.#scale })
  }

  #usual(): Type {
    const whole = Math.max(this.#whole, usualDigits - this.#scale)
    return decimalName({ whole, scale: this.#scale }) ?? this.#exact() ?? 'string'
  }
}

/** No decimal has its sign. */
const isNegativeZero = (text: string): boolean => /^-[0.]+$/.test(text)

/** Whether two texts with decimals are one number. */
function collide(texts: readonly string[]): boolean {
  const seen = new Map<string, string>()
  for (const text of texts) {
    if (!text.includes('.')) continue
    const number = text.replace(/\.?0+$/, '')
    const known = seen.get(number)
    if (known !== undefined && known !== text) return true
    seen.set(number, text)
  }
  return false
}
