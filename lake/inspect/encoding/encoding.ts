/** Which encoding a text is in: by a byte order mark, by being UTF-8, by where its NULs lie, or by what its letters become. */
import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import { unfinishedBytes } from '../utf8.ts'
import { isBinary } from './binary.ts'
import { isDecodable, textOf } from './decode.ts'
import { characterAt, isNoise } from './noise.ts'
import { plausibility } from './plausible.ts'
import { foreignLines } from './sample.ts'

export interface EncodingFound {
  /** The WHATWG's name of it, which is TextDecoder's; `utf-32le` and `utf-32be` beside. */
  encoding: string
  evidence: string
  /** The next best, where it is nearly as good. */
  runnerUp?: string
  /** All that was looked at, where it was decoded. */
  text?: string
}

/** `bytes` are the first of the text, or lines of it. Undefined: it is UTF-8, or nothing that can be told. */
export function encodingOf(bytes: Uint8Array, whole: boolean): EncodingFound | undefined {
  return (
    byMark(bytes) ??
    byDeclaration(bytes, whole) ??
    (isUtf8Head(bytes, whole) ? undefined : byContent(bytes, whole))
  )
}

const marks: [mark: number[], encoding: string][] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

function byMark(bytes: Uint8Array): EncodingFound | undefined {
  const found = marks.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))
  if (!found) return
  const [, encoding] = found
  return { encoding, evidence: `encoding ${encoding}: it begins with its byte order mark` }
}

/** What an XML document says of itself, unless it says it in vain; ASCII alone may become anything yet. */
function byDeclaration(bytes: Uint8Array, whole: boolean): EncodingFound | undefined {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const label = /^\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]
  const encoding = label && nameOf(label)
  if (!encoding || encoding.startsWith('utf-') || !isDecodable(encoding, bytes, whole)) return
  const isAscii = bytes.every((byte) => byte < 0x80)
  if (isAscii ? whole : isUtf8Head(bytes, whole)) return
  return { encoding, evidence: `encoding ${encoding}: the document declares ${label}` }
}

function nameOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return
  }
}

function isUtf8Head(bytes: Uint8Array, whole: boolean): boolean {
  const complete = bytes.subarray(0, bytes.length - (whole ? 0 : unfinishedBytes(bytes)))
  return isUtf8(complete) && !isShifted(complete) && wideOf(complete) === undefined
}

/** ISO-2022-JP is ASCII, with an escape before what is not. */
const isShifted = (bytes: Uint8Array): boolean =>
  ['\x1b$B', '\x1b$@'].some((sign) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(sign),
  )

function byContent(bytes: Uint8Array, whole: boolean): EncodingFound | undefined {
  const wide = wideOf(bytes)
  if (wide) {
    if (!isDecodable(wide, bytes, whole)) return
    return { encoding: wide, evidence: `encoding ${wide}: where its NUL bytes lie` }
  }
  if (isShifted(bytes) && isDecodable('iso-2022-jp', bytes, whole)) {
    return { encoding: 'iso-2022-jp', evidence: 'encoding iso-2022-jp: its escapes' }
  }
  if (isBinary(bytes) || isNoise(bytes, 'surely')) return
  const lines = foreignLines(sampleBytesMax)
  lines.push(bytes)
  const sample = lines.end()
  return isMostlyUtf8(sample) ? undefined : byLetters(sample, bytes, whole)
}

/** A text with more characters of UTF-8 than bytes that are none is a broken one, not one of another encoding. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let [good, bad] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue
    const length = characterAt(bytes, i)
    if (length === 0) bad++
    else good++
    if (length > 0) i += length - 1
  }
  return good > bad
}

/** Every second byte of UTF-16 is 0 where the text is mostly ASCII, and three of four in UTF-32. */
function wideOf(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 4_096 & -4)
  if (sample.length < 4) return
  const nuls = [0, 0, 0, 0]
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) nuls[i & 3]!++
  const [a, b, c, d] = nuls.map((count) => count / (sample.length / 4)) as [
    number,
    number,
    number,
    number,
  ]
  if (a < 0.1 && b > 0.5 && c > 0.9 && d > 0.9) return 'utf-32le'
  if (d < 0.1 && c > 0.5 && b > 0.9 && a > 0.9) return 'utf-32be'
  // Of ASCII alone half of it is 0; a few more are in cells of a text.
  const least = sample.every(isZeroOrAscii) ? 1 : 0.1
  if (b + d > least && a + c === 0) return 'utf-16le'
  if (a + c > least && b + d === 0) return 'utf-16be'
  if (b + d > 0.5 && a + c < 0.05) return 'utf-16le'
  if (a + c > 0.5 && b + d < 0.05) return 'utf-16be'
}

