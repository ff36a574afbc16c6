/** A text that begins as JSON does: lines of objects, or a document that is kept as it is. */
import { columnsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { asideMax, type Render } from '../render/render.ts'
import { type Script, withoutEnd } from '../render/script.ts'
import type { Column } from '../schema/type.ts'
import type { Finding, TextHead } from './finding.ts'
import { typedHead } from './firstlines.ts'
import { inspectDocument, inspectEnvelope, type JsonDocument } from './jsondocument.ts'
import { type JsonFault, JsonScan, jsonFault, readJsonLine } from './jsonscan.ts'
import { jsonColumns } from './jsontally.ts'
import { asset } from './magic.ts'

const object = String.raw`\{\s*("|\}|$)`
const array = String.raw`\[\s*([{["\]]|(-?\d[\d.eE+-]*|true|false|null)\s*[,\]]|$)`
const jsonStart = new RegExp(`^[\\s\x1e]*(${object}|${array})`)

/** Does the text begin as an object or an array does? */
export const isJsonLike = (text: string): boolean => jsonStart.test(text)

/** Throws Quarantined where the text is no JSON, where most lines are objects and one is not, and where one nests too deep. */
export function inspectJson(all: TextHead, reserved: readonly string[], record?: string): Finding {
  if (record !== undefined) return documentFinding(all, reserved, record)
  const head = typedHead(all)
  const lines = completeLines(head)
  const broken = lines.filter(isBroken)
  const objects = lines.length - broken.length
  if (objects === 0 || objects < broken.length) return documentFinding(all, reserved)
  if (broken.length > 0) return brokenFinding(all, completeLines(all), reserved)
  const envelope = head.whole && lines.length === 1 ? inspectEnvelope(head) : undefined
  return envelope ? rendered(envelope, reserved) : linesFinding(head, lines, reserved)
}

/** A document that is given to a program; undefined: it is something else. */
export function inspectScript(
  { bytes, whole, firstByte }: TextHead,
  script: Script,
  reserved: readonly string[],
  record?: string,
): Finding | undefined {
  const from = bytes.subarray(script.from)
  const json = whole ? withoutEnd(from, script) : from
  if (!json) return undefined
  try {
    const head = { bytes: json, whole, firstByte: firstByte + script.from }
    const found = documentFinding(head, reserved, record)
    if (found.reason || found.render?.path === undefined) return undefined
    const what = script.isCall ? 'an argument of a call (JSONP)' : 'the value of a variable'
    return {
      ...found,
      render: { ...found.render, script },
      evidence: [`the JSON is ${what}`, ...found.evidence],
    }
  } catch (error) {
    if (error instanceof Quarantined) return undefined
    throw error
  }
}

/** Of a text that is known to hold one object a line. */
export const inspectJsonLines = (head: TextHead, reserved: readonly string[]): Finding =>
  linesFinding(head, completeLines(head), reserved)

function linesFinding(head: TextHead, lines: Line[], reserved: readonly string[]): Finding {
  const columns = columnsOf(lines, reserved)
  if (columns.length === 0) return { ...nothing, reason: withoutMembers }
  const scan = new JsonScan(head.firstByte)
  const last = lines.at(-1)!
  scan.push(
    head.whole
      ? head.bytes
      : head.bytes.subarray(0, last.byte - head.firstByte + last.bytes.length + 1),
  )
  const evidence = [`${lines.length} of ${lines.length} lines seen are JSON objects`]
  const rescue = head.whole ? {} : { rescue: lineByLine }
  return { format: 'ndjson', columns, text: scan.end(), evidence, ...rescue }
}

function columnsOf(lines: Line[], reserved: readonly string[]): Column[] {
  const texts = lines.map((line) => Buffer.from(line.bytes).toString('utf8'))
  const columns = jsonColumns(texts, reserved)
  refuseColumns(columns.map((column) => column.original ?? column.name))
  return columns
}

const lineByLine: Render = { reader: 'jsonlines', as: 'ndjson' }

const withoutMembers = asset('json-without-members', 'The JSON objects have no members.')

/**
 * Objects that follow one another in a line are JSON as well; a line that is none of these is aside alone, where the others
 * are enough to be trusted.
 */
function brokenFinding(head: TextHead, lines: Line[], reserved: readonly string[]): Finding {
  const broken = lines.filter(isBroken)
  const right = lines.filter((line) => !isBroken(line))
  const isMixed = broken.length > asideMax(right.length)
  try {
    const found = documentFinding(head, reserved)
    if (isMixed || found.reason?.code !== 'asset.json-values') return found
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
  }
  if (head.whole && isMixed) throw faultOf(broken[0]!)
  const columns = columnsOf(right, reserved)
  if (columns.length === 0) return { ...nothing, reason: withoutMembers }
  const seen = broken.slice(0, shownMax).map(({ line }) => `line ${line}`)
  const more = broken.length > shownMax ? [`${broken.length - shownMax} more`] : []
  return {
    ...{ format: 'ndjson', render: lineByLine, columns },
    evidence: [
      `${right.length} of ${lines.length} lines seen are JSON objects`,
      `set aside, for they cannot be read right: ${[...seen, ...more].join(', ')}`,
    ],
    doubt: [`${broken.length} of the lines seen cannot be read right and are set aside`],
  }
}

const shownMax = 5

const isBroken = ({ fault }: Line): boolean => fault !== undefined

function documentFinding(head: TextHead, reserved: readonly string[], record?: string): Finding {
  const document = inspectDocument(head, record)
  if ('reason' in document) return { ...nothing, reason: document.reason }
  return rendered(document, reserved)
}

function rendered(
  { render, rows, evidence, doubt }: JsonDocument,
  reserved: readonly string[],
): Finding {
  const columns = jsonColumns(rows, reserved)
  if (columns.length === 0) return { ...nothing, reason: withoutMembers }
  refuseColumns(columns.map((column) => column.original ?? column.name))
  const scan = new JsonScan()
  for (const row of rows) scan.push(Buffer.from(`${row}\n`))
  return { format: 'json', render, columns, text: scan.end(), evidence, ...(doubt && { doubt }) }
}

const nothing: Finding = { format: 'other', columns: [], evidence: [] }

interface Line {
  bytes: Uint8Array
  line: number
  byte: number
  fault: JsonFault | undefined
}

/** Lines that are not blank; of a head, the last one without an end is left out. */
function completeLines({ bytes, whole, firstByte }: TextHead): Line[] {
  const lines: Line[] = []
  let [start, line] = [0, 1]
  while (start < bytes.length) {
    const at = bytes.indexOf(10, start)
    if (at < 0 && !whole) break
    const end = at < 0 ? bytes.length : at
    const part = bytes.subarray(start, end)
    const value = readJsonLine(part)
    const fault = typeof value === 'string' ? value : undefined
    if (value !== undefined) lines.push({ bytes: part, line, byte: firstByte + start, fault })
    start = end + 1
    line++
  }
  return lines
}

const faultOf = ({ fault, bytes, line, byte }: Line): Quarantined =>
  jsonFault(fault ?? 'json.malformed-line', bytes, { line, byte })

function refuseColumns(names: string[]): void {
  const nul = names.find((name) => name.includes('\0'))
  if (nul !== undefined) {
    throw new Quarantined({
      code: 'json.nul-in-name',
      detail: 'The name of a member holds a NUL character.',
      remedy: 'Rename the member.',
    })
  }
  if (names.length <= columnsMax) return
  throw new Quarantined({
    code: 'json.too-many-columns',
    detail: `The objects have more than ${columnsMax} different members.`,
    remedy: 'Send keys that are data as values: one row for each.',
  })
}
