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
  expect([...found].sort()).toEqual(['arrow.corrupt', 'arrow.text-not-utf-8', 'read'])
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

/** Of PyArrow: 400 rows of a text of eight characters and a number of 64 bits, both compressed. */
const compressed = {
  lz4: gunzipSync(
    Buffer.from(
      'H4sIAAAAAAACA+3Xd7RjRR0A4Pt2376XZR8Sd1aNghrBEitRUWKPChgVNPboWoKKxIZRUYONiIKxALHHHnvsscceBTUKSsAW' +
        'e8RCxBYLGmzP7yZZxD3wD38z53y5d+bcuTN37v395mRzc3OzE0VRMorLPtFGtBZtixLOlJVV9Ugt4Xd1+RtFWzhyeX62/i7c' +
        'Evc/YNk278px874brM/7xs35+Vi71Ne0bsxri7FXtsXH1F73OHpeX72kzXCbI8ddy/qGHosZb8zvFm1dnc8jsW90SdnQkpzP' +
        'f3FNbTnX+B7Nlf9dt2ecbdHll91ri2N5eTxi2d5Z+//r9tR3X6p9y17jRZdRP2x5/eqBR6XK+ZNU69F8GRevKF6eNBmy5IiX' +
        'tECRUjw1KlSXjxrfoBEPRYt2PD269OgzYEi8tGMmTJkt30OCJCnSZMiSI0+BIiXKVKhSo05jZfGoLdp06NKjz4AhI8ZMmDJb' +
        'WaxbgiQp0mTIkiNPgSIlylSoUqNOgyYt2nTo0qPPgCEjxkyYMovf2VbjkyRFmgxZcuQpUKREmQpVatRp0KRFmw5devQZMGTE' +
        'mAlTZlsX8ZAgSYo0GbLkyFOgSIkyFarUqNOgSYs2Hbr06DNgyIgxE6bMlvGQIEmKNBmy5MhToEiJMhWq1KjToEmLNh269Ogz' +
        'YMiIMROmzOJYFBIJkqRIkyFLjjwFipTWFqFZoUqNOg2atGivLcKzS48+A4aMGDNhyiwOx3XjkyRFmgxZcuQpUKREmQpVatRp' +
        '0KRFmw5devQZMGTEmAlTZuuL4E+QJEWaDFly5ClQpESZClVq1GnQpEWbDl169BkwZMSYCVNmceLZbnySpEiTIUuOPAWKlChT' +
        'oUqNOg2atGjToUuPPgOGjBgzYcps+3xXihIkSZEmQ5YceQoUKVGmQpUadRo0adGmQ5cefQYMGTFmwpRZvA/uMD5JUqTJkCVH' +
        'ngJFSpSpUKVGnQZNWrTp0KVHnwFDRoyZMGW2Y75/RQmSpEiTIUuOPAWKlChToUqN+sal9pc9leX+crDTnZL0Th/zQbVbJqJw' +
        'K27NIYlov8x8u91TDi/WlEMu8z7xthVsFGFF1y1sZZVtrLGOjzhsZx92sMG+XIX98IGHq7KTwC6uxtW5Bj7+cE2uxf4cwLW5' +
        'DtdFYITrcSAHcX1uwA25EYIm3JibcFNuxs25BQcjoMJeSxBuw205FMEWbsftuQN35E7cmbsgEMNduRt35zAO5wjugSAN9+Re' +
        '3JsjOYr7cF8EcLgf9+cBPJAH8WAeguAOD+Vh7ObhPIJH8igEfjiaR/MYHssxPI5jkRTC43kCT+RJPJnjeAoSRngqT+PpHM8z' +
        'eCbPQjIJJ/BsnsNzeR7P50QkmvACTuKFvIiTOYUXIwmFl/BSXsbLOZXTOB0JKryCV/IqXs1reC2vQ/IKr+cNvJE38WbewluR' +
        '2MLbeDvv4J28i3fzHiS98F7ex/v5AB/kQ3wYCTF8hI/yMT7OJ/gkn0KyDJ/mM3yWz/F5vsAXkUjDl/gyZ3AmX+GrfA1JNnyd' +
        'b3AWZ/NNvsU5SMDhXM7j23yH7/I9vo/kHH7AD/kRP+Yn/JSfIXGHn3M+v+CX/IpfcwGSevgNF/Jbfsfv+QN/RMIPf+LP/IW/' +
        'chF/4+/YDMLF/IN/8i/+zX/YTESrF69fGf5Xhv8VCf/66Xv9DZpvPPHxv9cjvQ2gDgAA',
      'base64',
    ),
  ),
  zstd: gunzipSync(
    Buffer.from(
      'H4sIAAAAAAACA51VfVDSZxz/gYCoaCIgamYh2NvSErSsLERRC0FBMmKaiSKKzXclvZXnW9Q00WUiStq6NOq8alO72V0uRUBz' +
        '6XoztRenqfVX840u3WjsJ7HW2u1u7fvc93k+n+99P8/ne7977n5Go9F4CQAAe2A5rAEUgADgABJEYEBgIAdAhgR3mHkHACiY' +
        'TDO+A+rBRuiy3tVcM0nBTDNpUWBamrTL5QCTFxbkCLCKMrF33hD48un00R0CE4e9r4F2xnHwxJo5ClS8mxhlug2wgJnmqEIA' +
        '7wMFuIEesPc9hWCSzF5VEOCDQJhmNUshcODf41eoGVi8O+zN99jD/t73Jy+A/lWD/sP3n5xuHmL99c1v4+jwYDzAEJ6yWfNN' +
        'y/aXx2Y+Xri4mc7psWjGBu5ZoBW4DhRHjyM6Op/wk3R1qaJ6vkhad1Ak5yeG1LFEp/lCRN0ukYyfoFN4isr48VLFKpGULwhR' +
        '2IqK+XEIReco76U2PzW2nvfieP7BWDlvOjifFXuaNwXP3xUr401q8zxjy3jPj+etipXyJoLzbGOLeePwvM7hI4NLL+qTZEvT' +
        'cl740tTpULulSdm2wcXnZetkixNSfPjieLGl3eJvVYJLW+hOLigrKTSo8Pw2vWqhZ2nUkFxApirO/Vg5rZoPWqoz7Clwp1ad' +
        '662cVM31LPIN6wscqCfP9VROqGaDFp0NyAIotfDcm+zh0UyJskFUOyqQ1DYk8kY5kuoGIX6UJqlsSBge8ZaUN8TXjhAkJxoE' +
        'vBG0pKQhDj8CkaS/eXQjM02pfCG/IUirVU7vv8FJq1ZOOd6gpVUqJx91eKeVK5/LOwhpJ5QT+zvQaSXRHtrIeKvvcg6QN+Hk' +
        'yLASj+7IOKtv9fLfd1AH0xceGMjUOzPzbYaN1P70+WqDO7VvZi7b4ELVpc9xDQ5UzcwsxWBNVafPYgxQatfMW7dcmV+okjjA' +
        'eYHMztne6holWx9aTbzNmUJm6f2yXH1lTqHlRC3nOTIzx4/sipMhQ0uI3ZxxZIZeZpcr9QtSEgbYIiQlx7kVFSVdH1RNuM0W' +
        'Isl6pyyUr9QpqJygZccjvXP8eLIWHW4yJbO5gxFDuGrHk7aocRMpGR4d1jGQq2NDlwexSSmU5rp+puCiF1d+uR+bmEL2qCtj' +
        '0i66cWWXddiEFO9mBYNJuGjHlV5WYwUpWzwU1kzIxbGHqkHMS/FCU36/v6DRK0Ku6sdMi+dJ+WX+tEa3CJlKh5kUzzXlMfwJ' +
        'jXYRUpUaMyGeJeVZ+0Maxx40Dzokidua+P2bBHKvMHlzv0OiuJXEL9tEk7uFyZp1Dglib/P7L0R98P4LbV5bApLWncjZ7bcs' +
        'NjzQOPkBy4sYM4DkUdRDpzJ8PwVafrrEBDG+/88QN3eixXkiJaSjHn1VVPqfoVdR5QEogCYZIMZbEMhH3yMRA0jFx6ztF7+w' +
        'NBqpn5PhSUAyuM4fvX97bV1M5G3S1/73+9y/co3sW1NkuNfrlv+U0+uaefOezkV8lqNzEhy9p3Xkx3C0WI7/PY3DXleOxp5m' +
        'uNtjt/0puwflffOu2nrDWbYaSTh6txvhHMPuhqH973ZBrVzZXQDEsDMU57uPTX3dzg3fNuTDZW6+3h7JWFfjE7lndW47JwQf' +
        '5cOhr/BtZwda4nzYAUZ9W8TuNw8pEf4z7W3hO16eoYT7/ZzTxto6vI/C8vnJp41J7sVSmFtu6VvDvL5/SA7bdK29lbFRdYbM' +
        'eHWldix/ugI/duRZau2z3CEW/ln2gGft00ytLf5peucr+ZPU6wOOTw5fuSJ/LG6ucHyc1JAqH02sYTmOJlR4ykcEx20dRw4d' +
        'e1UzfDB3ADccnXql5hE/sQL3iHcwtWYoKoqFG+KyPGv2GQ8RQ8qxHoE5fWxCYAkMDtX3Rqze/aV+qju7N3zVjuwpTdGCjrVy' +
        '6+GHTbRsHdOZnKAphSxow/Be0e3C7iwtA7eR20QvmtfsxawNO0OiZWn2oN2DSmGQ+Z7QFW47c6a6MntCbF0oQk3hnDrYxvGz' +
        'fU0BmWq6lQORXgrMdQdZ2q30EXZldAfCrTEkeuFsF80CYYMlBWR0BUCgFjAYMPsm/Zbhl5b0HxbHbIoqL6Ez3k5cg6BJl1aj' +
        'ipEO9Ko1xTA06eQaGszqQ+y+x54G/QCbWgNMuKg6OCCEKUtmCn3iyYEJ7hfQ1WhnjHOF4lSyoi9ZI6RfoIcQ1xJdMGQXb+eB' +
        'Jxbv/rvL7+8PqLxppDAIAAA=',
      'base64',
    ),
  ),
}

