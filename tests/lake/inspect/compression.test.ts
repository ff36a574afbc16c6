/** Compressed streams: what a source does not give, and what becomes too much. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { unbzip, unbzipWhole } from '../../../lake/inspect/binary/bzip2.ts'
import { unlz4Whole } from '../../../lake/inspect/binary/lz4.ts'
import { decompressed } from '../../../lake/inspect/compression.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { inputOf } from './fixtures.ts'

const codecs = ['gzip', 'zstd', 'bzip2', 'xz', 'lz4', 'snappy', 'zip'] as const

test.each(codecs)('what a disk or S3 does not give is no fault of %s', async (codec) => {
  const bytes = inputOf(`csv-${codec}`)
  const fault = new Error('the network is down')
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 20)
    throw fault
  }
  const member = { name: 'a.csv', at: 0, bytes: bytes.length, method: 8, crc: 0 } as const
  const read = async (): Promise<void> => {
    for await (const _ of decompressed(codec, breaking(), false, member));
  }
  await expect(read()).rejects.toBe(fault)
})

/** 4,590,000 zeros. */
const zeros = Buffer.from('QlpoMTFBWSZTWVnjT78AC7fAAMAAAAggADCAKRgkUMBIocXckU4UJBZ40+/A', 'base64')

test('of a bzip2 bomb no more is unpacked than shows that it is one', async () => {
  async function* bomb(): AsyncGenerator<Uint8Array> {
    yield Buffer.concat(Array<Buffer>(40).fill(zeros))
  }
  let bytes = 0
  const read = async (): Promise<void> => {
    for await (const chunk of unbzip(bomb(), (given, made) => made > given * 5_000)) {
      bytes += chunk.length
    }
  }
  await expect(read()).rejects.toThrow('too much')
  expect(bytes).toBe(2 * 4_590_000)
  expect(() => unbzipWhole(zeros, 4_589_999)).toThrow('too much')
  expect(unbzipWhole(zeros, 4_590_000)).toHaveLength(4_590_000)
})

test('a flipped bit of an LZ4 frame that is wholly in memory is found', () => {
  const frame = inputOf('csv-lz4')
  expect(unlz4Whole(frame, 1e6).length).toBeGreaterThan(frame.length / 4)
  for (let at = 4; at < frame.length; at++) {
    const broken = Buffer.from(frame)
    broken[at]! ^= 1
    expect(() => unlz4Whole(broken, 1e6)).toThrow()
  }
})

test('LZ4 in memory is what its stream is, whatever somebody says of its length, and takes no more room than it can fill', async () => {
  const frame = inputOf('csv-lz4')
  const parts: Buffer[] = []
  for await (const part of decompressed('lz4', [Buffer.concat([frame, frame])])) parts.push(part)
  const plain = Buffer.concat(parts)
  for (const said of [undefined, 0, 1, plain.length - 1, plain.length, plain.length + 1, 2 ** 32]) {
    const whole = unlz4Whole(Buffer.concat([frame, frame]), 2 ** 29, said)
    expect(whole.equals(plain)).toBe(true)
    expect(whole.buffer.byteLength).toBeLessThan(600 * frame.length)
  }
  expect(unlz4Whole(frame, plain.length / 2)).toHaveLength(plain.length / 2)
  expect(() => unlz4Whole(frame, plain.length / 2 - 1)).toThrow('more than')
})

test('frames that are to be skipped are, and are missed where they break off', async () => {
  const skipped = Buffer.concat([Buffer.from('502a4d18a0860100', 'hex'), Buffer.alloc(100_000)])
  for (const codec of ['zstd', 'lz4'] as const) {
    const plain = inputOf(`csv-${codec}`)
    const all = async (bytes: Buffer): Promise<string> => {
      const parts: Buffer[] = []
      for await (const part of decompressed(codec, [bytes])) parts.push(part)
      return Buffer.concat(parts).toString()
    }
    expect(await all(Buffer.concat([skipped, plain, skipped]))).toBe(await all(plain))
    const cut = all(Buffer.concat([plain, skipped.subarray(0, -1)]))
    await expect(cut).rejects.toMatchObject({ reason: { code: `${codec}.truncated` } })
    expect(await cut.catch((error: unknown) => error)).toBeInstanceOf(Quarantined)
  }
})

