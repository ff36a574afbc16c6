import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Arrival, compareSequencers } from '../../lake/delivery.ts'
import { type Current, hinted, looked } from '../../lake/look.ts'
import { cleared, type Receipt, setAside, staged } from '../../lake/receipt.ts'

const key = 's/d/a.csv'
const reason = { code: 'csv.bad', detail: 'x', remedy: 'y' }
const file = { path: 's3://lake/s/d/data/x.parquet', records: 7 }
const stagedOf = (receipt: Receipt): Receipt =>
  staged(receipt, { table: 's_d', file, since: 3, replaces: receipt.staged } as never, 2000)
const asideOf = (receipt: Receipt): Receipt =>
  setAside(receipt, reason, { quarantineKey: 'q', quarantineVersion: 'w' }, 1)

const sequencer = (n: number): string => n.toString(16).padStart(4, '0')
function arrival(kind: 'created' | 'removed', n: number, versionId = `v${n}`): Arrival {
  const object = { bucket: 'raw', key, versionId, etag: `e${n}`, bytes: n, sequencer: sequencer(n) }
  if (kind === 'created') return { kind, object, eventMs: n }
  return { kind, object, eventMs: n, isMarker: versionId.startsWith('m') }
}
const look: Arrival = { kind: 'look', key }
const current = (n: number, versionId = `v${n}`): Current => ({
  ...{ bucket: 'raw', key, versionId, etag: `e${n}`, bytes: n, modifiedMs: n * 1000 },
})

/** One key of a versioned bucket, and the events that its changes give. */
type Step = 'put' | 'delete' | 'undelete' | 'look'
function bucket() {
  const stack: { versionId: string; n: number; isMarker: boolean }[] = []
  const events: Arrival[] = []
  let n = 0
  const change = (step: Step): void => {
    n++
    const marker = stack.findIndex(({ isMarker }) => isMarker)
    if (step === 'put') stack.unshift({ versionId: `v${n}`, n, isMarker: false })
    if (step === 'delete') stack.unshift({ versionId: `m${n}`, n, isMarker: true })
    if (step === 'undelete' && marker < 0) return
    const gone = step === 'undelete' ? stack.splice(marker, 1)[0]?.versionId : stack[0]?.versionId
    if (step === 'look') events.push(look)
    else events.push(arrival(step === 'put' ? 'created' : 'removed', n, gone))
  }
  const head = (): Current | undefined => {
    const top = stack[0]
    return top && !top.isMarker ? current(top.n, top.versionId) : undefined
  }
  return { change, events, head }
}

const ask = (
  receipt: Receipt | undefined,
  about: Arrival,
  now: Current | undefined,
): Receipt | undefined => looked(receipt, about, now, 9)

describe('a receipt', () => {
  test('does not give a version that was seen an older time: the smallest lost update', () => {
    const { change, events, head } = bucket()
    for (const step of ['put', 'delete', 'put'] as const) change(step)
    const afterDelete = ask(undefined, events[1]!, head())
    expect(afterDelete?.object.versionId).toBe('v3')
    change('put')
    const afterNewest = ask(afterDelete, events[3]!, head())
    const afterLate = ask(afterNewest, events[2]!, head())
    expect(afterLate?.object.versionId).toBe('v4')
  })

  test('says what S3 says, whatever the order of events, their repetition and when each is looked at', () => {
    const steps = fc.array(fc.constantFrom<Step>('put', 'delete', 'undelete', 'look'), {
      minLength: 1,
      maxLength: 8,
    })
    const choices = fc.infiniteStream(fc.nat())
    fc.assert(
      fc.property(steps, choices, (history, stream) => {
        const { change, events, head } = bucket()
        const next = (below: number): number => Number(stream.next().value) % below
        const waiting = [...history]
        const pending: Arrival[] = []
        const sequencers: string[] = []
        let receipt: Receipt | undefined
        while (waiting.length > 0 || pending.length > 0) {
          if (waiting.length > 0 && (pending.length === 0 || next(2) === 0)) {
            const before = events.length
            change(waiting.shift()!)
            pending.push(...events.slice(before), ...events.slice(before))
            continue
          }
          const [about] = pending.splice(next(pending.length), 1)
          const after = ask(receipt, about!, head())
          if (after && after !== receipt) sequencers.push(after.object.sequencer)
          receipt = after ?? receipt
        }
        const isGone = receipt === undefined || receipt.state === 'removed'
        expect(isGone ? undefined : receipt?.object.versionId).toBe(head()?.versionId)
        const grows = sequencers.every((s, i) => !i || compareSequencers(sequencers[i - 1]!, s) < 0)
        expect([sequencers, grows]).toEqual([sequencers, true])
        for (const about of events) expect(ask(receipt, about, head())).toBe(receipt)
      }),
      { numRuns: 3000 },
    )
  })

  test('in quarantine is never taken for the one whose event came late', () => {
    const first = looked(undefined, arrival('created', 9), current(9), 9)!
    const aside = { ...asideOf(first), staged: true }
    expect(looked(aside, arrival('created', 5), undefined, 9)?.object.versionId).toBe('v9')
  })

  test('is hinted at by an event that is later than all that is known', () => {
    const first = hinted(undefined, arrival('created', 5), 9)
    expect(first).toEqual(ask(undefined, arrival('created', 5), { ...current(5), modifiedMs: 5 }))
    expect(hinted(first, arrival('created', 4), 9)).toBeUndefined()
    expect(hinted(first, arrival('created', 7, 'v5'), 9)).toBeUndefined()
    expect(hinted(first, arrival('removed', 6), 9)).toBeUndefined()
    const early = ask(undefined, arrival('created', 1), current(5))
    expect(hinted(early, arrival('created', 4), 9)).toBeUndefined()
    expect(hinted(first, arrival('created', 6), 9)).toMatchObject({ object: { versionId: 'v6' } })
    for (const state of ['removing', 'removed', 'quarantined'] as const) {
      expect(hinted({ ...first!, state }, arrival('created', 6), 9)).toBeUndefined()
    }
  })

  test('of a version that its own event tells has the sequencer and the time of S3', () => {
    expect(ask(undefined, arrival('created', 5), current(5))).toMatchObject({
      object: { sequencer: '0005', versionId: 'v5' },
      times: { event: 5, received: 9 },
    })
  })

  test('of a key without a version that nobody sent an event of stays unwritten', () => {
    expect(looked(undefined, look, undefined, 1)).toBeUndefined()
    expect(looked(undefined, arrival('created', 5), undefined, 1)).toMatchObject({
      state: 'removed',
    })
  })

  test('begins anew with a new version, and remembers its table and that it may hold rows', () => {
    const of = { table: 's_d', source: 's', dataset: 'd' }
    const before = stagedOf({ ...ask(undefined, arrival('created', 5), current(5))!, ...of })
    const next = ask(before, arrival('created', 6), current(6))
    expect(next).toMatchObject({
      ...{ state: 'landed', staged: true, ...of, object: { versionId: 'v6' } },
    })
    expect(next).not.toHaveProperty('lake')
    expect(next).not.toHaveProperty('inspection')
  })

  test('asks for rows to go only where there may be any', () => {
    const receipt = ask(undefined, arrival('created', 5), current(5))!
    expect(ask(receipt, arrival('removed', 6), undefined)).toMatchObject({ state: 'removed' })
    expect(ask(stagedOf(receipt), arrival('removed', 6), undefined)).toMatchObject({
      state: 'removing',
    })
  })

  test('in an unversioned bucket, where every version is null, is of other bytes', () => {
    const receipt = ask(undefined, arrival('created', 5, 'null'), current(5, 'null'))
    expect(ask(receipt, arrival('created', 5, 'null'), current(5, 'null'))).toBe(receipt)
    expect(ask(receipt, arrival('created', 9, 'null'), current(9, 'null'))).toMatchObject({
      object: { bytes: 9 },
    })
  })
})

