/** The header of a frame of MPEG's layer III. http://www.mp3-tech.org/programmer/frame_header.html */
const kbits1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const kbits2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const hertz = [44_100, 48_000, 32_000]

interface Frame {
  sampleRate: number
  channels: number
  samples: number
  bitRate: number
  /** From its beginning to the next one. */
  bytes: number
  /** Between its header and what encoders write in the first one. */
  side: number
}

/** Undefined where no frame of layer III begins there. */
export function frameAt(bytes: Buffer, at: number): Frame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined
  const [second, third, fourth] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!]
  const version = (second >> 3) & 3
  if ((second & 0xe6) !== 0xe2 || version === 1) return undefined
  const isFirst = version === 3
  const bitRate = (isFirst ? kbits1 : kbits2)[third >> 4]! * 1000
  const divisor = isFirst ? 1 : version === 2 ? 2 : 4
  const sampleRate = hertz[(third >> 2) & 3]! / divisor
  if (!bitRate || !sampleRate) return undefined
  const samples = isFirst ? 1152 : 576
  const isMono = fourth >> 6 === 3
  const side = isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17
  const length = Math.floor((samples / 8) * (bitRate / sampleRate)) + ((third >> 1) & 1)
  return { sampleRate, channels: isMono ? 1 : 2, samples, bitRate, bytes: length, side }
}