test('frames of Zstandard of any size are one text: a line each, one that becomes more than is made at once, one that is cut', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `${i},${'x'.repeat(i % 40)}\n`)
  const long = Buffer.alloc(3_000_000, 'a,b\n')
  const wide = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7_919) % 251))
  const frames = [...lines.map((line) => zstdCompressSync(line)), zstdCompressSync(long)]
  const bytes = Buffer.concat([...frames, zstdCompressSync(wide)])
  const plain = Buffer.concat([Buffer.from(lines.join('')), long, wide])
  const all = async (given: Buffer, piece: number, isHead = false): Promise<Buffer> => {
    const pieces = Array.from({ length: Math.ceil(given.length / piece) }, (_, i) =>
      given.subarray(i * piece, (i + 1) * piece),
    )
    const parts: Buffer[] = []
    for await (const part of decompressed('zstd', pieces, isHead)) parts.push(part)
    return Buffer.concat(parts)
  }
  for (const piece of [bytes.length, 1_000, 7]) {
    expect((await all(bytes, piece)).equals(plain)).toBe(true)
  }
  const cut = frames.slice(0, 100).reduce((sum, { length }) => sum + length, 0) + 11
  await expect(all(bytes.subarray(0, cut), 64)).rejects.toMatchObject({
    reason: { code: 'zstd.truncated' },
  })
  expect((await all(bytes.subarray(0, cut), 64, true)).toString()).toContain('99,')
})

/** What Python's bz2 was given, level 1: three blocks, bytes of all values, of which most are rare, and runs of every length that counts. */
function blocksText(): Buffer {
  const parts: Buffer[] = []
  let last = 1n
  const next = (): number => {
    last = (last * 1_103_515_245n + 12_345n) % 2n ** 31n
    return Number(last)
  }
  for (let i = 0; i < 20_000; i++) {
    const number = next()
    parts.push(Buffer.from(`${i},${'x'.repeat(number % 9)},${number % 97}\n`))
  }
  for (let i = 0; i < 2_000; i++) {
    const number = next() % 65_536
    parts.push(Buffer.from([Math.min(255, Math.floor((number * number) / 16_843_009))]))
  }
  for (const length of [3, 4, 5, 258, 259, 260, 3_000]) {
    parts.push(Buffer.from(`${'y'.repeat(length)}z`))
  }
  return Buffer.concat(parts)
}

test('blocks of bzip2 are read whole in pieces of any size, one stream after another, and no flipped bit is missed', async () => {
  const file = readFileSync(join(import.meta.dirname, '../../fixtures/bzip2/blocks.bz2'))
  const text = blocksText()
  const all = async (bytes: Buffer, piece: number): Promise<Buffer> => {
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
    }
    const parts: Buffer[] = []
    for await (const part of unbzip(pieces())) parts.push(part)
    return Buffer.concat(parts)
  }
  expect(unbzipWhole(file, text.length).equals(text)).toBe(true)
  const twice = Buffer.concat([file, file])
  for (const piece of [twice.length, 40_000, 997]) {
    expect((await all(twice, piece)).equals(Buffer.concat([text, text]))).toBe(true)
  }
  for (let at = 0; at < file.length; at += 4_999) {
    const broken = Buffer.from(file)
    broken[at]! ^= 1 << (at % 8)
    expect(() => unbzipWhole(broken, 1e7)).toThrow()
    await expect(all(file.subarray(0, at + 1), 4_096)).rejects.toThrow('breaks off')
  }
})
