/** Formats that are known by their first bytes and are no tables of ours: kept as they are, with the reason. */
import type { Reason } from '../problem.ts'

/** First bytes as latin-1 text, and what they begin. */
const magics: [start: string, code: string, name: string][] = [
  ['\x89PNG\r\n\x1a\n', 'png', 'a PNG image'],
  ['\xff\xd8\xff', 'jpeg', 'a JPEG image'],
  ['GIF87a', 'gif', 'a GIF image'],
  ['GIF89a', 'gif', 'a GIF image'],
  ['II*\0', 'tiff', 'a TIFF image'],
  ['MM\0*', 'tiff', 'a TIFF image'],
  ['RIFF', 'riff', 'a RIFF file (WebP, WAV or AVI)'],
  ['PK\x05\x06', 'zip', 'an empty ZIP archive'],
  ['%PDF-', 'pdf', 'a PDF document'],
  ['{\\rtf', 'rtf', 'an RTF document'],
  ['7z\xbc\xaf\x27\x1c', '7z', 'a 7-Zip archive'],
  ['\xd0\xcf\x11\xe0', 'ole', 'an old Office document'],
  ['\x7fELF', 'elf', 'a program'],
  ['OggS', 'ogg', 'an Ogg file'],
  ['ID3', 'mp3', 'an MP3 file'],
]

/** Why these first bytes are an asset; undefined where no known format begins so. */
export function assetReason(head: Uint8Array): Reason | undefined {
  const start = Buffer.from(head.subarray(0, 512)).toString('latin1')
  const found = magics.find(([magic]) => start.startsWith(magic)) ?? tar(start)
  return found && asset(found[1], `The object is ${found[2]}.`)
}

type Known = [string, string, string]

const tar = (start: string): Known | undefined =>
  start.startsWith('ustar', 257) ? ['', 'tar', 'a tar archive'] : undefined

/** The reason of an asset. */
export const asset = (code: string, detail: string): Reason => ({
  code: `asset.${code}`,
  detail,
  remedy: 'Nothing is wrong with it. To query it, send it as CSV, JSON lines or Parquet.',
})
