/** PutObject: the body streams to a file aside, is checked, and becomes the object in one step. */
import { AwsFault } from '../wire/service.ts'
import { type ChecksumAlgorithm, checkBody, checksumOf, expectationOf } from './checksum.ts'
import { answerEmpty, type Exchange, header } from './exchange.ts'
import type { Staged } from './files.ts'
import { detailsOf, setWritten, writeConditionOf } from './headers.ts'

/** S3's own limit of one PUT. */
const putBytesMax = 5 * 1024 ** 3

export async function putObject(exchange: Exchange): Promise<void> {
  const { store, bucket, key, origin } = exchange
  store.buckets.get(bucket)
  const details = detailsOf(exchange)
  const { algorithm, staged } = await received(exchange)
  const version = store.commit(staged, {
    bucket,
    key,
    details: { ...details, checksum: checksumOf(algorithm, staged) },
    event: 'ObjectCreated:Put',
    condition: writeConditionOf(exchange),
    origin,
  })
  setWritten(exchange, version)
  answerEmpty(exchange)
}

/**
 * Stages the body of an object or part; throws, and keeps nothing, when a digest or the length is wrong.
 * The checksum is of the algorithm that the client chose, `otherwise` if it chose none.
 */
export async function received(exchange: Exchange, otherwise?: ChecksumAlgorithm) {
  const { store, request, wire, bucket } = exchange
  const expected = expectationOf(request.headers)
  const sizeExpected = lengthOf(exchange)
  const payload = wire.payload()
  const algorithm = expected.algorithm ?? otherwise
  const staged = await store.files.stage(bucket, payload, algorithm)
  try {
    if (sizeExpected !== undefined && staged.size !== sizeExpected) throw incomplete(staged)
    checkBody(expected, staged, payload.trailers)
    return { staged, algorithm }
  } catch (error) {
    store.files.discard(staged)
    throw error
  }
}

/** Of the decoded body; undefined when it is not known before its end. */
function lengthOf(exchange: Exchange): number | undefined {
  const isChunked = header(exchange, 'x-amz-content-sha256')?.startsWith('STREAMING-')
  const text = header(exchange, isChunked ? 'x-amz-decoded-content-length' : 'content-length')
  if (text === undefined) {
    if (!isChunked && header(exchange, 'transfer-encoding') !== undefined) return undefined
    if (!isChunked) return 0
    throw new AwsFault(
      'MissingContentLength',
      'You must provide the Content-Length HTTP header.',
      411,
    )
  }
  const size = Number(text)
  if (size <= putBytesMax) return size
  throw new AwsFault(
    'EntityTooLarge',
    'Your proposed upload exceeds the maximum allowed size',
    400,
    {
      ProposedSize: size,
      MaxSizeAllowed: putBytesMax,
    },
  )
}

const incomplete = ({ size }: Staged) =>
  new AwsFault(
    'IncompleteBody',
    `You did not provide the number of bytes specified by the Content-Length HTTP header; received ${size}`,
  )
