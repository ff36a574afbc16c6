/** A column of a stripe: its values one batch after another, null where there is none. */
import { isUtf8 } from 'node:buffer'
import { blockBytesMax } from '../../limits.ts'
import { doubles } from '../parquet/plainbytes.ts'
import { fresh, type Take } from '../parquet/space.ts'
import { corrupt } from './fault.ts'
import { Bits, Bytes, type Int, type Runs, runsOf, signedVarint } from './runs.ts'
import { type Packing, Stream } from './stream.ts'
import type { OrcType } from './tail.ts'

/** By their numbers in a stripe's footer. */
export const streams = { present: 0, data: 1, length: 2, dictionary: 3, secondary: 5 } as const

/** Kinds of a type, by its number. */
export const kinds = (
  'boolean byte short int long float double string binary timestamp list map struct union decimal ' +
  'date varchar char instant'
).split(' ')

/** What a stripe's footer says: the bytes of each stream, the encoding of each column. */
export interface StripeParts {
  packing: Packing
  bytes(column: number, stream: number): Buffer | undefined
  /** 0 and 2 are direct, 1 and 3 by a dictionary; from 2 on runs are of the second version. */
  encoding(column: number): { kind: number; dictionarySize: number }
  /** Seconds from 1970 at which the writer's times begin, and what to add to have its wall clock. */
  clock: { epoch: number; wall(seconds: number): number }
  /** Of dictionaries and of lists, in all columns: how many there may still be. */
  left: { words: number; items: number }
}

export interface OrcColumn {
  /** So many, of which some may be null. */
  read(count: number): unknown[]
}

/** Seconds from 1970 in full, and nanoseconds of the second. */
export interface Moment {
  seconds: number
  nanos: number
}

export function columnOf(type: OrcType, parts: StripeParts): OrcColumn {
  const present = parts.bytes(type.id, streams.present)
  const values = valuesOf(type, parts)
  if (!present) return values
  const bits = new Bits(new Stream(present, parts.packing))
  return {
    read(count) {
      const isThere = Array.from({ length: count }, () => bits.next() === 1)
      const found = values.read(isThere.filter(Boolean).length)
      let at = 0
      return isThere.map((is) => (is ? found[at++] : null))
    },
  }
}

/** Of those that are there. */
export function valuesOf(type: OrcType, parts: StripeParts): OrcColumn {
  const stream = (kind: number): Stream =>
    new Stream(parts.bytes(type.id, kind) ?? Buffer.alloc(0), parts.packing)
  const ints = (kind: number, isSigned: boolean): Runs =>
    runsOf(parts.encoding(type.id).kind, stream(kind), isSigned)
  const each = (next: () => unknown): OrcColumn => ({
    read: (count) => Array.from({ length: count }, next),
  })
  const data = (): Stream => stream(streams.data)
  switch (kinds[type.kind]) {
    case 'boolean': {
      const bits = new Bits(data())
      return each(() => bits.next() === 1)
    }
    case 'byte': {
      const bytes = new Bytes(data())
      return each(() => (Number(bytes.next()) << 24) >> 24)
    }
    case 'short':
    case 'int':
    case 'long':
    case 'date': {
      const runs = ints(streams.data, true)
      return { read: (count) => Array.from<Int>(runs.whole(count)) }
    }
    case 'float': {
      const from = data()
      return each(() => from.take(4).readFloatLE())
    }
    case 'double': {
      const from = data()
      return each(() => from.take(8).readDoubleLE())
    }
    case 'string':
    case 'varchar':
    case 'char':
      return textsOf(type, parts, ints, stream)
    case 'binary':
      return piecesOf(ints(streams.length, false), data(), (bytes) => bytes)
    case 'timestamp':
    case 'instant':
      return oneByOne(
        momentsOf(type, parts, ints(streams.data, true), ints(streams.secondary, false)),
      )
    case 'decimal':
      return decimalsOf(type, data(), ints(streams.secondary, true))
    default:
      return nestedOf(type, parts, () => ints(streams.length, false), data)
  }
}

/** Of lengths and all their bytes. */
function piecesOf<T>(lengths: Runs, data: Stream, made: (bytes: Buffer) => T): OrcColumn {
  return {
    read(count) {
      let left = blockBytesMax
      return Array.from({ length: count }, () => {
        const length = Number(lengths.next())
        left -= length
        if (!(length >= 0 && left >= 0)) throw corrupt('texts of too many bytes')
        return made(data.take(length))
      })
    },
  }
}

function text(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw corrupt('a text that is no UTF-8')
  return bytes.toString('utf8')
}

