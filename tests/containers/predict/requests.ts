/** The golden rows of the demo's model, asked for as API Gateway would. */
import { feedOfRows } from '../../../lake/predict/feed.ts'
import { bytesOfTensor, jsonOfTensor, tensorOfBytes } from '../../../lake/predict/tensor.ts'
import { late } from './registry.ts'

const feed = () => feedOfRows(late.draft.signature, late.sample.rows)
const request = { httpMethod: 'POST', path: '/v2/models/late/infer' }

export const jsonEvent = () => ({
  ...request,
  headers: {},
  isBase64Encoded: false,
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
  return {
    ...request,
    headers: { 'inference-header-content-length': String(header.length) },
    isBase64Encoded: true,
    body: Buffer.concat([header, ...blobs]).toString('base64'),
  }
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
