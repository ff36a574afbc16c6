/** The records of an XML document: each element at one path is a row, by its attributes and children. */
import { columnsMax, jsonRestBytesMax, lineBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import type { PlainCell, PlainRecord } from './plaincsv.ts'
import type { XmlHandler } from './sax.ts'

/** An element of a record: its attributes and children by their names, and its text. */
interface Node {
  name: string
  attributes: [string, string][]
  text: string
  children: Node[]
}

/** Columns whose element comes twice in some record, or has parts: in each record they are JSON, those alone as well. */
export interface XmlShape {
  lists: ReadonlySet<string>
  nested: ReadonlySet<string>
  /** By which attribute its elements say the columns that they are, all of them: `<field name="id">1</field>`. */
  namedBy?: string | undefined
}

/** By its path from the root, the name that an element around records must have; then nothing beside these is read. */
export type Only = Readonly<Record<string, string>>

export const isPlain = ({ lists, nested }: XmlShape, name: string): boolean =>
  !lists.has(name) && !nested.has(name)

/** Hears of one document; records are taken as they end. `path`: names of elements from the root to the record. */
export class XmlRecords implements XmlHandler {
  readonly lists = new Set<string>()
  readonly nested = new Set<string>()
  /** What stands beside the records, by its path. */
  readonly rest: [string, PlainCell][] = []
  /** Names of what is around records that are not read. */
  readonly others = new Set<string>()
  /** Columns by what the elements of the records say of themselves. */
  readonly named = new Set<string>()
  #namedBy: string | undefined
  #isNamed = true
  readonly #path: readonly string[]
  readonly #only: Only | undefined
  /** How many elements are open of what is not read. */
  #skipped = 0
  readonly #shape: XmlShape | undefined
  readonly #names: string[] = []
  readonly #open: Node[] = []
  #records: PlainRecord[] = []
  /** Of the elements around the records. */
  readonly #around: Around[] = []
  #weight = 0
  #restWeight = 0

  /** Without a shape the records are looked at only: what their shape is, is known at the end. */
  constructor(path: readonly string[], shape?: XmlShape, only?: Only) {
    this.#path = path
    this.#shape = shape
    this.#only = only
  }

  /** Known once all records were looked at. */
  get namedBy(): string | undefined {
    return this.#isNamed && this.named.size > 0 ? this.#namedBy : undefined
  }

  open(name: string, attributes: Record<string, string>): void {
    if (this.#skipped > 0 || this.#isOther(name, attributes)) {
      this.#skipped++
      return
    }
    const pairs = Object.entries(attributes).filter(([key]) => !isNamespace(key))
    this.#names.push(name)
    const parent = this.#open.at(-1)
    const around = this.#around.at(-1)
    if (around) around.isDivided = true
    if (parent || this.#isRecord()) {
      const node: Node = { name, attributes: pairs, text: '', children: [] }
      parent?.children.push(node)
      this.#open.push(node)
      this.#weigh(name.length)
      for (const [key, value] of pairs) this.#weigh(key.length + value.length)
      return
    }
    for (const [key, value] of pairs) this.#beside(`${this.#place()}/@${key}`, value)
    this.#around.push({ text: '', isDivided: false })
  }

  /** Where only some are read: whatever is not around their records, or is around others. */
  #isOther(name: string, attributes: Record<string, string>): boolean {
    if (!this.#only || this.#open.length > 0) return false
    const names = [...this.#names, name]
    if (names.some((one, i) => one !== this.#path[i])) return true
    const wanted = this.#only[names.join('/')]
    if (wanted === undefined || attributes.name === wanted) return false
    if (this.others.size < columnsMax) this.others.add(attributes.name ?? '')
    return true
  }

  text(text: string): void {
    if (this.#skipped > 0) return
    const node = this.#open.at(-1)
    if (node) {
      node.text += text
      this.#weigh(text.length)
      return
    }
    const around = this.#around.at(-1)
    if (around) addBeside(around, text)
  }

  close(): void {
    if (this.#skipped > 0) {
      this.#skipped--
      return
    }
    const node = this.#open.pop()
    if (node === undefined) {
      const { text } = this.#around.pop()!
      if (text.trim() !== '') this.#beside(this.#place(), text)
    } else if (this.#open.length === 0) this.#record(node)
    this.#names.pop()
  }

  take(): PlainRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }

  #beside(place: string, value: string): void {
    this.#restWeight += value.length
    if (this.#restWeight > jsonRestBytesMax) throw restTooLong()
    this.rest.push([place, value])
  }

  #weigh(length: number): void {
    this.#weight += length
    if (this.#weight > lineBytesMax) throw recordTooLong(this.#place())
  }

  #isRecord(): boolean {
    const names = this.#names
    return names.length === this.#path.length && this.#path.every((name, i) => names[i] === name)
  }

  #place(): string {
    return `/${this.#names.join('/')}`
  }

  #record(node: Node): void {
    this.#weight = 0
    if (this.#shape?.namedBy !== undefined) {
      this.#records.push(namedRecord(node, this.#shape.namedBy))
      return
    }
    if (!this.#shape) this.#lookForNames(node)
    const groups = Map.groupBy(node.children, ({ name }) => name)
    if (!this.#shape) {
      for (const [name, nodes] of groups) {
        if (nodes.length > 1) this.lists.add(name)
        if (nodes.some((one) => one.children.length > 0 || hasAttributes(one)))
          this.nested.add(name)
      }
    }
    const record: PlainRecord = new Map(node.attributes.map(([key, value]) => [`@${key}`, value]))
    for (const [name, nodes] of groups) record.set(name, this.#cell(name, nodes))
    if (node.text.trim() !== '') record.set('#text', node.text)
    this.#records.push(record)
  }

  #lookForNames({ children, text }: Node): void {
    if (!this.#isNamed) return
    const names = children.map((child) => namesItself(child))
    this.#namedBy ??= names[0]?.[0]
    const isEach = names.every((found) => found !== undefined && found[0] === this.#namedBy)
    this.#isNamed =
      isEach &&
      text.trim() === '' &&
      new Set(names.map((found) => found?.[1])).size === names.length
    if (this.#isNamed) for (const found of names) this.named.add(found![1])
    if (this.named.size > columnsMax) this.#isNamed = false
  }

  #cell(name: string, nodes: Node[]): PlainCell {
    const shape = this.#shape
    if (!shape) return ''
    if (isPlain(shape, name)) return isNil(nodes[0]!) ? null : nodes[0]!.text
    const values = nodes.map(partsOf)
    return JSON.stringify(shape.lists.has(name) ? values : values[0])
  }
}

const naming = new Set(['name', 'key', 'field'])

/** The one attribute by which an element without parts says which column it is, and that column. */
function namesItself({ attributes, children }: Node): [string, string] | undefined {
  const own = attributes.filter(([key]) => !key.endsWith(':nil') && !key.endsWith(':type'))
  const [only] = own
  return own.length === 1 && children.length === 0 && naming.has(only![0]) ? only : undefined
}

function namedRecord(node: Node, namedBy: string): PlainRecord {
  const record: PlainRecord = new Map(node.attributes.map(([key, value]) => [`@${key}`, value]))
  for (const child of node.children) {
    const name = child.attributes.find(([key]) => key === namedBy)?.[1]
    if (name !== undefined) record.set(name, isNil(child) ? null : child.text)
  }
  return record
}

/** Text of an element that is none of a record, and whether there was another one in it. */
interface Around {
  text: string
  isDivided: boolean
}

/** Between elements blanks after blanks are none: what lies between records would be as long as the file. */
function addBeside(around: Around, text: string): void {
  const isLong = around.text.length + text.length > jsonRestBytesMax
  const isBlankAgain = isLong || (around.isDivided && around.text.slice(-1).trim() === '')
  if (isBlankAgain && text.trim() === '') return
  const isBlank = around.text.trim() === ''
  if (isLong && !isBlank) throw restTooLong()
  around.text = isBlank && (isLong || around.isDivided) ? text : around.text + text
}

const restTooLong = (): Quarantined =>
  new Quarantined({
    code: 'xml.rest-too-long',
    detail: `Beside the records the document has more than ${jsonRestBytesMax} characters, which each row would repeat.`,
    remedy: 'Send the records and the rest as two files.',
  })

const recordTooLong = (place: string): Quarantined =>
  new Quarantined({
    code: 'xml.record-too-long',
    detail: `An element ${place} has more than ${lineBytesMax} characters.`,
    remedy: 'Send smaller records.',
  })

const isNamespace = (key: string): boolean => key === 'xmlns' || key.startsWith('xmlns:')
const isNil = ({ attributes }: Node): boolean =>
  attributes.some(([key, value]) => key.endsWith(':nil') && /^(true|1)$/.test(value))
const hasAttributes = ({ attributes }: Node): boolean =>
  attributes.some(([key]) => !key.endsWith(':nil'))

type Value = string | null | { [name: string]: Value | Value[] }

/** An element with parts is an object: attributes `@a`, its own text `#text`. */
function partsOf(node: Node): Value {
  if (isNil(node)) return null
  if (node.children.length === 0 && node.attributes.length === 0) return node.text
  const value = node.attributes.map(([key, text]): [string, Value | Value[]] => [`@${key}`, text])
  for (const [name, nodes] of Map.groupBy(node.children, (child) => child.name)) {
    const values = nodes.map(partsOf)
    value.push([name, values.length > 1 ? values : values[0]!])
  }
  if (node.text.trim() !== '') value.push(['#text', node.text])
  return Object.fromEntries(value)
}
