/**
 * Tensors as the Open Inference Protocol v2 sends them: JSON lists, nested or flat, row by row, or little-endian bytes.
 * https://github.com/kserve/open-inference-protocol, https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
import { unpredictable } from './problem.ts'

const numeric = {
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const

export type Datatype = keyof typeof numeric | 'BOOL' | 'BYTES'
export const datatypes: readonly string[] = [...Object.keys(numeric), 'BOOL', 'BYTES']

/** Numbers of 64 bits are bigint; BYTES are UTF-8 text. */
export type Value = number | bigint | boolean | string

export interface Tensor {
  name: string
  datatype: Datatype
  /** Rows first. */
  shape: number[]
  data: Value[]
}

export const elementsOf = (shape: number[]): number => shape.reduce((all, one) => all * one, 1)

const ranges: Partial<Record<Datatype, [min: bigint, max: bigint]>> = {
  UINT8: [0n, 255n],
  UINT16: [0n, 65_535n],
  UINT32: [0n, 4_294_967_295n],
  UINT64: [0n, 2n ** 64n - 1n],
  INT8: [-128n, 127n],
  INT16: [-32_768n, 32_767n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
}

/** Throws Unpredictable where an element is not of the datatype, or their number not the shape's. */
export function tensorOfJson(
  name: string,
  datatype: Datatype,
  shape: number[],
  json: unknown,
): Tensor {
  if (!Array.isArray(json))
    throw unpredictable('tensor.data', `"data" of "${name}" is no list`, name)
  const data = json.flat(shape.length).map((element, i) => {
    const value = valueOfJson(datatype, element)
    if (value !== undefined) return value
    const found = JSON.stringify(element)?.slice(0, 80)
    throw unpredictable(
      'tensor.type',
      `element ${i} of "${name}" is ${found}, no ${datatype}`,
      name,
    )
  })
  checkCount(name, shape, data.length)
  return { name, datatype, shape, data }
}

/** Undefined where the element is not of the datatype. null is NaN where there are fractions: JSON has no other. */
function valueOfJson(datatype: Datatype, element: unknown): Value | undefined {
  if (datatype === 'BYTES') return typeof element === 'string' ? element : undefined
  if (datatype === 'BOOL') return typeof element === 'boolean' ? element : undefined
  const range = ranges[datatype]
  if (!range) {
    if (element === null) return Number.NaN
    return typeof element === 'number' ? element : undefined
  }
  if (typeof element !== 'number' || !Number.isInteger(element)) return undefined
  const whole = BigInt(element)
  if (whole < range[0] || whole > range[1]) return undefined
  return datatype.endsWith('64') ? whole : element
}

function checkCount(name: string, shape: number[], count: number): void {
  if (count === elementsOf(shape)) return
  const detail = `"${name}" has ${count} elements, its shape [${shape}] wants ${elementsOf(shape)}`
  throw unpredictable('tensor.shape', detail, name)
}

/** As JSON carries it: NaN is null, 64 bits are numbers where those hold them. */
export function jsonOfTensor({ data }: Tensor): (number | boolean | string | null)[] {
  return data.map((value) => {
    if (typeof value === 'bigint') return Number(value)
    return typeof value === 'number' && !Number.isFinite(value) ? null : value
  })
}

export function bytesOfTensor({ datatype, data }: Tensor): Uint8Array {
  if (datatype === 'BOOL') return Uint8Array.from(data, (value) => (value ? 1 : 0))
  if (datatype === 'BYTES')
    return Buffer.concat(data.flatMap((text) => lengthAndText(String(text))))
  const typed =
    datatype.endsWith('64') && datatype !== 'FP64'
      ? bigints(datatype, data)
      : numbers(datatype, data)
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength)
}

const numbers = (datatype: Datatype, data: Value[]) =>
  numeric[datatype as 'FP64'].from(data as number[])
const bigints = (datatype: Datatype, data: Value[]) =>
  numeric[datatype as 'INT64'].from(data as bigint[])

function lengthAndText(text: string): Uint8Array[] {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return [length, bytes]
}

/** Throws Unpredictable where the bytes are not exactly the shape's. */
export function tensorOfBytes(
  name: string,
  datatype: Datatype,
  shape: number[],
  bytes: Uint8Array,
): Tensor {
  if (datatype === 'BYTES') return { name, datatype, shape, data: texts(name, shape, bytes) }
  const size = datatype === 'BOOL' ? 1 : numeric[datatype].BYTES_PER_ELEMENT
  checkCount(name, shape, bytes.length / size)
  if (datatype === 'BOOL')
    return { name, datatype, shape, data: Array.from(bytes, (byte) => byte !== 0) }
  const own = new Uint8Array(bytes).buffer // aligned, whatever the request's offsets
  return { name, datatype, shape, data: Array.from<Value>(new numeric[datatype](own)) }
}

function texts(name: string, shape: number[], bytes: Uint8Array): string[] {
  const found: string[] = []
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < view.length; ) {
    const start = at + 4
    const end = start <= view.length ? start + view.readUInt32LE(at) : Number.POSITIVE_INFINITY
    if (end > view.length)
      throw unpredictable('tensor.bytes', `"${name}" ends within an element`, name)
    found.push(view.toString('utf8', start, end))
    at = end
  }
  checkCount(name, shape, found.length)
  return found
}
