/** An object's erasure takes what was there when it was asked, and whatever has the same bytes; what lands anew stays. */
import { expect, test } from '@jest/globals'
import { objectId, quarantineKey } from '../../../lake/key.ts'
import { hasFollowed, newErasure, withGone, withSequencer } from '../../../lake/maintain/erasure.ts'
import { goneOf } from '../../../lake/maintain/objectgone.ts'
import type { Receipt, State } from '../../../lake/receipt.ts'

const key = 'crm/letters/zoe.csv'
const aside = quarantineKey(key)
const predicted = `predictions/late/run=${objectId(key)}/predictions.ndjson`
const erasure = newErasure('e', { kind: 'object', key }, { by: 'b', salt: 's', nowMs: 1_000 })
const version = (versionId: string, etag: string, modifiedMs: number, isLatest = true) => ({
  ...{ versionId, etag, modifiedMs, isLatest, bytes: 1 },
})
const receiptOf = (state: State, event: number, more: Partial<Receipt> = {}): Receipt => ({
  object: { bucket: 'raw', key, versionId: 'v', etag: 'e', bytes: 1, sequencer: '01' },
  ...{ state, partitions: [], staged: false, times: { event }, ...more },
})

test('of its key all that was there, and what has the same bytes', () => {
  const isGone = goneOf(erasure, key)
  const receipt = receiptOf('committed', 2_000)
  expect(isGone(receipt, key, version('1', 'old', 500, false))).toBe(true)
  expect(isGone(receipt, key, version('2', 'new', 2_000))).toBe(false)
  expect(isGone(receipt, key, version('3', 'old', 2_000))).toBe(true)
  expect(isGone(receipt, 'crm/letters/max.csv', version('1', 'x', 500))).toBe(false)
})

test('after a death it knows the bytes from the record', () => {
  const gone = { key, object: objectId(key), versions: [version('1', 'old', 500)] }
  const known = withGone(withGone(erasure, { ...gone, table: 'crm_letters' }), gone)
  expect(known.touched[objectId(key)]).toEqual({
    ...{ table: 'crm_letters', versions: ['1'], etags: ['old'] },
  })
  expect(goneOf(known, key)(undefined, key, version('9', 'old', 2_000))).toBe(true)
})

test('what is aside, and what was predicted, stays only where the receipt is of what landed anew', () => {
  const late = version('q', 'late', 2_000)
  for (const [receipt, isGone] of [
    [undefined, true],
    [receiptOf('quarantined', 500, { quarantineVersion: 'q' }), true], // set aside after it was asked
    [receiptOf('quarantined', 2_000, { quarantineVersion: 'other' }), true],
    [receiptOf('removed', 2_000), true],
    [receiptOf('quarantined', 2_000, { quarantineVersion: 'q' }), false],
  ] as const) {
    expect(goneOf(erasure, key)(receipt, aside, late)).toBe(isGone)
  }
  const isPredictedGone = goneOf(erasure, key)
  expect(isPredictedGone(receiptOf('committed', 500), predicted, late)).toBe(true)
  expect(isPredictedGone(receiptOf('committed', 2_000), predicted, late, '01')).toBe(false)
})

test('predictions that were put late stay only where they are of what landed anew', () => {
  const late = version('p', 'late', 2_000)
  const marker = version('m', '', 2_000)
  const known = { ...erasure, sequencer: '01' }
  const object = { ...receiptOf('committed', 2_000).object, sequencer: '03' }
  for (const [state, sequencer, isGone] of [
    ['committed', '01', true],
    ['committed', '02', true], // those of 03 are still to come
    ['committed', '03', false],
    ['committed', '04', false],
    ['quarantined', '01', true],
    ['quarantined', '02', false], // whose rows it left
    ['committed', undefined, true], // others have come meanwhile
  ] as const) {
    const gone = goneOf(known, key)
    const receipt = receiptOf(state, 2_000, { object })
    expect(gone(receipt, predicted, late, sequencer)).toBe(isGone)
    expect(gone(receipt, predicted, marker)).toBe(false)
  }
})

