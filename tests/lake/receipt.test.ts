import { describe, expect, test } from '@jest/globals'
import type { DataFile } from '../../lake/iceberg/datafile.ts'
import {
  advanced,
  cleared,
  committed,
  isCurrent,
  type Receipt,
  receiptKey,
  rejectsKeyOf,
  rejectsUnder,
  staged,
} from '../../lake/receipt.ts'

const landedOf = (n: number): Receipt => ({
  object: {
    bucket: 'raw',
    key: 's/d/a.csv',
    versionId: `v${n}`,
    etag: `e${n}`,
    bytes: n,
    sequencer: n.toString(16).padStart(4, '0'),
  },
  state: 'landed',
  partitions: [],
  staged: false,
  times: { event: n, received: 1000 },
})
const file = { path: 's3://lake/s/d/data/x.parquet', records: 7 } as DataFile
const stagedOf = (receipt: Receipt): Receipt =>
  staged(receipt, { table: 's_d', file, since: 3, replaces: receipt.staged }, 2000)

describe('advanced', () => {
  const landed = landedOf(5)

  test('writes over what is older, and over its own first step', () => {
    expect(advanced(undefined, landed)).toBe(landed)
    expect(advanced(landedOf(4), landed)).toEqual(landed)
    expect(advanced(landed, stagedOf(landed))).toEqual(stagedOf(landed))
  })

  test('never over a newer version, nor over a quicker worker', () => {
    expect(advanced(landedOf(6), stagedOf(landed))).toBeUndefined()
    expect(advanced(stagedOf(landed), landed)).toBeUndefined()
    expect(advanced(committed(stagedOf(landed), '1', 1), stagedOf(landed))).toBeUndefined()
  })

  test('does not forget what was staged meanwhile', () => {
    const older = { ...stagedOf(landedOf(4)), table: 's_d' }
    expect(advanced(older, landed)).toEqual({ ...landed, table: 's_d', staged: true })
  })
})

test('committed keeps the data file and says in which snapshot', () => {
  const receipt = committed(stagedOf(landedOf(5)), '42', 9)
  expect(receipt).toMatchObject({ state: 'committed', rows: 7, lake: { file, snapshotId: '42' } })
})

test('an asset whose older rows are out is still an asset', () => {
  const receipt: Receipt = {
    ...landedOf(5),
    state: 'asset',
    staged: true,
  }
  expect(cleared(receipt, 1)).toMatchObject({ state: 'asset', staged: false })
})

test('a message is current for its version only', () => {
  const receipt = landedOf(5)
  expect(isCurrent(receipt, '0005')).toBe(true)
  expect(isCurrent(receipt, '0004')).toBe(false)
  expect(isCurrent(undefined, '0005')).toBe(false)
})

test('keys that differ have receipts that differ', () => {
  expect(receiptKey('s/d/a.csv')).toMatch(/^receipts\/[0-9a-f]{16}\.json$/)
  expect(receiptKey('s/d/a.csv')).not.toBe(receiptKey('s/d/a.CSV'))
})

test('rows aside lie by their version, under what is of their object alone', () => {
  const own = rejectsKeyOf('0123456789abcdef', landedOf(5).object)
  expect(own).toMatch(/^rejects\/0123456789abcdef-[0-9a-f]{8}\.ndjson$/)
  expect(rejectsKeyOf('0123456789abcdef', landedOf(6).object)).not.toBe(own)
  expect(own.startsWith(rejectsUnder('0123456789abcdef'))).toBe(true)
})
