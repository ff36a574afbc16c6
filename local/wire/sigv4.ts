/** Signature Version 4, verified as AWS verifies it. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { canonicalRequest, sha256, type Target } from './canonical.ts'
import { type Claim, timestampMs } from './claim.ts'
import { AwsFault } from './service.ts'

export interface Credential {
  accessKeyId: string
  secretAccessKey: string
  /** Of a session: a request must carry it too. Without one, any token is let pass. */
  token?: string
}

/** What the signatures of the chunks of a body are made with. */
export interface Signing {
  key: KeyObject
  scope: string
  timestamp: string
  /** Of the request: the seed of the first chunk's. */
  signature: string
}

const skewMsMax = 15 * 60_000
const keys = new Map<string, KeyObject>()
const keysMax = 1_000

export const hmac = (key: KeyObject | Buffer | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest()

function signingKey(secret: string, { date, region, service }: Claim): KeyObject {
  const name = `${secret}/${date}/${region}/${service}`
  const known = keys.get(name)
  if (known) return known
  const ofService = hmac(hmac(hmac(`AWS4${secret}`, date), region), service)
  const key = createSecretKey(hmac(ofService, 'aws4_request'))
  if (keys.size >= keysMax) keys.clear()
  keys.set(name, key)
  return key
}

export function equalText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Throws the fault that S3 gives when the claim does not hold at `nowMs`. */
export function verify(
  claim: Claim,
  request: IncomingMessage,
  target: Target,
  against: { credentials: readonly Credential[]; payloadHash: string; nowMs: number },
): Signing {
  const credential = against.credentials.find((one) => one.accessKeyId === claim.accessKeyId)
  if (!credential || (credential.token !== undefined && claim.token === undefined)) {
    throw new AwsFault(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
      { AWSAccessKeyId: claim.accessKeyId },
    )
  }
  if (credential.token !== undefined && claim.token !== credential.token) {
    throw new AwsFault('InvalidToken', 'The provided token is malformed or otherwise invalid.')
  }
  const canonical = canonicalRequest(request, target, {
    service: claim.service,
    headers: claim.headers,
    payloadHash: against.payloadHash,
  })
  const text = ['AWS4-HMAC-SHA256', claim.timestamp, claim.scope, sha256(canonical)].join('\n')
  const key = signingKey(credential.secretAccessKey, claim)
  const expected = hmac(key, text).toString('hex')
  if (!equalText(expected, claim.signature)) throw mismatch(claim, text, canonical)
  checkTime(claim, against.nowMs)
  checkSigned(claim, request)
  return { key, scope: claim.scope, timestamp: claim.timestamp, signature: expected }
}

function checkTime(claim: Claim, nowMs: number): void {
  const atMs = timestampMs(claim.timestamp)
  const serverTime = iso(nowMs)
  if (claim.expiresSeconds !== undefined) {
    if (atMs - nowMs > skewMsMax) {
      throw new AwsFault('AccessDenied', 'Request is not yet valid', 403, {
        'X-Amz-Date': claim.timestamp,
        ServerTime: serverTime,
      })
    }
    const endMs = atMs + claim.expiresSeconds * 1_000
    if (nowMs <= endMs) return
    throw new AwsFault('AccessDenied', 'Request has expired', 403, {
      'X-Amz-Expires': claim.expiresSeconds,
      Expires: iso(endMs),
      ServerTime: serverTime,
    })
  }
  if (Math.abs(nowMs - atMs) <= skewMsMax && claim.timestamp.startsWith(claim.date)) return
  throw new AwsFault(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
    {
      RequestTime: claim.timestamp,
      ServerTime: serverTime,
      MaxAllowedSkewMilliseconds: skewMsMax,
    },
  )
}

const needNotBeSigned = new Set(['x-amz-content-sha256', 'x-amz-user-agent'])

/** Every `x-amz-` header takes part in the meaning of a request, so each must be signed. */
function checkSigned(claim: Claim, request: IncomingMessage): void {
  if (claim.service !== 's3') return
  const unsigned = Object.keys(request.headers).filter(
    (name) =>
      name.startsWith('x-amz-') && !needNotBeSigned.has(name) && !claim.headers.includes(name),
  )
  if (unsigned.length === 0) return
  throw new AwsFault(
    'AccessDenied',
    'There were headers present in the request which were not signed',
    403,
    { HeadersNotSigned: unsigned.join(', ') },
  )
}

function mismatch(claim: Claim, text: string, canonical: string): AwsFault {
  return new AwsFault(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
    {
      AWSAccessKeyId: claim.accessKeyId,
      StringToSign: text,
      SignatureProvided: claim.signature,
      StringToSignBytes: bytesText(text),
      CanonicalRequest: canonical,
      CanonicalRequestBytes: bytesText(canonical),
    },
  )
}

const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
const bytesText = (text: string) => Buffer.from(text).toString('hex').match(/../g)?.join(' ') ?? ''