describe('quarantine', () => {
  const aside = asideOf(ask(undefined, arrival('created', 5), current(5))!)

  test('stays when we take the object away', () => {
    expect(ask(aside, arrival('removed', 6, 'v5'), undefined)).toBe(aside)
    expect(ask(aside, arrival('created', 5), undefined)).toBe(aside)
    expect(ask(aside, look, undefined)).toBe(aside)
  })

  test('rows of an older version go when nothing is left in the key, and the reason stays', () => {
    const older = stagedOf(ask(undefined, arrival('created', 3), current(3))!)
    const receipt = asideOf(ask(older, arrival('created', 5), current(5))!)
    const removing = ask(receipt, arrival('removed', 6, 'v5'), undefined)!
    const kept = { reason, quarantineKey: 'q', quarantineVersion: 'w' }
    expect(removing).toMatchObject({ state: 'removing', ...kept })
    expect(cleared(removing, 3)).toMatchObject({ state: 'quarantined', staged: false, ...kept })
  })

  test('a later deletion of the key forgets it', () => {
    const removed = ask(aside, arrival('removed', 7, 'marker'), undefined)
    expect(removed).toMatchObject({ state: 'removed' })
    expect(removed).not.toHaveProperty('reason')
  })

  test('a later deletion forgets it also while its older rows are on their way out', () => {
    const older = stagedOf(ask(undefined, arrival('created', 3), current(3))!)
    const receipt = asideOf(ask(older, arrival('created', 5), current(5))!)
    const removing = ask(receipt, arrival('removed', 6, 'v5'), undefined)!
    const forgotten = ask(removing, arrival('removed', 7, 'marker'), undefined)!
    expect(forgotten).toMatchObject({ state: 'removing', object: { sequencer: '0007' } })
    expect(cleared(forgotten, 3)).toMatchObject({ state: 'removed' })
    expect(ask(forgotten, arrival('removed', 7, 'marker'), undefined)).toBe(forgotten)
  })

  test('another version that goes for good does not: we may have taken it away, and its event be late', () => {
    expect(ask(aside, arrival('removed', 7, 'v4'), undefined)).toBe(aside)
  })

  test('an earlier deletion does not, nor one of which it is not known', () => {
    expect(ask(aside, arrival('removed', 4, 'marker'), undefined)).toBe(aside)
    const early = asideOf(ask(undefined, arrival('created', 1), current(5))!)
    expect(early.looked).toBe(true)
    expect(ask(early, arrival('removed', 4, 'marker'), undefined)).toBe(early)
  })

  test('nor do two of which it is not known, while older rows are on their way out', () => {
    const older = stagedOf(ask(undefined, arrival('created', 3), current(3))!)
    const early = asideOf(ask(older, arrival('created', 4), current(7))!)
    const once = ask(early, arrival('removed', 5, 'm5'), undefined)!
    const twice = ask(once, arrival('removed', 6, 'm6'), undefined)!
    expect(cleared(twice, 3)).toMatchObject({ state: 'quarantined', reason, quarantineKey: 'q' })
  })
})
