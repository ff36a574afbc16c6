/** MP4, QuickTime and what else is made of boxes: duration, size of the picture, sound. ISO/IEC 14496-12 */
import { seconds } from './audio.ts'
import type { AssetFacts } from './facts.ts'
import { asFarAsSeen, type Window } from './window.ts'

const boxesMax = 100
const depthMax = 6

interface Box {
  name: string
  /** Of what is in it. */
  at: number
  end: number
}

export async function mp4Facts(window: Window): Promise<AssetFacts> {
  const facts: AssetFacts = {}
  await asFarAsSeen(lookIn(window, facts))
  return facts
}

async function lookIn(window: Window, facts: AssetFacts): Promise<void> {
  const seen = { left: boxesMax }
  for await (const box of boxesIn(window, 0, window.bytes, seen)) {
    if (box.name === 'moov') return look(window, box, facts, seen, 0)
  }
}

async function* boxesIn(
  window: Window,
  from: number,
  end: number,
  seen: { left: number },
): AsyncGenerator<Box> {
  for (let at = from; at + 8 <= end && seen.left-- > 0; ) {
    const head = await window.at(at, 16)
    if (head.length < 8) return
    const short = head.readUInt32BE(0)
    if (short === 1 && head.length < 16) return
    const bytes = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? end - at : short
    const body = short === 1 ? 16 : 8
    if (bytes < body) return
    yield { name: head.toString('latin1', 4, 8), at: at + body, end: Math.min(end, at + bytes) }
    at += bytes
  }
}

const folders = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'udta', 'meta', 'ilst'])

const tags: Record<string, keyof AssetFacts> = {
  ...{ '\xa9nam': 'title', '\xa9ART': 'author', '\xa9alb': 'album' },
  ...{ '\xa9day': 'created', '\xa9too': 'software' },
}

async function look(
  window: Window,
  folder: Box,
  facts: AssetFacts,
  seen: { left: number },
  depth: number,
): Promise<void> {
  const from = folder.name === 'meta' ? await metaBody(window, folder) : folder.at
  for await (const box of boxesIn(window, from, folder.end, seen)) {
    if (box.name === 'trak' && depth === 0) await lookAtTrack(window, box, facts, seen)
    else if (folders.has(box.name) && depth < depthMax)
      await look(window, box, facts, seen, depth + 1)
    else if (box.name === 'mvhd') Object.assign(facts, await durationOf(window, box))
    else if (box.name === 'tkhd') Object.assign(facts, await sizeOf(window, box))
    else if (box.name === 'hdlr' && folder.name === 'mdia') await showsOf(window, box, facts)
    else if (box.name === 'stsd') Object.assign(facts, await soundOf(window, box))
    else if (folder.name === 'ilst') Object.assign(facts, await tagOf(window, box))
    else if (folder.name === 'udta') Object.assign(facts, await oldTagOf(window, box))
  }
}

/** Of several the first: a cover, and pictures of chapters, come behind the film. */
async function lookAtTrack(
  window: Window,
  box: Box,
  facts: AssetFacts,
  seen: { left: number },
): Promise<void> {
  const track: AssetFacts = {}
  try {
    await look(window, box, track, seen, 1)
  } finally {
    Object.assign(facts, { ...track, ...facts })
  }
}

/** Subtitles have a size too. */
async function showsOf(window: Window, { at }: Box, track: AssetFacts): Promise<void> {
  const kind = (await window.at(at, 12)).toString('latin1', 8, 12)
  if (kind === 'vide') return
  delete track.width
  delete track.height
}

/** QuickTime's has no version before its boxes. */
async function metaBody(window: Window, { at }: Box): Promise<number> {
  const head = await window.at(at, 8)
  return head.toString('latin1', 4, 8) === 'hdlr' ? at : at + 4
}

async function durationOf(window: Window, { at }: Box): Promise<AssetFacts> {
  const body = await window.at(at, 32)
  if (body.length < 32) return {}
  const isLong = body[0] === 1
  const scale = body.readUInt32BE(isLong ? 20 : 12)
  const isUnknown = body.readUInt32BE(isLong ? 24 : 16) === 0xffff_ffff
  const ticks = isLong ? Number(body.readBigUInt64BE(24)) : body.readUInt32BE(16)
  return scale > 0 && ticks > 0 && !isUnknown ? { duration: seconds(ticks / scale) } : {}
}

/** Of a track without a picture it is none. */
async function sizeOf(window: Window, { at }: Box): Promise<AssetFacts> {
  const body = await window.at(at, 96)
  const place = body[0] === 1 ? 88 : 76
  if (body.length < place + 8) return {}
  const [width, height] = [body.readUInt16BE(place), body.readUInt16BE(place + 4)]
  return width > 0 && height > 0 ? { width, height } : {}
}

const sounds = new Set(['mp4a', 'alac', 'ac-3', 'ec-3', 'Opus', 'fLaC', 'sowt', 'twos', 'lpcm'])

async function soundOf(window: Window, { at }: Box): Promise<AssetFacts> {
  const body = await window.at(at, 44)
  if (body.length < 44 || !sounds.has(body.toString('latin1', 12, 16))) return {}
  return { channels: body.readUInt16BE(32), sampleRate: body.readUInt16BE(40) }
}

async function tagOf(window: Window, { name, at, end }: Box): Promise<AssetFacts> {
  const known = tags[name]
  if (!known || end - at > 4_096) return {}
  const body = await window.at(at, end - at)
  if (body.length < 16 || body.toString('latin1', 4, 8) !== 'data') return {}
  return { [known]: body.toString('utf8', 16) }
}

/** QuickTime's own: a length, a language, the text. */
async function oldTagOf(window: Window, { name, at, end }: Box): Promise<AssetFacts> {
  const known = tags[name]
  if (!known || end - at > 4_096) return {}
  const body = await window.at(at, end - at)
  return body.length < 4 ? {} : { [known]: body.toString('utf8', 4, 4 + body.readUInt16BE(0)) }
}
