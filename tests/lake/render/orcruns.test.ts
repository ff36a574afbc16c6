/** Runs of integers of ORC that reach to the ends of what a number holds. */
import { expect, test } from '@jest/globals'
import { Ints2 } from '../../../lake/render/orc/runs.ts'
import { Stream } from '../../../lake/render/orc/stream.ts'

function varint(value: bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

test.each([
  [BigInt(Number.MIN_SAFE_INTEGER), 6_004_799_503_160_659n],
  [BigInt(Number.MAX_SAFE_INTEGER), -6_004_799_503_160_659n],
  [-(2n ** 63n), 2n ** 62n],
  [5n, -3n],
])('from %d in steps of %d', (base, step) => {
  const bytes = Buffer.from([0xc0, 3, ...varint(base), ...varint(step)])
  const runs = new Ints2(new Stream(bytes, { codec: 0, blockBytes: 1 }), true)
  const found = Array.from({ length: 4 }, () => BigInt(runs.next()))
  expect(found).toEqual([0n, 1n, 2n, 3n].map((i) => base + i * step))
})
