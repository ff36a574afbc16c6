/** The examples of AWS's own pages. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
import { createHmac, createSecretKey } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { targetOf } from '../../../local/wire/canonical.ts'
import { decodeChunks } from '../../../local/wire/chunked.ts'
import { claimOf } from '../../../local/wire/claim.ts'
import { verify } from '../../../local/wire/sigv4.ts'

const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const scope = '20130524/us-east-1/s3/aws4_request'
const timestamp = '20130524T000000Z'
const nowMs = Date.UTC(2013, 4, 24, 0, 1)
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

interface Example {
  method: string
  url: string
  headers: Record<string, string>
  payloadHash: string
  signature?: string
}

function outcomeOf({ method, url, headers, payloadHash, signature }: Example) {
  const all = { host: 'examplebucket.s3.amazonaws.com', ...headers }
  const names = Object.keys(all).sort().join(';')
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names},Signature=${signature}`
  const sent: Record<string, string> = signature ? { ...all, authorization } : all
  const headersDistinct = Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, [value]]),
  )
  const request = { method, url, headers: sent, headersDistinct } as unknown as IncomingMessage
  const target = targetOf(url)
  const claim = claimOf(request, target.query)
  if (!claim) throw new Error('no claim')
  const credentials = [{ accessKeyId, secretAccessKey }]
  return verify(claim, request, target, { credentials, payloadHash, nowMs }).signature
}

const examples: (Example & { name: string; signature: string })[] = [
  {
    name: 'GET of a range',
    method: 'GET',
    url: '/test.txt',
    headers: { range: 'bytes=0-9', 'x-amz-content-sha256': empty, 'x-amz-date': timestamp },
    payloadHash: empty,
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'PUT of a key with a dollar',
    method: 'PUT',
    url: '/test$file.text',
    headers: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      'x-amz-date': timestamp,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    name: 'GET of a subresource',
    method: 'GET',
    url: '/?lifecycle',
    headers: { 'x-amz-content-sha256': empty, 'x-amz-date': timestamp },
    payloadHash: empty,
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'list',
    method: 'GET',
    url: '/?max-keys=2&prefix=J',
    headers: { 'x-amz-content-sha256': empty, 'x-amz-date': timestamp },
    payloadHash: empty,
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
]

describe('the signatures of AWS’s examples hold', () => {
  test.each(examples)('$name', (example) => {
    expect(outcomeOf(example)).toBe(example.signature)
    const other = { ...example, method: 'POST' }
    expect(() => outcomeOf(other)).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    )
  })

  test('a presigned URL', () => {
    const signature = 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
    const credential = encodeURIComponent(`${accessKeyId}/${scope}`)
    const url = `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${timestamp}&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}`
    const found = outcomeOf({ method: 'GET', url, headers: {}, payloadHash: 'UNSIGNED-PAYLOAD' })
    expect(found).toBe(signature)
  })
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
describe('a body in chunks with a trailer', () => {
  const hmac = (key: Buffer | string, text: string) =>
    createHmac('sha256', key).update(text).digest()
  const [date, region] = ['20130524', 'us-east-1']
  const ofService = hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), 's3')
  const signing = {
    key: createSecretKey(hmac(ofService, 'aws4_request')),
    scope,
    timestamp,
    signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  }
  const body = (checksum: string) =>
    [
      `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n`,
      `${'a'.repeat(65_536)}\r\n`,
      `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n`,
      `${'a'.repeat(1_024)}\r\n`,
      `0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n`,
      `x-amz-checksum-crc32c:${checksum}\r\n`,
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
    ].join('')

  async function decoded(text: string, cut: number) {
    async function* source() {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
    }
    const trailers: Record<string, string> = {}
    let size = 0
    for await (const bytes of decodeChunks(source(), trailers, signing)) size += bytes.length
    return { size, trailers }
  }

  test.each([1_000_000, 65_536, 97])('cut every %i bytes', async (cut) => {
    expect(await decoded(body('sOO8/Q=='), cut)).toEqual({
      size: 66_560,
      trailers: { 'x-amz-checksum-crc32c': 'sOO8/Q==' },
    })
  })

  test('a changed trailer, a missing signature, a chunk cut short', async () => {
    const code = (name: string) => expect.objectContaining({ code: name })
    await expect(decoded(body('sOO8/A=='), 999)).rejects.toEqual(code('SignatureDoesNotMatch'))
    const unsigned = body('sOO8/Q==').replace(/x-amz-trailer-signature.*\r\n/, '')
    await expect(decoded(unsigned, 999)).rejects.toEqual(code('SignatureDoesNotMatch'))
    await expect(decoded(body('sOO8/Q==').slice(0, 9_999), 999)).rejects.toEqual(
      code('IncompleteBody'),
    )
  })
})
