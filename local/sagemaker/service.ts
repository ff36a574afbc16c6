/**
 * SageMaker's runtime: endpoints are model servers that run beside the laptop, and answer POST /invocations as the
 * containers of SageMaker do. https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
import { refuseJson } from '../wire/json.ts'
import { AwsFault, type Service, type WireRequest } from '../wire/service.ts'
import type { Endpoints } from './endpoints.ts'

const invocation = /^\/endpoints\/([^/]+)\/invocations$/

export function sagemakerService(endpoints: Endpoints): Service {
  return {
    name: 'sagemaker',
    operations: ['InvokeEndpoint'],
    refuse: refuseJson,
    async answer(wire) {
      const [, name] = invocation.exec(wire.url.pathname) ?? []
      if (name === undefined || wire.request.method !== 'POST') {
        const message = `${wire.request.method} ${wire.url.pathname} is not on the laptop.`
        throw new AwsFault('UnknownOperationException', message, 501)
      }
      const address = endpoints[name]
      if (!address) throw unknown(name)
      await invoke(wire, address)
    },
  }
}

/** AWS's own name for it, so that a client takes it as it takes AWS's. */
const unknown = (name: string) =>
  new AwsFault(
    'ValidationError',
    `The endpoint ${name} is not on the laptop: name its server by HYPATIA_ENDPOINTS=${name}=http://…`,
    501,
  )

async function invoke({ request, response, body }: WireRequest, address: string): Promise<void> {
  const { 'content-type': type, accept } = request.headers
  const answer = await fetch(`${address}/invocations`, {
    method: 'POST',
    headers: { ...(type && { 'content-type': type }), ...(accept && { accept }) },
    body: new Uint8Array(await body()),
  }).catch((error) => {
    throw new AwsFault('ServiceUnavailable', `${address} does not answer: ${error}`, 503)
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (!answer.ok) throw failed(answer.status, bytes.toString())
  const contentType = answer.headers.get('content-type') ?? 'application/octet-stream'
  const variant = { 'x-amzn-invoked-production-variant': 'laptop' }
  response.writeHead(200, { 'content-type': contentType, ...variant }).end(bytes)
}

function failed(status: number, text: string): AwsFault {
  const kind = status < 500 ? 'client' : 'server'
  const message = `Received ${kind} error (${status}) from primary with message "${text.slice(0, 1_000)}".`
  const members = { OriginalStatusCode: status, OriginalMessage: text.slice(0, 1_000) }
  return new AwsFault('ModelError', message, 424, members)
}
