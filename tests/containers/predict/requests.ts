/** Requests as API Gateway makes events of them; the golden rows of the demo's model among them. */
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { feedOfRows } from '../../../lake/predict/feed.ts'
import { bytesOfTensor, jsonOfTensor, tensorOfBytes } from '../../../lake/predict/tensor.ts'
import { late } from './registry.ts'

const feed = () => feedOfRows(late.draft.signature, late.sample.rows)

export interface Sent {
  headers?: Record<string, string>
  query?: Record<string, string>
  body?: string | Uint8Array | null
  /** Nobody where null. */
  scope?: string | null
}

/** With the body as base64: the gateway takes every media type for binary. */
export const eventOf = (httpMethod: string, path: string, sent: Sent = {}): APIGatewayProxyEvent =>
  ({
    httpMethod,
    path,
    headers: sent.headers ?? {},
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(sent.query ?? {}).map(([name, value]) => [name, [value]]),
    ),
    isBase64Encoded: true,
    body: sent.body == null ? null : Buffer.from(sent.body as string).toString('base64'),
    requestContext: {
      requestId: 'test',
      authorizer:
        sent.scope === null
          ? null
          : { principalId: 'tester', scope: sent.scope ?? 'lake:read predict model:write' },
    },
  }) as unknown as APIGatewayProxyEvent

const infer = (sent: Sent) => eventOf('POST', '/v2/models/late/infer', sent)

export const jsonEvent = () =>
  infer({
    body: JSON.stringify({
      inputs: feed().map((tensor) => ({ ...tensor, data: jsonOfTensor(tensor) })),
    }),
  })

export function binaryEvent() {
  const blobs = feed().map(bytesOfTensor)
  const inputs = feed().map(({ data: _data, ...head }, i) => ({
    ...head,
    parameters: { binary_data_size: blobs[i]?.length },
  }))
  const outputs = [{ name: 'late', parameters: { binary_data: true } }]
  const header = Buffer.from(JSON.stringify({ inputs, outputs }))
  return infer({
    headers: { 'inference-header-content-length': String(header.length) },
    body: Buffer.concat([header, ...blobs]),
  })
}

interface Answer {
  statusCode: number
  headers?: Record<string, unknown>
  body: string
}

/** By how much the answer's farthest chance is off; throws where it is no answer. */
export function farthest({ statusCode, headers = {}, body }: Answer): number {
  if (statusCode !== 200) throw new Error(`${statusCode} ${body}`)
  const length = headers['Inference-Header-Content-Length']
  const chances =
    length === undefined ? JSON.parse(body).outputs[0].data : binary(body, Number(length))
  const wanted = late.sample.predictions.map((prediction) => Number(prediction.late))
  if (chances.length !== wanted.length) throw new Error(`${chances.length} predictions`)
  return Math.max(...wanted.map((chance, i) => Math.abs(chance - Number(chances[i]))))
}

function binary(body: string, headerBytes: number): unknown[] {
  const bytes = Buffer.from(body, 'base64').subarray(headerBytes)
  return tensorOfBytes('late', 'FP32', [late.sample.rows.length, 1], bytes).data
}
