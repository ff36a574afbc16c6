/** What no SDK would send: wrong digests, wrong signatures, torn and ill-formed bodies. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ask, plainChunks, presign, type Raw, send, sign, signedChunks } from '../wire/signer.ts'
import { type Laptop, startLaptop } from './laptop.ts'

let laptop: Laptop
let key = 0

beforeAll(async () => {
  laptop = await startLaptop()
  laptop.store.createBucket('bucket')
})
afterAll(() => laptop.close())

const crc = (text: string | Buffer) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return bytes.toString('base64')
}
const code = (text: string) => /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? text
/** Puts by `raw`; answers the status or the error's code, and whether an object is there. */
async function put(raw: Partial<Raw>, body: string | Buffer = 'hello') {
  const path = `/bucket/refused-${key++}`
  const answer = await ask(laptop.endpoint, { method: 'PUT', path, body, ...raw })
  const isThere = laptop.store.find('bucket', path.slice('/bucket/'.length)) !== undefined
  return [answer.status === 200 ? 200 : code(answer.text), isThere]
}

describe('digests', () => {
  test.each([
    [{ 'x-amz-checksum-crc32': crc('hello') }, 200],
    [{ 'x-amz-checksum-crc32': crc('other') }, 'BadDigest'],
    [{ 'x-amz-checksum-crc32': 'AAA=' }, 'InvalidRequest'],
    [{ 'x-amz-checksum-crc32c': 'mnG7TA==' }, 200],
    [{ 'x-amz-checksum-crc32c': 'mnG7TQ==' }, 'BadDigest'],
    [{ 'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=' }, 200],
    [{ 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }, 'BadDigest'],
    [{ 'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' }, 200],
    [
      { 'x-amz-checksum-crc32': crc('hello'), 'x-amz-checksum-crc32c': 'mnG7TA==' },
      'InvalidRequest',
    ],
    [{ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, 200],
    [{ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    [{ 'content-md5': 'short' }, 'InvalidDigest'],
  ] as [Record<string, string>, unknown][])('%j → %s', async (headers, outcome) => {
    expect(await put({ headers })).toEqual([outcome, outcome === 200])
  })

  test('the hash that was signed must be that of the body', async () => {
    const decoded = { 'x-amz-decoded-content-length': '5' }
    const contentSha256 = createHash('sha256').update('other').digest('hex')
    expect(await put({ contentSha256 })).toEqual(['XAmzContentSHA256Mismatch', false])
    expect(await put({ contentSha256: 'UNSIGNED-PAYLOAD' })).toEqual([200, true])
    expect(await put({ contentSha256: 'STREAMING-OTHER', headers: decoded })).toEqual([
      'NotImplemented',
      false,
    ])
  })
})

describe('aws-chunked', () => {
  const chunks = [Buffer.from('hello '), Buffer.alloc(70_000, 'x')]
  const whole = Buffer.concat(chunks)
  const headers = { 'x-amz-decoded-content-length': String(whole.length) }
  const trailing = { ...headers, 'x-amz-trailer': 'x-amz-checksum-crc32' }
  const unsigned = { contentSha256: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', headers: trailing }

  test('an unsigned stream is held against its trailer', async () => {
    const good = plainChunks(chunks, { 'x-amz-checksum-crc32': crc(whole) })
    expect(await put(unsigned, good)).toEqual([200, true])
    const bad = plainChunks(chunks, { 'x-amz-checksum-crc32': crc('other') })
    expect(await put(unsigned, bad)).toEqual(['BadDigest', false])
    expect(await put(unsigned, plainChunks(chunks, {}))).toEqual(['InvalidRequest', false])
    expect(await put(unsigned, good.subarray(0, 50_000))).toEqual(['IncompleteBody', false])
    expect(await put(unsigned, 'zz\r\nhello\r\n')).toEqual(['IncompleteBody', false])
    const short = { ...trailing, 'x-amz-decoded-content-length': '9' }
    expect(await put({ ...unsigned, headers: short }, good)).toEqual(['IncompleteBody', false])
  })

  test('each signed chunk is verified, and the trailers', async () => {
    const trailers = { 'x-amz-checksum-crc32': crc(whole) }
    for (const [contentSha256, more, sent] of [
      ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', headers, {}],
      ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', trailing, trailers],
    ] as const) {
      const attempt = async (change: (body: Buffer) => Buffer) => {
        const path = `/bucket/signed-${key++}`
        const raw: Raw = { method: 'PUT', path, contentSha256, headers: more }
        const seed = sign(laptop.endpoint, raw)
        const body = change(signedChunks(seed, chunks, sent))
        const answer = await send(laptop.endpoint, { ...raw, body }, seed.headers)
        const stored = laptop.store.find('bucket', path.slice('/bucket/'.length))
        return [answer.status === 200 ? 200 : code(answer.text), stored?.size]
      }
      expect(await attempt((body) => body)).toEqual([200, whole.length])
      const tampered = (body: Buffer) => {
        body[body.length - 600] = 0x79
        return body
      }
      expect(await attempt(tampered)).toEqual(['SignatureDoesNotMatch', undefined])
    }
  })
})

describe('signatures', () => {
  test('a wrong secret, a changed path and an unsigned header are refused', async () => {
    expect(await put({ secretAccessKey: 'wrong' })).toEqual(['SignatureDoesNotMatch', false])
    const { headers } = sign(laptop.endpoint, { path: '/bucket?list-type=2' })
    const other = await send(laptop.endpoint, { path: '/bucket?list-type=1' }, headers)
    expect(code(other.text)).toBe('SignatureDoesNotMatch')
    expect(other.text).toContain('<StringToSign>AWS4-HMAC-SHA256')
    const more = { ...headers, 'x-amz-acl': 'private' }
    const unsigned = await send(laptop.endpoint, { path: '/bucket?list-type=2' }, more)
    expect([unsigned.status, code(unsigned.text)]).toEqual([403, 'AccessDenied'])
    const anonymous = await send(laptop.endpoint, { path: '/bucket' })
    expect([anonymous.status, code(anonymous.text)]).toEqual([403, 'AccessDenied'])
  })

  test('an old request is too skewed', async () => {
    const at = new Date(Date.now() - 20 * 60_000)
    expect(await put({ at })).toEqual(['RequestTimeTooSkewed', false])
  })

  test('a presigned URL works until it expires, for its method and path only', async () => {
    laptop.store.createBucket('presigned')
    const url = presign(laptop.endpoint, '/presigned/a%20b', { method: 'PUT' })
    const body = 'by url'
    const wrong = await send(laptop.endpoint, { path: url })
    expect(code(wrong.text)).toBe('SignatureDoesNotMatch')
    expect((await send(laptop.endpoint, { method: 'PUT', path: url, body })).status).toBe(200)
    const read = presign(laptop.endpoint, '/presigned/a%20b?response-content-type=text%2Fplain')
    const answer = await send(laptop.endpoint, { path: read })
    expect([answer.text, answer.headers['content-type']]).toEqual([body, 'text/plain'])
    const moved = await send(laptop.endpoint, { path: read.replace('a%20b', 'other') })
    expect(code(moved.text)).toBe('SignatureDoesNotMatch')
    const at = new Date(Date.now() - 61_000)
    const old = await send(laptop.endpoint, {
      path: presign(laptop.endpoint, '/presigned/a%20b', { at }),
    })
    expect([old.status, code(old.text)]).toEqual([403, 'AccessDenied'])
    expect(old.text).toContain('Request has expired')
    // The current JavaScript SDK presigns a PUT with the checksum of no bytes.
    const nothing = 'x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32'
    const early = presign(laptop.endpoint, `/presigned/c?${nothing}`, { method: 'PUT' })
    expect((await send(laptop.endpoint, { method: 'PUT', path: early, body })).status).toBe(200)
    const checksum = 'x-amz-checksum-crc32=AAAAAQ%3D%3D'
    const hoisted = presign(laptop.endpoint, `/presigned/c?${checksum}`, { method: 'PUT' })
    const refused = await send(laptop.endpoint, { method: 'PUT', path: hoisted, body })
    expect(code(refused.text)).toBe('BadDigest')
    const long = presign(laptop.endpoint, '/presigned/a%20b', { expires: 604_801 })
    expect((await send(laptop.endpoint, { path: long })).status).toBe(400)
  })
})

test('a bucket may stand in the host', async () => {
  await laptop.store.put('bucket', 'by/host', 'found')
  for (const host of ['bucket.localhost:4566', 'bucket.s3.eu-central-1.localhost']) {
    const answer = await ask(laptop.endpoint, { path: '/by/host', headers: { host } })
    expect(answer.text).toBe('found')
  }
})

test('a refusal is not labelled as the object is', async () => {
  const headers = { 'content-encoding': 'gzip', 'content-type': 'text/csv' }
  await laptop.store.put('bucket', 'labelled', 'x', { headers })
  for (const [name, value] of [
    ['if-match', '"no"'],
    ['range', 'bytes=9-'],
  ] as const) {
    const raw: Raw = { path: '/bucket/labelled', headers: { [name]: value } }
    const answer = await ask(laptop.endpoint, raw)
    expect(answer.status).toBeGreaterThan(400)
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.headers['content-type']).toBe('application/xml')
  }
})

describe('ill-formed requests', () => {
  test('a torn upload leaves nothing, neither object nor file', async () => {
    const before = files()
    const body = Buffer.alloc(3_000_000, 'x')
    const raw: Raw = { method: 'PUT', path: '/bucket/torn', body, cutAfter: 2_000_000 }
    await expect(ask(laptop.endpoint, raw)).rejects.toThrow()
    const deadlineMs = Date.now() + 5_000
    while (files() !== before && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(files()).toBe(before)
    expect(laptop.store.find('bucket', 'torn')).toBeUndefined()
  })

  const files = () =>
    readdirSync(join(laptop.home, 's3'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ).length

  test.each([
    ['PUT', '/bucket?lifecycle', 501, 'NotImplemented'],
    ['POST', '/bucket/a?select&select-type=2', 501, 'NotImplemented'],
    ['PUT', '/bucket/a?torrent', 501, 'NotImplemented'],
    ['GET', '/bucket?policy', 404, 'NoSuchBucketPolicy'],
    ['GET', '/bucket?encryption', 200, undefined],
    ['GET', '/bucket/%ff', 400, 'InvalidURI'],
    ['PUT', `/bucket/${'k'.repeat(1_025)}`, 400, 'KeyTooLongError'],
    ['PUT', '/Bad_Name', 400, 'InvalidBucketName'],
    ['GET', '/bucket?list-type=2&max-keys=x', 400, 'InvalidArgument'],
    ['GET', '/bucket?list-type=2&encoding-type=x', 400, 'InvalidArgument'],
    ['GET', '/none?list-type=2', 404, 'NoSuchBucket'],
    ['DELETE', '/none', 404, 'NoSuchBucket'],
  ])('%s %s → %s %s', async (method, path, status, name) => {
    const answer = await ask(laptop.endpoint, { method, path })
    expect([answer.status, /<Code>(.*?)</.exec(answer.text)?.[1]]).toEqual([status, name])
  })

  test('XML that is none, or another, or has entities', async () => {
    for (const body of ['<Delete', '<Other/>', '<!DOCTYPE a><Delete/>', '<Delete></Delete>']) {
      const md5 = createHash('md5').update(body).digest('base64')
      const headers = { 'content-md5': md5 }
      const raw: Raw = { method: 'POST', path: '/bucket?delete=', body, headers }
      expect(code((await ask(laptop.endpoint, raw)).text)).toBe('MalformedXML')
    }
    const raw: Raw = { method: 'POST', path: '/bucket?delete=', body: '<Delete/>' }
    expect(code((await ask(laptop.endpoint, raw)).text)).toBe('InvalidRequest')
  })

  test('headers whose meaning would be lost are refused by name', async () => {
    const refused = async (headers: Record<string, string>) => (await put({ headers }))[0]
    expect(await refused({ 'x-amz-object-lock-mode': 'GOVERNANCE' })).toBe('NotImplemented')
    expect(await refused({ 'x-amz-server-side-encryption': 'aws:kms' })).toBe('NotImplemented')
    expect(await refused({ 'x-amz-acl': 'public-read' })).toBe('AccessControlListNotSupported')
    expect(await refused({ 'x-amz-expected-bucket-owner': '111111111111' })).toBe('AccessDenied')
    expect(await refused({ 'x-amz-meta-big': 'x'.repeat(2_049) })).toBe('MetadataTooLarge')
    expect(await refused({ 'if-none-match': '"etag"' })).toBe('NotImplemented')
  })
})
