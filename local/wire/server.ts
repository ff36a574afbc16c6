/** The one AWS endpoint of the laptop: it verifies who asks and hands on by the scope that was signed. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { diskFull, isDiskFull } from '../disk.ts'
import { sha256, type Target, targetOf } from './canonical.ts'
import { type Claim, claimOf } from './claim.ts'
import { refuseJson } from './json.ts'
import { openPayload, readAll, received } from './payload.ts'
import { AwsFault, accountId, type Payload, type Refusable, type Service } from './service.ts'
import { type Credential, type Signing, verify } from './sigv4.ts'
import { refuseXml } from './xml.ts'

export interface ServerOptions {
  /** 0 takes any free port. */
  port: number
  services: readonly Service[]
  credentials: readonly Credential[]
  /** What is for everybody, unsigned: answers, or says by false that it is not asked. */
  open?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** Resolves when what was changed before is on the disk: no answer to a change leaves earlier. */
  durable?: () => Promise<void>
  /** Milliseconds since the epoch; tests give their own. */
  now?: () => number
}

export interface Server {
  /** `http://127.0.0.1:<port>` */
  endpoint: string
  close(): Promise<void>
}

/** Listens on 127.0.0.1 only. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const services = new Map(options.services.map((service) => [service.name, service]))
  const server = createServer((request, response) => {
    void answer(options, services, request, response)
  })
  // An upload may take as long as it likes; clients keep their connections for minutes.
  server.requestTimeout = 0
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      for (const service of options.services) await service.close?.()
    },
  }
}

async function answer(
  options: ServerOptions,
  services: ReadonlyMap<string, Service>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked: Refusable = { request, response, requestId: randomUUID() }
  response.setHeader('x-amzn-RequestId', asked.requestId)
  response.on('error', () => request.destroy())
  let refuse: Service['refuse'] = request.headers['x-amz-target'] ? refuseJson : refuseXml
  const { durable } = options
  const isChange = request.method !== 'GET' && request.method !== 'HEAD'
  if (durable && isChange) endsAfter(durable, response, (error) => fail(asked, refuse, error))
  try {
    if (request.url === '/health') return health(response, services)
    if (await options.open?.(request, response)) return
    const target = targetOf(request.url ?? '/')
    const claim = claimOf(request, target.query)
    if (!claim) throw anonymous()
    const service = services.get(claim.service)
    if (!service) throw unknownService(claim.service)
    refuse = service.refuse
    const { signing, payload } = await admit(options, claim, request, target)
    await service.answer({
      ...asked,
      url: new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`),
      caller: { accountId, region: claim.region, accessKeyId: claim.accessKeyId },
      body: () => readAll(payload(signing)),
      payload: () => payload(signing),
    })
  } catch (error) {
    fail(asked, refuse, error)
  }
}

/** A client takes an answer for a promise: it leaves when what it tells of is there to stay. */
function endsAfter(
  durable: () => Promise<void>,
  response: ServerResponse,
  failed: (error: unknown) => void,
): void {
  const end = response.end.bind(response) as (...asked: unknown[]) => ServerResponse
  const held = (...asked: unknown[]): ServerResponse => {
    response.end = end as typeof response.end
    durable().then(() => end(...asked), failed)
    return response
  }
  response.end = held as typeof response.end
}

/** Verifies the claim; S3 signs a hash that it names beforehand, the others the hash of what they sent. */
async function admit(
  { credentials, now = Date.now }: ServerOptions,
  claim: Claim,
  request: IncomingMessage,
  target: Target,
): Promise<{ signing: Signing; payload: (signing: Signing) => Payload }> {
  const hoisted = target.query.find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')
  const named = request.headers['x-amz-content-sha256'] ?? hoisted?.[1]
  const check = (payloadHash: string) =>
    verify(claim, request, target, { credentials, payloadHash, nowMs: now() })
  if (claim.service === 's3') {
    const payloadHash = claim.expiresSeconds === undefined ? named : (named ?? 'UNSIGNED-PAYLOAD')
    if (typeof payloadHash !== 'string') throw hashMissing()
    const signing = check(payloadHash)
    return { signing, payload: (by) => openPayload(request, payloadHash, by) }
  }
  const body = await readAll(received(request))
  const signing = check(sha256(body))
  return { signing, payload: () => heldPayload(body) }
}

function heldPayload(body: Buffer): Payload {
  return {
    trailers: {},
    async *[Symbol.asyncIterator]() {
      yield body
    },
  }
}

function fail(asked: Refusable, refuse: Service['refuse'], error: unknown): void {
  if (asked.response.headersSent || asked.response.destroyed) {
    // Too late for a status: a cut connection is the only honest sign.
    asked.response.destroy()
    return
  }
  const fault = error instanceof AwsFault ? error : unforeseen(error)
  refuse(asked, fault)
}

function health(response: ServerResponse, services: ReadonlyMap<string, Service>): void {
  response.setHeader('content-type', 'application/json')
  const operations = [...services].map(([name, service]) => [name, service.operations])
  response.end(JSON.stringify({ status: 'ok', services: Object.fromEntries(operations) }))
}

/** A fault of the laptop's own: told in full on the terminal, never to the client. */
function unforeseen(error: unknown): AwsFault {
  if (isDiskFull(error)) return new AwsFault('SlowDown', diskFull, 503)
  console.error(error)
  return new AwsFault('InternalError', 'We encountered an internal error.', 500)
}

const anonymous = () => new AwsFault('AccessDenied', 'Access Denied', 403)
const unknownService = (name: string) =>
  new AwsFault('NotImplemented', `The service ${name} is not on the laptop.`, 501)
const hashMissing = () =>
  new AwsFault('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
