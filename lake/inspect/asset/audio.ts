/** How long a sound is, how it was sampled, and who made it. */
import type { AssetFacts } from './facts.ts'
import type { Window } from './window.ts'

const chunksMax = 200
const tagBytesMax = 256 * 1024

/** http://soundfile.sapp.org/doc/WaveFormat/ */
export async function wavFacts(window: Window): Promise<AssetFacts> {
  const facts: AssetFacts = {}
  let bytesPerSecond = 0
  for (let at = 12, seen = 0; seen < chunksMax; seen++) {
    const chunk = await window.at(at, 24)
    if (chunk.length < 8) break
    const name = chunk.toString('latin1', 0, 4)
    const bytes = chunk.readUInt32LE(4)
    if (name === 'fmt ' && chunk.length === 24) {
      facts.channels = chunk.readUInt16LE(10)
      facts.sampleRate = chunk.readUInt32LE(12)
      bytesPerSecond = chunk.readUInt32LE(16)
    }
    if (name === 'data') {
      const data = Math.min(bytes, window.bytes - at - 8) // a stream's length was not known when it began
      if (bytesPerSecond > 0) facts.duration = seconds(data / bytesPerSecond)
      break
    }
    at += 8 + bytes + (bytes % 2)
  }
  return facts
}

export const seconds = (duration: number): number => Number(duration.toFixed(3))

/** https://www.rfc-editor.org/rfc/rfc9639 */
export async function flacFacts(window: Window): Promise<AssetFacts> {
  let facts: AssetFacts = {}
  for (let at = 4, seen = 0; seen < chunksMax; seen++) {
    const head = await window.at(at, 4)
    if (head.length < 4) break
    const kind = head[0]! & 0x7f
    const bytes = head.readUIntBE(1, 3)
    if (kind === 0) facts = { ...facts, ...streamInfo(await window.at(at + 4, 18)) }
    if (kind === 4 && bytes <= tagBytesMax) {
      facts = { ...facts, ...commentFacts(await window.at(at + 4, bytes)) }
    }
    if (head[0]! & 0x80) break
    at += 4 + bytes
  }
  return facts
}

function streamInfo(info: Buffer): AssetFacts {
  if (info.length < 18) return {}
  const sampleRate = info.readUIntBE(10, 3) >> 4
  const samples = (info[13]! & 0x0f) * 2 ** 32 + info.readUInt32BE(14)
  return {
    sampleRate,
    channels: ((info[12]! >> 1) & 7) + 1,
    ...(sampleRate > 0 && samples > 0 && { duration: seconds(samples / sampleRate) }),
  }
}

const commentNames = new Map<string, keyof AssetFacts>([
  ['title', 'title'],
  ['artist', 'author'],
  ['album', 'album'],
  ['date', 'created'],
])

/** Of Vorbis, which FLAC has too: `NAME=text`, the first of a name. https://xiph.org/vorbis/doc/v-comment.html */
function commentFacts(bytes: Buffer): AssetFacts {
  const facts: Record<string, string> = {}
  let at = 4 + uint(bytes, 0)
  const count = uint(bytes, at)
  at += 4
  for (let i = 0; i < count && at + 4 <= bytes.length; i++) {
    const length = uint(bytes, at)
    const text = bytes.toString('utf8', at + 4, at + 4 + length)
    const cut = text.indexOf('=')
    const name = commentNames.get(text.slice(0, Math.max(0, cut)).toLowerCase())
    if (name) facts[name] ??= text.slice(cut + 1)
    at += 4 + length
  }
  return facts
}

const uint = (bytes: Buffer, at: number): number =>
  at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0

/** Vorbis and Opus; how many samples there are says the last page. https://www.rfc-editor.org/rfc/rfc3533 */
export async function oggFacts(window: Window): Promise<AssetFacts> {
  const head = await window.at(0, 8 * 1024)
  const vorbis = head.indexOf('\x01vorbis', 0, 'latin1')
  const opus = head.indexOf('OpusHead', 0, 'latin1')
  const isVorbis = vorbis >= 0 && vorbis + 16 <= head.length
  const isOpus = opus >= 0 && opus + 16 <= head.length
  if (!isVorbis && !isOpus) return {}
  const sampleRate = isVorbis ? head.readUInt32LE(vorbis + 12) : head.readUInt32LE(opus + 12)
  const mark = isVorbis ? '\x03vorbis' : 'OpusTags'
  const comments = head.indexOf(mark, 0, 'latin1')
  const ticks = isVorbis ? sampleRate : 48_000 // Opus counts so whatever was sampled
  const skipped = isVorbis ? 0 : head.readUInt16LE(opus + 10)
  const last = await lastGranule(window)
  return {
    ...{ sampleRate, channels: head[isVorbis ? vorbis + 11 : opus + 9]! },
    ...(comments >= 0 && commentFacts(head.subarray(comments + mark.length))),
    ...(last > skipped && ticks > 0 && { duration: seconds((last - skipped) / ticks) }),
  }
}

async function lastGranule(window: Window): Promise<number> {
  const tail = await window.end(64 * 1024)
  const page = tail.lastIndexOf('OggS', undefined, 'latin1')
  if (page < 0 || page + 14 > tail.length) return 0
  const granule = Number(tail.readBigInt64LE(page + 6))
  return granule < Number.MAX_SAFE_INTEGER ? granule : 0
}
