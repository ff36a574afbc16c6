/** What a PDF says of itself: how many pages, and the entries of its information dictionary. ISO 32000-2, 7.5 and 14.3.3 */
import { inflateSync } from 'node:zlib'
import { pdfInflatedBytesMax } from '../../limits.ts'
import { Unseen } from '../finding.ts'
import { type AssetFacts, defined } from './facts.ts'
import { type Dictionary, Name, PdfParser, type PdfValue, Ref } from './pdfobject.ts'
import { asFarAsSeen, type Window } from './window.ts'

const sectionsMax = 16 // each time it was saved adds one
const subsectionsMax = 1_000
const streamBytesMax = 512 * 1024
const objectBytes = 4 * 1024
const entryBytes = 20

/** Where an object lies: by itself, or within a stream of several. */
type Place = { at: number } | { stream: number; index: number }

/** One table of places; the newest comes first. */
interface Section {
  trailer: Dictionary
  placeOf(number: number): Promise<Place | undefined>
}

export async function pdfFacts(window: Window): Promise<AssetFacts> {
  const tail = (await window.end(2_048)).toString('latin1')
  const [, start] = /startxref\s+(\d{1,15})(?!.*startxref)/s.exec(tail) ?? []
  if (start === undefined) return {}
  const file = new PdfFile(window)
  await file.open(Number(start))
  const facts = await file.pages()
  await asFarAsSeen(file.information().then((found) => Object.assign(facts, found)))
  return facts
}

class PdfFile {
  readonly #window: Window
  readonly #sections: Section[] = []
  readonly #streams = new Map<number, { body: Buffer; dictionary: Dictionary } | undefined>()
  #left = pdfInflatedBytesMax

  constructor(window: Window) {
    this.#window = window
  }

  async open(start: number): Promise<void> {
    const seen = new Set<number>()
    const left = [start]
    while (left.length > 0 && seen.size < sectionsMax) {
      const at = left.shift()!
      if (seen.has(at)) continue
      seen.add(at)
      const section = await this.#section(at)
      if (!section) return
      this.#sections.push(section)
      for (const name of ['XRefStm', 'Prev']) {
        const next = section.trailer.get(name)
        if (typeof next === 'number') left.push(next)
      }
    }
  }

  async pages(): Promise<AssetFacts> {
    const root = await this.#dictionary(this.#trailer('Root'))
    const pages = await this.#dictionary(root?.get('Pages'))
    const count = await this.#resolved(pages?.get('Count'))
    return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0
      ? { pages: count }
      : {}
  }

  /** None of what is encrypted: its strings are no texts. */
  async information(): Promise<AssetFacts> {
    if (this.#trailer('Encrypt') !== undefined) return {}
    const found = await this.#dictionary(this.#trailer('Info'))
    const text = async (name: string) => textOf(await this.#resolved(found?.get(name)))
    return defined({
      title: await text('Title'),
      author: await text('Author'),
      created: await text('CreationDate'),
      software: (await text('Creator')) ?? (await text('Producer')),
    })
  }

  #trailer(name: string): PdfValue | undefined {
    return this.#sections.find(({ trailer }) => trailer.has(name))?.trailer.get(name)
  }

  async #dictionary(value: PdfValue | undefined): Promise<Dictionary | undefined> {
    const found = await this.#resolved(value)
    return found instanceof Map ? found : undefined
  }

