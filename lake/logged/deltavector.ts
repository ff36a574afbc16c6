/** Deletion vectors of Delta: where they lie, and their bytes. https://github.com/delta-io/delta/blob/master/PROTOCOL.md#deletion-vectors */
import { crc32 } from 'node:zlib'
import { deletedRowsMax } from '../limits.ts'
import type { AddFile } from './deltaaction.ts'
import type { Vector } from './vector.ts'

type Descriptor = NonNullable<AddFile['deletionVector']>

/** Whether its rows can be known: it lies in the log itself or in a file of the table's folder, and is not beyond measure. */
export function isPlaced({ storageType, pathOrInlineDv: said, cardinality }: Descriptor): boolean {
  if (!(cardinality >= 0 && cardinality <= deletedRowsMax)) return false
  if (storageType === 'i') return said.length % 5 === 0 && isZ85(said)
  return storageType === 'u' && said.length >= idCharacters && isZ85(said.slice(-idCharacters))
}

export function vectorOf(descriptor: Descriptor): Vector {
  const { storageType, pathOrInlineDv: said, offset, sizeInBytes: bytes, cardinality } = descriptor
  if (storageType === 'i') return { inline: said, bytes, rows: cardinality }
  const folder = said.slice(0, -idCharacters)
  const id = unZ85(said.slice(-idCharacters)).toString('hex')
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const path = `${folder && `${folder}/`}deletion_vector_${uuid}.bin`
  return { path, at: offset ?? 1, bytes, rows: cardinality }
}

/** 16 bytes. */
const idCharacters = 20

/** What stands before and behind the bitmap in a file: its length, and its checksum. */
export const [lengthBytes, checkBytes] = [4, 4]

/** The bitmap of what stands in the file from `at` on. Throws Error where it is not what the log says. */
export function vectorIn(bytes: Buffer, { bytes: size }: Vector): Buffer {
  const bitmap = bytes.subarray(lengthBytes, lengthBytes + size)
  if (bytes.readUInt32BE() !== size || bitmap.length < size) throw new Error('another length')
  const check = bytes.readUInt32BE(lengthBytes + size)
  if (crc32(bitmap) !== check) throw new Error('another checksum')
  return bitmap
}

export const inlineVector = ({ inline = '', bytes }: Vector): Buffer =>
  unZ85(inline).subarray(0, bytes)

const z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

const isZ85 = (text: string): boolean => [...text].every((character) => z85.includes(character))

/** https://rfc.zeromq.org/spec/32/ */
function unZ85(text: string): Buffer {
  const bytes = Buffer.alloc((text.length / 5) * 4)
  for (let at = 0; at < text.length; at += 5) {
    let word = 0
    for (const character of text.slice(at, at + 5)) word = word * 85 + z85.indexOf(character)
    bytes.writeUInt32BE(word >>> 0, (at / 5) * 4)
  }
  return bytes
}
