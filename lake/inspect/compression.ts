/**
 * Compressed bytes, decompressed as they come: by the magic of their first bytes, with the limits that keep a small
 * object from becoming a huge one. Several streams one after another are one, as the tools of each read them.
 */
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import xz from 'xz-decompress'
import { decompressedBytesMax, decompressionRatioMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { isBomb } from './binary/bomb.ts'
import { unbzip } from './binary/bzip2.ts'
import { CutOff } from './binary/cutoff.ts'
import { unlz4 } from './binary/lz4.ts'
import { unsnappy } from './binary/snappy.ts'
import { type Member, unzipped } from './binary/zip.ts'
import { unpackedBytes, unzstd } from './binary/zstd.ts'
import type { Compression } from './inspection.ts'

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>
export type Codec = Exclude<Compression, 'none'>

/** First bytes in hexadecimal. A frame to be skipped is one of Zstandard and of LZ4 alike. */
const magics: [start: RegExp, codec: Codec][] = [
  [/^1f8b08[01]/, 'gzip'], // deflate is all there is, and three flags are none (RFC 1952)
  [/^(28b52ffd|5.2a4d18)/, 'zstd'],
  [/^425a683[1-9](314159265359|177245385090)/, 'bzip2'],
  [/^fd377a585a00/, 'xz'],
  [/^04224d18/, 'lz4'],
  [/^ff060000734e61507059/, 'snappy'],
]

export function compressionOf(head: Uint8Array): Compression {
  const start = Buffer.from(head.subarray(0, 16)).toString('hex')
  return magics.find(([magic]) => magic.test(start))?.[1] ?? 'none'
}

const names: Record<Codec, string> = {
  gzip: 'gzip',
  zstd: 'Zstandard',
  bzip2: 'bzip2',
  xz: 'xz',
  lz4: 'LZ4',
  snappy: 'Snappy',
  zip: 'ZIP',
}

/** Bytes as they come out, and what is thrown for bytes that are none of the codec; CutOff where they end too early. */
const codecs: Record<Codec, (chunks: Readable, member?: Member) => AsyncIterable<Uint8Array>> = {
  gzip: gunzipped,
  zstd: unzstd,
  bzip2: (chunks) => unbzip(chunks),
  xz: (chunks) => new xz.XzReadableStream(Readable.toWeb(chunks)),
  lz4: unlz4,
  snappy: unsnappy,
  zip: (chunks, member) => unzipped(chunks, member!),
}

function gunzipped(chunks: Readable): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: unpackedBytes })
  chunks.on('error', (error) => gunzip.destroy(error))
  return chunks.pipe(gunzip)
}

/**
 * The decompressed bytes, as they come. Throws Quarantined: `<codec>.corrupt`, `<codec>.truncated` (not when `isHead`: the
 * chunks are only the beginning of the object) and `<codec>.bomb`; and whatever `chunks` throws.
 */
export async function* decompressed(
  codec: Codec,
  chunks: Chunks,
  isHead = false,
  member?: Member,
): AsyncGenerator<Buffer> {
  let [read, bytes] = [0, 0]
  let transient: unknown
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        read += chunk.length
        yield chunk
      }
    } catch (error) {
      transient = error
      throw error
    }
  }
  const source = Readable.from(counted(), { objectMode: false })
  try {
    for await (const chunk of codecs[codec](source, member)) {
      bytes += chunk.length
      refuseBomb(codec, read, bytes)
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    }
  } catch (error) {
    if (transient) throw transient
    if (error instanceof Quarantined) throw error
    const cut = isCut(error as Error)
    if (!cut || !isHead) throw cut ? truncated(codec, bytes) : corrupt(codec, error, bytes)
  } finally {
    source.destroy()
  }
}

const isCut = (error: Error & { code?: string }): boolean =>
  error instanceof CutOff ||
  error.code === 'Z_BUF_ERROR' ||
  error.code === 'ZSTD_error_srcSize_wrong' ||
  / with error code 8$/.test(error.message) // of xz

function refuseBomb(codec: Codec, compressedBytes: number, bytes: number): void {
  if (!isBomb(compressedBytes, bytes)) return
  const ratio = Math.round(bytes / Math.max(1, compressedBytes))
  throw new Quarantined({
    code: `${codec}.bomb`,
    detail: `${compressedBytes} compressed bytes became ${bytes} (${ratio} times), more than ${decompressionRatioMax} times or ${decompressedBytesMax} bytes.`,
    remedy: 'Split the file, or send it as Parquet.',
  })
}

const truncated = (codec: Codec, bytes: number): Quarantined =>
  new Quarantined({
    code: `${codec}.truncated`,
    detail: `The ${names[codec]} stream breaks off after ${bytes} decompressed bytes.`,
    remedy: 'Send the whole file again.',
  })

const corrupt = (codec: Codec, cause: unknown, bytes: number): Quarantined =>
  new Quarantined(
    {
      code: `${codec}.corrupt`,
      detail: `The ${names[codec]} stream is corrupt after ${bytes} decompressed bytes: ${(cause as Error).message}.`,
      remedy: 'Compress the file anew and send it again.',
    },
    { cause },
  )

/**
 * The first decompressed bytes of an object whose first bytes are `head`. All of the head is decompressed, so that
 * a bomb or a corrupt stream is found here if it begins here.
 */
export async function decompressedHead(
  codec: Codec,
  head: Uint8Array,
  isWhole: boolean,
  bytesMax: number,
  member?: Member,
): Promise<{ bytes: Buffer; whole: boolean }> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of decompressed(codec, [head], !isWhole, member)) {
    if (bytes < bytesMax) kept.push(chunk)
    bytes += chunk.length
  }
  return {
    bytes: Buffer.concat(kept).subarray(0, bytesMax),
    whole: isWhole && bytes <= bytesMax,
  }
}
