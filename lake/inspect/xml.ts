/** An XML document: which of its elements are records. */
import { Quarantined } from '../problem.ts'
import { type XmlHandler, XmlParser } from '../render/sax.ts'
import type { XmlRender } from '../render/xml.ts'
import type { Finding, TextHead } from './finding.ts'
import { asset } from './magic.ts'

const documents: Record<string, string> = {
  svg: 'an SVG drawing',
  html: 'an XHTML page',
  project: 'a project file',
  'xs:schema': 'an XML schema',
  'xsd:schema': 'an XML schema',
  'xsl:stylesheet': 'an XSLT stylesheet',
  'wsdl:definitions': 'a WSDL description',
  plist: 'a property list',
  TEI: 'a TEI text',
  book: 'a book',
  article: 'an article',
}

/** Throws Quarantined where it says that it is XML, and is none. */
export function inspectXml({ bytes, whole }: TextHead): Finding {
  const paths = new Paths()
  const broken = faultOf(paths, bytes, whole)
  if (broken && Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '<?xml') throw broken
  if (broken) {
    const detail = `The object begins as markup, but is no XML: ${broken.reason.detail}`
    return { format: 'other', columns: [], evidence: [], reason: asset('markup', detail) }
  }
  const root = paths.root ?? ''
  const kept = (detail: string): Finding => ({
    format: 'other',
    columns: [],
    evidence: [],
    reason: asset('xml', detail),
  })
  const known = documents[root]
  if (known) return kept(`The object is ${known}, which has no records.`)
  const found = paths.record()
  if (!found) {
    return kept(
      `The object is an XML document (<${root}>) in which no element comes again as records do.`,
    )
  }
  if (found.mixed * 2 > found.count) {
    return kept(`The object is an XML document (<${root}>) of running text.`)
  }
  const record = found.path.split('/')
  const render: XmlRender = { reader: 'xml', as: 'csv', header: true, record }
  return {
    format: 'xml',
    render,
    columns: [],
    evidence: [`the rows are the elements /${found.path}: ${found.count} seen`],
  }
}

function faultOf(paths: Paths, bytes: Uint8Array, whole: boolean): Quarantined | undefined {
  const parser = new XmlParser(paths)
  try {
    parser.push(bytes)
    if (whole) parser.end()
    return undefined
  } catch (error) {
    if (error instanceof Quarantined) return error
    throw error
  }
}

interface Place {
  path: string
  count: number
  depth: number
  /** Elements with text between their children. */
  mixed: number
  /** Bytes of text and markup within, nearly. */
  weight: number
}

class Paths implements XmlHandler {
  root: string | undefined
  readonly #places = new Map<string, Place>()
  readonly #open: { place: Place; hasText: boolean; hasChildren: boolean }[] = []

  open(name: string, attributes: Record<string, string>): void {
    this.root ??= name
    const parent = this.#open.at(-1)
    if (parent) parent.hasChildren = true
    const path = parent ? `${parent.place.path}/${name}` : name
    const depth = this.#open.length
    const place = this.#places.get(path) ?? { path, count: 0, depth, mixed: 0, weight: 0 }
    this.#places.set(path, place)
    place.count++
    this.#open.push({ place, hasText: false, hasChildren: false })
    for (const [key, value] of Object.entries(attributes)) this.#weigh(key.length + value.length)
    this.#weigh(name.length)
  }

  text(text: string): void {
    const open = this.#open.at(-1)
    if (!open || text.trim() === '') return
    open.hasText = true
    this.#weigh(text.length)
  }

  close(): void {
    const open = this.#open.pop()
    if (open?.hasText && open.hasChildren) open.place.mixed++
  }

  #weigh(length: number): void {
    for (const { place } of this.#open) place.weight += length
  }

  /** The element that comes again nearest to the root; of several there, the one with most in it. */
  record(): Place | undefined {
    const again = [...this.#places.values()].filter(({ count, depth }) => count > 1 && depth > 0)
    const least = Math.min(...again.map(({ depth }) => depth))
    const total = this.#places.get(this.root ?? '')?.weight ?? 0
    const byWeight = again.toSorted((a, b) => a.depth - b.depth || b.weight - a.weight)
    return (
      byWeight.find((place) => place.weight * 2 > total) ??
      byWeight.find(({ depth }) => depth === least)
    )
  }
}

/** Begins as markup does, and not as HTML. */
export const isXml = (start: string): boolean =>
  /^<(\?xml\s|!doctype|!--|[a-z_][\w:.-]*[\s>/])/i.test(start)
