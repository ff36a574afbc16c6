import { expect, test } from '@jest/globals'
import { erasedListMax } from '../../../lake/limits.ts'
import {
  afterPass,
  certificateOf,
  newErasure,
  takenUp,
  withLeft,
} from '../../../lake/maintain/erasure.ts'

test('what the list of a certificate has no room for is counted', () => {
  const wanted = { kind: 'value' as const, columns: ['mail'], values: ['ann@x.example'] }
  let erasure = newErasure('0'.repeat(32), wanted, { by: 'tester', salt: 's', nowMs: 0 })
  expect(certificateOf(erasure)).toMatchObject({ left: [], unlisted: 0 })
  const keys = Array.from({ length: erasedListMax + 7 }, (_, i) => `s/d/${10_000 + i}`)
  // A turn that died meets some again.
  for (const key of [...keys, ...keys.slice(-9), keys[0]!]) erasure = withLeft(erasure, key, 'why')
  const { left, unlisted } = certificateOf(erasure)
  expect([left.length, unlisted]).toEqual([erasedListMax, 7])
})

test('what was left by a pass is said anew by the next, or not at all', () => {
  const wanted = { kind: 'value' as const, columns: ['mail'], values: ['ann@x.example'] }
  const begun = newErasure('0'.repeat(32), wanted, { by: 'tester', salt: 's', nowMs: 0 })
  const first = withLeft(begun, 's/d/gone-by-then.zip', 'why')
  const second = afterPass(first, 1, 1)
  expect(second).toMatchObject({ state: 'settling', left: [] })
  const left = withLeft(second, 's/d/there.zip', 'why')
  expect(afterPass(left, 9, 1)).toMatchObject({ state: 'done', left: [{ key: 's/d/there.zip' }] })
  const remaining = [{ key: 'lake.s_d', why: 'why' }]
  const blocked = afterPass({ ...left, remaining }, 9, 1)
  expect(blocked).toMatchObject({ state: 'blocked', left: [{ key: 's/d/there.zip' }], remaining })
  expect(takenUp(blocked, 20).left).toEqual([])
})
