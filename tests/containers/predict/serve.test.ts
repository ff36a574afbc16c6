import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { addVersion, moveAlias } from '../../../aws/models.ts'
import { inferenceBytesMax } from '../../../lake/limits.ts'
import { datatypeOf, feedOfRows } from '../../../lake/predict/feed.ts'
import { jsonOfTensor, type Tensor } from '../../../lake/predict/tensor.ts'
import { late, openRegistry, type Registry } from './registry.ts'
import { binaryEvent, eventOf, farthest, type Sent } from './requests.ts'

let registry: Registry
let handler: typeof import('../../../containers/predict/handler.ts').handler

beforeAll(async () => {
  registry = await openRegistry()
  handler = (await import('../../../containers/predict/handler.ts')).handler
  await addVersion(late.draft, late.sample, late.bytes)
  await addVersion(late.draft, late.sample, late.bytes)
  await moveAlias('late', 'live', 1)
})
afterAll(() => registry.close())

const feed = (): Tensor[] => feedOfRows(late.draft.signature, late.sample.rows)

const send = (method: string, path: string, sent: Sent = {}) =>
  handler(eventOf(method, path, sent), {} as Context)

async function get(path: string): Promise<unknown> {
  const { statusCode, body } = await send('GET', path)
  return { statusCode, ...JSON.parse(body) }
}

const json = (tensor: Tensor) => ({ ...tensor, data: jsonOfTensor(tensor) })
const jsonRequest = (tensors: Tensor[], more: object = {}) => ({
  body: JSON.stringify({ inputs: tensors.map(json), ...more }),
})

const infer = (sent: Sent, path = '/v2/models/late') => send('POST', `${path}/infer`, sent)

describe('the Open Inference Protocol', () => {
  test('tells that it lives, what it is, and what a model takes', async () => {
    expect(await get('/v2')).toEqual({
      statusCode: 200,
      name: 'hypatia',
      version: '2',
      extensions: ['binary_tensor_data'],
    })
    expect(await get('/v2/health/live')).toEqual({ statusCode: 200, live: true })
    expect(await get('/v2/health/ready')).toEqual({ statusCode: 200, live: true, ready: true })
    expect(await get('/v2/models/late/ready')).toEqual({
      statusCode: 200,
      name: 'late',
      ready: true,
    })
    expect(await get('/v2/models/late')).toEqual({
      statusCode: 200,
      name: 'late',
      versions: ['1', '2'],
      platform: 'onnx_onnxv1',
      inputs: late.draft.signature.inputs.map(({ name, type }) => ({
        name,
        datatype: datatypeOf[type],
        shape: [-1, 1],
      })),
      outputs: [{ name: 'late', datatype: 'FP32', shape: [-1, 1] }],
    })
  })

  test('predicts what the trainer predicted, from JSON, and echoes the id', async () => {
    const answer = await infer(jsonRequest(feed(), { id: 'me' }))
    expect(farthest(answer)).toBeLessThan(1e-5)
    const { outputs, ...head } = JSON.parse(answer.body)
    expect(head).toEqual({ model_name: 'late', model_version: '1', id: 'me' })
    expect(outputs).toMatchObject([{ name: 'late', datatype: 'FP32', shape: [25, 1] }])
  })

  test('and from bytes, into bytes', async () => {
    const answer = await handler(binaryEvent(), {} as Context)
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true })
    expect(farthest(answer)).toBeLessThan(1e-5)
  })

  test('takes a version, or an alias in its place', async () => {
    const versions = ['', '/versions/2', '/versions/live'].map(async (at) => {
      const { body } = await infer(jsonRequest(feed()), `/v2/models/late${at}`)
      return JSON.parse(body).model_version
    })
    expect(await Promise.all(versions)).toEqual(['1', '2', '1'])
  })
})

describe('a bad request', () => {
  test.each([
    [404, 'GET', '/v2/models/early'],
    [404, 'GET', '/v2/models/late/versions/7'],
    [404, 'GET', '/v2/models/late/versions/best'],
    [404, 'POST', '/v2/models/early/infer'],
    [404, 'GET', '/v2/nothing'],
    [405, 'GET', '/v2/models/late/infer'],
    [405, 'POST', '/v2'],
  ])('is answered with %i: %s %s', async (status, method, path) => {
    const { statusCode, body } = await send(method, path, jsonRequest(feed()))
    expect([statusCode, typeof JSON.parse(body).error]).toEqual([status, 'string'])
  })

  test('has every column named that is missing or mistyped', async () => {
    const tensors = feed().flatMap((tensor) => {
      if (tensor.name === 'origin') return []
      if (tensor.name === 'hour')
        return [{ ...tensor, datatype: 'FP32' as const, data: tensor.data.map(Number) }]
      return [tensor]
    })
    const { statusCode, body } = await infer(jsonRequest(tensors))
    const { error, problems } = JSON.parse(body)
    expect(statusCode).toBe(400)
    expect(problems).toMatchObject([
      { code: 'column.type', name: 'hour' },
      { code: 'column.missing', name: 'origin' },
    ])
    expect(error).toContain('the model takes INT64')
  })

  test('with tensors of FP16 is refused by that name', async () => {
    const [first, ...rest] = feed()
    const { statusCode, body } = await infer({
      body: JSON.stringify({
        inputs: [{ ...first, datatype: 'FP16', data: [] }, ...rest.map(json)],
      }),
    })
    expect([statusCode, JSON.parse(body).error]).toEqual([400, expect.stringContaining('"FP16"')])
  })

  test('by somebody without the scope, or by nobody, is refused', async () => {
    for (const [status, scope] of [
      [401, null],
      [403, 'lake:read'],
    ] as const) {
      const { statusCode, body, headers } = await send('GET', '/v2', { scope })
      expect([statusCode, typeof JSON.parse(body).error]).toEqual([status, 'string'])
      expect(headers).toHaveProperty('WWW-Authenticate')
    }
  })

  test('larger than Lambda carries is a 413', async () => {
    const { statusCode, body } = await infer({ body: Buffer.alloc(inferenceBytesMax + 1, ' ') })
    expect([statusCode, typeof JSON.parse(body).error]).toEqual([413, 'string'])
  })

  test('without a body, or with one cut off, is a 400', async () => {
    const { body = '' } = jsonRequest(feed())
    for (const sent of [{}, { body: body.slice(0, -2) }, { body: '[]' }]) {
      expect((await infer(sent)).statusCode).toBe(400)
    }
  })
})
