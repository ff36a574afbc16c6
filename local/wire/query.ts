/** The AWS query protocol: a form in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { AwsFault, type Service, type WireRequest } from './service.ts'
import { formatXml, type Xml, type XmlObject } from './xml.ts'

/** `Parameters.member.1.ParameterKey=a` arrives as `{ Parameters: [{ ParameterKey: 'a' }] }`. */
export type QueryOperations = Record<
  string,
  (input: Record<string, unknown>, request: WireRequest) => QueryOutput | Promise<QueryOutput>
>
/** Arrays are answered as lists of `member`. */
export type QueryOutput = Record<string, unknown> | undefined

const names: Record<string, string> = {
  AccessDenied: 'MissingAuthenticationToken',
  AuthorizationHeaderMalformed: 'IncompleteSignature',
  InvalidAccessKeyId: 'InvalidClientTokenId',
  InvalidToken: 'InvalidClientTokenId',
  InternalError: 'InternalFailure',
}

/** A service whose operation is the form's `Action`. */
export function queryService(
  name: string,
  namespace: string,
  operations: QueryOperations,
): Service {
  return {
    name,
    operations: Object.keys(operations),
    refuse({ response, requestId }, fault) {
      const Type = fault.status < 500 ? 'Sender' : 'Receiver'
      const Code = names[fault.code] ?? fault.code
      response.writeHead(fault.status, { 'content-type': 'text/xml' })
      response.end(
        formatXml(
          'ErrorResponse',
          { Error: { Type, Code, Message: fault.message }, RequestId: requestId },
          namespace,
        ),
      )
    },
    async answer(wire) {
      const { Action, Version: _, ...input } = nested(await formOf(wire))
      const run = Object.hasOwn(operations, String(Action)) ? operations[String(Action)] : undefined
      if (!run) throw new AwsFault('NotImplemented', `${name}:${Action} is not on the laptop.`, 501)
      const output = await run(input, wire)
      const result = output && { [`${Action}Result`]: members(output) }
      wire.response.writeHead(200, { 'content-type': 'text/xml' })
      wire.response.end(
        formatXml(
          `${Action}Response`,
          { ...result, ResponseMetadata: { RequestId: wire.requestId } },
          namespace,
        ),
      )
    },
  }
}

async function formOf(wire: WireRequest): Promise<URLSearchParams> {
  const form = new URLSearchParams((await wire.body()).toString())
  return form.has('Action') ? form : wire.url.searchParams
}

type Nested = Map<string, Nested | string>

function nested(form: URLSearchParams): Record<string, unknown> {
  const root: Nested = new Map()
  for (const [name, value] of form) {
    const path = name.split('.').filter((step) => step !== 'member' && step !== 'entry')
    const last = path.pop() ?? ''
    let at = root
    for (const step of path) {
      const below = at.get(step)
      const next: Nested = below instanceof Map ? below : new Map()
      at.set(step, next)
      at = next
    }
    at.set(last, value)
  }
  return plain(root) as Record<string, unknown>
}

function plain(value: Nested | string): unknown {
  if (typeof value === 'string') return value
  const entries = [...value].map(([name, below]) => [name, plain(below)] as const)
  if (entries.length === 0 || !entries.every(([name]) => /^\d+$/.test(name))) {
    return Object.fromEntries(entries)
  }
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, below]) => below)
}

function members(value: unknown): Xml {
  if (value === undefined || value === null) return undefined
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return { member: value.map(members) as readonly XmlObject[] }
  if (typeof value !== 'object') return value as string | number | boolean
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, members(below)]))
}
