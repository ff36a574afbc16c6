/**
 * Rows of a JSON document, each as one line of JSON: copied byte by byte, so that no digit of a number and no spelling of a
 * text changes. What stands beside the rows' array is a member of each row, by its JSONPath (RFC 9535): `$.next`.
 */
import { JsonAlike } from '../inspect/jsonalike.ts'
import { JsonFacts } from '../inspect/jsonfacts.ts'
import { jsonDepth, jsonFault, readJsonLine } from '../inspect/jsonscan.ts'
import { quarantinedAt } from '../inspect/position.ts'
import { utf8Check } from '../inspect/utf8.ts'
import { jsonRestBytesMax, lineBytesMax } from '../limits.ts'
import type { Quarantined } from '../problem.ts'
import { Capture } from './capture.ts'
import { readColumns } from './jsoncolumns.ts'
import { isEmptyJson, jsonParts } from './jsonparts.ts'
import { JsonTokens, type ValueKind, type Watcher } from './jsontokens.ts'
import type { PlainText } from './plaintext.ts'
import type { Lying, Render } from './render.ts'
import { type Script, withoutScript } from './script.ts'
import { withoutBom } from './text.ts'

/** What stands beside the rows may come after them: it is found in a pass of its own. */
export function readJson(object: Lying, render: Render): PlainText {
  const options = render as JsonRender
  if (options.rows === 'columns') return readColumns(checked(object, options))
  const lines = new Lines()
  const emit: EmitRow = (row) => lines.add(row)
  if (options.path !== undefined && options.path.length > 0) return wrapped(object, options, lines)
  const rows = new JsonRows(options, emit)
  const text = linesOf(object, options, rows, lines)
  return options.rows === 'objects' ? Object.assign(text, { seen: rows.see() }) : text
}

async function* wrapped(
  object: Lying,
  render: JsonRender,
  lines: Lines,
): AsyncGenerator<Uint8Array> {
  const rests = await restsOf(object, render)
  const rows = new JsonRows(render, (row) => lines.add(row), rests)
  yield* linesOf(object, render, rows, lines)
}

async function* linesOf(
  object: Lying,
  render: JsonRender,
  rows: JsonRows,
  lines: Lines,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of checked(object, render)) {
    rows.push(chunk)
    yield* lines.full()
  }
  rows.end()
  yield* lines.rest()
}

async function restsOf(object: Lying, render: JsonRender): Promise<string[]> {
  const rows = new JsonRows(render, () => {})
  for await (const chunk of checked(object, render)) rows.push(chunk)
  rows.end()
  return rows.rests
}

async function* checked(object: Lying, { script }: JsonRender): AsyncIterable<Uint8Array> {
  const encoding = utf8Check()
  const text = withoutBom(object.chunks())
  for await (const chunk of script ? withoutScript(text, script) : text) {
    encoding.push(chunk)
    yield chunk
  }
  encoding.end()
}

export interface JsonRender extends Render {
  reader: 'json'
  as: 'ndjson'
  /** Members that lead to the array whose elements are the rows; absent: the values of the text itself are. */
  path?: string[]
  /**
   * Rows that are arrays have the columns `names`; of GeoJSON's features the properties are columns beside `id` and `geometry`;
   * whatever else is no object is the column `value`. Of `columns` the document's members are the columns.
   */
  rows: 'objects' | 'arrays' | 'features' | 'values' | 'columns'
  names?: string[]
  /** The document's member that holds these names: it is no column. */
  namedBy?: string
  /** The first array of all names the columns, and is no row. */
  namedByFirst?: true
  /** It is given to a program: what of the text stands around it. */
  script?: Script
}

/** Called with each row, without a line end; the bytes may change after it. */
export type EmitRow = (row: Uint8Array) => void

/** One pass over one text. `rests`: what an earlier pass found beside the rows of each document. */
export class JsonRows implements Watcher {
  readonly depth: number
  /** Beside the rows of each document: members `"$.a":1`, joined by commas. */
  readonly rests: string[] = []
  readonly #render: JsonRender
  readonly #path: string[]
  readonly #emit: EmitRow
  readonly #known: readonly string[]
  readonly #tokens: JsonTokens
  readonly #capture = new Capture()
  readonly #alike = new JsonAlike()
  #facts: JsonFacts | undefined
  #chunk: Uint8Array = new Uint8Array(0)
  /** Where the row that is captured was seen to end, by rows before it. */
  #knownEnd = -1
  /** How many members of the path lead here, container by container. */
  readonly #onPath: boolean[] = []
  readonly #names: string[] = []
  #nameDepth = -1
  #captured: 'row' | 'rest' | undefined
  #capturedDepth = -1
  #rest: string[] = []
  #restBytes = 0
  #rows = 0
  #documentRows = 0

