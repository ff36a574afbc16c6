import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Delivery } from '../../lake/delivery.ts'
import type { DataFile } from '../../lake/iceberg/datafile.ts'
import {
  advanced,
  arrived,
  cleared,
  committed,
  isCurrent,
  type Receipt,
  receiptKey,
  setAside,
  staged,
} from '../../lake/receipt.ts'

type Arrival = Extract<Delivery, { kind: 'created' | 'removed' }>

const arrival = (kind: Arrival['kind'], n: number, versionId = `v${n}`): Arrival => ({
  kind,
  eventMs: n,
  object: {
    bucket: 'raw',
    key: 's/d/a.csv',
    versionId,
    etag: `e${n}`,
    bytes: n,
    sequencer: n.toString(16).padStart(4, '0'),
  },
})
const receiptAfter = (deliveries: Arrival[], from?: Receipt): Receipt | undefined =>
  deliveries.reduce<Receipt | undefined>(
    (receipt, delivery) => arrived(receipt, delivery, 1000) ?? receipt,
    from,
  )
const file = { path: 's3://lake/s/d/data/x.parquet', records: 7 } as DataFile
const stagedOf = (receipt: Receipt): Receipt =>
  staged(receipt, { table: 's_d', file, since: 3, replaces: receipt.staged }, 2000)

describe('arrived', () => {
  test('any order and any repetition of deliveries give the same receipt', () => {
    const history = fc
      .uniqueArray(fc.nat({ max: 200 }), { minLength: 1, maxLength: 8 })
      .chain((numbers) =>
        fc.tuple(
          ...numbers.map((n) =>
            fc.constantFrom('created', 'removed').map((kind) => arrival(kind as 'created', n + 1)),
          ),
        ),
      )
    const delivered = history.chain((deliveries) =>
      fc.record({
        inOrder: fc.constant(deliveries.toSorted((a, b) => a.eventMs - b.eventMs)),
        asItCame: fc.array(fc.constantFrom(...deliveries), { maxLength: 12 }).chain((more) =>
          fc.shuffledSubarray([...deliveries, ...more], {
            minLength: deliveries.length + more.length,
          }),
        ),
      }),
    )
    fc.assert(
      fc.property(delivered, ({ inOrder, asItCame }) => {
        expect(receiptAfter(asItCame)).toEqual(receiptAfter([inOrder.at(-1)!]))
      }),
      { numRuns: 1000 },
    )
  })

  test('an older delivery says nothing, the same one changes nothing', () => {
    const receipt = receiptAfter([arrival('created', 5)])!
    expect(arrived(receipt, arrival('created', 4), 1)).toBeUndefined()
    expect(arrived(receipt, arrival('removed', 4), 1)).toBeUndefined()
    expect(arrived(receipt, arrival('created', 5), 9999)).toBe(receipt)
  })

  test('a new version begins anew, and remembers its table and that it may hold rows of the old one', () => {
    const receipt = stagedOf({
      ...receiptAfter([arrival('created', 5)])!,
      table: 's_d',
      source: 's',
      dataset: 'd',
    })
    const next = arrived(receipt, arrival('created', 6), 1)
    expect(next).toMatchObject({
      state: 'landed',
      staged: true,
      table: 's_d',
      object: { versionId: 'v6' },
    })
    expect(next).not.toHaveProperty('lake')
    expect(next).not.toHaveProperty('inspection')
  })

  test('a removal takes rows out only where there may be any', () => {
    const receipt = receiptAfter([arrival('created', 5)])!
    expect(arrived(receipt, arrival('removed', 6), 1)).toMatchObject({ state: 'removed' })
    expect(arrived(stagedOf(receipt), arrival('removed', 6), 1)).toMatchObject({
      state: 'removing',
    })
  })

  test('what is uncovered by a removal and already known stays as it is', () => {
    const receipt = stagedOf(receiptAfter([arrival('created', 5)])!)
    expect(arrived(receipt, arrival('created', 9, 'v5'), 1)).toBe(receipt)
  })

  test('an unversioned bucket calls every version null', () => {
    const receipt = receiptAfter([arrival('created', 5, 'null')])!
    expect(arrived(receipt, arrival('created', 9, 'null'), 1)).toMatchObject({
      object: { bytes: 9 },
    })
  })
})

