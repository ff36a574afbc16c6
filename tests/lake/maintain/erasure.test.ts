import { expect, test } from '@jest/globals'
import { erasedListMax } from '../../../lake/limits.ts'
import { certificateOf, newErasure, withLeft } from '../../../lake/maintain/erasure.ts'

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