  constructor(render: JsonRender, emit: EmitRow, known: readonly string[] = [], firstByte = 0) {
    this.#render = render
    this.#path = render.path ?? []
    this.#emit = emit
    this.#known = known
    this.depth = render.path ? this.#path.length + 1 : 0
    this.#tokens = new JsonTokens(this, firstByte)
  }

  /** From its first byte on: what the rows are, as whoever reads their lines would find it. */
  see(): JsonFacts {
    this.#facts ??= new JsonFacts(this.#alike)
    return this.#facts
  }

  push(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#capture.begin(chunk)
    this.#tokens.push(chunk)
    if (this.#capture.end() > lineBytesMax) throw this.#tooLong(this.#rows + 1)
  }

  #tooLong(row: number): Quarantined {
    return quarantinedAt(
      {
        code: 'json.row-too-long',
        detail: `Row ${row} of the document is longer than ${lineBytesMax} bytes.`,
        remedy: 'Send smaller rows.',
      },
      this.#tokens.place(),
    )
  }

  end(): void {
    this.push(lineEnd) // a number at the end of the text has ended
    this.#tokens.end()
  }

  /** With that of a document which goes on. */
  restsSoFar(): string[] {
    return this.#rest.length > 0 ? [...this.rests, this.#rest.join(',')] : this.rests
  }

