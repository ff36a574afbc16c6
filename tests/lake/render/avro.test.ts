/** Avro files that are small and would become large. */
import { expect, test } from '@jest/globals'
import { renderedRowsMax } from '../../../lake/limits.ts'
import { avroHeader, readAvro } from '../../../lake/render/avro.ts'
import { lyingOf } from './archive.ts'

/** Zigzag, seven bits a byte. */
function long(value: number): Buffer {
  const bytes: number[] = []
  let left = BigInt(value < 0 ? -2 * value - 1 : 2 * value)
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return Buffer.from([...bytes, Number(left)])
}

const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([long(bytes.length), bytes])
}

interface Block {
  count: number
  data: Buffer
}

function fileOf(schema: unknown, blocks: Block[], codec = 'null'): Buffer {
  const sync = Buffer.alloc(16, 7)
  const meta = { 'avro.codec': codec, 'avro.schema': JSON.stringify(schema) }
  const pairs = Object.entries(meta).flatMap(([name, value]) => [text(name), text(value)])
  const written = blocks.flatMap(({ count, data }) => [long(count), text(data), sync])
  return Buffer.concat([Buffer.from('Obj\x01'), long(2), ...pairs, long(0), sync, ...written])
}

/** A record that holds the next one twice, and the last a value. */
const doubling = (depth: number, leaf: string, at = 0): unknown =>
  at === depth
    ? leaf
    : {
        type: 'record',
        name: `r${at}`,
        fields: [
          { name: 'a', type: doubling(depth, leaf, at + 1) },
          { name: 'b', type: at + 1 === depth ? leaf : `r${at + 1}` },
        ],
      }

async function rowsOf(bytes: Buffer): Promise<unknown[][]> {
  const { batches } = await readAvro(lyingOf(bytes))
  const columns: unknown[][] = []
  for await (const batch of batches) {
    batch.forEach((values, i) => {
      columns[i] = (columns[i] ?? []).concat(values)
    })
  }
  return columns
}

test('records that name others twice are text from some depth on, and no million columns', async () => {
  const { fields } = avroHeader(fileOf(doubling(40, 'int'), []))
  const elements = fields.flatMap(({ name, type }) => type.elements(name))
  expect(elements.length).toBeLessThan(20_000)
  const few = fileOf(doubling(3, 'int'), [
    { count: 1, data: Buffer.concat([1, 2, 3, 4, 5, 6, 7, 8].map(long)) },
  ])
  expect(await rowsOf(few)).toEqual([
    [{ a: { a: 1, b: 2 }, b: { a: 3, b: 4 } }],
    [{ a: { a: 5, b: 6 }, b: { a: 7, b: 8 } }],
  ])
  const row = Buffer.concat(Array<Buffer>(2 ** 14).fill(long(-5)))
  const [a, b] = await rowsOf(fileOf(doubling(14, 'int'), [{ count: 1, data: row }]))
  expect(JSON.stringify([a, b]).match(/-5/g)).toHaveLength(2 ** 14)
})

const refused = { reason: { code: 'avro.corrupt' } }

test('what takes no bytes is not read for ever', async () => {
  const nothing = { count: 1, data: Buffer.alloc(0) }
  await expect(rowsOf(fileOf(doubling(40, 'null'), [nothing]))).rejects.toMatchObject(refused)

  const schema = { type: 'record', name: 'r', fields: [{ name: 'a', type: nulls }] }
  const items = (count: number, blocks: number): Buffer =>
    Buffer.concat([...Array<Buffer>(blocks).fill(long(count)), long(0)])
  const [lists] = await rowsOf(fileOf(schema, [{ count: 1, data: items(100, 3) }]))
  expect(lists).toEqual([Array(300).fill(null)])
  const many = { count: 1, data: items(5_000, 5_000) }
  await expect(rowsOf(fileOf(schema, [many]))).rejects.toMatchObject(refused)

  const empty = { type: 'record', name: 'r', fields: [{ name: 'a', type: 'null' }] }
  const rows = [3, renderedRowsMax].map((count) => ({ count, data: Buffer.alloc(0) }))
  await expect(rowsOf(fileOf(empty, rows))).rejects.toMatchObject(refused)
})

const nulls = { type: 'array', items: 'null' }

test('blocks by bzip2, as its specification has them', async () => {
  const packed = 'QlpoOTFBWSZTWRSIt+oAAABAABUAIAAhmBmEYXckU4UJAUiLfqA='
  const block = { count: 3, data: Buffer.from(packed, 'base64') }
  const file = fileOf('int', [block], 'bzip2')
  expect(await rowsOf(file)).toEqual([[1, 2, 3]])
})

test('a record within itself is one JSON text, and what is text says decimals and times in full', async () => {
  const linked = {
    type: 'record',
    name: 'r',
    fields: [
      { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2 } },
      { name: 'next', type: ['null', 'r'] },
    ],
  }
  const node = Buffer.concat([text(Buffer.from([0x04, 0xce])), long(1)])
  const last = Buffer.concat([text(Buffer.from([0x04, 0xce])), long(0)])
  const data = Buffer.concat([node, node, node, last])
  const third = '{"price":"12.30","next":{"price":"12.30","next":null}}'
  expect(await rowsOf(fileOf(linked, [{ count: 1, data }]))).toEqual([
    [1230n],
    [`{"price":"12.30","next":${third}}`],
  ])
  const either = [{ type: 'int', logicalType: 'date' }, 'string']
  const values = Buffer.concat([long(0), long(19_000), long(1), text('x')])
  expect(await rowsOf(fileOf(either, [{ count: 2, data: values }]))).toEqual([['2022-01-08', 'x']])
})

test('blocks of xz are read, and one that is cut is refused', async () => {
  const schema = { type: 'record', name: 'r', fields: [{ name: 'a', type: 'string' }] }
  // xz of five records, `x0` to `x4`
  const packed = Buffer.from(
    'fd377a585a000004e6d6b4460200210116000000742fe5a301000e04783004783104783204783304783400003a3ccff1ebc7a9d20001270fdf1afc6a1fb6f37d010000000004595a',
    'hex',
  )
  const file = fileOf(schema, [{ count: 5, data: packed }], 'xz')
  expect(await rowsOf(file)).toEqual([['x0', 'x1', 'x2', 'x3', 'x4']])
  const cut = fileOf(schema, [{ count: 5, data: packed.subarray(0, 40) }], 'xz')
  await expect(rowsOf(cut)).rejects.toMatchObject(refused)
})

test('a codec and a member that are called as what every object has are like others', async () => {
  const inner = { type: 'record', name: 'i', fields: [{ name: '__proto__', type: 'int' }] }
  const schema = { type: 'record', name: 'r', fields: [{ name: 'a', type: inner }] }
  expect(() => avroHeader(fileOf(schema, [], 'constructor'))).toThrow(
    'codec constructor is unknown',
  )
  const [a] = await rowsOf(fileOf(schema, [{ count: 1, data: long(7) }]))
  expect(JSON.stringify(a)).toBe('[{"__proto__":7}]')
})
