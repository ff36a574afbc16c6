/** A JSON text that is not one object a line: where its rows are, and what each is. */

import { typedBytesMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import { type JsonRender, JsonRows } from '../render/json.ts'
import { rowsOfColumns } from '../render/jsoncolumns.ts'
import { jsonParts } from '../render/jsonparts.ts'
import { findHeader, type TextRow } from './csvheader.ts'
import type { TextHead } from './finding.ts'
import { isOfColumns } from './jsoncolumnar.ts'
import { type Outline, type OutlineArray, outlineOf } from './jsonoutline.ts'
import { asset } from './magic.ts'

export interface JsonDocument {
  render: JsonRender
  /** The rows that were seen whole, as they are rendered. */
  rows: string[]
  evidence: string[]
  doubt?: string[]
}

/** Throws Quarantined where the text is no JSON, and where it has no such record as is pinned. */
export function inspectDocument(
  head: TextHead,
  record?: string,
): JsonDocument | { reason: Reason } {
  const outline = outlineOf(head.bytes, head.whole, head.firstByte)
  if (record !== undefined) return documentAs(pinnedRender(record, outline), head, outline)
  const found = renderOf(outline, false, head.whole)
  if ('reason' in found) return found
  try {
    return documentAs(found.render, head, outline, found.doubt)
  } catch (error) {
    if (!isRestTooLong(error)) throw error
    return documentAs(oneRow, head, outline)
  }
}

const oneRow: JsonRender = { reader: 'json', as: 'ndjson', rows: 'objects' }

/** `$` is each of the text's own values; `$[*]` and `[]` the elements of the array that it is. */
function pinnedRender(record: string, outline: Outline): JsonRender {
  const path = record.replace(/^\$\.?/, '').replace(/\[\*?\]$/, '')
  if (path === '' && !record.endsWith(']')) return oneRow
  const array = outline.arrays.find((one) => one.path.join('.') === path)
  if (array) return ofArray(array, outline)
  const others = outline.arrays.map((one) => `"${one.path.join('.') || '[]'}"`).slice(0, 10)
  const there = others.length > 0 ? `; there is ${others.join(', ')}` : ''
  throw new Quarantined({
    code: 'json.no-record',
    detail: `No array is "${record.slice(0, 100)}", which is pinned as where the rows are, in what was seen${there}.`,
    remedy:
      'Pin the members that lead to the array, joined by dots; `$` for a row a document; or none.',
  })
}

/** What stands beside the rows is no less than they are. */
const isRestTooLong = (error: unknown): boolean =>
  error instanceof Quarantined && error.reason.code === 'json.rest-too-long'

/** A single line that is an envelope around rows; undefined: it is a row itself. */
export function inspectEnvelope(head: TextHead): JsonDocument | undefined {
  const outline = outlineOf(head.bytes, head.whole, head.firstByte)
  const found = renderOf(outline, true, head.whole)
  const isFound = !('reason' in found) && (found.render.path ?? found.render.rows === 'columns')
  if ('reason' in found || !isFound) return undefined
  const document = documentAs(found.render, head, outline, found.doubt)
  return 'reason' in document ? undefined : document
}

function documentAs(
  found: JsonRender,
  head: TextHead,
  outline: Outline,
  doubt?: string[],
): JsonDocument | { reason: Reason } {
  const render = found.rows === 'arrays' ? withNames(found, head) : found
  const isColumns = render.rows === 'columns'
  const rests = isColumns ? [] : restsSeen(render, head.bytes)
  const rows = isColumns ? [...rowsOfColumns(head.bytes)] : rowsSeen(render, head, rests)
  if (rows.length === 0) return { reason: head.whole ? noRows(render) : longRow }
  const isSingle = outline.values.length === 1
  const evidence = evidenceOf(render, isSingle, rests, rows.length)
  return { render, rows, evidence, ...(doubt && { doubt }) }
}

const noRows = (render: JsonRender): Reason =>
  asset('json-empty', `${placeOf(render)} holds no elements: there are no rows.`)

const longRow = asset(
  'json-document',
  'The object is a JSON document of which no row ends within the first mebibyte.',
)

function renderOf(
  outline: Outline,
  isOneLine: boolean,
  isWhole: boolean,
): { render: JsonRender; doubt?: string[] } | { reason: Reason } {
  const { values } = outline
  const isAll = (kind: string): boolean => values.every((value) => value === kind)
  if (isAll('array')) {
    const rows = outline.arrays[0]!
    if (values.length === 1 || rows.objects > 0) return { render: ofArray(rows, outline) }
    return { render: { reader: 'json', as: 'ndjson', rows: 'arrays' } }
  }
  if (isAll('object')) {
    if (isWhole && isOfColumns(outline)) return { render: ofColumns, doubt: [notOneRowOfLists] }
    const envelope = envelopeOf(outline, isOneLine)
    if (!envelope) return { render: oneRow }
    const render = ofArray(envelope.array, outline)
    const { objects, arrays, nulls, others } = envelope.array
    const isEmpty = values.length === 1 && objects + arrays + nulls + others === 0
    if (isEmpty) return { reason: noRows(render) }
    return envelope.isSure ? { render } : { render, doubt: [notOneRow(render)] }
  }
  const detail = 'The object is a text of JSON values that are not all objects, and not all arrays.'
  return { reason: asset('json-values', detail) }
}

const ofColumns: JsonRender = { reader: 'json', as: 'ndjson', rows: 'columns' }

const notOneRowOfLists =
  "the document's members are taken to be columns, for all are as long as each other; else it would be one row"

function ofArray({ path, objects, arrays, others }: OutlineArray, outline: Outline): JsonRender {
  const base = { reader: 'json', as: 'ndjson', path } as const
  if (objects > 0 && arrays + others === 0) {
    return { ...base, rows: isFeatures(path, outline) ? 'features' : 'objects' }
  }
  return { ...base, rows: arrays > 0 && objects + others === 0 ? 'arrays' : 'values' }
}

const isFeatures = (path: string[], { others }: Outline): boolean =>
  path.length === 1 && path[0] === 'features' && others.some((other) => other.join() === 'type')

const notOneRow = (render: JsonRender): string =>
  `the rows are taken to be the elements of ${placeOf(render)}; else the document would be one row`

interface Envelope {
  array: OutlineArray
  isSure: boolean
}

/** Names by which those who wrap rows call them. */
const envelopeNames = new Set(
  `data items results result records rows features value values hits entries entities objects content contents elements
  list documents docs response members users resources`
    .split(/\s+/)
    .filter(Boolean),
)

/** Names of what stands beside rows, and not beside the parts of one thing. */
const besideNames =
  /^(_?links?|meta(data)?|paging|pagination|page\w*|per_?page|limit|offset|total\w*|count|next\w*|prev\w*|cursor|has_?more|status|success|ok|error\w*|message|code|incomplete_results|took|timed_out|kind|etag|odata.*|@odata.*|@context|type|crs|version|schema|columns|fields|generated\w*|timestamp)$/i

/**
 * The array of which each element is a row. One object on a line of its own may be a row among others: there only what is
 * surely an envelope is one.
 */
function envelopeOf(outline: Outline, isOneLine: boolean): Envelope | undefined {
  const features = outline.arrays.find(({ path }) => path.join() === 'features')
  if (features && isFeatures(features.path, outline)) return { array: features, isSure: true }
  const { arrays, others } = outline
  const isRows = ({ path, objects, arrays }: OutlineArray): boolean =>
    path.length > 0 && objects + arrays > 0
  const isBlank = ({ path, nulls, others: values }: OutlineArray): boolean =>
    path.length > 0 && nulls + values === 0
  const filled = arrays.filter(isRows)
  const candidates = filled.length > 0 ? filled : arrays.filter(isBlank)
  const named = candidates.filter(({ path }) => envelopeNames.has(path.at(-1)!.toLowerCase()))
  const [only] = candidates.length === 1 ? candidates : named.length === 1 ? named : []
  if (!only) return undefined
  const isIn = ([first]: string[]): boolean => first === only.path[0]
  const beside = [...others, ...arrays.filter((one) => one !== only).map(({ path }) => path)]
  const isAlone = beside.length === 0 && filled.length > 0
  const isNamed = named.includes(only)
  const isPlain = beside.every((path) => isIn(path) || besideNames.test(path[0]!))
  if (isAlone || (isNamed && isPlain && (filled.length > 0 || beside.length > 0))) {
    return { array: only, isSure: true }
  }
  const isOne = isOneLine || candidates.length > 1 || only.objects + only.arrays < 2
  return isOne ? undefined : { array: only, isSure: false }
}

function rowsSeen(
  render: JsonRender,
  { bytes, whole, firstByte }: TextHead,
  rests: string[],
): string[] {
  const rows: string[] = []
  const emit = (row: Uint8Array): number => rows.push(Buffer.from(row).toString('utf8'))
  const reader = new JsonRows(render, emit, rests, firstByte)
  reader.push(whole ? bytes : bytes.subarray(0, typedBytesMax))
  if (!whole && rows.length === 0) reader.push(bytes.subarray(typedBytesMax))
  if (whole) reader.end()
  return rows
}

/** Of a document that goes on, too. */
function restsSeen(render: JsonRender, bytes: Uint8Array): string[] {
  if (!render.path || render.path.length === 0) return []
  const reader = new JsonRows(render, () => {})
  reader.push(bytes)
  return reader.restsSoFar()
}

/** Rows that are arrays have names where the document says them, or the first one does. */
function withNames(render: JsonRender, head: TextHead): JsonRender {
  const arrays: Uint8Array[][] = []
  const plain = { ...render, rows: 'values' } as const
  const reader = new JsonRows(plain, (row) => {
    if (arrays.length < 100) arrays.push(elementsOf(row))
  })
  reader.push(head.bytes)
  const width = Math.max(0, ...arrays.map((row) => row.length))
  const said = saidNames(restsSeen(render, head.bytes), width)
  if (said) return { ...render, ...said }
  const texts = arrays.map((row) => row.map(cellOf))
  const isText = (cells: Uint8Array[]): boolean => cells.every((cell) => cell[0] === 34)
  const [first] = arrays
  if (!first || first.length === 0 || !isText(first) || texts.length < 2) return render
  if (!findHeader(texts).header) return render
  return {
    ...render,
    namedByFirst: true,
    names: texts[0]!.map((name, i) => name ?? `column_${i + 1}`),
  }
}

const elementsOf = (row: Uint8Array): Uint8Array[] =>
  jsonParts(jsonParts(row)[0]!.value).map(({ value }) => Uint8Array.from(value))

function cellOf(json: Uint8Array): TextRow[number] {
  const text = Buffer.from(json).toString('utf8')
  if (json[0] !== 34) return text === 'null' ? null : text
  const value: unknown = JSON.parse(text)
  return value === '' ? null : String(value)
}

/** `{"columns": ["a", "b"], "data": [[1, 2]]}` */
function saidNames(
  rests: string[],
  width: number,
): Pick<JsonRender, 'names' | 'namedBy'> | undefined {
  const rest: unknown = JSON.parse(`{${rests[0] ?? ''}}`)
  for (const namedBy of ['columns', 'fields', 'header', 'headers', 'names']) {
    const said = (rest as Record<string, unknown>)[`$.${namedBy}`]
    if (!Array.isArray(said) || said.length !== width) continue
    const texts = said.map((one) => (typeof one === 'object' && one !== null ? one.name : one))
    if (texts.every((text) => typeof text === 'string') && new Set(texts).size === width) {
      return { names: texts as string[], namedBy }
    }
  }
  return undefined
}

const placeOf = ({ path = [] }: JsonRender): string =>
  path.length === 0 ? 'the JSON array' : `the array "${path.join('.')}"`

const kinds: Record<JsonRender['rows'], string> = {
  objects: 'objects',
  arrays: 'arrays',
  features: "GeoJSON's features",
  values: 'values',
  columns: 'columns',
}

function evidenceOf(
  render: JsonRender,
  isSingle: boolean,
  rests: string[],
  seen: number,
): string[] {
  const { path, rows, names, namedByFirst } = render
  if (rows === 'columns') return [`the members of the JSON document are columns: ${seen} rows`]
  const where = path
    ? `the rows are the elements of ${placeOf(render)}`
    : isSingle
      ? 'the JSON document is one row'
      : 'the rows are the JSON values that follow one another'
  const named = namedByFirst
    ? ['the first array names the columns']
    : names
      ? [`the columns are named by "${render.namedBy}"`]
      : []
  const beside = Object.keys(JSON.parse(`{${rests[0] ?? ''}}`)).slice(0, 10)
  const said = beside.length > 0 ? [`each row repeats ${beside.join(', ')}`] : []
  const count = path || !isSingle ? `: ${seen} seen, ${kinds[rows]}` : ''
  return [where + count, ...named, ...said]
}
