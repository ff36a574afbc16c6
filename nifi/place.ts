/**
 * The place of a poller: the cursor of the API that has the name of its dataset, read before a run and moved, by If-Match,
 * after what lies before it has landed. Who is overtaken by another run moves nothing.
 */
import { type Place, processor } from './component.ts'
import { GenerateFlowFile, InvokeHTTP, routeOnAttribute } from './kinds.ts'
import { http, token } from './landing.ts'

const cursorUrl = (source: string, dataset: string): string =>
  `#{landing.url}/v1/cursors/${source}/${dataset}`

/** The FlowFile's text becomes the cursor, where the condition holds; its new ETag is `moved.ETag`. */
export const putCursor = <const Ends extends 'Original'>(
  at: Place,
  url: string,
  condition: Record<string, string>,
  ends: Ends[] = [],
) =>
  processor(InvokeHTTP, {
    at,
    properties: {
      ...http,
      'HTTP Method': 'PUT',
      'HTTP URL': url,
      'Request Content-Type': 'application/json',
      'Request OAuth2 Access Token Provider': token,
      'Response Header Request Attributes Enabled': 'true',
      'Response Header Request Attributes Prefix': 'moved.',
    },
    dynamic: condition,
    ends: ['Response', ...ends],
  })

/** Each run begins with the cursor in the attribute `cursor` and its ETag; the first one makes it. */
export function place(source: string, dataset: string, period: string) {
  const url = cursorUrl(source, dataset)
  return {
    url,
    processors: {
      // Its text is what a cursor begins with.
      Tick: processor(GenerateFlowFile, {
        at: [0, 0],
        properties: {
          'Data Format': 'Text',
          'Unique FlowFiles': 'false',
          'generate-ff-custom-text': '{"value":{}}',
        },
        period,
      }),
      'Read cursor': processor(InvokeHTTP, {
        at: [0, 1],
        properties: {
          ...http,
          'HTTP Method': 'GET',
          'HTTP URL': url,
          'Request OAuth2 Access Token Provider': token,
          'Response Body Attribute Name': 'cursor',
          'Response Body Attribute Size': '8192',
          'Response Header Request Attributes Enabled': 'true',
          'Response Header Request Attributes Prefix': 'cursor.',
        },
        ends: ['Response'],
      }),
      'Is it new?': routeOnAttribute(
        { new: `\${invokehttp.status.code:equals('404')}` },
        { at: [1, 1] },
      ),
      'Make cursor': putCursor([2, 1], url, { 'If-None-Match': '*' }, ['Original']),
    },
  }
}
