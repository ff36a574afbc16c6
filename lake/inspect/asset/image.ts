/** How large a picture is, and what is written in it. */
import { inflateSync } from 'node:zlib'
import { exifFacts } from './exif.ts'
import { type AssetFacts, defined } from './facts.ts'
import type { Window } from './window.ts'

const chunksMax = 200

/** https://www.w3.org/TR/png-3/ */
export async function pngFacts(window: Window): Promise<AssetFacts> {
  const head = await window.at(0, 24)
  if (head.length < 24 || head.toString('latin1', 12, 16) !== 'IHDR') return {}
  let facts: AssetFacts = { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
  const texts: Record<string, string> = {}
  for (let at = 8, seen = 0; seen < chunksMax; seen++) {
    const chunk = await window.at(at, 8)
    if (chunk.length < 8) break
    const bytes = chunk.readUInt32BE(0)
    const name = chunk.toString('latin1', 4, 8)
    if (name === 'IDAT' || name === 'IEND') break // what is written behind the pixels is seldom, and far
    if (/^([itz]TXt|tEXt)$/.test(name) && bytes <= textBytesMax) {
      const [key, text] = pngText(name, await window.at(at + 8, bytes))
      texts[key] ??= text
    }
    if (name === 'eXIf' && bytes <= textBytesMax) {
      facts = { ...(await exifFactsIn(await window.at(at + 8, bytes))), ...facts }
    }
    at += bytes + 12
  }
  const { Title: title, Author: author, 'Creation Time': created, Software: software } = texts
  return { ...facts, ...defined({ title, author, created, software }) }
}

const textBytesMax = 64 * 1024

/** Keyword and text of a tEXt, zTXt or iTXt chunk. */
function pngText(name: string, bytes: Buffer): [string, string] {
  const end = bytes.indexOf(0)
  const key = bytes.toString('latin1', 0, Math.max(0, end))
  const rest = bytes.subarray(end + 1)
  if (name === 'tEXt') return [key, rest.toString('latin1')]
  if (name === 'zTXt') return [key, inflated(rest.subarray(1)).toString('latin1')]
  const language = rest.indexOf(0, 2)
  const translated = rest.indexOf(0, language + 1)
  const text = rest.subarray(translated + 1)
  return [key, (rest[0] === 1 ? inflated(text) : text).toString('utf8')]
}

/** A text that would become more is none. */
function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: textBytesMax })
  } catch {
    return Buffer.alloc(0)
  }
}

export const exifFactsIn = (tiff: Buffer): Promise<AssetFacts> =>
  exifFacts(async (start, length) => tiff.subarray(start, start + length))

export async function gifFacts(window: Window): Promise<AssetFacts> {
  const head = await window.at(0, 10)
  return head.length < 10 ? {} : { width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
}

/** Of a bitmap that stands on its head the height is negative. */
export async function bmpFacts(window: Window): Promise<AssetFacts> {
  const head = await window.at(0, 26)
  if (head.length < 26) return {}
  return head.readUInt32LE(14) === 12
    ? { width: head.readUInt16LE(18), height: head.readUInt16LE(20) }
    : { width: head.readInt32LE(18), height: Math.abs(head.readInt32LE(22)) }
}

/** Frames of a JPEG that say its size: not DHT, JPG and DAC, which lie among their numbers. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** https://www.w3.org/Graphics/JPEG/itu-t81.pdf */
export async function jpegFacts(window: Window): Promise<AssetFacts> {
  let exif: AssetFacts = {}
  for (let at = 2, seen = 0; seen < chunksMax; seen++) {
    const head = await window.at(at, 9)
    if (head.length < 9 || head[0] !== 0xff) break
    const marker = head[1]!
    const bytes = head.readUInt16BE(2)
    if (isFrame(marker)) {
      return { ...exif, height: head.readUInt16BE(5), width: head.readUInt16BE(7) }
    }
    if (marker === 0xda || bytes < 2) break
    if (marker === 0xe1) {
      const segment = await window.at(at + 4, bytes - 2)
      const isExif = segment.toString('latin1', 0, 6) === 'Exif\0\0'
      if (isExif) exif = { ...(await exifFactsIn(segment.subarray(6))), ...exif }
    }
    at += bytes + 2
  }
  return exif
}

/** https://developers.google.com/speed/webp/docs/riff_container */
export async function webpFacts(window: Window): Promise<AssetFacts> {
  const head = await window.at(12, 18)
  if (head.length < 18) return {}
  switch (head.toString('latin1', 0, 4)) {
    case 'VP8 ':
      return { width: head.readUInt16LE(14) & 0x3fff, height: head.readUInt16LE(16) & 0x3fff }
    case 'VP8L': {
      const bits = head.readUInt32LE(9)
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: head.readUIntLE(12, 3) + 1, height: head.readUIntLE(15, 3) + 1 }
    default:
      return {}
  }
}
