/**
 * A sender puts a file at `/<source>/<dataset>/<file>` and hears 201 with its key and sha-256 once S3 has it, 503 while
 * it cannot be landed, 4xx where it never will be. The token is the sender's own, and goes on to the API, which binds it to
 * its sources. Nothing is acknowledged that only NiFi holds.
 */
import { processor, service } from '../component.ts'
import { flow } from '../flow.ts'
import {
  HandleHttpRequest,
  HandleHttpResponse,
  ReplaceText,
  routeOnAttribute,
  StandardHttpContextMap,
  UpdateAttribute,
} from '../kinds.ts'
import { isFinal, landing, landingLinks, landingUrl, refused } from '../landing.ts'
import { decodedSegment, jsonOf, problem } from '../text.ts'

const context = { service: 'Open requests' }
const tasks = 16 // what is waited for is the network, not a processor
/** Each waits for the body of one sender, however slow: so many may stall before the next one waits for them. */
const receivers = 32

/** The sender's own token, however its client spells the header's name: whose sources it names the API knows. */
const bearer = `\${http.headers.Authorization:replaceEmpty(\${http.headers.authorization})}`
const encodedName = `\${http.headers.X-File-Name:replaceEmpty(\${http.headers.x-file-name})`
/** The path's; or a header's, percent-encoded, for names that no path can hold; or the form's. */
const fileName = `${decodedSegment('http.request.uri', 4).slice(0, -1)}:replaceEmpty(${encodedName}:replaceAll('%(?![0-9A-Fa-f]{2})','%25'):replace('+','%2B'):urlDecode()}):replaceEmpty(\${http.multipart.filename:replaceFirst('^.*[/\\\\\\\\]','')})}`

/** Beside what no retry changes: a token that the API does not take. */
const isRefused = `${isFinal}:or(\${invokehttp.status.code:equals('401')})`

const unavailable = problem(
  'landing.unavailable',
  'The file cannot be landed now',
  503,
  'Nothing was kept. Send it again.',
)
const unsure = problem(
  'landing.unavailable',
  'Whether the file has landed is not known',
  503,
  'S3 gave no answer. Send it again: it is the same object.',
)
const otherBytes = problem(
  'upload.other-bytes',
  'The bytes are not those of the checksum',
  400,
  'S3 refused them: X-Content-SHA256 says another sha-256.',
)

/** Replaces the file's bytes by a text; what is answered is the content. */
const says = (text: string, at: readonly [number, number]) =>
  processor(ReplaceText, {
    at,
    properties: {
      'Replacement Strategy': 'Always Replace',
      'Evaluation Mode': 'Entire text',
      'Replacement Value': text,
    },
    ends: ['failure'],
  })