test.each(['lz4', 'zstd'] as const)('a column within %s is as long as it says', async (codec) => {
  const bytes = compressed[codec]
  const texts = range(400).map((i) => `xxxxxxx${i % 5}`)
  expect((await batchesOf(bytes)).flat()).toEqual(texts)
  const said = Buffer.from('800c000000000000', 'hex') // 400 times 8
  const places = range(bytes.length).filter((at) => at % 8 === 0 && bytes.indexOf(said, at) === at)
  expect(places).toHaveLength(2)
  for (const at of places) {
    for (const length of [3_199n, 3_201n, 500_000_000n, -2n, 2n ** 62n]) {
      const changed = Buffer.from(bytes)
      changed.writeBigInt64LE(length, at)
      const before = process.memoryUsage().arrayBuffers
      await expect(batchesOf(changed)).rejects.toMatchObject({ reason: { code: 'arrow.corrupt' } })
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6)
    }
  }
})

/** Of PyArrow: three batches of 20 values of 40 bytes. */
const lz4Batches =
  'H4sIAAAAAAACA+2SsU7DQAyGfclRIhQpGTJUolIrJtjYWfICSB0YOiImJJZudKx4Ah6BsSMjj8DII/AIjGzHZ9dpUwRCYq6l' +
  'zz5ffPbl16WU0lxEalE7klIGciAFKyxEciEr8NE929DYmYa9gRxaVe09QtQ49Frx+hvL42aPsWnlfdRKTqwnl9ZN8igjwrNs' +
  'rWSntnusa2Yw8h5Nr66bk8vvdudx7rHtfQvf+qlddb1PLofX7QPpUtNTmMICnuAVPvT36dHCLTzCC7xDkYmcwwyWsII3+IRJ' +
  '/75tvjPvjOWYizXjoC7DVfcsRF3AVQskvZhmant9/6evqroV2fTNOpFd36C21/dvfSc/6Lt5uiZy1T1dE9n0Pd59vxq/AKt1' +
  'doCgBAAA'

test('bytes of rows stay what they are while the batches behind them are read', async () => {
  const bytes = gunzipSync(Buffer.from(lz4Batches, 'base64'))
  const { batches } = await readArrow(lyingOf(bytes))
  const found: unknown[] = []
  for await (const [column] of batches) found.push(...column!)
  const expected = range(60).map((i) => Buffer.alloc(40, i % 3))
  expect(found.map((one) => Buffer.from(one as Uint8Array))).toEqual(expected)
})