test('of bytes that were erased no predictions stay, though they landed again', () => {
  const gone = { key, object: objectId(key), versions: [version('1', 'e', 500)] }
  const known = withGone(erasure, gone)
  const predictions = version('p', 'late', 2_000)
  const receipt = receiptOf('committed', 2_000)
  expect(goneOf(known, key)(receipt, predicted, predictions, '01')).toBe(true)
})

test('predictions of what landed while the walk was under way stay', () => {
  const isGone = goneOf({ ...erasure, sequencer: '01' }, key)
  const object = { ...receiptOf('committed', 2_000).object, etag: 'new', sequencer: '02' }
  expect(isGone(receiptOf('committed', 500), predicted, version('o', 'old', 500))).toBe(true)
  const anew = receiptOf('committed', 2_000, { object })
  expect(isGone(anew, predicted, version('p', 'anew', 2_100), '02')).toBe(false)
})

test('the newest version that is known to go', () => {
  expect(withSequencer(erasure, '01').sequencer).toBe('01')
  expect(withSequencer({ ...erasure, sequencer: '02' }, '01').sequencer).toBe('02')
})

test('what landed later and was set aside stays when its receipt has moved on', () => {
  const gone = { key, object: objectId(key), table: 'crm_letters', versions: [] }
  const known = withGone(erasure, { ...gone, etags: ['old'] })
  const isGone = goneOf(known, key)
  const receipt = receiptOf('committed', 2_000)
  expect(isGone(receipt, aside, version('q', 'late', 2_000))).toBe(false)
  expect(isGone(receipt, aside, version('q', 'old', 2_000))).toBe(true) // a copy that was under way
  const inParts = withGone(erasure, { ...gone, etags: ['old-2'] }) // whose copy has another ETag
  expect(goneOf(inParts, key)(undefined, aside, version('q', 'late', 2_000))).toBe(true)
})

test('what landed before and was set aside late goes when its receipt is of what landed anew', () => {
  const touched = { [objectId(key)]: { versions: [], etags: [] } }
  const isGone = goneOf({ ...erasure, touched }, key, new Set(['q']))
  const receipt = receiptOf('committed', 2_000)
  expect(isGone(receipt, aside, version('q', 'late', 2_000))).toBe(true)
  expect(isGone(receipt, aside, version('other', 'anew', 2_000))).toBe(false)
})

test('what landed in the second in which it was asked goes, by whichever clock its receipt has it', () => {
  const asked = { ...erasure, createdAtMs: 1_200 }
  const late = version('q', 'late', 2_000)
  const receipt = (event: number) => receiptOf('quarantined', event, { quarantineVersion: 'q' })
  expect(goneOf(asked, key)(receipt(1_000), aside, late)).toBe(true)
  expect(goneOf(asked, key)(receipt(1_999), aside, late)).toBe(true)
  expect(goneOf(asked, key)(receipt(2_000), aside, late)).toBe(false)
})

test('the table of an object that had gone before is known', () => {
  const gone = { key, object: objectId(key), table: 'crm_letters', versions: [], etags: ['old'] }
  expect(withGone(erasure, gone).touched[objectId(key)]?.table).toBe('crm_letters')
  expect(withGone(erasure, gone).counts).toEqual(erasure.counts)
})

test('tables are cleared when no receipt says any more that rows are to be taken out', () => {
  expect(hasFollowed(receiptOf('quarantined', 1), ['v'])).toBe(true)
  expect(hasFollowed(receiptOf('quarantined', 1, { staged: true }), ['v'])).toBe(false)
  expect(hasFollowed(receiptOf('committed', 1, { staged: true }), ['w'])).toBe(true)
  expect(hasFollowed(receiptOf('committed', 1, { staged: true }), ['v'])).toBe(false)
})
