/** What is no text, by its bytes. */

/** More of them are in no text; a few are in cells of some, and one may be in a short one. */
export const areMany = (nuls: number, bytes: number): boolean =>
  nuls * 50 > (nuls === 1 ? bytes + 30 : bytes)

export function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 65_536)
  let [controls, nuls] = [0, 0]
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at]!
    if (byte === 0) nuls++
    else if (isControl(byte)) controls++
  }
  return areMany(nuls, sample.length) || controls * 20 > sample.length
}

/** Texts do not have them; \x01 and \x1f divide the columns of some. */
export const isControl = (byte: number): boolean =>
  (byte < 30 && byte > 1 && !(byte >= 9 && byte <= 13)) || byte === 127
