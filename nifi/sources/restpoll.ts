/**
 * A paged REST API in the shape of X's recent search: one page a run, the place kept by our own API
 * (`GET|PUT /v1/cursors/x/search` with If-Match), moved only after the page's tweets have landed. A round has a fixed
 * upper end (`until_id`) before its first page is read: so a page that is read again has the same tweets and the same
 * key. https://docs.x.com/x-api/posts/search-recent-posts
 *
 * The cursor: `{since_id}` between rounds, `{since_id, until_id, next_token}` within one; ids are texts.
 */
import { processor, service } from '../component.ts'
import { failure, flow } from '../flow.ts'
import {
  ConvertRecord,
  EvaluateJsonPath,
  GenerateFlowFile,
  InvokeHTTP,
  JsonRecordSetWriter,
  JsonTreeReader,
  ReplaceText,
  routeOnAttribute,
  UpdateAttribute,
} from '../kinds.ts'
import {
  http,
  landing,
  landingLinks,
  landingParameters,
  landingServices,
  ourselves,
  refused,
  token,
} from '../landing.ts'
import { encoded, jsonOf } from '../text.ts'

const cursor = '#{landing.url}/v1/cursors/x/search'
const reader = { service: 'Tweets of a page' }
const writer = { service: 'A tweet a line' }

/** A parameter of the request, left out where it has no value. */
const optional = (name: string, attribute: string): string =>
  `\${${attribute}:isEmpty():ifElse('','&${name}=')}${encoded(attribute)}`

const page = [
  'query=#{x.query}',
  'max_results=100',
  'tweet.fields=created_at,author_id,lang,public_metrics',
].join('&')

/** The FlowFile's text becomes the cursor, where the condition holds. */
const putCursor = (at: readonly [number, number], condition: Record<string, string>) =>
  processor(InvokeHTTP, {
    at,
    properties: {
      ...http,
      'HTTP Method': 'PUT',
      'HTTP URL': cursor,
      'Request Content-Type': 'application/json',
      'Request OAuth2 Access Token Provider': token,
    },
    dynamic: condition,
    ends: ['Original', 'Response'],
  })