  async #resolved(value: PdfValue | undefined): Promise<PdfValue | undefined> {
    return value instanceof Ref ? this.#object(value.number) : value
  }

  async #object(number: number): Promise<PdfValue | undefined> {
    const place = await this.#placeOf(number)
    if (!place) return undefined
    if ('stream' in place) return this.#packed(place.stream, number)
    return (await this.#parserAt(place.at, objectBytes))?.value()
  }

  async #placeOf(number: number): Promise<Place | undefined> {
    for (const section of this.#sections) {
      const place = await section.placeOf(number)
      if (place) return place
    }
    return undefined
  }

  /** Behind `12 0 obj`. */
  async #parserAt(at: number, length: number): Promise<PdfParser | undefined> {
    const parser = new PdfParser(await this.#window.at(at, length))
    const words = [parser.word(), parser.word(), parser.word()]
    return /^\d+ \d+ obj$/.test(words.join(' ')) ? parser : undefined
  }

  async #packed(stream: number, number: number): Promise<PdfValue | undefined> {
    if (!this.#streams.has(stream)) {
      this.#streams.set(stream, undefined) // its length may lie within it
      const place = await this.#placeOf(stream)
      const found = place && 'at' in place ? await this.#stream(place.at) : undefined
      this.#streams.set(stream, found)
    }
    const known = this.#streams.get(stream)
    if (!known) return undefined
    const { body, dictionary } = known
    const first = numberIn(dictionary, 'First')
    const heads = new PdfParser(body)
    for (let i = 0; i < numberIn(dictionary, 'N') && heads.at < first; i++) {
      const [own, at] = [Number(heads.word()), Number(heads.word())]
      if (own === number) return new PdfParser(body, first + at).value()
    }
    return undefined
  }

  /** Undefined where it is packed in a way that is not Flate's, or is too much. */
  async #stream(at: number): Promise<{ body: Buffer; dictionary: Dictionary } | undefined> {
    const parser = await this.#parserAt(at, objectBytes)
    const dictionary = parser?.value()
    if (!parser || !(dictionary instanceof Map) || parser.word() !== 'stream') return undefined
    const bytes = await this.#resolved(dictionary.get('Length'))
    if (typeof bytes !== 'number' || bytes > streamBytesMax) return undefined
    const head = await this.#window.at(at + parser.at, 2)
    const from = at + parser.at + (head[0] === 13 ? 2 : 1)
    const body = await this.#window.at(from, bytes)
    return { dictionary, body: this.#unpacked(body, dictionary) }
  }

  /** Throws where it is neither plain nor Flate's, with PNG's predictors or without, and where all together are too much. */
  #unpacked(body: Buffer, dictionary: Dictionary): Buffer {
    const [filter] = [dictionary.get('Filter')].flat()
    if (filter === undefined) return body
    const isFlate = filter instanceof Name && filter.name === 'FlateDecode'
    if (!isFlate || this.#left === 0) throw new Unseen()
    const plain = inflateSync(body, { maxOutputLength: this.#left })
    this.#left -= plain.length
    const [parms] = [dictionary.get('DecodeParms')].flat()
    if (!(parms instanceof Map) || numberIn(parms, 'Predictor') < 10) return plain
    return unpredicted(plain, Math.max(1, numberIn(parms, 'Columns')))
  }

  async #section(at: number): Promise<Section | undefined> {
    const head = await this.#window.at(at, 4)
    return head.toString('latin1') === 'xref' ? this.#table(at + 4) : this.#places(at)
  }

  /** Lines of 20 bytes: only those that are asked for are read. */
  async #table(from: number): Promise<Section | undefined> {
    const parts: { first: number; count: number; at: number }[] = []
    for (let at = from; parts.length < subsectionsMax; ) {
      const parser = new PdfParser(await this.#window.at(at, objectBytes))
      const word = parser.word()
      if (word === 'trailer') {
        const trailer = parser.value()
        return trailer instanceof Map
          ? { trailer, placeOf: (number) => this.#inTable(parts, number) }
          : undefined
      }
      const [first, count] = [Number(word), Number(parser.word())]
      if (!Number.isSafeInteger(first) || !(count >= 0) || word === '') return undefined
      const rest = (await this.#window.at(at + parser.at, 4)).toString('latin1')
      const lines = at + parser.at + (/^\s*/.exec(rest)?.[0].length ?? 0)
      parts.push({ first, count, at: lines })
      at = lines + count * entryBytes
    }
    return undefined
  }

  async #inTable(
    parts: { first: number; count: number; at: number }[],
    number: number,
  ): Promise<Place | undefined> {
    const part = parts.find(({ first, count }) => number >= first && number < first + count)
    if (!part) return undefined
    const place = part.at + (number - part.first) * entryBytes
    const line = (await this.#window.at(place, entryBytes)).toString('latin1')
    const [, at] = /^(\d{10}) \d{5} n/.exec(line) ?? []
    return at === undefined ? undefined : { at: Number(at) }
  }

  /** A stream of places, in as many bytes each as it says. */
  async #places(at: number): Promise<Section | undefined> {
    const found = await this.#stream(at)
    if (!found) return undefined
    const { body, dictionary } = found
    const widths = numbersIn(dictionary, 'W')
    const index = numbersIn(dictionary, 'Index')
    const ranges = index.length > 0 ? index : [0, numberIn(dictionary, 'Size')]
    if (widths.length !== 3 || widths.some((width) => !(width >= 0 && width <= 6))) return undefined
    return { trailer: dictionary, placeOf: async (number) => placeIn(body, widths, ranges, number) }
  }
}

function placeIn(
  body: Buffer,
  widths: number[],
  ranges: number[],
  number: number,
): Place | undefined {
  const [kindBytes = 0, placeBytes = 0, lastBytes = 0] = widths
  const bytes = kindBytes + placeBytes + lastBytes
  let before = 0
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const [first, count] = [ranges[i]!, ranges[i + 1]!]
    const at = (before + number - first) * bytes
    before += count
    if (number < first || number >= first + count) continue
    if (bytes === 0 || at + bytes > body.length) return undefined
    const uint = (from: number, width: number) => (width === 0 ? 0 : body.readUIntBE(from, width))
    const kind = kindBytes === 0 ? 1 : uint(at, kindBytes)
    const place = uint(at + kindBytes, placeBytes)
    if (kind === 1) return { at: place }
    const index = uint(at + kindBytes + placeBytes, lastBytes)
    return kind === 2 ? { stream: place, index } : undefined
  }
  return undefined
}

