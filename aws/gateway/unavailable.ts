/** What AWS refuses for now, whatever was asked: that is no fault of ours, and the client may ask again. */
import { noSpace } from '../../lake/nospace.ts'
import { RequestProblem } from '../../lake/problem.ts'

interface Refusal {
  name: string
  message: string
  $metadata: { httpStatusCode?: number }
}

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && '$metadata' in error

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and the other services' names for the same. */
const throttles = new Set([
  ...['SlowDown', 'ServiceUnavailable', 'ThrottlingException', 'TooManyRequestsException'],
  ...['RequestThrottled', 'ThrottledException', 'RequestLimitExceeded'],
])

/** S3's own disks are never full; those of a store that speaks its language may be. */
const insufficientStorage = 507

const retrySeconds = { 'storage.full': '60', 'service.busy': '5' }

/** Undefined for every other error. */
export function unavailableOf(error: unknown): RequestProblem | undefined {
  if (!isRefusal(error)) return undefined
  const { name, message, $metadata } = error
  const isFull = message.startsWith(noSpace) || $metadata.httpStatusCode === insufficientStorage
  if (!isFull && !throttles.has(name)) return undefined
  const slug = isFull ? 'storage.full' : 'service.busy'
  const detail = isFull ? message : `AWS answers ${name}: ask again in a moment.`
  return new RequestProblem(slug, detail, { headers: { 'Retry-After': retrySeconds[slug] } })
}
