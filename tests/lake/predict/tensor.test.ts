import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  bytesOfTensor,
  type Datatype,
  jsonOfTensor,
  type Tensor,
  tensorOfBytes,
  tensorOfJson,
  type Value,
} from '../../../lake/predict/tensor.ts'

const elements: Record<Datatype, fc.Arbitrary<Value>> = {
  UINT8: fc.nat(255),
  UINT16: fc.nat(65_535),
  UINT32: fc.nat(4_294_967_295),
  UINT64: fc.bigInt(0n, 2n ** 64n - 1n),
  INT8: fc.integer({ min: -128, max: 127 }),
  INT16: fc.integer({ min: -32_768, max: 32_767 }),
  INT32: fc.integer(),
  INT64: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  FP32: fc.float(),
  FP64: fc.double(),
  BOOL: fc.boolean(),
  BYTES: fc.string({ unit: 'grapheme' }),
}

const tensors: fc.Arbitrary<Tensor> = fc
  .record({
    datatype: fc.constantFrom(...(Object.keys(elements) as Datatype[])),
    rows: fc.nat(20),
    columns: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ datatype, rows, columns }) =>
    fc
      .array(elements[datatype], { minLength: rows * columns, maxLength: rows * columns })
      .map((data) => ({ name: 'x', datatype, shape: [rows, columns], data })),
  )

describe('a tensor', () => {
  test('is the same after bytes, at any offset of the body', () => {
    fc.assert(
      fc.property(tensors, fc.nat(7), (tensor, offset) => {
        const bytes = bytesOfTensor(tensor)
        const body = new Uint8Array(offset + bytes.length)
        body.set(bytes, offset)
        const { name, datatype, shape } = tensor
        expect(tensorOfBytes(name, datatype, shape, body.subarray(offset))).toEqual(tensor)
      }),
    )
  })

  test('is the same after JSON, flat or nested, where JSON can say its numbers', () => {
    const sayable = tensors.filter(({ data }) =>
      data.every((value) =>
        typeof value === 'bigint'
          ? value <= 2n ** 53n && value >= -(2n ** 53n)
          : value !== Number.POSITIVE_INFINITY && value !== Number.NEGATIVE_INFINITY,
      ),
    )
    fc.assert(
      fc.property(sayable, (tensor) => {
        const { name, datatype, shape } = tensor
        const flat = JSON.parse(JSON.stringify(jsonOfTensor(tensor))) as unknown[]
        const [rows = 0, columns = 0] = shape
        const nested = Array.from({ length: rows }, (_, i) =>
          flat.slice(i * columns, (i + 1) * columns),
        )
        for (const json of [flat, nested]) {
          const read = tensorOfJson(name, datatype, shape, json)
          const plus = (value: Value): Value => (value === 0 ? 0 : value) // JSON knows no -0
          expect(read.data.map(plus)).toEqual(tensor.data.map(plus))
        }
      }),
    )
  })

  test('of too few or too many bytes is refused by name', () => {
    fc.assert(
      fc.property(tensors, fc.integer({ min: -8, max: 8 }), (tensor, more) => {
        fc.pre(more !== 0)
        const bytes = bytesOfTensor(tensor)
        fc.pre(bytes.length + more >= 0)
        const wrong = new Uint8Array(bytes.length + more)
        wrong.set(bytes.subarray(0, wrong.length))
        const { datatype, shape } = tensor
        expect(() => tensorOfBytes('x', datatype, shape, wrong)).toThrow(/tensor\.(shape|bytes)/)
      }),
    )
  })

  test.each([
    ['INT64', 1.5],
    ['INT32', 2 ** 31],
    ['UINT8', -1],
    ['UINT8', null],
    ['BOOL', 1],
    ['BYTES', 3],
    ['FP32', 'much'],
    ['FP64', true],
  ] as const)('of %s takes no %p', (datatype, element) => {
    expect(() => tensorOfJson('x', datatype, [1], [element])).toThrow(/^tensor\.type: element 0/)
  })
})
