import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addressOf, quarantineKey } from '../../lake/key.ts'
import { keyBytesMax } from '../../lake/limits.ts'
import { tableName } from '../../lake/tablename.ts'

/** As S3 may hold them: any bytes that are UTF-8, at most 1,024. */
const keys = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: keyBytesMax }).map((bytes) => {
    const text = Buffer.from(bytes).toString()
    return Buffer.from(text).subarray(0, keyBytesMax).toString().replaceAll('\ufffd', '')
  }),
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('', '.', '..', '_x', 'a', 'ops', 'predictions', 'k=v', '=', 'k=', '=v'),
        fc.constantFrom('k=%00', 'k=%', 'k=%FF', 'שם=א', 'K=1', '_quarantine', 'run=0', '\0'),
        fc.string({ unit: 'binary', maxLength: 12 }),
      ),
      { maxLength: 8 },
    )
    .map((segments) => segments.join('/')),
)

test('of every key there is a verdict, and of every refused one a place aside', () => {
  fc.assert(
    fc.property(keys, (key) => {
      const addressed = addressOf(key)
      if (addressed.kind === 'refused') {
        expect(addressed.reason.code).toMatch(/^key\.(no-dataset|reserved|partition)$/)
        expect(addressed.reason.remedy).not.toBe('')
      }
      if (addressed.kind === 'data' || addressed.kind === 'hidden') {
        const { source, dataset, partitions } = addressed.address
        expect(tableName(source, dataset)).toMatch(/^[a-z0-9_]{3,240}$/)
        const names = partitions.map((partition) => partition.key)
        expect(new Set(names).size).toBe(names.length)
        expect(names).not.toContain('')
      }
      const aside = quarantineKey(key)
      expect(Buffer.byteLength(`${aside}.reason.json`)).toBeLessThanOrEqual(keyBytesMax)
      expect(addressOf(aside).kind).toBe('quarantine')
    }),
    { numRuns: 10_000 },
  )
})

test.each([
  ['shop/orders/a.csv', 'data'],
  ['חנות/הזמנות/א.csv', 'data'],
  ['店/注文/a.csv', 'data'],
  ['shop/orders/day=2026-01-31/a.csv', 'data'],
  ['shop/orders/_tmp/a.csv', 'hidden'],
  ['shop/a.csv', 'key.no-dataset'],
  ['!!/orders/a.csv', 'key.no-dataset'],
  ['shop/d=1/a.csv', 'key.no-dataset'],
  ['shop/orders/day=1/Day=2/a.csv', 'key.partition'],
  ['shop/orders/--=1/a.csv', 'key.partition'],
  ['shop/orders/day=%00/a.csv', 'key.partition'],
  ['ops/orders/a.csv', 'key.reserved'],
  ['_ops/orders/a.csv', 'key.reserved'],
  ['predictions/late/a.csv', 'key.reserved'],
  ['predictions-x/late/a.csv', 'key.reserved'],
  ['predictions/late/run=0123456789abcdef/other.ndjson', 'key.reserved'],
  ['predictions/late/run=0123456789abcdef/predictions.ndjson', 'data'],
])('%s: %s', (key, expected) => {
  const addressed = addressOf(key)
  expect(addressed.kind === 'refused' ? addressed.reason.code : addressed.kind).toBe(expected)
})
