/** HTML as its bytes stream by, as browsers bear with it. Nothing outside it is read, no script is run. */
import { Parser } from 'htmlparser2'
import { lineBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'

export interface HtmlHandler {
  open(name: string, attributes: Record<string, string>): void
  text(text: string): void
  close(name: string): void
}

/** Elements within elements: browsers stop at 512, old exports that never close a <font> go far beyond. */
const depthMax = 2_000

/** Throws Quarantined where it nests too deep, or a tag or a comment never ends. */
export class HtmlParser {
  readonly #parser: Parser
  readonly #decoder = new TextDecoder('utf-8')
  #depth = 0
  #pushed = 0

  constructor(handler: HtmlHandler) {
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => {
          if (++this.#depth > depthMax) throw tooDeep()
          handler.open(name, attributes)
        },
        ontext: (text) => handler.text(text),
        onclosetag: (name) => {
          this.#depth--
          handler.close(name)
        },
      },
      { recognizeSelfClosing: true },
    )
  }

  push(chunk: Uint8Array): void {
    const text = this.#decoder.decode(chunk, { stream: true })
    this.#pushed += text.length
    this.#parser.write(text)
    if (this.#pushed - this.#parser.endIndex > lineBytesMax) throw unending()
  }

  end(): void {
    this.#parser.end(this.#decoder.decode())
  }
}

const tooDeep = (): Quarantined =>
  new Quarantined({
    code: 'html.too-deep',
    detail: `The page has elements within more than ${depthMax} others.`,
    remedy: 'Close its elements where they end, and land it again.',
  })

const unending = (): Quarantined =>
  new Quarantined({
    code: 'html.unending',
    detail: `A tag or a comment of the page does not end within ${lineBytesMax} characters.`,
    remedy: 'Close it where it ends, and land the page again.',
  })
