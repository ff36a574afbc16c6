/** What the places and lengths of a batch's values say is held against what there is, before a value is made of them. */
import { type Batch, Type } from '@uwdata/flechette'
import { blockBytesMax } from '../limits.ts'

type Places = Int32Array | BigInt64Array

interface Parts {
  type: { typeId: number; stride?: number; bitWidth?: number }
  length: number
  nullCount: number
  validity?: Uint8Array
  values?: { length: number; byteLength: number; BYTES_PER_ELEMENT: number }
  offsets?: Places
  sizes?: Places
  /** Of views: where those lie that are longer than a view holds. */
  data?: Uint8Array[]
  children?: Batch<unknown>[]
}

/** Throws for lists, texts and bytes that lie beyond their column, or overlap without end. */
export function checkItems(batch: Batch<unknown>): void {
  const { type, length, values, offsets, sizes, data, children = [] } = batch as unknown as Parts
  const [items] = children
  if (length > 0) {
    if (sizes) checkViews(offsets!, sizes, length, items!.length)
    else if (type.typeId === Type.FixedSizeList) {
      if (length * type.stride! > items!.length) throw beyond(length * type.stride!, items!.length)
    } else if (ordered.has(type.typeId)) {
      checkOrder(offsets!, length, items ? items.length : values!.length)
    } else if (type.typeId === Type.Struct) {
      for (const child of children) if (child.length < length) throw beyond(length, child.length)
    } else if (data) checkTexts(batch, data)
    else checkFixed(batch)
  }
  for (const child of children) checkItems(child)
  if ('dictionary' in batch) {
    const parts = (batch.dictionary as { data: Batch<unknown>[] }).data
    for (const part of parts) checkItems(part)
    checkKeys(
      batch as unknown as Keys,
      parts.reduce((sum, part) => sum + part.length, 0),
    )
  }
}

/** Of one width; where there is no value, NULL must be said: it would be read so. */
function checkFixed(batch: Batch<unknown>): void {
  const { type, length, nullCount, validity, values } = batch as unknown as Parts
  const bits = widths[type.typeId]?.(type, values?.BYTES_PER_ELEMENT ?? 0)
  if (!values || !bits) return
  const all = Math.floor((values.byteLength * 8) / bits)
  for (let i = all; i < length; i++) {
    const isNull = nullCount > 0 && validity && !batch.isValid(i)
    if (!isNull) throw beyond(i + 1, all)
  }
}

type Width = (type: Parts['type'], itemBytes: number) => number
const own: Width = (_, itemBytes) => itemBytes * 8

/** In bits, by the number of a type. */
const widths: Partial<Record<number, Width>> = {
  ...Object.fromEntries(
    [Type.Int, Type.Float, Type.Date, Type.Time, Type.Timestamp, Type.Duration].map((id) => [
      id,
      own,
    ]),
  ),
  [Type.Bool]: () => 1,
  [Type.Decimal]: ({ bitWidth = 0 }) => bitWidth,
  [Type.FixedSizeBinary]: ({ stride = 0 }) => stride * 8,
}

interface Keys {
  length: number
  key(index: number): number | bigint
  at(index: number): unknown
}

/** One that names no value would be NULL; what is NULL may name any. */
function checkKeys(batch: Keys, all: number): void {
  for (let i = 0; i < batch.length; i++) {
    const key = batch.key(i)
    if (!(key >= 0 && key < all) && batch.at(i) !== null) throw beyond(key, all)
  }
}

/** Each of their values ends where the next begins. */
const ordered: ReadonlySet<number> = new Set([
  ...[Type.List, Type.LargeList, Type.Map, Type.Utf8, Type.LargeUtf8],
  ...[Type.Binary, Type.LargeBinary],
])

function checkOrder(offsets: Places, length: number, all: number): void {
  if (offsets.length <= length) throw new Error(`${offsets.length} places of ${length} values`)
  let before = offsets[0]!
  if (before < 0) throw beyond(before, all)
  for (let i = 1; i <= length; i++) {
    const next = offsets[i]!
    if (next < before) throw new Error(`a value that ends at ${next} before it begins`)
    before = next
  }
  if (before > all) throw beyond(before, all)
}

/** Several may be of the same items: in memory they are made for each. */
function checkViews(offsets: Places, sizes: Places, length: number, all: number): void {
  let made = 0
  for (let i = 0; i < length; i++) {
    const [from, size] = [Number(offsets[i]), Number(sizes[i])]
    if (!(from >= 0 && size >= 0 && from + size <= all)) throw beyond(from + size, all)
    made += size
  }
  if (made > blockBytesMax) throw new Error(`lists of ${made} items in one message`)
}

const viewBytes = 16
const shortBytes = 12

/** What is NULL may lie anywhere. */
function checkTexts(batch: Batch<unknown>, data: Uint8Array[]): void {
  const { buffer, byteOffset, byteLength } = batch.values as Uint8Array
  const views = new DataView(buffer, byteOffset, byteLength)
  for (let i = 0, at = 0; i < batch.length; i++, at += viewBytes) {
    if (batch.nullCount > 0 && !batch.isValid(i)) continue
    if (at + viewBytes > byteLength) throw beyond(at + viewBytes, byteLength)
    const own = views.getInt32(at, true)
    if (own >= 0 && own <= shortBytes) continue
    const [part, from] = [views.getInt32(at + 8, true), views.getInt32(at + 12, true)]
    const all = data[part]?.length ?? 0
    if (!(own >= 0 && from >= 0 && from + own <= all)) throw beyond(from + own, all)
  }
}

const beyond = (end: number | bigint, all: number): Error =>
  new Error(`a value that ends at ${end} of ${all}`)
