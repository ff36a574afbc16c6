/** A text that begins as JSON does: lines of objects, or a document that is kept as it is. */
import { columnsMax, jsonDepthMax } from '../limits.ts'
import { Quarantined, type Reason } from '../problem.ts'
import { JsonScan, jsonDepth, jsonLine } from './jsonscan.ts'
import { jsonColumns } from './jsontally.ts'
import { asset } from './magic.ts'
import type { Finding, TextHead } from './text.ts'

const object = String.raw`\{\s*("|\}|$)`
const array = String.raw`\[\s*([{["\]]|(-?\d[\d.eE+-]*|true|false|null)\s*[,\]]|$)`
const jsonStart = new RegExp(`^\\s*(${object}|${array})`)

/** Does the text begin as an object or an array does? */
export const isJsonLike = (text: string): boolean => jsonStart.test(text)

/** Throws Quarantined where most lines are objects and one is not. */
export function inspectJson(head: TextHead, reserved: readonly string[]): Finding {
  const lines = completeLines(head)
  const faults = lines.map(lineFault)
  const deep = faults.find((fault) => fault?.reason.code === 'json.too-deep')
  if (deep) throw deep
  const objects = faults.filter((fault) => fault === undefined).length
  const first = faults.find((fault) => fault !== undefined)
  if (first && objects === 0) return { ...nothing, reason: documentReason(head, first) }
  if (lines.length === 0) return { ...nothing, reason: documentReason(head) }
  if (first && objects * 2 < lines.length)
    return { ...nothing, reason: documentReason(head, first) }
  if (first) throw first
  const texts = lines.map((line) => Buffer.from(line.bytes).toString('utf8'))
  const columns = jsonColumns(texts, reserved)
  refuseColumns(columns.map((column) => column.original ?? column.name))
  const scan = new JsonScan()
  const last = lines.at(-1)!
  scan.push(head.whole ? head.bytes : head.bytes.subarray(0, last.byte + last.bytes.length + 1))
  const evidence = [`${lines.length} of ${lines.length} lines seen are JSON objects`]
  return { format: 'ndjson', columns, text: scan.end(), evidence }
}

const nothing: Finding = { format: 'other', columns: [], evidence: [] }

interface Line {
  bytes: Uint8Array
  line: number
  byte: number
}

/** Lines that are not blank; of a head, the last one without an end is left out. */
function completeLines({ bytes, whole }: TextHead): Line[] {
  const lines: Line[] = []
  let [start, line] = [0, 1]
  while (start < bytes.length) {
    const at = bytes.indexOf(10, start)
    if (at < 0 && !whole) break
    const end = at < 0 ? bytes.length : at
    const part = bytes.subarray(start, end)
    if (part.some((byte) => byte > 32)) lines.push({ bytes: part, line, byte: start })
    start = end + 1
    line++
  }
  return lines
}

function lineFault({ bytes, line, byte }: Line): Quarantined | undefined {
  try {
    jsonLine(bytes, { line, byte })
    return undefined
  } catch (error) {
    if (error instanceof Quarantined) return error
    throw error
  }
}

/** What it is, if not lines of objects. A whole text that no JSON parser takes is broken. */
function documentReason({ bytes, whole }: TextHead, fault?: Quarantined): Reason {
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
  throw fault ?? new Error('unreachable: a whole text has lines')
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
