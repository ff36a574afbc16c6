/** The metadata of what is no table: each kind by its own reader, and none of what is broken, strange or too far away. */
import { inspectionBytesMax } from '../../limits.ts'
import { Unseen } from '../finding.ts'
import { flacFacts, oggFacts, wavFacts } from './audio.ts'
import { tiffFacts } from './exif.ts'
import type { AssetFacts } from './facts.ts'
import { bmpFacts, gifFacts, jpegFacts, pngFacts, webpFacts } from './image.ts'
import { mp3Facts } from './mp3.ts'
import { mp4Facts } from './mp4.ts'
import { oleFacts } from './office.ts'
import { pdfFacts } from './pdf.ts'
import { Window } from './window.ts'

type Reader = (window: Window) => Promise<AssetFacts>

/** By the code of its reason, behind `asset.`. */
const readers: Record<string, Reader> = {
  ...{ png: pngFacts, jpeg: jpegFacts, gif: gifFacts, tiff: tiffFacts },
  ...{ webp: webpFacts, bmp: bmpFacts, pdf: pdfFacts, ole: oleFacts },
  ...{ wav: wavFacts, mp3: mp3Facts, flac: flacFacts, ogg: oggFacts, mp4: mp4Facts },
}

/** Longer texts are no metadata of a picture or a song. */
const textCharactersMax = 1_000

/** `first` are its first bytes. Throws what `read` throws, but for what lies beyond what is seen. */
export async function assetFacts(
  code: string,
  bytes: number,
  first: Uint8Array,
  read: (start: number, end: number) => Promise<Uint8Array>,
): Promise<AssetFacts> {
  const reader = readers[code.replace(/^asset\./, '')]
  if (!reader) return {}
  let failure: unknown
  const watched = async (start: number, end: number) => {
    try {
      return await read(start, end)
    } catch (error) {
      failure = error
      throw error
    }
  }
  try {
    const window = new Window(bytes, first, watched, inspectionBytesMax - first.length)
    return sound(await reader(window))
  } catch (error) {
    if (error === failure && !(error instanceof Unseen)) throw error
    return {} // it says nothing that can be read
  }
}

/** Where nothing is a number, too: elsewhere it says that it is not known. */
const mayBeNought = new Set(['pages', 'latitude', 'longitude'])

/** No row of a table has a number that is none, or text that no UTF-8 has. */
export function sound(facts: AssetFacts): AssetFacts {
  const kept = Object.entries(facts).flatMap(([name, value]): [string, string | number][] => {
    if (typeof value === 'number')
      return Number.isFinite(value) && (value > 0 || mayBeNought.has(name)) ? [[name, value]] : []
    const text = value?.replaceAll('\0', '').slice(0, textCharactersMax).toWellFormed().trim()
    return text ? [[name, text]] : []
  })
  return Object.fromEntries(kept)
}