function textsOf(
  type: OrcType,
  parts: StripeParts,
  ints: (kind: number, isSigned: boolean) => Runs,
  stream: (kind: number) => Stream,
): OrcColumn {
  const { kind, dictionarySize } = parts.encoding(type.id)
  const lengths = ints(streams.length, false)
  if (kind % 2 === 0) return piecesOf(lengths, stream(streams.data), text)
  parts.left.words -= dictionarySize
  if (!(parts.left.words >= 0)) throw corrupt(`a dictionary of ${dictionarySize} words`)
  const words = piecesOf(lengths, stream(streams.dictionary), text).read(dictionarySize)
  const places = ints(streams.data, false)
  return {
    read: (count) =>
      Array.from({ length: count }, () => {
        const word = words[Number(places.next())]
        if (word === undefined) throw corrupt('a word that its dictionary does not have')
        return word
      }),
  }
}

/** The last three bits say how many zeros are left out, less one. Before 1970 some writers count backwards. */
export function nanosOf(value: Int): number {
  if (typeof value === 'number' && value >= 0) return withZeros(value % 8, Math.floor(value / 8))
  const signed = BigInt.asIntN(64, BigInt(value))
  return withZeros(Number(signed & 7n), Number(signed >> 3n))
}

const withZeros = (zeros: number, rest: number): number =>
  zeros === 0 ? rest : rest * 10 ** (zeros + 1)

const oneByOne = (moments: (count: number) => Moments): OrcColumn => ({
  read(count) {
    const { seconds, nanos } = moments(count)
    return Array.from(seconds, (own, i): Moment => ({ seconds: own, nanos: nanos[i]! }))
  },
})

/** One beside the other. */
export interface Moments {
  seconds: Float64Array
  nanos: Float64Array
}

export function momentsOf(
  type: OrcType,
  { clock }: StripeParts,
  data: Runs,
  secondary: Runs,
): (count: number, take?: Take) => Moments {
  const isInstant = kinds[type.kind] === 'instant'
  const epoch = isInstant ? instantEpoch : clock.epoch
  return (count, take = fresh) => {
    const [seconds, fractions] = [data.numbers(count, take), secondary.whole(count, take)]
    const nanos = doubles(take, count)
    for (let i = 0; i < count; i++) {
      const fraction = fractions[i]!
      const own = fraction === 0 ? 0 : nanosOf(fraction)
      const stored = seconds[i]! + epoch
      // Writers round towards 1970 and leave a fraction of a second that is counted upwards.
      const second = stored < 0 && own > 999_999 ? stored - 1 : stored
      seconds[i] = isInstant ? second : clock.wall(second)
      nanos[i] = own
    }
    return { seconds, nanos }
  }
}

/** 2015-01-01 in UTC. */
export const instantEpoch = 1_420_070_400

function decimalsOf({ scale }: OrcType, data: Stream, scales: Runs): OrcColumn {
  return {
    read(count) {
      const own = scales.numbers(count)
      const values = new Array<Int>(count)
      for (let i = 0; i < count; i++) {
        const said = signedVarint(data)
        values[i] = own[i] === scale ? said : scaled(said, scale, own[i]!)
      }
      return values
    },
  }
}

function scaled(said: Int, scale: number, own: number): bigint {
  const value = BigInt(said)
  const factor = 10n ** BigInt(Math.min(200, Math.abs(scale - own)))
  if (own < scale) return value * factor
  if (value % factor !== 0n) throw corrupt(`a decimal of more than ${scale} places`)
  return value / factor
}

function nestedOf(
  type: OrcType,
  parts: StripeParts,
  lengths: () => Runs,
  data: () => Stream,
): OrcColumn {
  const children = type.children.map((child) => columnOf(child, parts))
  switch (kinds[type.kind]) {
    case 'struct':
      return {
        read(count) {
          const columns = children.map((child) => child.read(count))
          return Array.from({ length: count }, (_, row) => columns.map((column) => column[row]))
        },
      }
    case 'list':
    case 'map': {
      const runs = lengths()
      return {
        read(count) {
          const sizes = Array.from({ length: count }, () => Number(runs.next()))
          const items = sizes.reduce((sum, size) => sum + (size >= 0 ? size : Number.NaN), 0)
          parts.left.items -= items
          if (!(parts.left.items >= 0)) throw corrupt(`${items} items in ${count} lists`)
          const columns = children.map((child) => child.read(items))
          let at = 0
          return sizes.map((size) => {
            const [keys = [], values] = columns.map((column) => column.slice(at, at + size))
            at += size
            return values ? keys.map((key, i) => [key, values[i]]) : keys
          })
        },
      }
    }
    case 'union': {
      const tags = new Bytes(data())
      return {
        read(count) {
          const own = Array.from({ length: count }, () => Number(tags.next()))
          const columns = children.map((child, i) =>
            child.read(own.filter((tag) => tag === i).length)[Symbol.iterator](),
          )
          return own.map((tag) => [tag, columns[tag]?.next().value as unknown])
        },
      }
    }
  }
  throw corrupt(`the kind ${type.kind} of a type is unknown`)
}
