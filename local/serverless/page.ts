/**
 * The dashboard on the API's own origin, as CloudFront serves both on AWS: the files of dashboard/dist, and the page
 * itself for every other path, so that a link to any of its states opens. What begins with /v1, /v2 … is the API's.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** What the build has to say where it failed; nothing is done where dist is as new as its sources, or there is no page. */
export async function buildPage(serviceDir: string): Promise<unknown> {
  const builder = join(serviceDir, 'dashboard', 'build.mjs')
  if (!existsSync(builder)) return undefined
  return promisify(execFile)(process.execPath, [builder]).then(
    () => undefined,
    (error: unknown) => error,
  )
}

const channel = 'http.server.request.start'
const apiPaths = /^\/(v\d+|problems)(\/|$)/
const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

type Encoding = 'br' | 'gzip' | ''

interface File {
  type: string
  etag: string
  /** Vite writes what is in assets/ under names that change with the content. */
  isImmutable: boolean
  bytes(encoding: Encoding): Promise<Buffer>
}

const packers: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes),
  '': async (bytes) => bytes,
}

function fileAt(path: string, name: string): File {
  const content = readFileSync(path)
  const packed = new Map<Encoding, Promise<Buffer>>()
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`,
    isImmutable: name.startsWith('/assets/'),
    bytes(encoding) {
      const known = packed.get(encoding) ?? packers[encoding](content)
      packed.set(encoding, known)
      return known
    },
  }
}

/** Every file of the folder by its path in the URL. */
function filesIn(folder: string): Map<string, File> {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  const paths = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile())
  const nameOf = (path: string): string => `/${relative(folder, path).split(sep).join('/')}`
  return new Map(paths.map((path) => [nameOf(path), fileAt(path, nameOf(path))]))
}

/**
 * No script or style but the page's own files; requests to the API, and to S3 with a presigned URL. The same words as
 * CloudFront's (serverless.yml: contentSecurityPolicy), and a test compares them.
 */
const policyOf = (s3: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${s3}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

interface Page {
  /** dashboard/dist; read anew when it was built anew. */
  folder: string
  /** The endpoint that presigned URLs name. */
  s3: string
}

/** Answers whatever is asked of the page. */
export function openPage({ folder, s3 }: Page): RequestListener {
  let builtMs = 0
  let files = new Map<string, File>()
  const find = (path: string): File | undefined => {
    const index = statSync(join(folder, 'index.html'), { throwIfNoEntry: false })
    if (index && index.mtimeMs !== builtMs) {
      files = filesIn(folder)
      builtMs = index.mtimeMs
    }
    return files.get(path) ?? (extname(path) ? undefined : files.get('/index.html'))
  }
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    response.setHeader('content-security-policy', policyOf(s3))
    response.setHeader('cross-origin-opener-policy', 'same-origin')
    response.setHeader('referrer-policy', 'no-referrer')
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('x-frame-options', 'DENY')
    void write(request, response, find(pathname))
  }
}

/** Answers of this port that are not the API's; what is returned ends it. */
export const servePage = ({ port, ...page }: Page & { port: number }): (() => void) =>
  inFrontOf(port, isOfPage, openPage(page))

export const isOfPage = ({ method, url = '' }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && !apiPaths.test(url.split('?', 1)[0] ?? '')

/** serverless-offline keeps its HTTP server to itself: its first request gives it away. */
function inFrontOf(
  port: number,
  isOurs: (request: IncomingMessage) => boolean,
  answer: RequestListener,
): () => void {
  const onRequest = (message: unknown): void => {
    const { request, server } = message as { request: IncomingMessage; server: Server }
    if (request.socket.localPort !== port) return
    const others = server.listeners('request') as RequestListener[]
    server.removeAllListeners('request')
    server.on('request', (request, response) => {
      if (isOurs(request)) return answer(request, response)
      // It would be echoed, with leave to send credentials; our page needs none, and no other comes so far (wire/gate.ts).
      delete request.headers.origin
      for (const other of others) other(request, response)
    })
    unsubscribe(channel, onRequest)
  }
  subscribe(channel, onRequest)
  return () => unsubscribe(channel, onRequest)
}

const encodingOf = ({ headers }: IncomingMessage): Encoding =>
  (['br', 'gzip'] as const).find((name) => headers['accept-encoding']?.includes(name)) ?? ''

async function write(
  request: IncomingMessage,
  response: ServerResponse,
  file: File | undefined,
): Promise<void> {
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
    response.end('There is no such file of the dashboard; `node dashboard/build.mjs` builds it.\n')
    return
  }
  const age = file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache'
  response.setHeader('cache-control', age)
  response.setHeader('etag', file.etag)
  response.setHeader('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end()
    return
  }
  const encoding = encodingOf(request)
  const bytes = await file.bytes(encoding)
  if (encoding) response.setHeader('content-encoding', encoding)
  response.writeHead(200, { 'content-type': file.type, 'content-length': bytes.length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