export const httpPush = flow({
  name: 'http-push',
  says: 'POST or PUT a file to /<source>/<dataset>/<file>, with a token that lands under the source. 201: S3 has it. 503: send it again. 4xx: it cannot land as it is.',
  engine: 'standard',
  parameters: [
    landingUrl,
    {
      name: 'intake.host',
      description: 'The address that it listens at',
      variable: 'INTAKE_HOST',
      default: '127.0.0.1',
    },
    { name: 'intake.port', description: 'Its port', variable: 'INTAKE_PORT', default: '8091' },
    {
      name: 'intake.bytes.max',
      description: 'Of one file; a single PUT of S3 takes 5 GiB',
      variable: 'INTAKE_BYTES_MAX',
      default: '5368709120',
    },
  ],
  services: {
    [context.service]: service(StandardHttpContextMap, {
      'Maximum Outstanding Requests': '5000',
      'Request Expiration': '30 min', // of the whole of it: S3 may be slow, as long as it goes on
    }),
  },
  processors: {
    Receive: processor(HandleHttpRequest, {
      at: [0, 0],
      properties: {
        'Listening Port': '#{intake.port}',
        Hostname: '#{intake.host}',
        'HTTP Context Map': context,
        'Allow GET': 'false',
        'Allow DELETE': 'false',
        'container-queue-size': '1000',
        'multipart-request-max-size': '#{intake.bytes.max} B',
      },
      tasks: receivers,
    }),
    Describe: processor(UpdateAttribute, {
      at: [0, 1],
      dynamic: {
        'land.source': decodedSegment('http.request.uri', 2),
        'land.dataset': decodedSegment('http.request.uri', 3),
        'land.file': fileName,
        // Who sends again after midnight says the day himself: the same file under another day would be twice.
        'land.date': `\${http.query.param.ingest_date:replaceEmpty(\${now():format('yyyy-MM-dd','UTC')})}`,
        // What curl says of --data-binary is nothing about the file.
        'land.type': `\${http.multipart.name:isEmpty():ifElse(\${http.headers.Content-Type:replace('application/x-www-form-urlencoded','')},\${http.multipart.content.type}):replaceEmpty('application/octet-stream')}`,
        'land.sha256': `\${http.headers.X-Content-SHA256}`,
      },
    }),
    Check: routeOnAttribute(
      {
        misplaced: `\${http.request.uri:matches('/[^/]+/[^/]+(/[^/]*)?'):not():or(\${land.file:isEmpty()})}`,
        undated: `\${http.query.string:replaceEmpty('ingest_date='):matches('ingest_date=[^&]*'):not()}`,
        'too large': `\${fileSize:gt(#{intake.bytes.max})}`,
        'in parts': `\${http.multipart.fragments.total.number:gt(1)}`,
      },
      { at: [0, 2] },
    ),
    ...landing({ at: [0, 3], as: { header: bearer }, tasks, retries: true }),
    Receipt: says(
      `{"key":"${jsonOf('upload', '$.key', ":escapeJson():replace('\\\\/','/')")}","object":"${jsonOf('upload', '$.object')}","sha256":"\${land.sha256}","size":\${fileSize}}`,
      [0, 9],
    ),
    'Answer 201': processor(HandleHttpResponse, {
      at: [0, 10],
      properties: { 'HTTP Status Code': '201', 'HTTP Context Map': context },
      dynamic: { 'Content-Type': 'application/json' },
      ends: ['success', 'failure'],
    }),
    Misplaced: processor(UpdateAttribute, {
      at: [1, 1],
      dynamic: {
        status: '400',
        problem: problem(
          'upload.invalid-name',
          'Source, dataset or file cannot be names of a dataset',
          400,
          'The path is /<source>/<dataset>/<file>, with all three; or /<source>/<dataset> with X-File-Name, or with a form of one file.',
        ),
      },
    }),
    Undated: processor(UpdateAttribute, {
      at: [2, 2],
      dynamic: {
        status: '400',
        problem: problem(
          'request.invalid',
          'The request is not what the operation takes',
          400,
          'Its query may say ingest_date, once, and nothing else.',
        ),
      },
    }),
    'Too large': processor(UpdateAttribute, {
      at: [1, 2],
      dynamic: {
        status: '413',
        problem: problem(
          'body.too-large',
          'The body is larger than the limit',
          413,
          'A file may have #{intake.bytes.max} bytes.',
        ),
      },
    }),
    'In parts': processor(UpdateAttribute, {
      at: [1, 3],
      dynamic: {
        status: '415',
        problem: problem(
          'content-type.unsupported',
          'The body’s content type is not taken',
          415,
          'A form holds one file and nothing else; or the body is the file itself.',
        ),
      },
    }),
    'Not asked': processor(UpdateAttribute, {
      at: [1, 5],
      dynamic: {
        status: `\${${isRefused}:ifElse(\${invokehttp.status.code},'503')}`,
        problem: `\${${isRefused}:ifElse(\${upload},'${unavailable}')}`,
      },
    }),
    'Not put': processor(UpdateAttribute, {
      at: [1, 6],
      dynamic: {
        status: `\${invokehttp.status.code:equals('400'):ifElse('400','503')}`,
        problem: `\${invokehttp.status.code:equals('400'):ifElse('${otherBytes}',\${invokehttp.status.code:isEmpty():ifElse('${unsure}','${unavailable}')})}`,
      },
    }),
    Refusal: says(`\${problem}`, [2, 4]),
    'Answer refusal': processor(HandleHttpResponse, {
      at: [2, 5],
      properties: { 'HTTP Status Code': `\${status}`, 'HTTP Context Map': context },
      dynamic: {
        'Content-Type': 'application/problem+json',
        'WWW-Authenticate': `\${status:equals('401'):ifElse('Bearer','')}`,
        'Retry-After': `\${status:equals('503'):ifElse('5','')}`, // an empty header is not sent
      },
      ends: ['success', 'failure'],
    }),
  },
  connections: [
    ['Receive', 'success', 'Describe'],
    ['Describe', 'success', 'Check'],
    ['Check', 'misplaced', 'Misplaced'],
    ['Check', 'undated', 'Undated'],
    ['Check', 'too large', 'Too large'],
    ['Check', 'in parts', 'In parts'],
    ['Check', 'unmatched', 'Hash'],
    ...landingLinks,
    ['Put', 'Original', 'Receipt'],
    ['Receipt', 'success', 'Answer 201'],
    ['Misplaced', 'success', 'Refusal'],
    ['Undated', 'success', 'Refusal'],
    ['Too large', 'success', 'Refusal'],
    ['In parts', 'success', 'Refusal'],
    ['Hash', 'failure', 'Not asked'],
    ['Ask', refused, 'Not asked'],
    ['Put', refused, 'Not put'],
    ['Not asked', 'success', 'Refusal'],
    ['Not put', 'success', 'Refusal'],
    ['Refusal', 'success', 'Answer refusal'],
  ],
})