const isZeroOrAscii = (byte: number): boolean =>
  byte === 0 || (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13)

const candidates = [
  ...['windows-1252', 'iso-8859-15', 'windows-1250', 'iso-8859-2', 'windows-1251', 'koi8-r'],
  ...['koi8-u', 'ibm866', 'iso-8859-5', 'windows-1253', 'iso-8859-7', 'windows-1254'],
  ...['windows-1255', 'windows-1256', 'windows-1257', 'windows-874', 'macintosh'],
  ...['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'],
]

/** Bytes of lines that are not ASCII: enough to know a language by. */
const sampleBytesMax = 16 * 1024

function byLetters(
  sample: Uint8Array,
  bytes: Uint8Array,
  whole: boolean,
): EncodingFound | undefined {
  const opinions = new Map(analyse(sample).map(({ name, confidence }) => [alias(name), confidence]))
  const scored = candidates.flatMap((encoding) => {
    const text = textOf(encoding, sample, false) // its last line may be cut
    const score = text === undefined ? undefined : plausibility(text, encoding)
    if (text === undefined || score === undefined) return []
    const prior = rarity(encoding, sample) ?? priors[encoding] ?? 1
    return { encoding, text, score: score * prior + (opinions.get(encoding) ?? 0) / 500 }
  })
  const ranked = scored.toSorted((a, b) => b.score - a.score)
  const texts = new Map<string, string | undefined>()
  const isText = ({ encoding }: { encoding: string }): boolean => {
    if (!texts.has(encoding)) texts.set(encoding, textOf(encoding, bytes, whole))
    return texts.get(encoding) !== undefined
  }
  const first = ranked.find(isText)
  if (!first || first.score < plausibleMin) return
  const isSame = (other: { encoding: string; text: string }): boolean =>
    other.text === first.text && isText(other)
  const { encoding } = scored.find(isSame) ?? first // the same letters: the usual name
  const next = ranked.find(({ text, score }) => text !== first.text && score > first.score - 0.1)
  return {
    encoding,
    evidence: `encoding ${encoding}: no UTF-8, and its letters make words`,
    text: texts.get(encoding)!,
    ...(next && { runnerUp: next.encoding }),
  }
}

/** Below it no encoding makes words of the bytes. */
const plausibleMin = 0.3

/** What ICU calls them. */
const aliases: Record<string, string> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
}
function alias(name: string): string {
  const lower = name.toLowerCase()
  return aliases[lower] ?? lower
}

/** How often data is in them. */
const priors: Record<string, number> = {
  'koi8-r': 0.99,
  'koi8-u': 0.98,
  'windows-1253': 0.97,
  'iso-8859-7': 0.96,
  'windows-1255': 0.95,
  'windows-1256': 0.95,
  'windows-874': 0.9,
  'iso-8859-5': 0.95,
  ibm866: 0.97,
}

/** Of two-byte encodings: how many characters are of the level that is in daily use. */
const daily: Record<string, (lead: number) => boolean> = {
  gb18030: (lead) => lead >= 0xa1 && lead <= 0xd7,
  big5: (lead) => lead >= 0xa1 && lead <= 0xc6,
  'euc-kr': (lead) => lead >= 0xb0 && lead <= 0xc8,
  'euc-jp': (lead) => lead >= 0xa1 && lead <= 0xcf,
  shift_jis: (lead) => lead >= 0x81 && lead <= 0x97,
}

/** Japanese is hardly ever written without them. */
const kanaLeads: Record<string, number[]> = { 'euc-jp': [0xa4, 0xa5], shift_jis: [0x82, 0x83] }

function rarity(encoding: string, sample: Uint8Array): number | undefined {
  const isDaily = daily[encoding]
  if (!isDaily) return
  let [usual, all, kana] = [0, 0, 0]
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!
    if (byte < 0x80 || (encoding === 'shift_jis' && byte >= 0xa1 && byte <= 0xdf)) continue
    all++
    if (isDaily(byte)) usual++
    if (kanaLeads[encoding]?.includes(byte)) kana++
    i++
  }
  const share = all === 0 ? 1 : (usual / all) ** 2
  if (kanaLeads[encoding]) return share * (kana > 0 ? 1 : 0.93)
  return (
    share *
    (encoding === 'euc-kr' && all < 4
      ? 0.9
      : encoding === 'gb18030'
        ? 0.97
        : encoding === 'big5'
          ? 0.96
          : 1)
  )
}
