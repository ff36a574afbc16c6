/** Messages of Protocol Buffers, as far as ORC's footers need them. https://protobuf.dev/programming-guides/encoding/ */
import { orcFieldsMax } from '../../limits.ts'
import { corrupt } from './fault.ts'

export class Message {
  readonly #fields = new Map<number, (number | Buffer)[]>()

  /** Of it and all within it: how many there may still be. */
  readonly #left: { fields: number }

  /** Throws Quarantined where the bytes are none. */
  constructor(bytes: Buffer, left = { fields: orcFieldsMax }) {
    this.#left = left
    for (let at = 0; at < bytes.length; ) {
      const [tag, start] = varint(bytes, at)
      const kind = tag % 8
      const [value, end] =
        kind === 0 ? varint(bytes, start) : kind === 2 ? piece(bytes, start) : fixed(kind, start)
      if (end > bytes.length) throw corrupt('a message breaks off')
      if (left.fields-- === 0) throw corrupt(`a footer of more than ${orcFieldsMax} fields`)
      const field = Math.floor(tag / 8)
      const values = this.#fields.get(field)
      if (values) values.push(value)
      else this.#fields.set(field, [value])
      at = end
    }
  }

  /** 0 where it is absent. */
  number(field: number): number {
    const value = this.#fields.get(field)?.at(-1) ?? 0
    return typeof value === 'number' ? value : 0
  }

  /** Packed or not. */
  numbers(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => {
      if (typeof value === 'number') return [value]
      const all: number[] = []
      for (let at = 0; at < value.length; ) {
        const [number, end] = varint(value, at)
        all.push(number)
        at = end
      }
      return all
    })
  }

  bytes(field: number): Buffer[] {
    return (this.#fields.get(field) ?? []).filter((value) => typeof value !== 'number')
  }

  texts(field: number): string[] {
    return this.bytes(field).map((value) => value.toString('utf8'))
  }

  messages(field: number): Message[] {
    return this.bytes(field).map((value) => new Message(value, this.#left))
  }
}

function varint(bytes: Buffer, start: number): [value: number, end: number] {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i]
    if (byte === undefined) throw corrupt('a message breaks off')
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 128) return [value, start + i + 1]
  }
  throw corrupt('a number of more than 64 bits')
}

function piece(bytes: Buffer, at: number): [value: Buffer, end: number] {
  const [length, start] = varint(bytes, at)
  return [bytes.subarray(start, start + length), start + length]
}

/** Of doubles and the like, which only statistics have. */
function fixed(kind: number, start: number): [value: number, end: number] {
  if (kind !== 1 && kind !== 5) throw corrupt(`a field of the unknown kind ${kind}`)
  return [0, start + (kind === 1 ? 8 : 4)]
}
