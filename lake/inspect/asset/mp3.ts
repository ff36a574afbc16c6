/** MP3: its tags, and how long it is by its first frame. https://id3.org/id3v2.4.0-structure */
import { seconds } from './audio.ts'
import type { AssetFacts } from './facts.ts'
import { frameAt } from './mp3frame.ts'
import type { Window } from './window.ts'

const tagBytesMax = 256 * 1024
const framesMax = 200

const names: Record<string, keyof AssetFacts> = {
  ...{ TIT2: 'title', TPE1: 'author', TALB: 'album', TDRC: 'created', TYER: 'created' },
  ...{ TT2: 'title', TP1: 'author', TAL: 'album', TYE: 'created', TSSE: 'software' },
}

export async function mp3Facts(window: Window): Promise<AssetFacts> {
  const head = await window.at(0, 10)
  const hasTag = head.length === 10 && head.toString('latin1', 0, 3) === 'ID3'
  const tagged = hasTag ? synchsafe(head, 6) : 0
  const audio = hasTag ? 10 + tagged + (head[5]! & 0x10 ? 10 : 0) : 0
  const version = head[3]!
  const tag = hasTag ? await window.at(10, Math.min(tagged, tagBytesMax)) : Buffer.alloc(0)
  const told = tagFacts(tag, version)
  const last = await window.end(128)
  const hasOld = last.length === 128 && last.toString('latin1', 0, 3) === 'TAG'
  const bytes = window.bytes - audio - (hasOld ? 128 : 0)
  return {
    ...(hasOld && oldFacts(last)),
    ...told,
    ...soundOf(await window.at(audio, 4_096), bytes),
  }
}

/** Seven bits a byte. */
const synchsafe = (bytes: Buffer, at: number): number =>
  ((bytes[at]! & 127) << 21) |
  ((bytes[at + 1]! & 127) << 14) |
  ((bytes[at + 2]! & 127) << 7) |
  (bytes[at + 3]! & 127)

function tagFacts(tag: Buffer, version: number): AssetFacts {
  const facts: Record<string, string> = {}
  const letters = version === 2 ? 3 : 4
  const headBytes = version === 2 ? 6 : 10
  for (let at = 0, seen = 0; at + headBytes <= tag.length && seen < framesMax; seen++) {
    const name = tag.toString('latin1', at, at + letters)
    if (!/^[A-Z0-9]+$/.test(name)) break // what is left is padding
    const length =
      version === 2
        ? tag.readUIntBE(at + 3, 3)
        : version === 4
          ? synchsafe(tag, at + 4)
          : tag.readUInt32BE(at + 4)
    const known = names[name]
    if (known && length > 1) {
      const text = textOf(tag.subarray(at + headBytes, at + headBytes + length))
      if (text) facts[known] ??= text
    }
    at += headBytes + length
  }
  return facts
}

const encodings = ['latin1', 'utf-16', 'utf-16be', 'utf-8']

/** The first of several. */
function textOf(bytes: Buffer): string {
  const encoding = encodings[bytes[0]!] ?? 'latin1'
  const isBig = encoding === 'utf-16' && bytes[1] === 0xfe && bytes[2] === 0xff
  const text = new TextDecoder(isBig ? 'utf-16be' : encoding).decode(bytes.subarray(1))
  return text.split('\0')[0]!.trim()
}

/** ID3v1: places of fixed width. */
function oldFacts(tag: Buffer): AssetFacts {
  const text = (from: number, to: number) =>
    tag.toString('latin1', from, to).split('\0')[0]!.trim() || undefined
  const [title, author, album, created] = [text(3, 33), text(33, 63), text(63, 93), text(93, 97)]
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(album && { album }),
    ...(created && { created }),
  }
}

/** By what its encoder counted; else as if all frames were as the first. */
function soundOf(start: Buffer, bytes: number): AssetFacts {
  for (let at = 0; at + 4 <= start.length; at++) {
    const frame = frameAt(start, at)
    if (!frame) continue
    const { sampleRate, channels, samples, bitRate, side } = frame
    const place = at + 4 + side
    const mark = start.toString('latin1', place, place + 4)
    const isCounted = (mark === 'Xing' || mark === 'Info') && place + 12 <= start.length
    const frames = isCounted && start[place + 7]! & 1 ? start.readUInt32BE(place + 8) : 0
    const duration = frames > 0 ? (frames * samples) / sampleRate : ((bytes - at) * 8) / bitRate
    return { sampleRate, channels, ...(duration > 0 && { duration: seconds(duration) }) }
  }
  return {}
}
