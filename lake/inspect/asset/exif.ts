/** TIFF's directories, and EXIF's, which are the same in a JPEG. https://www.cipa.jp/std/documents/e/DC-X008-Translation-2023-E.pdf */
import { type AssetFacts, defined } from './facts.ts'
import type { Window } from './window.ts'

/** Bytes from a place that offsets count from. */
export type At = (start: number, length: number) => Promise<Buffer>

type Value = number[] | string

/** Of one directory, by its tag. */
type Tags = Map<number, Value>

const entriesMax = 512
const valueBytesMax = 4_096

/** By its number in the format: bytes of one. */
const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

/** Undefined where no directory begins there. */
export async function exifFacts(at: At): Promise<AssetFacts> {
  const head = await at(0, 8)
  const order = head.toString('latin1', 0, 4)
  if (head.length < 8 || (order !== 'II*\0' && order !== 'MM\0*')) return {}
  const big = order === 'MM\0*'
  const first = await directory(at, u32(head, 4, big), big)
  const sub = (tag: number) => {
    const place = numberOf(first.get(tag))
    return place ? directory(at, place, big) : new Map<number, Value>()
  }
  const exif = await sub(0x8769)
  const gps = await sub(0x8825)
  const make = textOf(first.get(0x010f))
  const model = textOf(first.get(0x0110))
  return defined({
    width: numberOf(first.get(0x0100)) ?? numberOf(exif.get(0xa002)),
    height: numberOf(first.get(0x0101)) ?? numberOf(exif.get(0xa003)),
    title: textOf(first.get(0x010e)),
    author: textOf(first.get(0x013b)),
    created: textOf(exif.get(0x9003)) ?? textOf(first.get(0x0132)),
    software: textOf(first.get(0x0131)),
    camera: model && make && !model.startsWith(make) ? `${make} ${model}` : (model ?? make),
    latitude: degrees(gps.get(2), textOf(gps.get(1)), 'S', 90),
    longitude: degrees(gps.get(4), textOf(gps.get(3)), 'W', 180),
  })
}

export const tiffFacts = (window: Window): Promise<AssetFacts> =>
  exifFacts((start, length) => window.at(start, length))

const u16 = (bytes: Buffer, at: number, big: boolean): number =>
  big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)
const u32 = (bytes: Buffer, at: number, big: boolean): number =>
  big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)

async function directory(at: At, place: number, big: boolean): Promise<Tags> {
  const tags: Tags = new Map()
  const head = await at(place, 2)
  if (head.length < 2) return tags
  const count = Math.min(u16(head, 0, big), entriesMax)
  const entries = await at(place + 2, count * 12)
  for (let i = 0; i + 12 <= entries.length; i += 12) {
    const tag = u16(entries, i, big)
    if (!wanted.has(tag)) continue
    const type = u16(entries, i + 2, big)
    const items = u32(entries, i + 4, big)
    const bytes = (sizes[type] ?? 0) * items
    if (bytes === 0 || bytes > valueBytesMax) continue
    const value =
      bytes <= 4
        ? entries.subarray(i + 8, i + 8 + bytes)
        : await at(u32(entries, i + 8, big), bytes)
    if (value.length === bytes) tags.set(tag, itemsOf(value, type, big))
  }
  return tags
}

/** What is looked at; others are not read. */
const wanted = new Set([
  ...[0x0100, 0x0101, 0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x8769, 0x8825],
  ...[0x9003, 0xa002, 0xa003, 1, 2, 3, 4],
])

function itemsOf(bytes: Buffer, type: number, big: boolean): Value {
  if (type === 2) return bytes.toString('utf8').split('\0')[0]!.trim()
  const size = sizes[type]!
  const values: number[] = []
  for (let at = 0; at + size <= bytes.length; at += size) {
    if (size === 1) values.push(bytes[at]!)
    else if (size === 2) values.push(u16(bytes, at, big))
    else if (size === 4) values.push(u32(bytes, at, big))
    else if (type === 5) values.push(u32(bytes, at, big) / u32(bytes, at + 4, big))
  }
  return values
}

const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === 'object' && Number.isSafeInteger(value[0]) ? value[0] : undefined

const textOf = (value: Value | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Degrees, minutes and seconds; undefined where they are none. */
function degrees(
  value: Value | undefined,
  side: string | undefined,
  negative: string,
  max: number,
): number | undefined {
  if (typeof value !== 'object' || value.length < 3 || !side) return undefined
  const [whole = 0, minutes = 0, seconds = 0] = value
  const sum = whole + minutes / 60 + seconds / 3600
  if (!(sum >= 0 && sum <= max)) return undefined
  return Number((side === negative ? -sum : sum).toFixed(7))
}
