/** Gzip, one member or several, with the limits that keep a small object from becoming a huge one. */
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { decompressedBytesMax, decompressionFloorBytes, decompressionRatioMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * The decompressed bytes, as they come. Throws Quarantined: gzip.corrupt, gzip.truncated (not when `isHead`: the
 * chunks are only the beginning of the object) and gzip.bomb.
 */
export async function* gunzipped(chunks: Chunks, isHead = false): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const source = Readable.from(chunks)
  let transient: unknown
  source.on('error', (error) => {
    transient = error
    gunzip.destroy(error)
  })
  source.pipe(gunzip)
  let bytes = 0
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      bytes += chunk.length
      refuseBomb(gunzip.bytesWritten, bytes)
      yield chunk
    }
  } catch (error) {
    if (transient || error instanceof Quarantined) throw error
    const isCut = (error as { code?: string }).code === 'Z_BUF_ERROR'
    if (!isCut || !isHead) throw isCut ? truncated(bytes) : corrupt(error, bytes)
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

function refuseBomb(compressedBytes: number, bytes: number): void {
  const ratio = Math.round(bytes / Math.max(1, compressedBytes))
  const isBomb = bytes > decompressionFloorBytes && ratio > decompressionRatioMax
  if (!isBomb && bytes <= decompressedBytesMax) return
  throw new Quarantined({
    code: 'gzip.bomb',
    detail: `${compressedBytes} compressed bytes became ${bytes} (${ratio} times), more than ${decompressionRatioMax} times or ${decompressedBytesMax} bytes.`,
    remedy: 'Split the file, or send it as Parquet.',
  })
}

const truncated = (bytes: number): Quarantined =>
  new Quarantined({
    code: 'gzip.truncated',
    detail: `The gzip stream breaks off after ${bytes} decompressed bytes.`,
    remedy: 'Send the whole file again.',
  })

const corrupt = (cause: unknown, bytes: number): Quarantined =>
  new Quarantined(
    {
      code: 'gzip.corrupt',
      detail: `The gzip stream is corrupt after ${bytes} decompressed bytes: ${(cause as Error).message}.`,
      remedy: 'Compress the file anew and send it again.',
    },
    { cause },
  )

/**
 * The first decompressed bytes of an object whose first bytes are `head`. All of the head is decompressed, so that
 * a bomb or a corrupt stream is found here if it begins here.
 */
export async function gunzippedHead(
  head: Uint8Array,
  isWhole: boolean,
  bytesMax: number,
): Promise<{ bytes: Buffer; whole: boolean }> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of gunzipped([head], !isWhole)) {
    if (bytes < bytesMax) kept.push(chunk)
    bytes += chunk.length
  }
  return {
    bytes: Buffer.concat(kept).subarray(0, bytesMax),
    whole: isWhole && bytes <= bytesMax,
  }
}
