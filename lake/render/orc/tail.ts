/** The end of an ORC file: how it is packed, its types, where its stripes lie. https://orc.apache.org/specification/ORCv1/#file-tail */
import { blockBytesMax, renderedRowsMax } from '../../limits.ts'
import { corrupt, cut } from './fault.ts'
import { Message } from './message.ts'
import { isKnown, type Packing, Stream } from './stream.ts'

export interface OrcType {
  id: number
  kind: number
  children: OrcType[]
  names: string[]
  precision: number
  scale: number
}

export interface Stripe {
  at: number
  /** Of its indexes and its data together, which begin at `at`. */
  bytes: number
  footerBytes: number
  rows: number
}

export interface OrcTail {
  packing: Packing
  root: OrcType
  stripes: Stripe[]
  isEncrypted: boolean
}

const magic = 'ORC'
const postscriptBytesMax = 256

/** Three bytes say how long a block is, and one bit whether it is as it was. */
const packedBlockBytesMax = 2 ** 23

/** Begins and ends as an ORC file; a text may begin so. `end`: its last bytes. */
export const isOrc = (head: Uint8Array, end: Uint8Array): boolean =>
  startsAsOrc(head) && postscriptOf(Buffer.from(end)) !== undefined

export const startsAsOrc = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, magic.length)).toString('latin1') === magic

function postscriptOf(end: Buffer): Buffer | undefined {
  const length = end.at(-1) ?? 0
  const bytes = end.subarray(Math.max(0, end.length - 1 - length), -1)
  const isOne = bytes.length === length && bytes.subarray(-magic.length).equals(Buffer.from(magic))
  return isOne ? bytes : undefined
}

/** `read` gives bytes of the file from `start` to `end`. Throws Quarantined. */
export async function orcTail(
  bytes: number,
  read: (start: number, end: number) => Promise<Uint8Array>,
): Promise<OrcTail> {
  const end = Buffer.from(await read(Math.max(0, bytes - postscriptBytesMax), bytes))
  const found = postscriptOf(end)
  if (!found) throw cut()
  const postscript = new Message(found)
  const footerBytes = postscript.number(1)
  const packing = { codec: postscript.number(2), blockBytes: postscript.number(3) || 262_144 }
  const at = bytes - 1 - found.length - footerBytes
  if (at < 0 || footerBytes > blockBytesMax) throw corrupt(`a footer of ${footerBytes} bytes`)
  if (packing.blockBytes > packedBlockBytesMax)
    throw corrupt(`blocks of ${packing.blockBytes} bytes`)
  if (!isKnown(packing)) throw corrupt(`its codec ${packing.codec} is unknown`)
  const packed = Buffer.from(await read(at, at + footerBytes))
  const footer = new Message(new Stream(packed, packing).rest())
  const stripes = footer.messages(3).map(stripeOf)
  const rows = stripes.reduce((sum, stripe) => sum + stripe.rows, 0)
  if (rows !== footer.number(6)) throw corrupt(`its stripes have ${rows} rows, and it others`)
  if (rows > renderedRowsMax) throw corrupt(`more than ${renderedRowsMax} rows`)
  for (const stripe of stripes) {
    const isWithin = stripe.at + stripe.bytes + stripe.footerBytes <= at
    if (!isWithin || stripe.bytes > blockBytesMax) throw corrupt('a stripe that is not within it')
  }
  const isEncrypted = footer.bytes(10).length > 0
  return { packing, root: rootOf(footer.messages(4)), stripes, isEncrypted }
}

function stripeOf(message: Message): Stripe {
  const [at, index, data] = [1, 2, 3].map((field) => message.number(field)) as [
    number,
    number,
    number,
  ]
  return { at, bytes: index + data, footerBytes: message.number(4), rows: message.number(5) }
}

/** They lie depth first; each names its children by their places, which come behind it. */
function rootOf(messages: Message[]): OrcType {
  const made: OrcType[] = []
  for (let id = messages.length - 1; id >= 0; id--) {
    const message = messages[id]!
    const children = message.numbers(2).map((child) => {
      const found = child > id ? made[child] : undefined
      if (!found) throw corrupt('its types are no tree')
      delete made[child] // each has one parent
      return found
    })
    const [precision, scale] = [message.number(5), message.number(6)]
    const names = message.texts(3)
    made[id] = { id, kind: message.number(1), children, names, precision, scale }
  }
  const [root] = made
  if (!root) throw corrupt('it has no types')
  return root
}
