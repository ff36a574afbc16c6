/** The entries of a ZIP archive that lies on a disk, or in S3. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import { isBomb } from '../inspect/binary/bomb.ts'
import { decompressedBytesMax, decompressionRatioMax, entriesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import type { Lying } from './render.ts'

export interface ZipEntry {
  name: string
  /** Decompressed. */
  bytes: number
  isEncrypted: boolean
  /** By ZIP's number: 0 is stored, 8 deflated. */
  method: number
  /** Where its own header is, and how many bytes come behind it. */
  lies: { at: number; bytes: number; crc: number }
  /** Its bytes, decompressed, as they are read; throws Quarantined for a bomb and a wrong checksum. */
  chunks(): AsyncIterable<Uint8Array>
}

type Ranged = Pick<Lying, 'bytes' | 'read'>

/** Throws Quarantined where the archive is broken. */
export async function zipEntries(object: Ranged): Promise<ZipEntry[]> {
  const reader = new RangeReader(object)
  try {
    const zip = await fromRandomAccessReaderPromise(reader, object.bytes, {
      autoClose: false,
      lazyEntries: true,
    })
    const entries: ZipEntry[] = []
    for await (const entry of zip.eachEntry()) {
      if (entries.length === entriesMax) throw corrupt(`it has more than ${entriesMax} entries`)
      entries.push(entryOf(zip, entry, reader))
    }
    return entries
  } catch (error) {
    throw error instanceof Quarantined ? error : reader.faultOf(error, '')
  }
}

function entryOf(zip: ZipFile, entry: Entry, reader: RangeReader): ZipEntry {
  const name = entry.fileName
  const bytes = entry.uncompressedSize
  return {
    name,
    bytes,
    isEncrypted: entry.isEncrypted(),
    method: entry.compressionMethod,
    lies: {
      at: entry.relativeOffsetOfLocalHeader,
      bytes: entry.compressedSize,
      crc: entry.crc32,
    },
    async *chunks() {
      refuseBomb(name, bytes, entry.compressedSize)
      try {
        let crc = 0
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          crc = crc32(chunk as Buffer, crc)
          yield chunk as Buffer
        }
        if (crc !== entry.crc32) throw new Error('a wrong checksum')
      } catch (error) {
        throw reader.faultOf(error, `${name}: `)
      }
    },
  }
}

/** An entry that gives more than it says is refused by its size. */
function refuseBomb(name: string, bytes: number, compressedBytes: number): void {
  if (!isBomb(compressedBytes, bytes)) return
  throw new Quarantined({
    code: 'zip.too-large',
    detail: `${compressedBytes} bytes of "${name}" would become ${bytes} (at most ${decompressionRatioMax} times, ${decompressedBytesMax} bytes).`,
    remedy: 'Send the data in several smaller files.',
  })
}

const corrupt = (what: string, cause?: unknown): Quarantined =>
  new Quarantined(
    {
      code: 'zip.corrupt',
      detail: `The ZIP archive cannot be read: ${what.replace(/\.$/, '').slice(0, 200)}.`,
      remedy: 'Write the file again, and compare its size after the transfer.',
    },
    { cause },
  )

const pieceBytes = 256 * 1024

class RangeReader extends RandomAccessReader {
  readonly #object: Ranged
  #failure: unknown

  constructor(object: Ranged) {
    super()
    this.#object = object
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end))
  }

  async *#pieces(start: number, end: number): AsyncIterable<Uint8Array> {
    for (let at = start; at < end; at += pieceBytes) {
      try {
        yield await this.#object.read(at, Math.min(end, at + pieceBytes))
      } catch (error) {
        this.#failure = error
        throw error
      }
    }
  }

  /** What could not be read is not the archive's fault. */
  faultOf(error: unknown, where: string): unknown {
    if (this.#failure !== undefined) return this.#failure
    return corrupt(where + (error instanceof Error ? error.message : ''), error)
  }
}
