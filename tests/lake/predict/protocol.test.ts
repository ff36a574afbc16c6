import { describe, expect, test } from '@jest/globals'
import { readInfer, writeInfer } from '../../../lake/predict/protocol.ts'
import { bytesOfTensor, type Tensor, tensorOfBytes } from '../../../lake/predict/tensor.ts'
import type { ModelPackage } from '../../../schemas/model.ts'

const text = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const hour = { name: 'hour', shape: [2, 1], datatype: 'INT64' }
const late: Tensor = { name: 'late', datatype: 'FP32', shape: [2, 1], data: [0.5, 0.25] }
const model: ModelPackage = {
  name: 'late',
  description: '',
  model: { runtime: 'onnx' },
  signature: { inputs: [], outputs: [] },
  version: 3,
  sha256: '0'.repeat(64),
  registeredAtMs: 0,
}

describe('a request', () => {
  test('of JSON alone', () => {
    const request = readInfer(text({ id: '7', inputs: [{ ...hour, data: [[1], [2]] }] }))
    expect(request).toMatchObject({
      id: '7',
      isBinary: false,
      tensors: [{ name: 'hour', data: [1n, 2n] }],
    })
  })

  test('of JSON with the NaN of Python, which is none within a text', () => {
    const recent = '{"name":"recent","shape":[2],"datatype":"FP64","data":[NaN,1.5]}'
    const origin = '{"name":"origin","shape":[2],"datatype":"BYTES","data":["NaN","\\"NaN"]}'
    const { tensors } = readInfer(Buffer.from(`{"inputs":[${recent},${origin}]}`))
    expect(tensors.map(({ data }) => data)).toEqual([
      [Number.NaN, 1.5],
      ['NaN', '"NaN'],
    ])
    expect(() => readInfer(Buffer.from('{"inputs":NaN}'))).toThrow('request.invalid')
  })

  test('with tensors after its JSON', () => {
    const origin: Tensor = {
      name: 'origin',
      datatype: 'BYTES',
      shape: [2, 1],
      data: ['SEA', 'Zürich'],
    }
    const blobs = [
      bytesOfTensor({ ...hour, datatype: 'INT64', data: [1n, -2n] }),
      bytesOfTensor(origin),
    ]
    const sized = (head: object, i: number) => ({
      ...head,
      parameters: { binary_data_size: blobs[i]?.length },
    })
    const { data: _data, ...originHead } = origin
    const header = text({
      inputs: [sized(hour, 0), sized(originHead, 1)],
      parameters: { binary_data_output: true },
    })
    const body = Buffer.concat([header, ...blobs])
    const request = readInfer(body, header.length)
    expect(request.tensors.map(({ data }) => data)).toEqual([
      [1n, -2n],
      ['SEA', 'Zürich'],
    ])
    expect(request.isBinary).toBe(true)
    expect(() => readInfer(body.subarray(0, -1), header.length)).toThrow(/^tensor\.bytes/)
    expect(() => readInfer(Buffer.concat([body, new Uint8Array(1)]), header.length)).toThrow(
      /^request\.rest/,
    )
    expect(() => readInfer(body, body.length + 1)).toThrow(/^request\.header/)
  })

  test.each([
    ['request.json', Buffer.from('{')],
    ['request.json', Uint8Array.from([0xff])],
    ['request.invalid', text({})],
    ['request.invalid', text({ inputs: [] })],
    ['tensor.datatype', text({ inputs: [{ ...hour, datatype: 'FP16', data: [] }] })],
    ['request.invalid', text({ inputs: [{ ...hour, shape: [-1], data: [] }] })],
    ['tensor.data', text({ inputs: [hour] })],
    ['tensor.shape', text({ inputs: [{ ...hour, data: [1] }] })],
    ['tensor.type', text({ inputs: [{ ...hour, data: [1, 'x'] }] })],
  ])('is refused with %s', (code, body) => {
    expect(() => readInfer(body)).toThrow(code)
  })
})

describe('an answer', () => {
  test('echoes the id, and gives JSON or bytes as asked', () => {
    const json = writeInfer(model, { id: 'a', tensors: [], isBinary: false }, [late])
    expect(json.headerBytes).toBeUndefined()
    expect(JSON.parse(Buffer.from(json.body).toString())).toEqual({
      model_name: 'late',
      model_version: '3',
      id: 'a',
      outputs: [{ name: 'late', datatype: 'FP32', shape: [2, 1], data: [0.5, 0.25] }],
    })
    const binary = writeInfer(model, { tensors: [], isBinary: true }, [late])
    const header = JSON.parse(Buffer.from(binary.body).subarray(0, binary.headerBytes).toString())
    expect(header.outputs[0].parameters).toEqual({ binary_data_size: 8 })
    expect(tensorOfBytes('late', 'FP32', [2, 1], binary.body.subarray(binary.headerBytes))).toEqual(
      late,
    )
  })

  test('knows no output that the model has not', () => {
    const request = { tensors: [], isBinary: false, outputs: [{ name: 'early', isBinary: false }] }
    expect(() => writeInfer(model, request, [late])).toThrow(/^output\.unknown/)
  })
})
