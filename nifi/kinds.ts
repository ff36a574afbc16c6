/** The processors and services that our flows use, with the names that NiFi 2.3.0 knows. A new one is a new entry. */
import { type Kind, type Options, type Processor, processor } from './component.ts'

const standard = (name: string) => ({
  type: `org.apache.nifi.processors.standard.${name}`,
  artifact: 'nifi-standard-nar',
})

const kind = <const P extends string, const R extends string>(made: Kind<P, R>): Kind<P, R> => made

export const HandleHttpRequest = kind({
  ...standard('HandleHttpRequest'),
  properties: [
    ...(['Listening Port', 'Hostname', 'HTTP Context Map', 'SSL Context Service'] as const),
    ...(['Allow GET', 'Allow POST', 'Allow PUT', 'Allow DELETE', 'Maximum Threads'] as const),
    ...(['container-queue-size', 'multipart-request-max-size'] as const),
  ],
  relationships: ['success'],
})

export const HandleHttpResponse = kind({
  ...standard('HandleHttpResponse'),
  properties: ['HTTP Status Code', 'HTTP Context Map'],
  relationships: ['success', 'failure'],
  dynamic: 'headers',
})

export const InvokeHTTP = kind({
  ...standard('InvokeHTTP'),
  properties: [
    ...(['HTTP Method', 'HTTP URL', 'HTTP/2 Disabled', 'Connection Timeout'] as const),
    ...(['Socket Read Timeout', 'Socket Write Timeout', 'Socket Idle Connections'] as const),
    ...(['Request OAuth2 Access Token Provider', 'Request Body Enabled'] as const),
    ...(['Request Content-Type', 'Response Redirects Enabled', 'SSL Context Service'] as const),
    ...(['Response Body Attribute Name', 'Response Body Attribute Size'] as const),
    ...([
      'Response Header Request Attributes Enabled',
      'Request Header Attributes Pattern',
    ] as const),
    'Response Header Request Attributes Prefix',
  ],
  relationships: ['Original', 'Response', 'Retry', 'No Retry', 'Failure'],
  dynamic: 'headers',
})

export const ListFile = kind({
  ...standard('ListFile'),
  properties: [
    ...(['listing-strategy', 'Input Directory', 'Recurse Subdirectories', 'File Filter'] as const),
    ...(['Minimum File Age', 'Ignore Hidden Files', 'Include File Attributes'] as const),
  ],
  relationships: ['success'],
})

export const FetchFile = kind({
  ...standard('FetchFile'),
  properties: [
    ...(['File to Fetch', 'Completion Strategy', 'Log level when file not found'] as const),
    'Log level when permission denied',
  ],
  relationships: ['success', 'not.found', 'permission.denied', 'failure'],
})

export const PutFile = kind({
  ...standard('PutFile'),
  properties: ['Directory', 'Conflict Resolution Strategy', 'Create Missing Directories'],
  relationships: ['success', 'failure'],
})

/** `Output Destination Attribute` is always set: without it, it has other relationships. */
export const ExecuteStreamCommand = kind({
  ...standard('ExecuteStreamCommand'),
  properties: [
    ...(['Command Path', 'argumentsStrategy', 'Ignore STDIN'] as const),
    ...(['Output Destination Attribute', 'Max Attribute Length'] as const),
  ],
  relationships: ['original'],
  dynamic: 'arguments',
})

export const GenerateFlowFile = kind({
  ...standard('GenerateFlowFile'),
  properties: [
    'File Size',
    'Batch Size',
    'Data Format',
    'Unique FlowFiles',
    'generate-ff-custom-text',
  ],
  relationships: ['success'],
})

export const CryptographicHashContent = kind({
  ...standard('CryptographicHashContent'),
  properties: ['hash_algorithm', 'fail_when_empty'],
  relationships: ['success', 'failure'],
})

export const ReplaceText = kind({
  ...standard('ReplaceText'),
  properties: ['Replacement Strategy', 'Evaluation Mode', 'Replacement Value'],
  relationships: ['success', 'failure'],
})

export const EvaluateJsonPath = kind({
  ...standard('EvaluateJsonPath'),
  properties: ['Destination', 'Return Type', 'Path Not Found Behavior'],
  relationships: ['matched', 'unmatched', 'failure'],
  dynamic: 'attributes',
})

export const ConvertRecord = kind({
  ...standard('ConvertRecord'),
  properties: ['Record Reader', 'Record Writer'],
  relationships: ['success', 'failure'],
})

export const UpdateAttribute = kind({
  type: 'org.apache.nifi.processors.attributes.UpdateAttribute',
  artifact: 'nifi-update-attribute-nar',
  properties: ['Delete Attributes Expression'],
  relationships: ['success'],
  dynamic: 'attributes',
})

const RouteOnAttribute = kind({
  ...standard('RouteOnAttribute'),
  properties: [],
  relationships: ['unmatched'],
  dynamic: 'relationships',
})

/** A FlowFile goes by every route whose condition holds, or by `unmatched`. */
export const routeOnAttribute = <const Route extends string>(
  routes: Record<Route, string>,
  options: Omit<Options<never, NoInfer<Route> | 'unmatched'>, 'dynamic' | 'properties'>,
): Processor<Route | 'unmatched'> => ({
  ...processor<Kind<string, Route | 'unmatched'>>(RouteOnAttribute as Kind<string, 'unmatched'>, {
    ...options,
    dynamic: routes,
  }),
  relationships: [...(Object.keys(routes) as Route[]), 'unmatched'],
})

export const StandardHttpContextMap = kind({
  type: 'org.apache.nifi.http.StandardHttpContextMap',
  artifact: 'nifi-http-context-map-nar',
  properties: ['Maximum Outstanding Requests', 'Request Expiration'],
  relationships: [],
})

export const StandardOauth2AccessTokenProvider = kind({
  type: 'org.apache.nifi.oauth2.StandardOauth2AccessTokenProvider',
  artifact: 'nifi-oauth2-provider-nar',
  properties: [
    'authorization-server-url',
    'grant-type',
    'client-id',
    'client-secret',
    'refresh-window',
  ],
  relationships: [],
})

export const JsonTreeReader = kind({
  type: 'org.apache.nifi.json.JsonTreeReader',
  artifact: 'nifi-record-serialization-services-nar',
  properties: ['schema-access-strategy', 'starting-field-strategy', 'starting-field-name'],
  relationships: [],
})

export const JsonRecordSetWriter = kind({
  type: 'org.apache.nifi.json.JsonRecordSetWriter',
  artifact: 'nifi-record-serialization-services-nar',
  properties: ['output-grouping', 'suppress-nulls', 'Allow Scientific Notation'],
  relationships: [],
})
