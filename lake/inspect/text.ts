/** A text, known by its first bytes: JSON lines, CSV, or neither. */
import type { Pins } from '../../schemas/interpretation.ts'
import { inspectCsv } from './csv.ts'
import type { Finding, TextHead } from './finding.ts'
import { inspectJson, isJsonLike } from './json.ts'
import { asset } from './magic.ts'
import { unfinishedBytes, utf8Check } from './utf8.ts'

/** Throws Quarantined where a table is broken for good. */
export function inspectText(
  head: Pick<TextHead, 'bytes' | 'whole'>,
  reserved: readonly string[],
  pins: Pins = {},
): Finding {
  const nothing: Finding = { format: 'other', columns: [], evidence: [] }
  const kept = (code: string, detail: string): Finding => ({
    ...nothing,
    reason: asset(code, detail),
  })
  if (isBinary(head.bytes)) {
    return kept('binary', 'The object is neither text nor a format that is known.')
  }
  const bom = head.bytes[0] === 0xef && head.bytes[1] === 0xbb && head.bytes[2] === 0xbf
  const bytes = completePart(head, bom ? 3 : 0)
  const encoding = utf8Check()
  encoding.push(bytes)
  encoding.end()
  const start = Buffer.from(bytes.subarray(0, 4_096)).toString('utf8')
  if (start.trim() === '' && Buffer.from(bytes).toString('utf8').trim() === '') {
    return kept('blank', 'The object holds nothing but white space.')
  }
  const isOneLine = bytes.indexOf(10) < 0 && bytes.indexOf(13) < 0
  if (!head.whole && isOneLine && !start.trimStart().startsWith('[')) {
    return kept('one-line', `No line ends within the first ${bytes.length} bytes.`)
  }
  const text: TextHead = { bytes, whole: head.whole, firstByte: bom ? 3 : 0 }
  const isCells = pins.delimiter !== undefined || !isJsonLike(start)
  const finding = isCells ? inspectCsv(text, reserved, pins) : inspectJson(text, reserved)
  return finding.text ? { ...finding, text: { ...finding.text, bom } } : finding
}

/** Without the byte order mark and, of a head, a character or a CRLF that is cut at its end. */
function completePart(
  { bytes, whole }: Pick<TextHead, 'bytes' | 'whole'>,
  from: number,
): Uint8Array {
  const isCrLast = bytes.at(-1) === 13
  const cut = whole ? 0 : isCrLast ? 1 : unfinishedBytes(bytes)
  return bytes.subarray(from, bytes.length - cut)
}

/** Control characters that texts do not have; \x01 and \x1f divide the columns of some. */
function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 65_536)
  let [controls, nuls] = [0, 0]
  for (const byte of sample) {
    if (byte === 0) nuls++
    else if ((byte < 32 && byte > 1 && byte !== 31 && !(byte >= 9 && byte <= 13)) || byte === 127)
      controls++
  }
  return nuls * 50 > sample.length || controls * 20 > sample.length
}
