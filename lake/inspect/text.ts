/** A text, known by its first bytes: JSON lines, CSV, or neither. */
import type { Pins } from '../../schemas/interpretation.ts'
import { Quarantined } from '../problem.ts'
import { bearsNuls } from '../render/render.ts'
import { scriptOf } from '../render/script.ts'
import { isSpreadsheetml } from '../render/spreadsheetml.ts'
import type { Column } from '../schema/type.ts'
import { inspectBlocks } from './blocks.ts'
import { inspectCsv } from './csv.ts'
import type { Names } from './csvcolumns.ts'
import { isBinary } from './encoding/binary.ts'
import { utf8Of } from './encoding/decode.ts'
import { type EncodingFound, encodingOf } from './encoding/encoding.ts'
import { isNoise } from './encoding/noise.ts'
import { paddingEvidence, paddingOf } from './encoding/padding.ts'
import type { Finding, TextHead } from './finding.ts'
import { inspectFixed } from './fixed/fixed.ts'
import { inspectHtml, isHtml } from './html/html.ts'
import { inspectJson, inspectScript, isJsonLike } from './json.ts'
import { inspectLatex } from './latex.ts'
import { inspectLog } from './log.ts'
import { asset } from './magic.ts'
import { isPinnedCsv } from './pinned.ts'
import { knownText, settingsText } from './textwords.ts'
import { unfinishedBytes, utf8Check } from './utf8.ts'
import { inspectXml, isXml } from './xml.ts'

type Head = Pick<TextHead, 'bytes' | 'whole'>

const kept = (code: string, detail: string): Finding => ({
  format: 'other',
  columns: [],
  evidence: [],
  reason: asset(code, detail),
})

/** Throws Quarantined where a table is broken for good. */
export function inspectText(
  head: Head,
  reserved: readonly string[],
  pins: Pins = {},
  known: readonly Column[] = [],
): Finding {
  const names = { reserved, known, nulls: pins.nulls }
  if (pins.encoding !== undefined) return inspectPinned(head, names, pins, pins.encoding)
  const padding = paddingOf(head.bytes)
  const found = encodingOf(head.bytes.subarray(0, head.bytes.length - padding), head.whole)
  if (!found) return inspectUtf8(head, names, pins)
  const { encoding } = found
  const isAll = found.text !== undefined && padding === 0
  const bytes = isAll ? Buffer.from(found.text!) : utf8Of(encoding, head.bytes, head.whole)
  if (!bytes) return kept('binary', 'The object is neither text nor a format that is known.')
  const finding = inspectUtf8({ bytes, whole: head.whole }, names, pins)
  return { ...finding, encoding, evidence: [encodingEvidence(found), ...finding.evidence] }
}

function inspectPinned(head: Head, names: Names, pins: Pins, encoding: string): Finding {
  if (encoding === 'utf-8') return inspectUtf8(head, names, pins)
  const bytes = utf8Of(encoding, head.bytes, head.whole)
  if (bytes) return { ...inspectUtf8({ bytes, whole: head.whole }, names, pins), encoding }
  throw new Quarantined({
    code: 'text.invalid-encoding',
    detail: `The object is no text in ${encoding}, which is pinned.`,
    remedy: 'Pin the encoding that it is in, or none; or send the file in UTF-8.',
  })
}

const encodingEvidence = ({ evidence, runnerUp }: EncodingFound): string =>
  runnerUp ? `${evidence}; ${runnerUp} would make other letters, nearly as likely` : evidence

function inspectUtf8(head: Head, names: Names, pins: Pins): Finding {
  const padding = paddingOf(head.bytes)
  if (padding === 0) return inspectPlainText(head, names, pins)
  const bytes = head.bytes.subarray(0, head.bytes.length - padding)
  const finding = inspectPlainText({ bytes, whole: head.whole }, names, pins)
  return { ...finding, padding: true, evidence: [paddingEvidence, ...finding.evidence] }
}

