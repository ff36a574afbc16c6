/** Who a request says it is from: an `Authorization` header or a presigned URL's query. */
import type { IncomingMessage } from 'node:http'
import type { Query } from './canonical.ts'
import { AwsFault } from './service.ts'

export interface Claim {
  accessKeyId: string
  /** `date/region/service/aws4_request` */
  scope: string
  date: string
  region: string
  service: string
  headers: string[]
  signature: string
  /** `YYYYMMDDTHHMMSSZ` */
  timestamp: string
  token: string | undefined
  /** Of a presigned URL. */
  expiresSeconds: number | undefined
}

const algorithm = 'AWS4-HMAC-SHA256'
const expiresSecondsMax = 604_800

/** Undefined when the request is anonymous; throws for a claim that is no SigV4. */
export function claimOf(request: IncomingMessage, query: Query): Claim | undefined {
  const header = request.headers.authorization
  if (header !== undefined) return headerClaim(request, header)
  const values = new Map(query)
  if (values.has('X-Amz-Algorithm') || values.has('X-Amz-Signature')) return queryClaim(values)
  return undefined
}

function headerClaim(request: IncomingMessage, header: string): Claim {
  const space = header.indexOf(' ')
  if (header.slice(0, space) !== algorithm) throw unsupported()
  const fields = new Map(
    header
      .slice(space + 1)
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=')
        return [name, value.join('=')] as const
      }),
  )
  const timestamp = one(request.headers['x-amz-date']) ?? isoTimestamp(request.headers.date)
  return {
    ...credentialOf(fields.get('Credential')),
    headers: headersOf(fields.get('SignedHeaders')),
    signature: fields.get('Signature') ?? '',
    timestamp: checkedTimestamp(timestamp),
    token: one(request.headers['x-amz-security-token']),
    expiresSeconds: undefined,
  }
}

function queryClaim(values: ReadonlyMap<string, string>): Claim {
  if (values.get('X-Amz-Algorithm') !== algorithm) throw unsupported()
  const expires = Number(values.get('X-Amz-Expires'))
  if (!Number.isInteger(expires) || expires < 0 || expires > expiresSecondsMax) {
    const bound =
      expires > expiresSecondsMax ? `less than ${expiresSecondsMax} seconds` : 'a number'
    throw malformed(`X-Amz-Expires must be ${bound}`)
  }
  return {
    ...credentialOf(values.get('X-Amz-Credential')),
    headers: headersOf(values.get('X-Amz-SignedHeaders')),
    signature: values.get('X-Amz-Signature') ?? '',
    timestamp: checkedTimestamp(values.get('X-Amz-Date')),
    token: values.get('X-Amz-Security-Token'),
    expiresSeconds: expires,
  }
}

function credentialOf(credential = '') {
  const [accessKeyId = '', ...scope] = credential.split('/')
  const [date = '', region = '', service = '', end] = scope
  if (scope.length !== 4 || end !== 'aws4_request') {
    throw malformed(
      'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    )
  }
  return { accessKeyId, scope: scope.join('/'), date, region, service }
}

function headersOf(list: string | undefined): string[] {
  if (!list) throw malformed('The authorization header is malformed; missing SignedHeaders.')
  const headers = list.toLowerCase().split(';')
  if (!headers.includes('host')) {
    throw new AwsFault(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
    )
  }
  return headers
}

function checkedTimestamp(text: string | undefined): string {
  if (text !== undefined && /^\d{8}T\d{6}Z$/.test(text)) return text
  throw new AwsFault(
    'AccessDenied',
    'AWS authentication requires a valid Date or x-amz-date header',
    403,
  )
}

function isoTimestamp(date: string | undefined): string | undefined {
  const ms = Date.parse(date ?? '')
  if (Number.isNaN(ms)) return undefined
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

/** Milliseconds of a `YYYYMMDDTHHMMSSZ`. */
export function timestampMs(timestamp: string): number {
  return Date.parse(
    timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
const malformed = (message: string) => new AwsFault('AuthorizationHeaderMalformed', message)
const unsupported = () =>
  new AwsFault(
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  )
