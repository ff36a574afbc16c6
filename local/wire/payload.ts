/** The body of a request, decoded and checked against what the client signed. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { decodeChunks } from './chunked.ts'
import { AwsFault, type Payload } from './service.ts'
import type { Signing } from './sigv4.ts'

/** Enough for every JSON and XML protocol; a stream has no limit. */
const bodyBytesMax = 16 * 1024 * 1024

const streamings = new Set([
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
])

/** `payloadHash` as in the canonical request: a hash, `UNSIGNED-PAYLOAD` or a `STREAMING-` name. */
export function openPayload(
  request: IncomingMessage,
  payloadHash: string,
  signing: Signing,
): Payload {
  const trailers: Record<string, string> = {}
  return {
    trailers,
    [Symbol.asyncIterator]: () => bytesOf(request, payloadHash, signing, trailers),
  }
}

function bytesOf(
  request: IncomingMessage,
  payloadHash: string,
  signing: Signing,
  trailers: Record<string, string>,
): AsyncGenerator<Buffer> {
  if (payloadHash === 'UNSIGNED-PAYLOAD') return received(request)
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return hashed(received(request), payloadHash)
  if (!streamings.has(payloadHash)) {
    throw new AwsFault(
      'NotImplemented',
      `A payload of x-amz-content-sha256 ${payloadHash} is not implemented.`,
      501,
    )
  }
  const signed = payloadHash.startsWith('STREAMING-AWS4') ? signing : undefined
  return decodeChunks(received(request), trailers, signed)
}

/** The body as it comes; throws IncompleteBody when the client goes away. */
export async function* received(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of request) yield bytes as Buffer
  } catch {
    throw new AwsFault(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    )
  }
}

async function* hashed(source: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const bytes of source) {
    hash.update(bytes)
    yield bytes
  }
  const found = hash.digest('hex')
  if (found === expected) return
  throw new AwsFault(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
    { ClientComputedContentSHA256: expected, S3ComputedContentSHA256: found },
  )
}

/** All bytes of a payload; refuses more than 16 MiB. */
export async function readAll(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const bytes of source) {
    size += bytes.length
    if (size > bodyBytesMax) {
      throw new AwsFault('RequestEntityTooLarge', `The body exceeds ${bodyBytesMax} bytes.`, 413)
    }
    parts.push(bytes)
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}
