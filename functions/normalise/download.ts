/** The object's bytes, decompressed, on disk: every one of them seen once as it streams by. */
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { openObject } from '../../aws/s3.ts'
import type { ObjectVersion } from '../../lake/delivery.ts'
import type { Inspection, TextFacts } from '../../lake/inspect/inspection.ts'
import { scanner } from '../../lake/inspect/scan.ts'
import { decompressedBytesMax, decompressionRatioMax } from '../../lake/limits.ts'
import { Quarantined } from '../../lake/problem.ts'

/** Throws Quarantined for what is wrong with the bytes for good, NoSuchObject when the version is gone. */
export async function download(
  object: ObjectVersion,
  inspection: Inspection,
  path: string,
): Promise<TextFacts | undefined> {
  const isScanned = inspection.format !== 'parquet' && !inspection.render
  const scan = isScanned ? scanner(inspection) : undefined
  const isGzip = inspection.compression === 'gzip'
  let bytes = 0
  const watched = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (isGzip) refuseBomb(bytes, object.bytes)
      scan?.push(chunk)
      yield chunk
    }
  }
  const body: Readable = await openObject(object)
  const file = createWriteStream(path)
  try {
    if (isGzip) await pipeline(body, createGunzip(), watched, file)
    else await pipeline(body, watched, file)
  } catch (cause) {
    throw isCorruptGzip(cause) ? corruptGzip(cause) : cause
  }
  return scan?.end()
}

function refuseBomb(bytes: number, compressedBytes: number): void {
  const ratio = bytes / Math.max(compressedBytes, 1)
  const isBomb = ratio > decompressionRatioMax && bytes > ratioMattersFromBytes
  if (!isBomb && bytes <= decompressedBytesMax) return
  throw new Quarantined({
    code: 'gzip.too-large',
    detail: `${compressedBytes} bytes of gzip became more than ${bytes} (at most ${decompressionRatioMax} times, ${decompressedBytesMax} bytes).`,
    remedy: 'Send the data in several smaller files.',
  })
}

const ratioMattersFromBytes = 64 * 1024 * 1024 // small files of one repeated row compress far and harm nobody

const isCorruptGzip = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && /^Z_(DATA|BUF)_ERROR$/.test(String(error.code))

const corruptGzip = (cause: Error & { code: string }): Quarantined =>
  new Quarantined(
    {
      code: 'gzip.corrupt',
      detail: `The gzip stream cannot be read to its end: ${cause.message}.`,
      remedy: 'Compress the file again and compare its size after the transfer.',
    },
    { cause },
  )
