/** The AWS JSON protocols 1.0 and 1.1. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
import { AwsFault, type Refusable, type Service, type WireRequest } from './service.ts'

export type JsonOperations = Record<
  string,
  (input: Record<string, unknown>, request: WireRequest) => unknown
>

/** What the JSON services call the faults that S3 names otherwise. */
const names: Record<string, string> = {
  AccessDenied: 'MissingAuthenticationTokenException',
  AuthorizationHeaderMalformed: 'IncompleteSignatureException',
  InvalidAccessKeyId: 'UnrecognizedClientException',
  InvalidToken: 'UnrecognizedClientException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  InternalError: 'InternalFailure',
}

const texts: Record<string, string> = {
  MissingAuthenticationTokenException: 'Missing Authentication Token',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
  InvalidSignatureException:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
}

/** A service whose `X-Amz-Target` is `<targetPrefix>.<operation>`; what an operation returns is answered as JSON. */
export function jsonService(
  name: string,
  targetPrefix: string,
  version: '1.0' | '1.1',
  operations: JsonOperations,
): Service {
  const contentType = `application/x-amz-json-${version}`
  return {
    name,
    operations: Object.keys(operations),
    refuse: (asked, fault) => refuse(asked, fault, contentType),
    async answer(wire) {
      const operation = operationOf(wire, targetPrefix)
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined
      if (!run) {
        const message = `${name}:${operation} is not on the laptop.`
        throw new AwsFault('UnknownOperationException', message, 501)
      }
      const output = await run(inputOf(await wire.body()), wire)
      wire.response.setHeader('content-type', contentType)
      wire.response.end(JSON.stringify(output ?? {}))
    },
  }
}

function operationOf({ request }: WireRequest, targetPrefix: string): string {
  const protocol = request.headers['smithy-protocol']
  if (protocol !== undefined || !request.headers['content-type']?.includes('json')) {
    const found = protocol ?? request.headers['content-type']
    throw new AwsFault('UnknownOperationException', `${found} is no protocol of the laptop.`, 501)
  }
  const target = String(request.headers['x-amz-target'])
  const dot = target.lastIndexOf('.')
  if (target.slice(0, dot) === targetPrefix) return target.slice(dot + 1)
  throw new AwsFault('UnknownOperationException', `${target} is not on the laptop.`, 501)
}

function inputOf(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    const input: unknown = JSON.parse(body.toString())
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      return input as Record<string, unknown>
    }
  } catch {
    // Answered like every other body that is no object.
  }
  throw new AwsFault('SerializationException', 'The body is no JSON object.')
}

/** The fault as JSON, where no service is known yet. */
export const refuseJson: Service['refuse'] = (asked, fault) =>
  refuse(asked, fault, 'application/x-amz-json-1.1')

function refuse({ response }: Refusable, fault: AwsFault, contentType: string): void {
  const code = names[fault.code] ?? fault.code
  const message = code === fault.code ? fault.message : (texts[code] ?? fault.message)
  response.writeHead(fault.status, { 'content-type': contentType, 'x-amzn-ErrorType': code })
  // Services differ in the case of `message`; every SDK takes either.
  response.end(JSON.stringify({ __type: code, message, Message: message, ...fault.members }))
}
