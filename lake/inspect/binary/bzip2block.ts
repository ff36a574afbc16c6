/**
 * One block of bzip2: Huffman's codes, of places in a list whose last used byte moves to its front, of a text that Burrows
 * and Wheeler turned, of runs. https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf
 */
import { type Bits, Short } from './bits.ts'
import { type Codes, codeBitsMax, codesOf, fastBits, longCode } from './huffman.ts'

/** Of the text of a block, a level. */
const levelBytes = 100_000
const groupSymbols = 50
/** Longer than any block. */
const runMax = 2 ** 21

/** In which the blocks of a stream are made, a byte and above it a place each: those from before, if they are as many. */
export function placesOf(level: number, before?: Int32Array): Int32Array {
  const length = level * levelBytes
  return before?.length === length ? before : new Int32Array(length)
}

export const corrupt = (): Error => new Error('its blocks and their checksums do not agree')

/**
 * The bytes of the block behind its magic, and their checksum. Throws Short where the input ends within it, and Error for
 * what is none.
 */
export function bzip2Block(bits: Bits, places: Int32Array): { bytes: Buffer; crc: number } {
  const said = (bits.take(16) << 16) | bits.take(16)
  if (bits.take(1) === 1) throw corrupt() // of a first version
  const origin = bits.take(24)
  const counts = new Int32Array(256)
  const length = symbols(bits, places, counts)
  if (bits.taken() > bits.bytes.length) throw new Short()
  if (origin >= length) throw corrupt()
  turn(places, length, counts)
  const made = unrun(places, length, origin)
  if (made.crc !== said) throw corrupt()
  return made
}

/** What is read behind the end are zeros, which may be no code. */
const fault = (at: number, { bytes }: Bits): Error => (at > bytes.length ? new Short() : corrupt())

function bytesUsed(bits: Bits): number[] {
  const used: number[] = []
  const parts = bits.take(16)
  for (let part = 0; part < 16; part++) {
    const own = parts & (0x8000 >> part) ? bits.take(16) : 0
    for (let i = 0; i < 16; i++) if (own & (0x8000 >> i)) used.push(part * 16 + i)
  }
  return used
}

/** Which of the codes each group of symbols has. */
function selectorsOf(bits: Bits, codes: number): Uint8Array {
  const front = Array.from({ length: codes }, (_, i) => i)
  const selectors = new Uint8Array(bits.take(15))
  for (let i = 0; i < selectors.length; i++) {
    let place = 0
    while (bits.take(1) === 1) if (++place >= codes) throw corrupt()
    const [own] = front.splice(place, 1)
    front.unshift(own!)
    selectors[i] = own!
  }
  return selectors
}

function codesIn(bits: Bits, symbolCount: number): Codes {
  const lengths = new Uint8Array(symbolCount)
  let length = bits.take(5)
  for (let i = 0; i < symbolCount; i++) {
    while (bits.take(1) === 1) {
      length += bits.take(1) === 1 ? -1 : 1
      if (length < 1 || length > codeBitsMax) throw corrupt()
    }
    lengths[i] = length
  }
  const codes = codesOf(lengths)
  if (length < 1 || length > codeBitsMax || !codes) throw corrupt()
  return codes
}

/** Bytes of the turned text, and how many there are of each. */
function symbols(bits: Bits, places: Int32Array, counts: Int32Array): number {
  const front = Uint8Array.from(bytesUsed(bits))
  const end = front.length + 1
  const kinds = bits.take(3)
  if (kinds < 2 || kinds > 6 || front.length === 0) throw corrupt()
  const selectors = selectorsOf(bits, kinds)
  const codes = Array.from({ length: kinds }, () => codesIn(bits, front.length + 2))
  const { bytes } = bits
  let { at, word, count } = bits
  let [length, run, power] = [0, 0, 1]
  for (const selector of selectors) {
    const own = codes[selector]!
    const { fast } = own
    if (at - (count >> 3) > bytes.length) throw new Short()
    for (let i = 0; i < groupSymbols; i++) {
      while (count < codeBitsMax) {
        word = (word << 8) | bytes[at++]!
        count += 8
      }
      const next = (word >>> (count - codeBitsMax)) & 0xfffff
      const code = fast[next >> (codeBitsMax - fastBits)]! || longCode(own, next)
      if (code === 0) throw fault(at, bits)
      count -= code & 31
      const symbol = code >> 5
      if (symbol < 2) {
        run += power << symbol
        power *= 2
        if (power > runMax) throw fault(at, bits)
        continue
      }
      if (run > 0) {
        if (length + run > places.length) throw fault(at, bits)
        counts[front[0]!]! += run
        if (run > 30) places.fill(front[0]!, length, length + run)
        else for (let j = 0; j < run; j++) places[length + j] = front[0]!
        length += run
        run = 0
        power = 1
      }
      if (symbol === end) {
        Object.assign(bits, {
          at: at - (count >> 3),
          word: word >>> (count & ~7),
          count: count & 7,
        })
        return length
      }
      if (length >= places.length) throw fault(at, bits)
      const place = symbol - 1
      const byte = front[place]!
      if (place > 24) front.copyWithin(1, 0, place)
      else for (let j = place; j > 0; j--) front[j] = front[j - 1]!
      front[0] = byte
      counts[byte]!++
      places[length++] = byte
    }
  }
  throw fault(at, bits)
}

/** Above each byte the place of the next one. */
function turn(places: Int32Array, length: number, counts: Int32Array): void {
  let start = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte]!
    counts[byte] = start
    start += count
  }
  for (let i = 0; i < length; i++) {
    const byte = places[i]! & 0xff
    places[counts[byte]!++]! |= i << 8
  }
}

/** Of each byte that comes before the others. */
const crcOf = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let i = 0; i < 8; i++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

const repeatsMax = 255

/** After four of one byte the next says how many more there are. */
function unrun(places: Int32Array, length: number, origin: number) {
  let out = Buffer.allocUnsafe(length + (length >> 3) + repeatsMax)
  let [to, crc, run, last] = [0, -1, 0, -1]
  let place = places[origin]! >> 8
  for (let left = length; left > 0; left--) {
    const entry = places[place]!
    const byte = entry & 0xff
    place = entry >> 8
    if (run < 4) {
      run = byte === last ? run + 1 : 1
      last = byte
      out[to++] = byte
      crc = (crc << 8) ^ crcOf[(crc >>> 24) ^ byte]!
      continue
    }
    out.fill(last, to, to + byte)
    for (let i = 0; i < byte; i++) crc = (crc << 8) ^ crcOf[(crc >>> 24) ^ last]!
    to += byte
    run = 0
    last = -1
    if (to + left + repeatsMax > out.length) {
      const longer = Buffer.allocUnsafe(2 * out.length)
      out.copy(longer, 0, 0, to)
      out = longer
    }
  }
  return { bytes: out.subarray(0, to), crc: ~crc }
}
