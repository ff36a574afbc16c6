/** PDF's objects as text: numbers, names, strings, lists, dictionaries, references. ISO 32000-2, 7.3 */

export class Ref {
  readonly number: number
  constructor(number: number) {
    this.number = number
  }
}

export class Name {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** Strings are bytes: their encoding is that of who reads them. */
export type PdfValue = number | boolean | null | Name | Ref | Buffer | PdfValue[] | Dictionary
export type Dictionary = Map<string, PdfValue>

const depthMax = 20
const isSpace = (code: number): boolean => [0, 9, 10, 12, 13, 32].includes(code)
const isEnd = (code: number): boolean =>
  isSpace(code) || '()<>[]{}/%'.includes(String.fromCharCode(code))

export class PdfParser {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  /** The next word that is neither space nor comment, up to what ends one. */
  word(): string {
    this.#skip()
    const from = this.at
    while (this.at < this.#bytes.length && !isEnd(this.#bytes[this.at]!)) this.at++
    return this.#bytes.toString('latin1', from, this.at)
  }

  /** Undefined where the bytes end, or are none. */
  value(depth = 0): PdfValue | undefined {
    this.#skip()
    if (depth > depthMax) return undefined
    const two = this.#bytes.toString('latin1', this.at, this.at + 2)
    if (two === '<<') return this.#dictionary(depth)
    if (two[0] === '<') return this.#hex()
    if (two[0] === '(') return this.#string()
    if (two[0] === '[') return this.#list(depth)
    if (two[0] === '/') return this.#name()
    const word = this.word()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) return undefined
    return this.#reference(word) ?? Number(word)
  }

  #skip(): void {
    for (; this.at < this.#bytes.length; this.at++) {
      const code = this.#bytes[this.at]!
      if (code === 0x25) {
        while (this.at < this.#bytes.length && ![10, 13].includes(this.#bytes[this.at]!)) this.at++
      } else if (!isSpace(code)) return
    }
  }

  #reference(word: string): Ref | undefined {
    const [, second] =
      /^\s+(\d{1,5}\s+R)(?![^\s()<>[\]{}/%])/.exec(
        this.#bytes.toString('latin1', this.at, this.at + 16),
      ) ?? []
    if (!second || !/^\d{1,10}$/.test(word)) return undefined
    this.word()
    this.word()
    return new Ref(Number(word))
  }

  #name(): Name {
    this.at++
    const from = this.at
    while (this.at < this.#bytes.length && !isEnd(this.#bytes[this.at]!)) this.at++
    return new Name(this.#bytes.toString('latin1', from, this.at))
  }

  #list(depth: number): PdfValue[] | undefined {
    this.at++
    const list: PdfValue[] = []
    for (;;) {
      this.#skip()
      if (this.#bytes[this.at] === 0x5d) break
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      list.push(value)
    }
    this.at++
    return list
  }

  #dictionary(depth: number): Dictionary | undefined {
    this.at += 2
    const dictionary: Dictionary = new Map()
    for (;;) {
      this.#skip()
      if (this.#bytes[this.at] === 0x3e) break
      if (this.#bytes[this.at] !== 0x2f) return undefined
      const { name } = this.#name()
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      dictionary.set(name, value)
    }
    this.at += 2
    return dictionary
  }

  #hex(): Buffer {
    const end = this.#bytes.indexOf(0x3e, this.at)
    const until = end < 0 ? this.#bytes.length : end
    const digits = this.#bytes.toString('latin1', this.at + 1, until).replace(/[^0-9A-Fa-f]/g, '')
    this.at = until + 1
    return Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex')
  }

  #string(): Buffer {
    const out: number[] = []
    let open = 1
    for (this.at++; this.at < this.#bytes.length; this.at++) {
      const code = this.#bytes[this.at]!
      if (code === 0x5c) {
        out.push(...this.#escaped())
        continue
      }
      if (code === 0x28) open++
      if (code === 0x29 && --open === 0) break
      out.push(code)
    }
    this.at++
    return Buffer.from(out)
  }

  /** Stands at its last character afterwards. */
  #escaped(): number[] {
    const [digits] =
      /^[0-7]{1,3}/.exec(this.#bytes.toString('latin1', this.at + 1, this.at + 4)) ?? []
    if (digits) {
      this.at += digits.length
      return [Number.parseInt(digits, 8) & 255]
    }
    const code = this.#bytes[++this.at] ?? 0
    if (code === 13 && this.#bytes[this.at + 1] === 10) this.at++
    if (code === 10 || code === 13) return []
    const at = 'nrtbf'.indexOf(String.fromCharCode(code))
    return [at < 0 ? code : [10, 13, 9, 8, 12][at]!]
  }
}
