/** The entries of a tar archive that lies on a disk, or of the first bytes of one. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
import { entriesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import type { Lying } from './render.ts'

export interface TarEntry {
  name: string
  bytes: number
  /** Of its first byte. */
  at: number
  /** It is what the file of this name is (a hard link), and has no bytes of its own. */
  link?: string
}

type Ranged = Pick<Lying, 'bytes' | 'read'>

const blockBytes = 512

/** Of a name that is too long for a header, or of what pax says: more is no name's. */
const extraBytesMax = 1024 * 1024

/** By the sum of the first header: older archives have no magic. */
export const isTar = (head: Uint8Array): boolean =>
  head.length >= blockBytes && head[0] !== 0 && isHeader(Buffer.from(head.subarray(0, blockBytes)))

/** The bytes of its own sum count as blanks; some writers took bytes for signed. */
function isHeader(block: Buffer): boolean {
  let [sum, signed] = [0, 0]
  for (let i = 0; i < blockBytes; i++) {
    const byte = i >= 148 && i < 156 ? 32 : block[i]!
    sum += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  const said = numberAt(block, 148, 8)
  return said === sum || said === signed
}

/** Octal digits, or binary behind a first bit; undefined where it is neither. */
function numberAt(block: Buffer, at: number, bytes: number): number | undefined {
  const field = block.subarray(at, at + bytes)
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0)
    return Number.isSafeInteger(value) ? value : undefined
  }
  const text = field.toString('latin1').replaceAll('\0', ' ').trim()
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : undefined
}

const textAt = (block: Buffer, at: number, bytes: number): string => {
  const field = block.subarray(at, at + bytes)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? bytes : end).toString('utf8')
}

/** What was said of the next entry before its header. */
interface Said {
  path?: string
  link?: string
  size?: string
  sparse?: true
}

/** Files alone, in their order. Throws Quarantined where the archive is broken, and whatever `read` throws. */
export async function* tarEntries(object: Ranged): AsyncGenerator<TarEntry> {
  let said: Said = {}
  let entries = 0
  for (let at = 0; at < object.bytes; ) {
    if (at + blockBytes > object.bytes) throw cut()
    const header = Buffer.from(await object.read(at, at + blockBytes))
    if (header.every((byte) => byte === 0)) return
    if (!isHeader(header)) throw corrupt(`no header at byte ${at}`)
    const kind = String.fromCharCode(header[156]!)
    const isExtra = 'xLgKN'.includes(kind)
    const bytes = sizeOf(header, isExtra ? {} : said)
    if (entries++ > entriesMax) throw corrupt(`it has more than ${entriesMax} entries`)
    const from = at + blockBytes
    at = from + Math.ceil(bytes / blockBytes) * blockBytes
    if (isExtra) {
      if ('xLK'.includes(kind)) said = { ...said, ...(await saidAt(object, kind, from, bytes)) }
      continue
    }
    if (kind === 'S' || said.sparse) throw sparse(said.path ?? nameOf(header))
    const name = said.path ?? nameOf(header)
    const link = said.link ?? textAt(header, 157, 100)
    said = {}
    if (kind === '1') yield { name, bytes: 0, at: from, link }
    if (!'0\x007'.includes(kind) || name.endsWith('/')) continue
    if (from + bytes > object.bytes) throw cut()
    yield { name, bytes, at: from }
  }
}

function sizeOf(header: Buffer, { size }: Said): number {
  const bytes = size === undefined ? numberAt(header, 124, 12) : Number(size)
  if (bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0) return bytes
  throw corrupt('a file without a size')
}

/** GNU's headers have times where others have the beginning of a long name. */
function nameOf(header: Buffer): string {
  const name = textAt(header, 0, 100)
  const isUstar = header.subarray(257, 263).toString('latin1') === 'ustar\0'
  const prefix = isUstar ? textAt(header, 345, 155) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

async function saidAt(object: Ranged, kind: string, at: number, bytes: number): Promise<Said> {
  if (bytes > extraBytesMax) throw corrupt(`a name of ${bytes} bytes`)
  if (at + bytes > object.bytes) throw cut()
  const body = Buffer.from(await object.read(at, at + bytes))
  if (kind === 'L') return { path: textAt(body, 0, body.length) }
  if (kind === 'K') return { link: textAt(body, 0, body.length) }
  const said: Said = {}
  for (let start = 0; start < body.length; ) {
    const blank = body.indexOf(32, start)
    const length = Number(body.subarray(start, blank).toString('latin1'))
    if (blank < 0 || !(length > 0)) throw corrupt('what stands before a file is no pax header')
    const [key = '', ...value] = body
      .subarray(blank + 1, start + length - 1)
      .toString('utf8')
      .split('=')
    if (key === 'path') said.path = value.join('=')
    if (key === 'linkpath') said.link = value.join('=')
    if (key === 'size') said.size = value.join('=')
    if (key.startsWith('GNU.sparse.')) said.sparse = true
    start += length
  }
  return said
}

const remedy = 'Write the archive again and send it whole.'

const corrupt = (what: string): Quarantined =>
  new Quarantined({
    code: 'tar.corrupt',
    detail: `The tar archive cannot be read: ${what}.`,
    remedy,
  })

const cut = (): Quarantined =>
  new Quarantined({ code: 'tar.truncated', detail: 'The tar archive breaks off.', remedy })

const sparse = (name: string): Quarantined =>
  new Quarantined({
    code: 'tar.sparse',
    detail: `The file "${name.slice(0, 100)}" of the tar archive is kept with holes, which are not filled here.`,
    remedy: 'Write the archive again without --sparse.',
  })
