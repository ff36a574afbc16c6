/** A ZIP archive of one file is that file, compressed. */
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import type { Reason } from '../../problem.ts'
import { isMember } from '../../render/members.ts'
import type { ZipEntry } from '../../render/zip.ts'
import { asset } from '../magic.ts'
import { CutOff } from './cutoff.ts'
import { Pieces } from './pieces.ts'

/** The one file of an archive. */
export interface Member {
  name: string
  /** Of its own header, from the start of the object. */
  at: number
  /** As they lie in the archive. */
  bytes: number
  /** 0: stored, 8: deflated. */
  method: 0 | 8
  crc: number
}

const headerBytes = 30

/** What a person packed: one that is empty too, where there is no other. */
export function filesOf(entries: ZipEntry[]): ZipEntry[] {
  const files = entries.filter(({ name, bytes }) => isMember(name, bytes))
  return files.length > 0 ? files : entries.filter(({ name }) => isMember(name, 1)).slice(0, 1)
}

/** A reason where it is not an archive of one file that can be read. */
export function theMember(entries: ZipEntry[]): Member | Reason {
  const [file] = filesOf(entries)
  if (!file) return asset('zip', 'The object is a ZIP archive without files.')
  const { name, method, lies } = file
  const words = `The object is a ZIP archive, and its file "${name.slice(0, 100)}"`
  if (file.isEncrypted) return asset('zip-encrypted', `${words} is encrypted.`)
  if (method !== 0 && method !== 8) {
    return asset('zip-method', `${words} is compressed by the method ${method}.`)
  }
  return { name, method, ...lies }
}

/** The file's bytes, from those of the archive. Throws CutOff, and Error where they are not what the directory says. */
export async function* unzipped(
  chunks: AsyncIterable<Uint8Array>,
  { at, bytes, method, crc }: Member,
): AsyncGenerator<Buffer> {
  const state = { isCut: false }
  const stored = Readable.from(partOf(new Pieces(chunks), at, bytes, state), { objectMode: false })
  const plain = method === 0 ? stored : inflated(stored)
  let found = 0
  for await (const part of plain as AsyncIterable<Buffer>) {
    found = crc32(part, found)
    yield part
  }
  if (state.isCut) throw new CutOff('the file in the archive breaks off')
  if (found !== crc) throw new Error('a wrong checksum')
}

/** Its errors are those of the bytes that it is given, too. */
function inflated(deflated: Readable): Readable {
  const inflate = createInflateRaw()
  deflated.on('error', (error) => inflate.destroy(error))
  return deflated.pipe(inflate)
}

/** What lies behind the file's own header; where it is cut, what there is of it. */
async function* partOf(
  pieces: Pieces,
  at: number,
  bytes: number,
  state: { isCut: boolean },
): AsyncGenerator<Buffer> {
  const header = (await pieces.skip(at)) ? await pieces.take(headerBytes) : undefined
  state.isCut = header?.length !== headerBytes
  if (!header || state.isCut) return
  if (header.readUInt32LE() !== 0x04034b50) throw new Error('no file where the directory has one')
  await pieces.take(header.readUInt16LE(26) + header.readUInt16LE(28))
  for (let left = bytes; left > 0; ) {
    const part = await pieces.take(Math.min(left, pieceBytes))
    state.isCut = part === undefined
    if (!part) return
    left -= part.length
    yield part
  }
}

const pieceBytes = 64 * 1024
