/** A client that sends what no SDK would: signatures, bodies and paths as the test gives them. */
import { createHash, createHmac } from 'node:crypto'
import { type IncomingHttpHeaders, request } from 'node:http'

export interface Raw {
  method?: string
  /** As it goes over the wire, encoded, with its query. */
  path: string
  headers?: Record<string, string>
  body?: string | Buffer | readonly Buffer[]
  service?: string
  secretAccessKey?: string
  /** Instead of the hash of the body. */
  contentSha256?: string
  at?: Date
  /** Cut the connection after so many bytes of the body. */
  cutAfter?: number
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export const keys = { accessKeyId: 'AKIDLAPTOP', secretAccessKey: 'secret' }
const region = 'eu-central-1'
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()
const timestampOf = (at: Date) => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

function keyOf(date: string, service: string, secret: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request')
}

function sortedQuery(path: string): [string, string] {
  const [bare = '', query = ''] = path.split('?')
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=') as [string, string?])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return [bare, pairs.map(([name, value = '']) => `${name}=${value}`).join('&')]
}

/** The headers of a signed request, and the seed of its chunks. */
export function sign(endpoint: string, raw: Raw) {
  const { method = 'GET', path, headers = {}, service = 's3', at = new Date() } = raw
  const { secretAccessKey = keys.secretAccessKey } = raw
  const timestamp = timestampOf(at)
  const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`
  const hash = raw.contentSha256 ?? sha256(bodyOf(raw))
  const all: Record<string, string> = {
    host: new URL(endpoint).host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': hash,
    ...headers,
  }
  const names = Object.keys(all).sort()
  const [bare, query] = sortedQuery(path)
  const canonical = [
    method,
    bare,
    query,
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    hash,
  ].join('\n')
  const key = keyOf(timestamp.slice(0, 8), service, secretAccessKey)
  const text = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')
  const signature = hmac(key, text).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { headers: { ...all, authorization }, key, timestamp, scope, signature }
}

const bodyOf = ({ body = '' }: Raw): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.isBuffer(body) ? body : Buffer.concat(body)

/** The path of a presigned URL. */
export function presign(
  endpoint: string,
  path: string,
  more: Partial<Raw> & { expires?: number } = {},
) {
  const { method = 'GET', at = new Date(), expires = 60 } = more
  const timestamp = timestampOf(at)
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`
  const parameters = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${keys.accessKeyId}/${scope}`)}`,
    `X-Amz-Date=${timestamp}`,
    `X-Amz-Expires=${expires}`,
    'X-Amz-SignedHeaders=host',
  ]
  const [bare, query] = sortedQuery(
    `${path}${path.includes('?') ? '&' : '?'}${parameters.join('&')}`,
  )
  const canonical = [
    method,
    bare,
    query,
    `host:${new URL(endpoint).host}`,
    '',
    'host',
    'UNSIGNED-PAYLOAD',
  ]
  const text = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical.join('\n'))].join('\n')
  const key = keyOf(timestamp.slice(0, 8), 's3', more.secretAccessKey ?? keys.secretAccessKey)
  return `${bare}?${query}&X-Amz-Signature=${hmac(key, text).toString('hex')}`
}

/** Signs and sends. */
export function ask(endpoint: string, raw: Raw): Promise<RawAnswer> {
  return send(endpoint, raw, sign(endpoint, raw).headers)
}

/** Sends with these headers and no others. */
export function send(
  endpoint: string,
  raw: Raw,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const { method = 'GET', path, cutAfter } = raw
  const body = bodyOf(raw)
  return new Promise((resolve, reject) => {
    const outgoing = request(endpoint, { method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    outgoing.on('error', reject)
    if (cutAfter === undefined) {
      if (Array.isArray(raw.body)) for (const part of raw.body) outgoing.write(part)
      else outgoing.write(body)
      outgoing.end()
      return
    }
    outgoing.setHeader('content-length', body.length)
    outgoing.write(body.subarray(0, cutAfter), () => setTimeout(() => outgoing.destroy(), 20))
  })
}

/** The body in `aws-chunked`, each chunk signed after the request's own signature. */
export function signedChunks(
  seed: ReturnType<typeof sign>,
  chunks: readonly Buffer[],
  trailers: Record<string, string> = {},
): Buffer {
  let previous = seed.signature
  const step = (kind: string, hashes: string[]) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, seed.timestamp, seed.scope, previous, ...hashes]
    previous = hmac(seed.key, text.join('\n')).toString('hex')
    return previous
  }
  const parts = [...chunks, Buffer.alloc(0)].map((chunk) => {
    const signature = step('PAYLOAD', [sha256(''), sha256(chunk)])
    const head = `${chunk.length.toString(16)};chunk-signature=${signature}\r\n`
    return Buffer.concat([Buffer.from(head), chunk, Buffer.from(chunk.length > 0 ? '\r\n' : '')])
  })
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`)
  if (lines.length > 0) {
    const signature = step('TRAILER', [sha256(lines.map((line) => `${line}\n`).join(''))])
    lines.push(`x-amz-trailer-signature:${signature}`)
  }
  return Buffer.concat([
    ...parts,
    Buffer.from(`${lines.map((line) => `${line}\r\n`).join('')}\r\n`),
  ])
}

/** The body in `aws-chunked` without signatures. */
export function plainChunks(chunks: readonly Buffer[], trailers: Record<string, string>): Buffer {
  const parts = chunks.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  )
  const end = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`)
  return Buffer.concat([...parts, Buffer.from(`0\r\n${end.join('')}\r\n`)])
}