export const restPoll = flow({
  name: 'rest-poll',
  says: 'Recent search of X, one page a run. The place lies in the API and moves after the landing: NiFi may die with its disk.',
  engine: 'stateless',
  parameters: [
    ...landingParameters,
    { name: 'x.url', description: 'The API', variable: 'X_URL', default: 'https://api.x.com' },
    {
      name: 'x.bearer',
      description: 'Of the app',
      variable: 'X_BEARER_TOKEN',
      default: 'unset',
      sensitive: true,
    },
    {
      name: 'x.query',
      description: 'What is searched, percent-encoded',
      variable: 'X_QUERY',
      default: 'datalake',
    },
    {
      name: 'x.period',
      description: 'Between two pages: it bounds what is spent',
      variable: 'X_PERIOD',
      default: '1 min',
    },
  ],
  services: {
    ...landingServices,
    [reader.service]: service(JsonTreeReader, {
      'starting-field-strategy': 'NESTED_FIELD',
      'starting-field-name': 'data',
    }),
    [writer.service]: service(JsonRecordSetWriter, {
      'output-grouping': 'output-oneline',
      'suppress-nulls': 'suppress-missing',
      'Allow Scientific Notation': 'false',
    }),
  },
  processors: {
    // Its text is what a cursor begins with.
    Tick: processor(GenerateFlowFile, {
      at: [0, 0],
      properties: {
        'Data Format': 'Text',
        'Unique FlowFiles': 'false',
        'generate-ff-custom-text': '{"value":{}}',
      },
      period: '#{x.period}',
    }),
    'Read cursor': processor(InvokeHTTP, {
      at: [0, 1],
      properties: {
        ...http,
        'HTTP Method': 'GET',
        'HTTP URL': cursor,
        'Request OAuth2 Access Token Provider': token,
        'Response Body Attribute Name': 'cursor',
        'Response Body Attribute Size': '4096',
        'Response Header Request Attributes Enabled': 'true',
        'Response Header Request Attributes Prefix': 'cursor.',
      },
      ends: ['Response'],
    }),
    'Is it new?': routeOnAttribute(
      { new: `\${invokehttp.status.code:equals('404')}` },
      { at: [1, 1] },
    ),
    'Make cursor': putCursor([2, 1], { 'If-None-Match': '*' }),
    Place: processor(UpdateAttribute, {
      at: [0, 2],
      dynamic: {
        etag: `\${cursor.ETag:replaceEmpty(\${cursor.etag})}`, // gateways differ in the case of headers
        since: jsonOf('cursor', '$.value.since_id'),
        until: jsonOf('cursor', '$.value.until_id'),
        token: jsonOf('cursor', '$.value.next_token'),
      },
    }),
    'Get page': processor(InvokeHTTP, {
      at: [0, 3],
      properties: {
        ...http,
        'HTTP Method': 'GET',
        'HTTP URL': `#{x.url}/2/tweets/search/recent?${page}${optional('since_id', 'since')}${optional('until_id', 'until')}${optional('next_token', 'token')}`,
      },
      dynamic: { Authorization: 'Bearer #{x.bearer}' },
      sensitive: ['Authorization'],
      ends: ['Original'],
    }),
    'Read page': processor(EvaluateJsonPath, {
      at: [0, 4],
      properties: { Destination: 'flowfile-attribute' },
      dynamic: {
        'page.count': '$.meta.result_count',
        'page.newest': '$.meta.newest_id',
        'page.oldest': '$.meta.oldest_id',
        'page.next': '$.meta.next_token',
        'page.created': '$.data[0].created_at',
      },
    }),
    Step: routeOnAttribute(
      {
        'begins a round': `\${until:isEmpty():and(\${page.count:gt(0)})}`,
        tweets: `\${until:isEmpty():not():and(\${page.count:gt(0)})}`,
        'ends a round': `\${until:isEmpty():not():and(\${page.count:gt(0):not()})}`,
      },
      { at: [0, 5], ends: ['unmatched'] }, // nothing new
    ),
    'To rows': processor(ConvertRecord, {
      at: [0, 6],
      properties: { 'Record Reader': reader, 'Record Writer': writer },
    }),
    Describe: processor(UpdateAttribute, {
      at: [0, 7],
      dynamic: {
        'land.source': 'x',
        'land.dataset': 'tweets',
        'land.file': `\${page.newest}-\${page.oldest}.ndjson`,
        'land.date': `\${page.created:substring(0,10)}`,
        'land.type': 'application/x-ndjson',
      },
    }),
    ...landing({ at: [0, 8], as: ourselves }),
    'Next place': processor(UpdateAttribute, {
      at: [1, 6],
      dynamic: {
        'next.since': `\${until:isEmpty():or(\${page.next:isEmpty():not()}):ifElse(\${since},\${until:minus(1)})}`,
        'next.until': `\${until:isEmpty():ifElse(\${page.newest:plus(1)},\${page.next:isEmpty():ifElse('',\${until})})}`,
        'next.token': `\${until:isEmpty():ifElse('',\${page.next})}`,
      },
    }),
    'New cursor': processor(ReplaceText, {
      at: [1, 7],
      properties: {
        'Replacement Strategy': 'Always Replace',
        'Evaluation Mode': 'Entire text',
        'Replacement Value': `{"value":{"since_id":"\${next.since}","until_id":"\${next.until}","next_token":"\${next.token}"}}`,
      },
    }),
    'Move cursor': putCursor([1, 8], { 'If-Match': `\${etag}` }),
  },
  connections: [
    ['Tick', 'success', 'Read cursor'],
    ['Read cursor', 'Original', 'Place'],
    ['Read cursor', 'No Retry', 'Is it new?'],
    ['Read cursor', ['Retry', 'Failure'], failure],
    ['Is it new?', 'new', 'Make cursor'],
    ['Is it new?', 'unmatched', failure],
    ['Make cursor', refused, failure],
    ['Place', 'success', 'Get page'],
    ['Get page', 'Response', 'Read page'],
    ['Get page', refused, failure],
    ['Read page', 'matched', 'Step'],
    ['Read page', ['unmatched', 'failure'], failure],
    ['Step', 'tweets', 'To rows'],
    ['Step', ['begins a round', 'ends a round'], 'Next place'],
    ['To rows', 'success', 'Describe'],
    ['To rows', 'failure', failure],
    ['Describe', 'success', 'Hash'],
    ...landingLinks,
    ['Hash', 'failure', failure],
    ['Ask', refused, failure],
    ['Put', refused, failure],
    ['Put', 'Original', 'Next place'],
    ['Next place', 'success', 'New cursor'],
    ['New cursor', 'success', 'Move cursor'],
    ['New cursor', 'failure', failure],
    ['Move cursor', refused, failure],
  ],
})