function inspectPlainText(head: Head, names: Names, pins: Pins): Finding {
  if (isBinary(head.bytes) || isNoise(head.bytes, 'likely')) {
    return kept('binary', 'The object is neither text nor a format that is known.')
  }
  const bom = head.bytes[0] === 0xef && head.bytes[1] === 0xbb && head.bytes[2] === 0xbf
  const bytes = completePart(head, bom ? 3 : 0)
  const encoding = utf8Check('few')
  encoding.push(bytes)
  encoding.end()
  const finding = findingOf({ bytes, whole: head.whole, firstByte: bom ? 3 : 0 }, names, pins)
  const nul = encoding.nul()
  if (nul && !isBorne(finding)) throw nul
  return bom && finding.text ? { ...finding, text: { ...finding.text, bom } } : finding
}

/** NULs are in its cells, or in rows that are aside alone. */
const isBorne = ({ reason, render, rescue = render }: Finding): boolean =>
  !reason && rescue !== undefined && bearsNuls(rescue)

function findingOf(text: TextHead, names: Names, pins: Pins): Finding {
  const { bytes, whole } = text
  const start = Buffer.from(bytes.subarray(0, 4_096)).toString('utf8')
  if (start.trim() === '' && Buffer.from(bytes).toString('utf8').trim() === '') {
    return kept('blank', 'The object holds nothing but white space.')
  }
  const markup = pins.delimiter === undefined ? markupOf(text, start, pins) : undefined
  if (markup) return markup
  const script = pins.delimiter === undefined ? scriptOf(start) : undefined
  const scripted = script && inspectScript(text, script, names.reserved, pins.record)
  if (scripted) return scripted
  const isOneLine = bytes.indexOf(10) < 0 && bytes.indexOf(13) < 0
  const isJson = pins.delimiter === undefined && isJsonLike(start)
  if (!whole && isOneLine && !isJson) {
    return kept('one-line', `No line ends within the first ${bytes.length} bytes.`)
  }
  const log = pins.delimiter === undefined ? inspectLog(text) : undefined
  if (log) return log
  if (isJson) return inspectJson(text, names.reserved, pins.record)
  const known = pins.delimiter === undefined ? knownText(start, endOf(text)) : undefined
  if (known) return { ...kept('text', ''), reason: known }
  const found = isPinnedCsv(pins)
    ? undefined
    : (inspectBlocks(text) ?? inspectLatex(text) ?? inspectFixed(text))
  return found ?? named(inspectCsv(text, names, pins), text)
}

/** A text that is no table may be known all the same. */
function named(finding: Finding, { bytes }: TextHead): Finding {
  if (finding.reason?.code !== 'asset.text') return finding
  const reason = settingsText(Buffer.from(bytes.subarray(0, settingsBytes)).toString('utf8'))
  return reason ? { ...finding, reason } : finding
}

const settingsBytes = 16 * 1024

/** Of the last line that is whole. */
function endOf({ bytes, whole }: TextHead): string {
  const end = whole ? bytes.length : Math.max(0, bytes.lastIndexOf(10))
  return Buffer.from(bytes.subarray(Math.max(0, end - 64), end)).toString('utf8')
}

function markupOf(text: TextHead, start: string, { record, sheet }: Pins): Finding | undefined {
  if (isXml(start.trimStart()) && isSpreadsheetml(start)) return workbookFinding(sheet)
  if (record === undefined && isHtml(start)) return inspectHtml(text)
  return isXml(start.trimStart()) ? inspectXml(text, record) : undefined
}

/** Of it all decides, of which the head may be the styles alone. */
const workbookFinding = (sheet: string | undefined): Finding => ({
  ...{ format: 'xlsx', columns: [] },
  render: { reader: 'spreadsheetml', as: 'ndjson', ...(sheet !== undefined && { sheet }) },
  evidence: ['a workbook in one XML document; which sheets are the table, their first rows say'],
})

/** Without the byte order mark and, of a head, a character or a CRLF that is cut at its end. */
function completePart({ bytes, whole }: Head, from: number): Uint8Array {
  const isCrLast = bytes.at(-1) === 13
  const cut = whole ? 0 : isCrLast ? 1 : unfinishedBytes(bytes)
  return bytes.subarray(from, bytes.length - cut)
}
