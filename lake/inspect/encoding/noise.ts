/** Bytes that chance alone may have drawn: every tenth is a control character then, and half of them are no UTF-8. */
import { isUtf8 } from 'node:buffer'
import { unfinishedBytes } from '../utf8.ts'
import { isControl } from './binary.ts'

const sampleBytes = 65_536

/**
 * A text of another encoding has bytes that are no UTF-8 without control characters, a broken one has a few of each. Of fewer
 * bytes than `surely` asks for nobody knows: it is `likely` where no encoding makes words of them.
 */
export function isNoise(bytes: Uint8Array, how: 'surely' | 'likely'): boolean {
  const sample = bytes.subarray(0, sampleBytes)
  if (isUtf8(sample.subarray(0, sample.length - unfinishedBytes(sample)))) return false
  const { controls, nuls, lineEnds, strays } = countOf(sample)
  return how === 'surely'
    ? controls > 2 && controls * 100 > sample.length && strays * 10 > sample.length
    : strays * 4 > sample.length && (controls + nuls > 0 || lineEnds === 0)
}

interface Counts {
  nuls: number
  controls: number
  lineEnds: number
  /** Bytes beyond ASCII that are of no character of UTF-8. */
  strays: number
}

function countOf(sample: Uint8Array): Counts {
  const counts = { nuls: 0, controls: 0, lineEnds: 0, strays: 0 }
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!
    if (byte === 0) counts.nuls++
    else if (byte === 10 || byte === 13) counts.lineEnds++
    else if (isControl(byte)) counts.controls++
    else if (byte >= 0x80) {
      const length = characterAt(sample, i)
      if (length === 0) counts.strays++
      else i += length - 1
    }
  }
  return counts
}

/** Of how many bytes the character of UTF-8 beyond ASCII is that begins here; 0: none does. */
export function characterAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!
  if (byte < 0xc2 || byte > 0xf4) return 0
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0
}
