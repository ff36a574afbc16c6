/**
 * Any API that answers GET with JSON. A run goes on from the place in our own API, page by page, until there is no more; each
 * page lands as it was answered, and then the place moves. So a page that is asked again has the same key.
 *
 * The cursor: `{at, day, used, wait, refused}`. `at`: of the next page, empty at the beginning; `used`: requests of that day;
 * `wait`: milliseconds since 1970 until which nothing is asked (Retry-After); `refused`: why the last answer was none.
 */
import type { SourceDefinition } from '../../schemas/sources.ts'
import { processor } from '../component.ts'
import { failure, flow, type SourceFlow } from '../flow.ts'
import {
  EvaluateJsonPath,
  InvokeHTTP,
  ReplaceText,
  routeOnAttribute,
  UpdateAttribute,
} from '../kinds.ts'
import {
  http,
  landing,
  landingParameters,
  landingServices,
  ourselves,
  refused,
} from '../landing.ts'
import { place, putCursor } from '../place.ts'
import { encoded, jsonOf, literal } from '../text.ts'

type Rest = Extract<SourceDefinition, { kind: 'rest' }>

const today = `\${now():format('yyyy-MM-dd','UTC')}`
/** Seconds; a date, or what is no number, is a minute. */
const given = `\${retry.Retry-After:replaceEmpty(\${retry.retry-after}):replaceEmpty('5')`
const retryAfter = `${given}:matches('[0-9]{1,6}'):ifElse(${given}},'60')}`

/** What the page after this one is asked by; of `at` and what the page says. */
function pagingOf({ parameters: { paging, query } }: Rest) {
  const isBare = Object.keys(query).length === 0
  const asks = (name: string, value: string): string =>
    `${isBare ? '?' : '&'}${encodeURIComponent(name)}=${value}`
  const where = (name: string): string =>
    `\${place.at:isEmpty():ifElse('','${asks(name, '')}')}${encoded('place.at')}`
  const more = `\${page.count:gt(0)`
  switch (paging.by) {
    case 'none':
      return { asks: '', next: '' }
    case 'page': {
      const page = `\${place.at:replaceEmpty('${paging.first}')`
      const next = `${more}:ifElse(${page}:plus(1)},'')}`
      return { asks: asks(paging.parameter, `${page}}`), next }
    }
    case 'offset': {
      const next = `${more}:ifElse(\${place.at:replaceEmpty('0'):plus(\${page.count:replaceEmpty('0')})},'')}`
      const at = `\${place.at:replaceEmpty('0')}`
      return { asks: asks(paging.parameter, at), next }
    }
    case 'cursor':
      return { asks: where(paging.parameter), next: `\${page.next}` }
    case 'since': // where nothing is new it stays
      return { asks: where(paging.parameter), next: `\${page.next:replaceEmpty(\${place.at})}` }
  }
}

/** Of the answer, as JSONPath. */
function pathsOf({ parameters: { records, paging } }: Rest): Record<string, string> {
  const rows = records ? `$.${records}` : '$'
  const paths: Record<string, string> = { 'page.count': `${rows}.length()` }
  if (paging.by === 'cursor') paths['page.next'] = `$.${paging.next}`
  if (paging.by === 'since') paths['page.next'] = `${rows}[-1].${paging.field}`
  return paths
}

function addressOf({ parameters: { url, query } }: Rest): string {
  const asked = new URLSearchParams(query).toString().replaceAll('+', '%20')
  return literal(url) + (asked && `?${asked}`)
}

function headersOf({ parameters: { headers, keyHeader }, secrets: { bearer, key } }: Rest) {
  const plain = Object.entries(headers).map(([name, value]) => [name, literal(value)])
  const secret = {
    ...(bearer ? { Authorization: 'Bearer #{secret.bearer}' } : {}),
    ...(key ? { [keyHeader]: '#{secret.key}' } : {}),
  }
  const dynamic = { Accept: 'application/json', ...Object.fromEntries(plain), ...secret }
  return { dynamic, sensitive: Object.keys(secret) }
}

