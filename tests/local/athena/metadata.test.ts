import { expect, test } from '@jest/globals'
import { formatMetadata } from '../../../local/athena/metadata.ts'

/** A reader of protobuf that knows nothing of the writer. */
function fields(bytes: Buffer): [field: number, value: number | Buffer][] {
  const found: [number, number | Buffer][] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    if (tag % 8 === 0) found.push([tag >> 3, varint()])
    else {
      expect(tag % 8).toBe(2)
      const length = varint()
      found.push([tag >> 3, bytes.subarray(at, at + length)])
      at += length
    }
  }
  return found
}

test('the metadata file says the query and its columns', () => {
  const columns = [
    { name: 'name', type: 'varchar', precision: 2_147_483_647, scale: 0 },
    { name: 'Zoë', type: 'decimal', precision: 38, scale: 10 },
  ]
  const [id, ...rest] = fields(formatMetadata('6f0c-id', columns))
  expect([id?.[0], String(id?.[1])]).toEqual([1, '6f0c-id'])
  expect(rest.map(([field]) => field)).toEqual([4, 4])
  const read = rest.map(([, message]) =>
    fields(message as Buffer).map(([field, value]) => [
      field,
      typeof value === 'number' ? value : value.toString(),
    ]),
  )
  const unknown = 3
  expect(read).toEqual(
    columns.map(({ name, type, precision, scale }) => [
      ...[
        [1, 'hive'],
        [4, name],
        [5, name],
        [6, type],
      ],
      ...[
        [7, precision],
        [8, scale],
        [9, unknown],
        [10, type === 'varchar' ? 1 : 0],
      ],
    ]),
  )
})