const numberIn = (dictionary: Dictionary, name: string): number => {
  const value = dictionary.get(name)
  return typeof value === 'number' ? value : 0
}

function numbersIn(dictionary: Dictionary, name: string): number[] {
  const value = dictionary.get(name)
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : []
}

/** Rows of PNG, of one byte a pixel. https://www.w3.org/TR/png-3/#9Filters */
function unpredicted(bytes: Buffer, columns: number): Buffer {
  const rows = Math.floor(bytes.length / (columns + 1))
  const out = Buffer.alloc(rows * columns)
  for (let row = 0; row < rows; row++) {
    const kind = bytes[row * (columns + 1)]!
    for (let i = 0; i < columns; i++) {
      const at = row * columns + i
      const left = i > 0 ? out[at - 1]! : 0
      const up = row > 0 ? out[at - columns]! : 0
      const corner = i > 0 && row > 0 ? out[at - columns - 1]! : 0
      out[at] = bytes[row * (columns + 1) + 1 + i]! + predicted(kind, left, up, corner)
    }
  }
  return out
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left
  if (kind === 2) return up
  if (kind === 3) return (left + up) >> 1
  if (kind !== 4) return 0
  const a = Math.abs(up - corner)
  const b = Math.abs(left - corner)
  const c = Math.abs(left + up - 2 * corner)
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** UTF-16 and UTF-8 are marked; else it is PDFDocEncoding, which is Latin-1 nearly everywhere. */
function textOf(value: PdfValue | undefined): string | undefined {
  if (!Buffer.isBuffer(value)) return undefined
  const mark = value.toString('latin1', 0, 3)
  const encoding = mark.startsWith('\xfe\xff')
    ? 'utf-16be'
    : mark === '\xef\xbb\xbf'
      ? 'utf-8'
      : 'latin1'
  const text = new TextDecoder(encoding).decode(value).replaceAll('\0', '').trim()
  return text === '' ? undefined : text
}