  value(kind: ValueKind, depth: number, at: number): number | undefined {
    if (this.#captured) return undefined
    const isRow = this.#render.path ? depth === this.depth && this.#onPath[depth - 1] : true
    if (isRow) {
      this.#take('row', depth, at)
      this.#knownEnd = kind === 'object' ? this.#alike.end(this.#chunk, at) : -1
      return this.#knownEnd < 0 ? undefined : this.#knownEnd
    }
    if (depth === 0) {
      this.#onPath[0] = this.#leads(kind, depth)
      if (!this.#onPath[0]) this.#take('row', depth, at) // another document, of another shape
    } else {
      const isNext = this.#onPath[depth - 1] && this.#names[depth] === this.#path[depth - 1]
      this.#onPath[depth] = isNext === true && this.#leads(kind, depth)
      if (!this.#onPath[depth]) this.#take('rest', depth, at)
    }
    return undefined
  }

  #leads(kind: ValueKind, depth: number): boolean {
    return kind === (depth === this.#path.length ? 'array' : 'object')
  }

  valueEnd(depth: number, end: number): void {
    if (this.#captured && depth === this.#capturedDepth) {
      const whole = this.#capture.take(end)
      const isKnown = this.#captured === 'row' && this.#knownEnd === end
      const json = isKnown && !this.#alike.hasLineEnds ? whole : withoutLineEnds(whole)
      if (this.#captured === 'rest') this.#addRest(depth, json)
      else if (isKnown) this.#row(json)
      else this.#row(json, () => this.#alike.add(whole, depth + 1 + jsonDepth(whole)))
      this.#captured = undefined
    }
    if (depth === 0 && this.#render.path) this.#endDocument()
  }

  name(depth: number, at: number): void {
    if (this.#captured) return
    this.#nameDepth = depth
    this.#capture.start(at)
  }

  nameEnd(depth: number, end: number): void {
    if (this.#captured || this.#nameDepth !== depth) return
    this.#names[depth] = JSON.parse(textOf(this.#capture.take(end)))
    this.#nameDepth = -1
  }

  #take(what: 'row' | 'rest', depth: number, at: number): void {
    this.#captured = what
    this.#capturedDepth = depth
    this.#capture.start(at)
  }

  #addRest(depth: number, json: Uint8Array): void {
    if (depth === 1 && this.#isSaid(this.#names[1]!)) return
    const name = `$.${this.#names.slice(1, depth + 1).join('.')}`
    const member = `${JSON.stringify(name)}:${textOf(json)}`
    this.#restBytes += member.length
    this.#rest.push(member)
    if (this.#restBytes <= jsonRestBytesMax) return
    throw quarantinedAt(
      {
        code: 'json.rest-too-long',
        detail: `Beside the rows the document has more than ${jsonRestBytesMax} bytes, which each row would repeat.`,
        remedy: 'Send the rows and the rest as two files.',
      },
      this.#tokens.place(),
    )
  }

  /** What the form itself says is no value of a row. */
  #isSaid(name: string): boolean {
    const { rows, namedBy } = this.#render
    return rows === 'features' ? name === 'type' : name === namedBy
  }

  /** One without a row is a row itself. */
  #endDocument(): void {
    const known = this.#known[this.rests.length]
    if (this.#documentRows === 0 && known) this.#emit(Buffer.from(`{${known}}`))
    this.rests.push(this.#rest.join(','))
    this.#rest = []
    this.#restBytes = 0
    this.#documentRows = 0
  }

  /** `know`: of one that is not known to be alike, as in JsonFacts. */
  #row(json: Uint8Array, know?: () => boolean): void {
    this.#documentRows++
    if (this.#rows++ === 0 && this.#render.namedByFirst) return
    const members = membersOf(json, this.#render)
    const rest = this.#known[this.rests.length] ?? ''
    const line = members
      ? Buffer.from(`{${[...members, ...(rest === '' ? [] : [rest])].join(',')}}`)
      : rest === ''
        ? json
        : withRest(json, rest)
    this.#emit(line)
    const isObject = json[0] === OBJECT
    if (this.#facts) this.#note(this.#facts, line, isObject ? know : () => false)
    else if (isObject) know?.()
  }

  #note(facts: JsonFacts, line: Uint8Array, know: (() => boolean) | undefined): void {
    if (!know) {
      facts.addAlike()
      return
    }
    if (line.length > lineBytesMax) throw this.#tooLong(this.#rows)
    const place = { line: ++facts.all.lines, byte: this.#tokens.place().byte }
    const value = readJsonLine(line) ?? 'json.malformed-line'
    if (typeof value === 'string') throw jsonFault(value, line, place)
    facts.add(value, line, know)
  }
}

const OBJECT = 123

const lineEnd = new Uint8Array([10])

const pieceBytes = 256 * 1024

/** Rows as lines, in pieces. */
class Lines {
  #piece = Buffer.allocUnsafe(pieceBytes)
  #length = 0
  #full: Uint8Array[] = []

  add(row: Uint8Array): void {
    if (this.#length + row.length + 1 > this.#piece.length) this.#next(row.length + 1)
    this.#piece.set(row, this.#length)
    this.#length += row.length
    this.#piece[this.#length++] = 10
  }

  #next(bytes: number): void {
    if (this.#length > 0) this.#full.push(this.#piece.subarray(0, this.#length))
    this.#piece = Buffer.allocUnsafe(Math.max(pieceBytes, bytes))
    this.#length = 0
  }

  full(): Uint8Array[] {
    const full = this.#full
    this.#full = []
    return full
  }

  rest(): Uint8Array[] {
    this.#next(0)
    return this.full()
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')

/** The members of a row that is not to be copied as it is. */
function membersOf(json: Uint8Array, { rows, names = [] }: JsonRender): string[] | undefined {
  const isObject = json[0] === 123
  if (rows === 'values') return [`"value":${textOf(json)}`]
  if (rows === 'arrays' && json[0] === 91) {
    return jsonParts(json).map(
      ({ value }, i) => `${JSON.stringify(names[i] ?? `column_${i + 1}`)}:${textOf(value)}`,
    )
  }
  if (rows === 'features' && isObject) return featureMembers(json)
  if (rows === 'objects' && isObject) return undefined
  const text = textOf(json)
  return text === 'null' ? [] : [`"$":${text}`]
}

/** A property that is called as a member of the feature goes by its path. */
function featureMembers(json: Uint8Array): string[] {
  const members: string[] = []
  for (const { name, value } of jsonParts(json)) {
    const spelt = textOf(name!)
    if (spelt === '"properties"' && value[0] === 123) {
      for (const property of jsonParts(value)) {
        const own = textOf(property.name!)
        const called = ownMembers.has(own) ? `"properties.${own.slice(1)}` : own
        members.push(`${called}:${textOf(property.value)}`)
      }
    } else if (spelt === '"geometry"') members.push(`${spelt}:${geometryText(value)}`)
    else if (spelt === '"id"' || spelt === '"bbox"') members.push(`${spelt}:${textOf(value)}`)
    else if (spelt !== '"type"') members.push(`"feature.${spelt.slice(1)}:${textOf(value)}`)
  }
  return members
}

const ownMembers = new Set(['"id"', '"geometry"', '"bbox"'])

/** As a text, which functions such as ST_GeomFromGeoJSON take. */
const geometryText = (value: Uint8Array): string =>
  value[0] === 123 ? JSON.stringify(textOf(value)) : textOf(value)

function withRest(json: Uint8Array, rest: string): Uint8Array {
  const comma = isEmptyJson(json) ? '' : ','
  return Buffer.concat([json.subarray(0, -1), Buffer.from(`${comma}${rest}}`)])
}

/** A line end stands only between the tokens of JSON, and so do the blanks that follow it. */
function withoutLineEnds(json: Uint8Array): Uint8Array {
  const first = Math.min(
    ...[json.indexOf(10), json.indexOf(13)].map((at) => (at < 0 ? json.length : at)),
  )
  if (first === json.length) return json
  const kept = Buffer.allocUnsafe(json.length)
  let length = first
  kept.set(json.subarray(0, first))
  for (let at = first; at < json.length; at++) {
    const byte = json[at]!
    if (byte === 10 || byte === 13) while (json[at + 1]! <= 32) at++
    else kept[length++] = byte
  }
  return kept.subarray(0, length)
}
