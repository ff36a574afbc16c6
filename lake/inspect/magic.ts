/** Formats that are known by their first bytes and are no tables of ours: kept as they are, with the reason. */
import type { Reason } from '../problem.ts'
import { frameAt } from './asset/mp3frame.ts'

/** First bytes as latin-1 text, and what they begin. */
const magics: [start: string, code: string, name: string][] = [
  ['\x89PNG\r\n\x1a\n', 'png', 'a PNG image'],
  ['\xff\xd8\xff', 'jpeg', 'a JPEG image'],
  ['GIF87a', 'gif', 'a GIF image'],
  ['GIF89a', 'gif', 'a GIF image'],
  ['II*\0', 'tiff', 'a TIFF image'],
  ['MM\0*', 'tiff', 'a TIFF image'],
  ['fLaC', 'flac', 'a FLAC sound'],
  ['PK\x05\x06', 'zip', 'an empty ZIP archive'],
  ['%PDF-', 'pdf', 'a PDF document'],
  ['{\\rtf', 'rtf', 'an RTF document'],
  ['7z\xbc\xaf\x27\x1c', '7z', 'a 7-Zip archive'],
  ['\xd0\xcf\x11\xe0', 'ole', 'an old Office document'],
  ['\x7fELF', 'elf', 'a program'],
  ['OggS', 'ogg', 'an Ogg file'],
  ['ID3', 'mp3', 'an MP3 file'],
]

/** Those that are known by more than their first letters: what stands at a place behind them. */
const placed: [start: string, at: number, then: string, code: string, name: string][] = [
  ['RIFF', 8, 'WEBP', 'webp', 'a WebP image'],
  ['RIFF', 8, 'WAVE', 'wav', 'a WAV sound'],
  ['RIFF', 8, 'AVI ', 'avi', 'an AVI film'],
  ['RIFF', 0, '', 'riff', 'a RIFF file'],
  ['BM', 14, '\x0c\0\0\0', 'bmp', 'a BMP image'],
  ['BM', 14, '\x28\0\0\0', 'bmp', 'a BMP image'],
  ['BM', 14, '\x6c\0\0\0', 'bmp', 'a BMP image'],
  ['BM', 14, '\x7c\0\0\0', 'bmp', 'a BMP image'],
  ['\0\0\0', 4, 'ftyphei', 'heif', 'a HEIF image'],
  ['\0\0\0', 4, 'ftypmif1', 'heif', 'a HEIF image'],
  ['\0\0\0', 4, 'ftypavif', 'avif', 'an AVIF image'],
  ['\0\0\0', 4, 'ftyp', 'mp4', 'an MP4 or QuickTime file'],
]

/** Why these first bytes are an asset; undefined where no known format begins so. */
export function assetReason(head: Uint8Array): Reason | undefined {
  const start = Buffer.from(head.subarray(0, 512)).toString('latin1')
  const found =
    magics.find(([magic]) => start.startsWith(magic)) ?? placedIn(start) ?? tar(start) ?? mp3(head)
  return found && asset(found[1], `The object is ${found[2]}.`)
}

type Known = [string, string, string]

const tar = (start: string): Known | undefined =>
  start.startsWith('ustar', 257) ? ['', 'tar', 'a tar archive'] : undefined

function placedIn(start: string): Known | undefined {
  const found = placed.find(
    ([first, at, then]) => start.startsWith(first) && start.startsWith(then, at),
  )
  return found && ['', found[3], found[4]]
}

/** Two frames, one behind the other, without a tag before them. */
function mp3(head: Uint8Array): Known | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  const frame = frameAt(bytes, 0)
  return frame && frameAt(bytes, frame.bytes) && ['', 'mp3', 'an MP3 sound']
}

/** The reason of an asset. */
export const asset = (code: string, detail: string): Reason => ({
  code: `asset.${code}`,
  detail,
  remedy: 'Nothing is wrong with it. To query it, send it as CSV, JSON lines or Parquet.',
})
