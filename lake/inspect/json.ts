/** A text that begins as JSON does: lines of objects, or a document that is kept as it is. */
import { columnsMax, jsonDepthMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import type { Finding, TextHead } from './finding.ts'
import { type JsonFault, JsonScan, jsonDepth, jsonFault, readJsonLine } from './jsonscan.ts'
import { jsonColumns } from './jsontally.ts'
import { asset } from './magic.ts'

const object = String.raw`\{\s*("|\}|$)`
const array = String.raw`\[\s*([{["\]]|(-?\d[\d.eE+-]*|true|false|null)\s*[,\]]|$)`
const jsonStart = new RegExp(`^\\s*(${object}|${array})`)

/** Does the text begin as an object or an array does? */
export const isJsonLike = (text: string): boolean => jsonStart.test(text)

/** Throws Quarantined where most lines are objects and one is not, and where one nests too deep. */
export function inspectJson(head: TextHead, reserved: readonly string[]): Finding {
  const lines = completeLines(head)
  const broken = lines.filter((line) => line.fault !== undefined)
  const unreadable = broken.find(({ fault }) => fault !== 'json.malformed-line')
  if (unreadable) throw faultOf(unreadable)
  const objects = lines.length - broken.length
  if (objects === 0 || objects < broken.length) {
    return { ...nothing, reason: documentReason(head, broken[0]) }
  }
  if (broken[0]) throw faultOf(broken[0])
  const texts = lines.map((line) => Buffer.from(line.bytes).toString('utf8'))
  const columns = jsonColumns(texts, reserved)
  if (columns.length === 0) {
    const reason = asset('json-without-members', 'The JSON objects have no members.')
    return { ...nothing, reason }
  }
  refuseColumns(columns.map((column) => column.original ?? column.name))
  const scan = new JsonScan(head.firstByte)
  const last = lines.at(-1)!
  scan.push(
    head.whole
      ? head.bytes
      : head.bytes.subarray(0, last.byte - head.firstByte + last.bytes.length + 1),
  )
  const evidence = [`${objects} of ${lines.length} lines seen are JSON objects`]
  return { format: 'ndjson', columns, text: scan.end(), evidence }
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

/** What it is, if not lines of objects. A whole text that no JSON parser takes is broken. */
function documentReason({ bytes, whole }: TextHead, broken?: Line): Reason {
  const text = Buffer.from(bytes).toString('utf8').trim()
  const isArray = text.startsWith('[')
  const isParsed = whole && jsonDepth(bytes) <= jsonDepthMax && parses(text)
  const isCut = !whole || jsonDepth(bytes) > jsonDepthMax
  if (isParsed || isCut) {
    return isArray
      ? asset('json-array', 'The object is a JSON array, which is not read yet.')
      : asset(
          'json-document',
          'The object is one JSON document over several lines, not one JSON object a line.',
        )
  }
  if (isArray)
    return asset(
      'json-lines-of-arrays',
      'The object begins as a JSON array, but is not one JSON object a line.',
    )
  throw broken ? faultOf(broken) : new Error('a whole text that is not blank has a line')
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

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
