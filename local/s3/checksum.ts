/** What a client says that its bytes sum up to. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'
import { AwsFault } from '../wire/service.ts'
import { bigEndian, type Digest, openCrc32c, openCrc64Nvme } from './crc.ts'

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

export interface Checksum {
  algorithm: ChecksumAlgorithm
  /** Base64; of a composite with `-<parts>`. */
  value: string
  type: ChecksumType
}

/** Algorithm → bytes of its digest. */
const digestBytes: Record<ChecksumAlgorithm, number> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}
const algorithms = Object.keys(digestBytes) as ChecksumAlgorithm[]

/** What a body must sum up to: values in headers, or one that its trailer brings. */
export interface Expectation {
  algorithm: ChecksumAlgorithm | undefined
  value: string | undefined
  inTrailer: boolean
  /** Base64. */
  md5: string | undefined
}

export const headerOf = (algorithm: ChecksumAlgorithm) =>
  `x-amz-checksum-${algorithm.toLowerCase()}`

export function algorithmOf(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined
  const algorithm = algorithms.find((one) => one === name.toUpperCase())
  if (algorithm) return algorithm
  throw invalid(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  )
}

export function openDigest(algorithm: ChecksumAlgorithm): Digest {
  if (algorithm === 'CRC32C') return openCrc32c()
  if (algorithm === 'CRC64NVME') return openCrc64Nvme()
  if (algorithm === 'CRC32') {
    let crc = 0
    return {
      update: (bytes) => {
        crc = crc32(bytes, crc)
      },
      digest: () => bigEndian(crc),
    }
  }
  return createHash(algorithm)
}

/**
 * Whether a presigned URL's checksum is that of no bytes: the JavaScript SDK signs it where it has no body yet, and S3
 * takes the body all the same.
 */
export function isOfNothing(header: string, value: string): boolean {
  const algorithm = algorithms.find((each) => headerOf(each) === header)
  return algorithm !== undefined && openDigest(algorithm).digest().toString('base64') === value
}

/** Reads the headers of an upload; throws for values that are no digests. */
export function expectationOf(headers: IncomingHttpHeaders): Expectation {
  const given = algorithms.filter((algorithm) => headers[headerOf(algorithm)] !== undefined)
  const trailer = one(headers['x-amz-trailer'])?.trim().toLowerCase()
  const announced = algorithms.find((algorithm) => headerOf(algorithm) === trailer)
  if (trailer !== undefined && !announced) {
    throw invalid('The value specified in the x-amz-trailer header is not supported')
  }
  if (given.length + (announced ? 1 : 0) > 1) {
    throw invalid(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const algorithm =
    given[0] ?? announced ?? algorithmOf(one(headers['x-amz-sdk-checksum-algorithm']))
  const value = given[0] && one(headers[headerOf(given[0])])
  if (given[0]) checkDigest(given[0], value)
  const md5 = one(headers['content-md5'])
  if (md5 !== undefined && !isBase64(md5, 16)) {
    throw new AwsFault('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
      'Content-MD5': md5,
    })
  }
  return { algorithm, value, inTrailer: announced !== undefined, md5 }
}

/** Throws BadDigest when the body is not what was expected. */
export function checkBody(
  expected: Expectation,
  found: { md5: string; checksum: string | undefined },
  trailers: Readonly<Record<string, string>>,
): void {
  const md5 = Buffer.from(found.md5, 'hex').toString('base64')
  if (expected.md5 !== undefined && expected.md5 !== md5) {
    throw new AwsFault(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
      400,
      {
        ExpectedDigest: expected.md5,
        CalculatedDigest: md5,
      },
    )
  }
  if (!expected.algorithm) return
  const value = expected.inTrailer ? trailers[headerOf(expected.algorithm)] : expected.value
  if (expected.inTrailer) checkDigest(expected.algorithm, value)
  if (value !== undefined) checkChecksum(expected.algorithm, value, found.checksum)
}

export function checkChecksum(
  algorithm: ChecksumAlgorithm,
  expected: string,
  found: string | undefined,
): void {
  if (expected === found) return
  throw new AwsFault(
    'BadDigest',
    `The ${algorithm} you specified did not match the calculated checksum.`,
  )
}

function checkDigest(algorithm: ChecksumAlgorithm, value: string | undefined): void {
  if (value !== undefined && isBase64(value, digestBytes[algorithm])) return
  throw invalid(`Value for ${headerOf(algorithm)} header is invalid.`)
}

/** Of staged bytes as a whole. */
export function checksumOf(
  algorithm: ChecksumAlgorithm | undefined,
  staged: { checksum: string | undefined },
): Checksum | undefined {
  const { checksum: value } = staged
  return algorithm && value !== undefined ? { algorithm, value, type: 'FULL_OBJECT' } : undefined
}

/** The checksum of the checksums of the parts. */
export function compositeOf(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const digest = openDigest(algorithm)
  for (const part of parts) digest.update(Buffer.from(part, 'base64'))
  return `${digest.digest().toString('base64')}-${parts.length}`
}

function isBase64(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, 'base64')
  return decoded.length === bytes && decoded.toString('base64') === text
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
const invalid = (message: string) => new AwsFault('InvalidRequest', message)
