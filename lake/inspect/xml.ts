/** An XML document: which of its elements are records. */
import { Quarantined } from '../problem.ts'
import { type XmlHandler, XmlParser } from '../render/sax.ts'
import { otherTables, type XmlRender } from '../render/xml.ts'
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
export function inspectXml({ bytes, whole }: TextHead, pinned?: string): Finding {
  const paths = new Paths()
  const broken = faultOf(paths, bytes, whole)
  if (broken?.reason.code === 'xml.too-deep') throw broken
  if (broken && Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '<?xml') throw broken
  if (broken) {
    return kept(`The object begins as markup, but is no XML: ${broken.reason.detail}`, 'markup')
  }
  const root = (paths.root ?? '').slice(0, nameMax)
  if (pinned !== undefined) return ofRecord(paths.named(pinned) ?? noRecord(pinned, paths))
  const known = Object.hasOwn(documents, root) && documents[root]
  if (known) return kept(`The object is ${known}, which has no records.`)
  const dump = root === 'mysqldump' ? dumpFinding(bytes, whole) : undefined
  if (dump) return dump
  const found = paths.record()
  if (!found) {
    return kept(
      `The object is an XML document (<${root}>) in which no element comes again as records do.`,
    )
  }
  if (found.mixed * 2 > found.count) {
    return kept(`The object is an XML document (<${root}>) of running text.`)
  }
  return ofRecord(found)
}

const dumpRecord = ['mysqldump', 'database', 'table_data', 'row']

/** What `mysqldump --xml` writes: tables one after another, of which the one with most rows is read. */
function dumpFinding(bytes: Uint8Array, whole: boolean): Finding | undefined {
  const tables = new DumpTables()
  faultOf(tables, bytes, whole)
  const [most, ...others] = [...tables.rows.values()].toSorted((a, b) => b.rows - a.rows)
  if (!most || most.rows === 0) return undefined
  const { database, table, rows } = most
  const only = { 'mysqldump/database': database, 'mysqldump/database/table_data': table }
  const render: XmlRender = {
    ...{ reader: 'xml', as: 'csv', header: true, record: dumpRecord, only },
    ...(!whole && { isPart: true }),
  }
  return {
    ...{ format: 'xml', render, columns: [] },
    evidence: [`a dump of MySQL: the rows are those of the table "${table}": ${rows} seen`],
    ...(whole && others.length > 0 && { doubt: [otherTables(others.map((one) => one.table))] }),
  }
}

class DumpTables implements XmlHandler {
  readonly rows = new Map<string, { database: string; table: string; rows: number }>()
  #database = ''
  #open: { rows: number } | undefined

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'database') this.#database = attributes.name ?? ''
    else if (name === 'table_data') {
      const table = attributes.name ?? ''
      const key = JSON.stringify([this.#database, table])
      this.#open = this.rows.get(key) ?? { rows: 0 }
      this.rows.set(key, Object.assign(this.#open, { database: this.#database, table }))
    } else if (name === 'row' && this.#open) this.#open.rows++
  }

  text(): void {}

  close(name: string): void {
    if (name === 'table_data') this.#open = undefined
  }

  end(): void {}
}

const kept = (detail: string, code = 'xml'): Finding => ({
  ...{ format: 'other', columns: [], evidence: [] },
  reason: asset(code, detail),
})

/** In characters: the names that lead to a record are in each receipt, and no format has longer ones. */
const nameMax = 200

function ofRecord({ path, count }: Place): Finding {
  const record = path.split('/')
  const long = record.find((name) => name.length > nameMax)
  if (long !== undefined) {
    return kept(
      `The object is an XML document with names of more than ${nameMax} characters, as <${long.slice(0, nameMax)}.`,
    )
  }
  const render: XmlRender = { reader: 'xml', as: 'csv', header: true, record }
  const evidence = [`the rows are the elements /${path}: ${count} seen`]
  return { format: 'xml', render, columns: [], evidence }
}

const shownMax = 10

function noRecord(record: string, paths: Paths): never {
  const shown = paths.again().slice(0, shownMax)
  const others =
    shown.length > 0
      ? `; there is ${shown.map(({ path }) => `/${path.slice(0, nameMax)}`).join(', ')}`
      : ''
  throw new Quarantined({
    code: 'xml.no-record',
    detail: `No element is "${record.slice(0, 100)}", which is pinned as the record, in what was seen${others}.`,
    remedy: 'Pin the element that is a row, by its name or its path from the root; or none.',
  })
}

function faultOf(
  paths: XmlHandler & { end(): void },
  bytes: Uint8Array,
  whole: boolean,
): Quarantined | undefined {
  const parser = new XmlParser(paths)
  try {
    parser.push(bytes)
    if (whole) parser.end()
    else paths.end()
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
  /** Its children's, by name. */
  within: Map<string, Place>
}

interface Open {
  place: Place
  hasText: boolean
  hasChildren: boolean
  /** Of what has ended within, and its own. */
  weight: number
}

class Paths implements XmlHandler {
  root: string | undefined
  readonly #roots = new Map<string, Place>()
  readonly #places: Place[] = []
  readonly #open: Open[] = []

  open(name: string, attributes: Record<string, string>): void {
    this.root ??= name
    const parent = this.#open.at(-1)
    if (parent) parent.hasChildren = true
    const siblings = parent ? parent.place.within : this.#roots
    let place = siblings.get(name)
    if (!place) {
      const path = parent ? `${parent.place.path}/${name}` : name
      const depth = this.#open.length
      place = { path, count: 0, depth, mixed: 0, weight: 0, within: new Map() }
      siblings.set(name, place)
      this.#places.push(place)
    }
    place.count++
    let weight = name.length
    for (const [key, value] of Object.entries(attributes)) weight += key.length + value.length
    this.#open.push({ place, hasText: false, hasChildren: false, weight })
  }

  text(text: string): void {
    const open = this.#open.at(-1)
    if (!open || text.trim() === '') return
    open.hasText = true
    open.weight += text.length
  }

  close(): void {
    const open = this.#open.pop()
    if (!open) return
    if (open.hasText && open.hasChildren) open.place.mixed++
    open.place.weight += open.weight
    const parent = this.#open.at(-1)
    if (parent) parent.weight += open.weight
  }

  /** What is seen of a document may end within elements. */
  end(): void {
    while (this.#open.length > 0) this.close()
  }

  /** By its path, or the end of it; of several the one that is there most often; `$` is the root. */
  named(record: string): Place | undefined {
    const path = record === '$' ? this.root : record.replace(/^\/+/, '')
    const places = this.#places.toSorted((a, b) => b.count - a.count)
    return (
      places.find((place) => place.path === path) ??
      places.find((place) => !record.startsWith('/') && place.path.endsWith(`/${path}`))
    )
  }

  /** Elements that come again, the most frequent first. */
  again(): Place[] {
    const all = this.#places.filter(({ count, depth }) => count > 1 && depth > 0)
    return all.toSorted((a, b) => b.count - a.count)
  }

  /** The element that comes again nearest to the root; of several there, the one with most in it. */
  record(): Place | undefined {
    const again = this.again()
    const total = this.#places[0]?.weight ?? 0
    const byWeight = again.toSorted((a, b) => a.depth - b.depth || b.weight - a.weight)
    return (
      byWeight.find((place) => place.weight * 2 > total) ?? byWeight[0] // of the least depth
    )
  }
}

/** Begins as markup does, and not as HTML. */
export const isXml = (start: string): boolean =>
  /^<(\?xml\s|!doctype|!--|[a-z_][\w:.-]*[\s>/])/i.test(start)
