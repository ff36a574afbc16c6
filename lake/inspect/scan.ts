/** Every byte of a text object, once, as it streams by: limits, facts and the first malformed line. */
import { CsvScan } from './csvscan.ts'
import type { Inspection, TextFacts } from './inspection.ts'
import type { Members } from './jsonmembers.ts'
import { JsonScan } from './jsonscan.ts'
import { type Utf8Check, utf8Check } from './utf8.ts'

/** Takes the DECOMPRESSED bytes in chunks of any size. Throws Quarantined for what is wrong for good. */
export interface Scanner {
  push(chunk: Uint8Array): void
  end(): TextFacts
  /** Of JSON lines. */
  members?(): Members | undefined
}

/** A scanner of the CSV or NDJSON object of this inspection; Parquet needs none. CSV that was rendered has the NULs of its cells. */
export function scanner(
  inspection: Pick<Inspection, 'format' | 'csv'>,
  isRendered = false,
): Scanner {
  const { csv } = inspection
  if (csv) {
    const bears = isRendered ? 'any' : 'none'
    return textScanner((firstByte) => new CsvScan(csv, firstByte), utf8Check(bears))
  }
  if (inspection.format === 'ndjson') {
    return textScanner((firstByte) => new JsonScan(firstByte), utf8Check())
  }
  throw new Error(`scanner: a ${inspection.format} object is not scanned as text`)
}

const bomBytes = 3

/** The encoding is checked before the grammar; a byte order mark belongs to neither. */
function textScanner(grammarFrom: (firstByte: number) => Scanner, encoding: Utf8Check): Scanner {
  let head = new Uint8Array(0)
  let grammar: Scanner | undefined
  let bom = false

  function begin(): Scanner {
    bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
    const scan = grammarFrom(bom ? bomBytes : 0)
    scan.push(bom ? head.subarray(bomBytes) : head)
    return scan
  }

  return {
    push(chunk) {
      encoding.push(chunk)
      if (grammar) grammar.push(chunk)
      else {
        head = new Uint8Array(Buffer.concat([head, chunk]))
        if (head.length >= bomBytes) grammar = begin()
      }
    },
    end() {
      encoding.end()
      grammar ??= begin()
      return { ...grammar.end(), bom }
    },
    members: () => grammar?.members?.(),
  }
}