/** A file's name says its place, and nothing of when it was asked. */
const fileName = `\${place.at:isEmpty():ifElse('first',\${place.at:replaceAll('[^A-Za-z0-9._-]','_'):substring(0,100)})}-\${place.at:hash('SHA-256'):substring(0,12)}.json`

/** From the place to what a page says. */
const asking = (definition: Rest) => ({
  Place: processor(UpdateAttribute, {
    at: [0, 2],
    dynamic: {
      // An answer's headers become attributes: theirs have no dots, ours do.
      'place.etag': `\${cursor.ETag:replaceEmpty(\${cursor.etag})}`, // gateways differ in the case of headers
      'place.at': jsonOf('cursor', '$.value.at'),
      'place.wait': jsonOf('cursor', '$.value.wait', ":replaceEmpty('0')"),
      'place.used': `\${cursor:jsonPath("$.value.day"):equals(${today}):ifElse(${jsonOf('cursor', '$.value.used')},'0'):replaceEmpty('0')}`,
    },
  }),
  'May it ask?': routeOnAttribute(
    {
      'it may': `\${place.wait:le(\${now():toNumber()}):and(\${place.used:lt(${definition.parameters.requestsPerDay})})}`,
    },
    { at: [0, 3], ends: ['unmatched'] },
  ),
  'Get page': processor(InvokeHTTP, {
    at: [0, 4],
    properties: {
      ...http,
      'HTTP Method': 'GET',
      'HTTP URL': addressOf(definition) + pagingOf(definition).asks,
      'Response Header Request Attributes Enabled': 'true',
      'Response Header Request Attributes Prefix': 'retry.',
    },
    ...headersOf(definition),
    ends: ['Original'],
  }),
  'Read page': processor(EvaluateJsonPath, {
    at: [0, 5],
    properties: {
      Destination: 'flowfile-attribute',
      'Return Type': 'scalar',
      'Path Not Found Behavior': 'skip',
    },
    dynamic: pathsOf(definition),
  }),
})

/** What a page is, and where it lands. */
const landed = (source: string, definition: Rest) => {
  const { dataset, parameters } = definition
  const { paging, records } = parameters
  const { next } = pagingOf(definition)
  return {
    'Next place': processor(UpdateAttribute, {
      at: [0, 6],
      dynamic: {
        'next.at': next,
        'next.used': `\${place.used:plus(1)}`,
        'next.wait': '0',
        says: '',
      },
    }),
    Step: routeOnAttribute(
      {
        records: `\${page.count:gt(0)${paging.by === 'since' ? `:and(\${page.next:isEmpty():not()})` : ''}}`,
        end: `\${page.count:equals('0')}`,
      },
      { at: [0, 7] },
    ),
    Describe: processor(UpdateAttribute, {
      at: [0, 8],
      dynamic: {
        'land.source': source,
        'land.dataset': dataset,
        'land.file': fileName,
        'land.type': 'application/json',
      },
    }),
    ...landing({
      at: [0, 9],
      as: ourselves,
      undated: true,
      pins: records ? { record: records } : undefined,
    }),
    // The same bytes are not put again: who asks every minute would make a version a minute.
    'Is it there?': routeOnAttribute(
      { there: jsonOf('upload', '$.landed.version', ':isEmpty():not()') },
      { at: [1, 12] },
    ),
  }
}