describe('quarantine', () => {
  const reason = { code: 'csv.bad', detail: 'x', remedy: 'y' }

  test('our own taking away leaves the receipt in quarantine', () => {
    const receipt = setAside(receiptAfter([arrival('created', 5)])!, reason, 'q', 1)
    expect(arrived(receipt, arrival('removed', 6, 'v5'), 2)).toBe(receipt)
  })

  test('rows of an older version go when nothing is left in the key, and the reason stays', () => {
    const older = stagedOf(receiptAfter([arrival('created', 3)])!)
    const receipt = setAside(arrived(older, arrival('created', 5), 1)!, reason, 'q', 1)
    const removing = arrived(receipt, arrival('removed', 6, 'v5'), 2)!
    expect(removing).toMatchObject({ state: 'removing', reason, quarantineKey: 'q' })
    expect(cleared(removing, 3)).toMatchObject({ state: 'quarantined', staged: false, reason })
  })

  test('a later removal of something else forgets it', () => {
    const receipt = setAside(receiptAfter([arrival('created', 5)])!, reason, 'q', 1)
    const removed = arrived(receipt, arrival('removed', 7, 'marker'), 2)
    expect(removed).toMatchObject({ state: 'removed' })
    expect(removed).not.toHaveProperty('reason')
  })
})

describe('advanced', () => {
  const landed = receiptAfter([arrival('created', 5)])!

  test('writes over what is older, and over its own first step', () => {
    expect(advanced(undefined, landed)).toBe(landed)
    expect(advanced(receiptAfter([arrival('created', 4)]), landed)).toEqual(landed)
    expect(advanced(landed, stagedOf(landed))).toEqual(stagedOf(landed))
  })

  test('never over a newer version, nor over a quicker worker', () => {
    expect(advanced(receiptAfter([arrival('created', 6)]), stagedOf(landed))).toBeUndefined()
    expect(advanced(stagedOf(landed), landed)).toBeUndefined()
    expect(advanced(committed(stagedOf(landed), '1', 1), stagedOf(landed))).toBeUndefined()
  })

  test('does not forget what was staged meanwhile', () => {
    const older = { ...stagedOf(receiptAfter([arrival('created', 4)])!), table: 's_d' }
    expect(advanced(older, landed)).toEqual({ ...landed, table: 's_d', staged: true })
  })
})

test('committed keeps the data file and says in which snapshot', () => {
  const receipt = committed(stagedOf(receiptAfter([arrival('created', 5)])!), '42', 9)
  expect(receipt).toMatchObject({ state: 'committed', rows: 7, lake: { file, snapshotId: '42' } })
})

test('an asset whose older rows are out is still an asset', () => {
  const receipt: Receipt = {
    ...receiptAfter([arrival('created', 5)])!,
    state: 'asset',
    staged: true,
  }
  expect(cleared(receipt, 1)).toMatchObject({ state: 'asset', staged: false })
})

test('a message is current for its version only', () => {
  const receipt = receiptAfter([arrival('created', 5)])
  expect(isCurrent(receipt, '0005')).toBe(true)
  expect(isCurrent(receipt, '0004')).toBe(false)
  expect(isCurrent(undefined, '0005')).toBe(false)
})

test('keys that differ have receipts that differ', () => {
  expect(receiptKey('s/d/a.csv')).toMatch(/^receipts\/[0-9a-f]{16}\.json$/)
  expect(receiptKey('s/d/a.csv')).not.toBe(receiptKey('s/d/a.CSV'))
})
