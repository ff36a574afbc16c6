/**
 * `aws-chunked`: chunks of a body, each perhaps signed, and trailers after them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
import { createHash, type Hash } from 'node:crypto'
import { sha256 } from './canonical.ts'
import { AwsFault } from './service.ts'
import { equalText, hmac, type Signing } from './sigv4.ts'

const lineBytesMax = 16_384
const trailersMax = 16
const crlf = Buffer.from('\r\n')

/** Yields the bytes of the chunks; fills `trailers` at the end. `signing` when the chunks must be signed. */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Record<string, string>,
  signing: Signing | undefined,
): AsyncGenerator<Buffer> {
  const reader = openReader(source)
  const signatures = signing && openSignatures(signing)
  for (;;) {
    const { size, signature } = chunkHead(await reader.line())
    const hash = signatures && createHash('sha256')
    for (let left = size; left > 0; ) {
      const bytes = await reader.bytes(left)
      left -= bytes.length
      hash?.update(bytes)
      yield bytes
    }
    if (hash) signatures.checkChunk(hash, signature)
    if (size === 0) break
    if ((await reader.line()) !== '') throw incomplete()
  }
  await readTrailers(reader, trailers, signatures)
}

type Reader = ReturnType<typeof openReader>
type Signatures = ReturnType<typeof openSignatures>

async function readTrailers(
  reader: Reader,
  trailers: Record<string, string>,
  signatures: Signatures | undefined,
): Promise<void> {
  let canonical = ''
  for (let count = 0; count < trailersMax; count += 1) {
    const line = await reader.line({ mayEnd: true })
    if (line === '') break
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (colon < 1)
      throw new AwsFault(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      )
    if (name === 'x-amz-trailer-signature') signatures?.checkTrailers(canonical, value)
    else {
      trailers[name] = value
      canonical += `${name}:${value}\n`
    }
  }
  if (canonical !== '' && signatures && !signatures.trailersChecked()) throw mismatch()
  await reader.end()
}

function chunkHead(line: string): { size: number; signature: string } {
  const head = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line)
  if (!head) throw incomplete()
  return { size: Number.parseInt(head[1] as string, 16), signature: head[2] ?? '' }
}

function openSignatures({ key, scope, timestamp, signature }: Signing) {
  let previous = signature
  let checked = false
  const check = (kind: string, hashes: string[], given: string) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, timestamp, scope, previous, ...hashes].join('\n')
    previous = hmac(key, text).toString('hex')
    if (!equalText(previous, given)) throw mismatch()
  }
  return {
    checkChunk: (hash: Hash, given: string) =>
      check('PAYLOAD', [sha256(''), hash.digest('hex')], given),
    checkTrailers(canonical: string, given: string) {
      check('TRAILER', [sha256(canonical)], given)
      checked = true
    },
    trailersChecked: () => checked,
  }
}

function openReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const more = async () => {
    const { done, value } = await iterator.next()
    if (done) return false
    held = held.length === 0 ? value : Buffer.concat([held, value])
    return true
  }
  return {
    /** The next line without its CRLF. */
    async line({ mayEnd = false } = {}): Promise<string> {
      for (;;) {
        const end = held.indexOf(crlf)
        if (end >= 0) {
          const line = held.toString('latin1', 0, end)
          held = held.subarray(end + 2)
          return line
        }
        if (held.length > lineBytesMax) throw incomplete()
        if (await more()) continue
        if (mayEnd && held.length === 0) return ''
        throw incomplete()
      }
    },
    /** At least one and at most `count` of the next bytes. */
    async bytes(count: number): Promise<Buffer> {
      if (held.length === 0 && !(await more())) throw incomplete()
      const bytes = held.subarray(0, count)
      held = held.subarray(bytes.length)
      return bytes
    },
    /** Reads what follows, so that the connection can be used again; nothing may. */
    async end(): Promise<void> {
      while (held.length === 0 && (await more()));
      if (held.length > 0 && !held.equals(crlf)) throw incomplete()
    },
  }
}

const incomplete = () =>
  new AwsFault(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )
const mismatch = () =>
  new AwsFault(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  )