/** Where there is no page, and how the place moves. */
const moving = ({ parameters }: Rest, url: string) => {
  const { paging, records } = parameters
  const isOther =
    paging.by === 'since' ? `\${next.at:equals(\${place.at}):not()` : `\${next.at:isEmpty():not()`
  return {
    // An answer that is none counts too; the place stays.
    Refused: processor(UpdateAttribute, {
      at: [1, 5],
      dynamic: {
        'next.at': `\${place.at}`,
        'next.used': `\${place.used:plus(1)}`,
        'next.wait': `\${now():toNumber():plus(${retryAfter.slice(0, -1)}:multiply(1000)})}`,
        says: `it answered \${invokehttp.status.code} \${invokehttp.status.message}`,
      },
    }),
    Strange: processor(UpdateAttribute, {
      at: [1, 7],
      dynamic: {
        'next.at': `\${place.at}`,
        says: `its answer has no records${records ? ` at ${records}` : ''}, or they have no place`,
      },
    }),
    'New cursor': processor(ReplaceText, {
      at: [1, 9],
      properties: {
        'Replacement Strategy': 'Always Replace',
        'Evaluation Mode': 'Entire text',
        'Replacement Value': `{"value":{"at":"\${next.at:escapeJson()}","day":"${today}","used":"\${next.used}","wait":"\${next.wait}","refused":"\${says:escapeJson()}"}}`,
      },
    }),
    'Move cursor': putCursor([1, 10], url, { 'If-Match': `\${place.etag}` }),
    'Is there more?': routeOnAttribute(
      {
        more: `${isOther}:and(\${says:isEmpty()}):and(\${page.count:gt(0)}):and(\${next.used:lt(${parameters.requestsPerDay})})}`,
      },
      { at: [1, 11], ends: ['unmatched'] },
    ),
    Again: processor(UpdateAttribute, {
      at: [2, 11],
      dynamic: {
        'place.at': `\${next.at}`,
        'place.used': `\${next.used}`,
        'place.etag': `\${moved.ETag:replaceEmpty(\${moved.etag})}`,
      },
      properties: {
        'Delete Attributes Expression': 'page[.].*|land[.].*|upload|content_SHA-256|next[.].*',
      },
    }),
  }
}

const links = [
  ['Tick', 'success', 'Read cursor'],
  ['Read cursor', 'Original', 'Place'],
  ['Read cursor', 'No Retry', 'Is it new?'],
  ['Read cursor', ['Retry', 'Failure'], failure],
  ['Is it new?', 'new', 'Make cursor'],
  ['Is it new?', 'unmatched', failure],
  ['Make cursor', refused, failure],
  ['Place', 'success', 'May it ask?'],
  ['May it ask?', 'it may', 'Get page'],
  ['Get page', 'Response', 'Read page'],
  ['Get page', ['Retry', 'No Retry'], 'Refused'],
  ['Get page', 'Failure', failure],
  ['Read page', ['matched', 'unmatched', 'failure'], 'Next place'],
  ['Next place', 'success', 'Step'],
  ['Step', 'records', 'Describe'],
  ['Step', 'end', 'New cursor'],
  ['Step', 'unmatched', 'Strange'],
  ['Describe', 'success', 'Hash'],
  ['Hash', 'success', 'Digest'],
  ['Digest', 'success', 'Ask'],
  ['Ask', 'Original', 'Is it there?'],
  ['Is it there?', 'there', 'New cursor'],
  ['Is it there?', 'unmatched', 'Condition'],
  ['Condition', 'success', 'Prune'],
  ['Prune', 'success', 'Put'],
  ['Hash', 'failure', failure],
  ['Ask', refused, failure],
  ['Put', refused, failure],
  ['Put', 'Original', 'New cursor'],
  ['Refused', 'success', 'New cursor'],
  ['Strange', 'success', 'New cursor'],
  ['New cursor', 'success', 'Move cursor'],
  ['New cursor', 'failure', failure],
  ['Move cursor', 'Original', 'Is there more?'],
  ['Move cursor', refused, failure],
  ['Is there more?', 'more', 'Again'],
  ['Again', 'success', 'Get page'],
] as const

export function rest(source: string, definition: Rest): SourceFlow {
  const { dataset, every, says, parameters, secrets } = definition
  const { url, processors } = place(source, dataset, every)
  const made = flow({
    name: source,
    says: says ?? `Pages of ${parameters.url}`,
    engine: 'stateless',
    context: `source ${source}`,
    parameters: landingParameters,
    services: landingServices,
    processors: {
      ...processors,
      ...asking(definition),
      ...landed(source, definition),
      ...moving(definition, url),
    },
    connections: links,
  })
  return { flow: made, secrets: secretsOf(secrets) }
}

const secretsOf = (secrets: Rest['secrets']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets).flatMap(([name, secret]) =>
      secret ? [[`secret.${name}`, secret]] : [],
    ),
  )
