/**
 * How every flow lands a file: its sha-256, the API's presigned PUT, the PUT itself. A FlowFile enters at `Hash` with
 * `land.source`, `land.dataset`, `land.file`, `land.date` and `land.type`; `land.sha256` only where the sender said it.
 * It has landed when it leaves `Put` by `Original`: only then may its source hear of it.
 */
import { type Parameter, type Place, processor, service } from './component.ts'
import {
  CryptographicHashContent,
  InvokeHTTP,
  StandardOauth2AccessTokenProvider,
  UpdateAttribute,
} from './kinds.ts'
import { encoded, jsonOf } from './text.ts'

/** Statuses by which the API says that the file itself cannot land; all others may pass. */
export const finalStatuses = ['400', '403', '413', '415', '422']

/** Is the answer in `invokehttp.status.code` one that no retry changes? An expression that others go on from. */
export const isFinal = `invokehttp.status.code:in(${finalStatuses.map((one) => `'${one}'`).join(',')})`

/** Relationships of InvokeHTTP by which nothing was done. */
export const refused = ['Retry', 'No Retry', 'Failure'] as const

export const landingUrl: Parameter = {
  name: 'landing.url',
  description: 'The API',
  variable: 'LANDING_URL',
}

export const landingParameters: Parameter[] = [
  landingUrl,
  {
    name: 'landing.token.url',
    description: 'Where its tokens come from, by client credentials',
    variable: 'LANDING_TOKEN_URL',
  },
  { name: 'landing.client.id', description: 'Who we are to it', variable: 'LANDING_CLIENT_ID' },
  {
    name: 'landing.client.secret',
    description: 'The only secret that landing needs',
    variable: 'LANDING_CLIENT_SECRET',
    sensitive: true,
  },
]

/** The service of this name must be in each flow that speaks to the API as NiFi itself. */
export const token = { service: 'Landing token' }

export const landingServices = {
  [token.service]: service(StandardOauth2AccessTokenProvider, {
    'authorization-server-url': '#{landing.token.url}',
    'grant-type': 'client_credentials',
    'client-id': '#{landing.client.id}',
    'client-secret': '#{landing.client.secret}',
    'refresh-window': '30 s',
  }),
}

/** HTTP as all our calls want it. */
export const http = {
  'Connection Timeout': '5 secs',
  'Socket Read Timeout': '60 secs',
  'Socket Write Timeout': '60 secs',
  'Socket Idle Connections': '16',
  'HTTP/2 Disabled': 'True',
  'Response Redirects Enabled': 'False',
} as const

const query = [
  `file=${encoded('land.file')}`,
  `sha256=${encoded('land.sha256')}`,
  `size=\${fileSize}`,
  `contentType=${encoded('land.type')}`,
].join('&')
const ofDay = `&partition=ingest_date%3D${encoded('land.date')}`
const readBy = (pins: object | undefined): string =>
  pins ? `&pins=${encodeURIComponent(JSON.stringify(pins))}` : ''

/** By NiFi's own client: for flows whose senders nobody knows. */
export const ourselves = { 'Request OAuth2 Access Token Provider': token }

/** One of both is signed, the other is empty. */
const conditions = {
  'if-match': jsonOf('upload', "$.headers['if-match']"),
  'if-none-match': jsonOf('upload', "$.headers['if-none-match']"),
}
/** What the sender came with is needed no more. */
const forgotten = { 'http.headers.Authorization': '', 'http.headers.authorization': '' }

const signed = ['checksum-sha256', 'meta-sha256', 'meta-source', 'meta-received-at']

interface Landing {
  /** Of the first of six places, one below the other. */
  at: Place
  /** Who asks the API: `ourselves`, or a header that the sender gave. */
  as: typeof ourselves | { header: string }
  /** Threads of each request. */
  tasks?: number
  /** Tries a dropped connection once more before it gives up; a stateless flow begins anew instead. */
  retries?: boolean
  /** What cannot be landed now ends here: its source still has it. */
  drops?: boolean
  /** Under no day, `land.date` is not read: its name says which object it is. */
  undated?: boolean
  /** How the API is to read it. */
  pins?: object | undefined
}

export function landing(options: Landing) {
  const { at, as, tasks = 1, retries = false, drops = false, pins } = options
  const asked = `${query}${options.undated ? '' : ofDay}${readBy(pins)}`
  const [column, row] = at
  const again = retries ? { retries: ['Retry' as const, 'Failure' as const] } : {}
  return {
    Hash: processor(CryptographicHashContent, {
      at: [column, row],
      properties: { hash_algorithm: 'SHA-256', fail_when_empty: 'false' },
      tasks: Math.min(tasks, 2),
      ...(drops ? { ends: ['failure'] } : {}),
    }),
    Digest: processor(UpdateAttribute, {
      at: [column, row + 1],
      dynamic: { 'land.sha256': `\${land.sha256:replaceEmpty(\${content_SHA-256})}` },
    }),
    // The body stays the file's: what the API must know stands in the address.
    Ask: processor(InvokeHTTP, {
      at: [column, row + 2],
      properties: {
        ...http,
        'Socket Read Timeout': '15 secs', // it signs a URL: who waits longer hears 503 rather
        'HTTP Method': 'POST',
        'HTTP URL': `#{landing.url}/v1/uploads/${encoded('land.source')}/${encoded('land.dataset')}?${asked}`,
        'Request Body Enabled': 'false',
        ...('header' in as ? {} : as),
        'Response Body Attribute Name': 'upload',
        'Response Body Attribute Size': '16384', // the default, 256, would cut the URL
      },
      ...('header' in as ? { dynamic: { Authorization: as.header } } : {}),
      ends: ['Response'],
      tasks,
      ...again,
    }),
    Condition: processor(UpdateAttribute, {
      at: [column, row + 3],
      dynamic: { ...conditions, ...('header' in as ? forgotten : {}) },
    }),
    // An attribute that is not there becomes no header; UpdateAttribute deletes only what was there before it.
    Prune: processor(UpdateAttribute, {
      at: [column, row + 4],
      properties: {
        'Delete Attributes Expression': `\${upload:contains('"if-none-match"'):ifElse('if-match','if-none-match')}`,
      },
    }),
    // No token here: S3 refuses two authentications. What is signed it verifies, the checksum with it.
    Put: processor(InvokeHTTP, {
      at: [column, row + 5],
      properties: {
        ...http,
        'HTTP Method': 'PUT',
        'HTTP URL': jsonOf('upload', '$.url'),
        'Request Content-Type': jsonOf('upload', "$.headers['content-type']"),
        'Request Header Attributes Pattern': 'if-(none-)?match',
        'Response Body Attribute Name': 'put.answer',
        'Response Body Attribute Size': '1024',
      },
      dynamic: Object.fromEntries(
        [...signed, ...(pins ? ['meta-hypatia-pins'] : [])].map((name) => [
          `x-amz-${name}`,
          jsonOf('upload', `$.headers['x-amz-${name}']`),
        ]),
      ),
      ends: drops ? ['Response', ...refused] : ['Response'],
      tasks,
      ...again,
    }),
  }
}

/** Between the six of them. */
export const landingLinks = [
  ['Hash', 'success', 'Digest'],
  ['Digest', 'success', 'Ask'],
  ['Ask', 'Original', 'Condition'],
  ['Condition', 'success', 'Prune'],
  ['Prune', 'success', 'Put'],
] as const
