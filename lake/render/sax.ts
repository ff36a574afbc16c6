/** XML as its bytes stream by. Nothing outside it is read, and no entity but XML's five and characters by number is known. */
import { TextDecoder } from 'node:util'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { xmlDepthMax, xmlPartMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'

export interface XmlHandler {
  /** Names as the document spells them, prefixes and all. */
  open(name: string, attributes: Record<string, string>): void
  text(text: string): void
  close(name: string): void
}

/** Throws Quarantined with the line: `xml.malformed` where it is no XML, `xml.too-deep`, and `xml.part-too-long`. */
export class XmlParser {
  readonly #parser = new SaxesParser<{ position: true; xmlns: false }>({
    position: true,
    xmlns: false,
  })
  #decoder: TextDecoder | undefined
  #depth = 0
  /** Characters since it was told of anything: the parser holds them. */
  #held = 0

  constructor(handler: XmlHandler) {
    for (const event of heard) this.#parser.on(event, () => (this.#held = 0))
    this.#parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
      this.#held = 0
      if (++this.#depth > xmlDepthMax) throw this.#tooDeep()
      handler.open(name, attributes)
    })
    for (const event of ['text', 'cdata'] as const) {
      this.#parser.on(event, (text) => {
        this.#held = 0
        handler.text(text)
      })
    }
    this.#parser.on('closetag', ({ name }) => {
      this.#depth--
      handler.close(name)
    })
    this.#parser.on('error', (error) => {
      throw this.#malformed(error.message)
    })
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#decoder ??= new TextDecoder(markedEncoding(chunk), { fatal: true })
    const text = this.#text(chunk)
    this.#held += text.length
    this.#parser.write(text)
    if (this.#held > xmlPartMax) throw this.#tooLong()
  }

  end(): void {
    if (this.#decoder) this.#parser.write(this.#text())
    this.#parser.close()
  }

  #text(chunk?: Uint8Array): string {
    try {
      return chunk ? this.#decoder!.decode(chunk, { stream: true }) : this.#decoder!.decode()
    } catch {
      throw this.#malformed(`its bytes are no ${this.#decoder!.encoding}`)
    }
  }

  #tooDeep(): Quarantined {
    const { line, position } = this.#parser
    return new Quarantined({
      code: 'xml.too-deep',
      detail: `In line ${line} elements stand in one another more than ${xmlDepthMax} levels deep.`,
      remedy: 'Write the records less deep, and land the file again.',
      at: { line, byte: position },
    })
  }

  #tooLong(): Quarantined {
    const { line, position } = this.#parser
    return new Quarantined({
      code: 'xml.part-too-long',
      detail: `Before line ${line} a text, a tag or a comment has more than ${xmlPartMax} characters.`,
      remedy: 'Send smaller records, without padding.',
      at: { line, byte: position },
    })
  }

  #malformed(message: string): Quarantined {
    const { line, position } = this.#parser
    return new Quarantined({
      code: 'xml.malformed',
      detail: `Line ${line}: ${message.replace(/^\d+:\d+: /, '').slice(0, 200)}`,
      remedy: 'Correct it where it says, and land the file again.',
      at: { line, byte: position },
    })
  }
}

const heard = ['comment', 'processinginstruction', 'doctype'] as const

/** By its byte order mark; what declares another is decoded before it comes here. */
const markedEncoding = ([first, second]: Uint8Array): string =>
  first === 0xff && second === 0xfe
    ? 'utf-16le'
    : first === 0xfe && second === 0xff
      ? 'utf-16be'
      : 'utf-8'

/** Without its prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Each time what the handler made of one chunk. */
export async function* parsed<T>(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  take: () => T,
): AsyncIterable<T> {
  const parser = new XmlParser(handler)
  for await (const chunk of chunks) {
    parser.push(chunk)
    yield take()
  }
  parser.end()
  yield take()
}
