/** Arrow files that are cut, large, or say more than they hold. */
import { gunzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import {
  columnFromArray,
  dictionary,
  fixedSizeList,
  int32,
  largeUtf8,
  list,
  map,
  nullType,
  tableFromArrays,
  tableFromColumns,
  tableToIPC,
  utf8,
} from '@uwdata/flechette'
import type { Quarantined } from '../../../lake/problem.ts'
import { readArrow } from '../../../lake/render/arrow.ts'
import { lyingOf } from './archive.ts'

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
const table = tableFromArrays({ a: range(30) }, { maxBatchRows: 10 })
const bytesOf = (format: 'file' | 'stream', of = table): Buffer =>
  Buffer.from(tableToIPC(of, { format })!)

/** Values of the first column, a batch a list. */
async function batchesOf(bytes: Buffer): Promise<unknown[][]> {
  const { batches } = await readArrow(lyingOf(bytes))
  const found: unknown[][] = []
  for await (const [column] of batches) found.push(column!)
  return found
}

test('of a file that is cut anywhere no row is read as if it were all', async () => {
  const file = bytesOf('file')
  expect((await batchesOf(file)).flat()).toEqual(range(30))
  for (let end = 0; end < file.length; end++) {
    await expect(batchesOf(file.subarray(0, end))).rejects.toMatchObject({
      reason: { code: expect.stringMatching(/^arrow\./) },
    })
  }
})

test('a stream may end without its marker, between two messages', async () => {
  const stream = bytesOf('stream')
  const last = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
  expect(stream.subarray(-8).equals(last)).toBe(true)
  expect((await batchesOf(stream.subarray(0, -8))).flat()).toEqual(range(30))
  await expect(batchesOf(stream.subarray(0, -9))).rejects.toMatchObject({
    reason: { code: 'arrow.truncated' },
  })
})

test('a batch of many rows comes in parts', async () => {
  const many = tableFromArrays({ a: range(50_000) }, { maxBatchRows: 50_000 })
  const batches = await batchesOf(bytesOf('stream', many))
  expect(batches.map(({ length }) => length)).toEqual([20_480, 20_480, 9_040])
  expect(batches.flat()).toEqual(range(50_000))
})

test('nulls of no bytes are not more than a table has rows', async () => {
  const nulls = tableFromColumns({ a: columnFromArray([null, null, null], nullType()) })
  const stream = bytesOf('stream', nulls)
  expect(await batchesOf(stream)).toEqual([[null, null, null]])
  const three = Buffer.from('0300000000000000', 'hex')
  for (let at = stream.indexOf(three); at >= 0; at = stream.indexOf(three, at + 1)) {
    stream.writeBigInt64LE(1n << 40n, at)
  }
  await expect(batchesOf(stream)).rejects.toMatchObject({ reason: { code: 'arrow.corrupt' } })
})

test('a message that says more than it holds is refused, whichever of its numbers does', async () => {
  const of = tableFromArrays({ a: range(3), b: ['x', 'y', null] })
  const stream = bytesOf('stream', of)
  const found = new Set<string>()
  for (let at = 0; at + 4 <= stream.length; at += 4) {
    const changed = Buffer.from(stream)
    changed.writeInt32LE(0x7fffff00, at)
    const batches = batchesOf(changed).then(
      () => 'read',
      (error: Quarantined) => error.reason.code,
    )
    found.add(await batches)
  }
  expect([...found].sort()).toEqual(['arrow.corrupt', 'read'])
})

test('numbers of the other order of bytes are not read as others', async () => {
  const stream = bytesOf('stream')
  const message = 8 + stream.readUInt32LE(8)
  const vtable = message - stream.readInt32LE(message)
  const header = message + stream.readUInt16LE(vtable + 8)
  const schema = header + stream.readUInt32LE(header)
  const own = schema - stream.readInt32LE(schema)
  expect(stream.readUInt16LE(own + 4)).toBe(0) // the usual order, which is not written down
  stream.writeUInt16LE(stream.readUInt16LE(own + 6), own + 4) // a number that is not 0
  await expect(batchesOf(stream)).rejects.toMatchObject({
    reason: { code: 'arrow.corrupt', detail: expect.stringMatching(/big-endian/) },
  })
})

test('a text may begin with U+FEFF, wherever it stands', async () => {
  const texts = ['\ufeffa', 'b', '\ufeff']
  for (const type of [utf8(), largeUtf8(), dictionary(utf8(), int32())]) {
    const stream = bytesOf('stream', tableFromColumns({ a: columnFromArray(texts, type) }))
    expect((await batchesOf(stream)).flat()).toEqual(texts)
  }
  const lists = columnFromArray([texts], list(utf8()))
  expect(await batchesOf(bytesOf('stream', tableFromColumns({ a: lists })))).toEqual([[texts]])
})

/** Of PyArrow: two long texts in views, a short one between them, and NULL. */
const views = gunzipSync(
  Buffer.from(
    'H4sIAAAAAAACA2VQSw6CMBB9hArENIYFURYuuvAGXsClx/CHSkKokca49EjesE7rgKS+ZOYxw3vTaa219gYgh8MU' +
      'EgkmyOiLEAmqQVVGWXCmNkXhPQX1EqRelfOMqHRcshasf/haDD061r55joPEnE+WfhpigSXRCz1mVOe8haQK2FGs' +
      'eHeBHyKOHnHwD/5OX2yYt8zrQCsCX8q8oDjX926sPYy8bveuOupeG8J5jTLVk9J1b1TdqUa3F2dpT/99ZbQe3s2N' +
      '+wAKMawsuAEAAA==',
    'base64',
  ),
)

test('a text of a view that lies beyond its bytes is no shorter one', async () => {
  const texts = ['first text that is long', 'b', 'second text that is long too', null]
  expect((await batchesOf(views)).flat()).toEqual(texts)
  const at = views.indexOf(Buffer.from([23, 0, 0, 0, ...Buffer.from('firs')]))
  for (const place of [8, 12]) {
    const changed = Buffer.from(views)
    changed.writeInt32LE(40, at + place)
    await expect(batchesOf(changed)).rejects.toMatchObject({ reason: { code: 'arrow.corrupt' } })
  }
})

test('a word that no dictionary has is not NULL', async () => {
  const words = columnFromArray(['x', 'y', null, 'x'], dictionary(utf8(), int32()))
  const stream = bytesOf('stream', tableFromColumns({ a: words }))
  expect((await batchesOf(stream)).flat()).toEqual(['x', 'y', null, 'x'])
  const keys = Buffer.from(new Int32Array([0, 1]).buffer)
  const at = stream.lastIndexOf(keys)
  stream.writeInt32LE(7, at + 8) // of the NULL
  expect((await batchesOf(stream)).flat()).toEqual(['x', 'y', null, 'x'])
  stream.writeInt32LE(7, at + 4)
  await expect(batchesOf(stream)).rejects.toMatchObject({ reason: { code: 'arrow.corrupt' } })
})

test('nor do items, texts and words of lists, maps and dictionaries without end come of one number', async () => {
  const lists = [['x', 'y'], [], null, ['z']]
  const of = tableFromColumns({
    list: columnFromArray(lists, list(utf8())),
    words: columnFromArray(lists, list(dictionary(utf8()))),
    two: columnFromArray(
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
      fixedSizeList(int32(), 2),
    ),
    map: columnFromArray(
      [new Map([['k', 1]]), new Map(), null, new Map([['l', 2]])],
      map(utf8(), int32()),
    ),
  })
  const stream = bytesOf('stream', of)
  const plain = await batchesOf(stream)
  expect(plain).toEqual([lists])
  const found = new Set<string>()
  for (let at = 0; at + 4 <= stream.length; at += 4) {
    for (const number of [0x7fffff00, 0x0fffffff, -1, 3]) {
      const changed = Buffer.from(stream)
      changed.writeInt32LE(number, at)
      const rows = await batchesOf(changed).catch(() => 'refused') // whatever else is thrown sets it aside, too
      found.add(typeof rows === 'string' ? rows : 'read')
      const items = typeof rows === 'string' ? [] : rows.flat(2)
      expect(items.length).toBeLessThan(100)
    }
  }
  expect([...found].sort()).toEqual(['read', 'refused'])
})

test('no number that is changed makes fewer rows of a batch, or NULL of its values', async () => {
  const columns = { a: range(30), b: range(30).map((i) => i + 0.5), c: range(30).map((i) => i < 9) }
  const stream = bytesOf('stream', tableFromArrays(columns, { maxBatchRows: 10 }))
  const all = async (bytes: Buffer): Promise<unknown[]> => {
    const found: unknown[] = []
    for await (const batch of (await readArrow(lyingOf(bytes))).batches) found.push(batch)
    return found
  }
  const plain = await all(stream)
  const counts = { changed: 0, refused: 0 }
  for (let at = 0; at + 8 <= stream.length; at += 8) {
    const number = stream.readBigInt64LE(at)
    if (![2n, 10n, 40n, 80n].includes(number)) continue
    const changed = Buffer.from(stream)
    changed.writeBigInt64LE(number === 2n ? 0n : 8n, at)
    const rows = await all(changed).catch(() => undefined)
    if (rows) expect(rows.flat(2)).toHaveLength(plain.flat(2).length)
    if (rows) expect(rows.flat(2)).not.toContain(null)
    counts[rows ? 'changed' : 'refused']++
  }
  expect(counts.refused).toBeGreaterThan(8)
})

test('a column may have no name', async () => {
  const stream = bytesOf('stream')
  const name = stream.indexOf(Buffer.from([1, 0, 0, 0, 'a'.charCodeAt(0), 0]))
  expect(name).toBeGreaterThan(0)
  stream.writeUInt32LE(0, name)
  expect((await readArrow(lyingOf(stream))).schema[1]).toMatchObject({ name: '' })
})
