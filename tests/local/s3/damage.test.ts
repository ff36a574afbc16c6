/** A disk that does not keep what it was given: every bit counts, and what is damaged is never served. */
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { isDamaged } from '../../../local/s3/reads.ts'
import { openStore, type Store, streamOf } from '../../../local/s3/store.ts'
import { openState } from '../../../local/state.ts'
import { type Laptop, startLaptop } from './laptop.ts'

let laptop: Laptop
beforeEach(async () => {
  laptop = await startLaptop()
  laptop.store.createBucket('bin', { versioning: 'Enabled' })
})
afterEach(() => laptop.close())

/** The same in each run. */
let drawn = 1
const random = (): number => {
  drawn = (drawn * 48_271) % 2_147_483_647
  return drawn / 2_147_483_647
}

const fileOf = (store: Store, key: string): string => {
  const { file = '' } = store.head('bin', key)
  return store.files.path('bin', file)
}

/** Turns one bit of a file around, and back when called again. */
function flip(path: string, bit: number): void {
  const descriptor = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, bit >> 3)
  byte[0]! ^= 1 << (bit & 7)
  writeSync(descriptor, byte, 0, 1, bit >> 3)
  closeSync(descriptor)
}

const bitsOf = (path: string): number => {
  const descriptor = openSync(path, 'r')
  const { size } = fstatSync(descriptor)
  closeSync(descriptor)
  return size * 8
}

async function read(store: Store, key: string, start?: number, end?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const bytes = store.read(store.head('bin', key), start, end)
  for await (const chunk of streamOf(bytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Sizes about the edges of blocks, of what is read at once, and of what is streamed. */
const sizes = [1, 100, 65_535, 65_536, 65_537, 1_000_000, 1_048_577, 3_000_000]
const bodies = sizes.map((size) => Buffer.alloc(size, `a body of ${size} bytes;`))

test('200 flipped bits: each is noticed by a whole read, an SDK, and a range that holds it', async () => {
  const { store, s3 } = laptop
  for (const body of bodies) await store.put('bin', `k${body.length}`, body)
  for (let i = 0; i < 200; i++) {
    const body = bodies[i % bodies.length] as Buffer
    const key = `k${body.length}`
    const path = fileOf(store, key)
    const bit = Math.floor(random() * bitsOf(path))
    flip(path, bit)
    const at = bit >> 3
    const error = await read(store, key).catch((thrown) => thrown)
    expect(isDamaged(error)).toBe(true)
    expect(error.message).toContain(`s3://bin/${key}`)
    expect(error.message).toContain(path)
    await expect(read(store, key, at, at + 1)).rejects.toThrow('damaged')
    await expect(store.verified(store.head('bin', key))).rejects.toThrow('damaged')
    if (i % 10 < 2) {
      const command = new GetObjectCommand({ Bucket: 'bin', Key: key })
      const asked = s3.send(command).then(({ Body }) => Body!.transformToByteArray())
      await expect(asked).rejects.toThrow(/damaged|aborted/) // or it had begun
      const again = s3.send(command).then(({ Body }) => Body!.transformToByteArray())
      await expect(again).rejects.toMatchObject({ name: 'InternalError', message: error.message })
    }
    flip(path, bit)
  }
  for (const body of bodies) {
    expect((await read(store, `k${body.length}`)).equals(body)).toBe(true)
  }
}, 60_000)

test('every range of whole files is right', async () => {
  const { store } = laptop
  for (const body of bodies) await store.put('bin', `k${body.length}`, body)
  for (let i = 0; i < 300; i++) {
    const body = bodies[i % bodies.length] as Buffer
    const [start, end] = [random(), random()]
      .map((at) => Math.floor(at * (body.length + 1)))
      .sort((a, b) => a - b)
    const found = await read(store, `k${body.length}`, start, end)
    expect(found.equals(body.subarray(start, end))).toBe(true)
  }
})

test.each([100, 3_000_000])(
  'a file of %s bytes that is cut short, or gone, says so and hangs nobody',
  async (size) => {
    const { store, s3 } = laptop
    await store.put('bin', 'k', Buffer.alloc(size, 'x'))
    const path = fileOf(store, 'k')
    const get = () =>
      s3
        .send(new GetObjectCommand({ Bucket: 'bin', Key: 'k' }))
        .then(({ Body }) => Body!.transformToByteArray())
    truncateSync(path, size - 1)
    await expect(get()).rejects.toThrow(/damaged|aborted/)
    await expect(read(store, 'k', size - 1, size)).rejects.toThrow('damaged')
    rmSync(path)
    await expect(get()).rejects.toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    })
  },
)

test('who asks and goes at once leaves no file open', async () => {
  const { store, s3 } = laptop
  await store.put('bin', 'k', Buffer.alloc(3_000_000, 'x'))
  const read = store.read.bind(store)
  const streams: Readable[] = []
  store.read = (...asked) => {
    const bytes = read(...asked)
    if (!Buffer.isBuffer(bytes)) streams.push(bytes)
    return bytes
  }
  const { pathname, search, host, hostname, port } = new URL(
    await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'bin', Key: 'k' })),
  )
  for (let i = 0; i < 50; i++) {
    const socket = connect(Number(port), hostname)
    const gone = once(socket, 'close')
    const request = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
    const go = () => socket.destroy()
    if (i % 10 === 9) socket.once('data', go)
    socket.write(request, () => i % 10 !== 9 && setTimeout(go, i % 4))
    await gone
  }
  while (streams.some(({ closed }) => !closed)) await sleep(20)
  expect(streams.length).toBeGreaterThanOrEqual(5) // of those who saw its first bytes
}, 120_000)

test('answers that leave at the same time each have their own bytes, also where others go in between', async () => {
  const { store, s3 } = laptop
  const bodies = [700_000, 2_000_001, 3_000_000, 4_500_000].map((size, i) =>
    Buffer.from(Uint32Array.from({ length: size }, (_, n) => n * 4 + i).buffer, 0, size),
  )
  for (const [i, body] of bodies.entries()) await store.put('bin', `k${i}`, body)
  const isOwn = async (n: number): Promise<boolean> => {
    const i = n % bodies.length
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bin', Key: `k${i}` }))
    if (n % 5 === 4) {
      ;(Body as unknown as Readable).destroy()
      return true
    }
    if (n % 3 === 2) await sleep(5) // it fills what it can, and waits
    return bodies[i]!.equals(await Body!.transformToByteArray())
  }
  for (let round = 0; round < 3; round++) {
    const all = await Promise.all(Array.from({ length: 24 }, (_, n) => isOwn(n)))
    expect(all).toEqual(all.map(() => true))
  }
}, 120_000)

test('a copy and a completed upload read their sources by the sums', async () => {
  const { store } = laptop
  const version = await store.put('bin', 'k', 'some bytes')
  const details = { headers: {} }
  const copied = await store.copy(version, {
    bucket: 'bin',
    key: 'c',
    details,
    event: 'ObjectCreated:Copy',
  })
  expect((await read(store, 'c')).toString()).toBe('some bytes')
  flip(fileOf(store, 'k'), 3) // its copy shares the bytes
  await expect(read(store, 'c')).rejects.toThrow(`s3://bin/${copied.key}`)
  const write = { bucket: 'bin', key: 'd', details, event: 'ObjectCreated:Copy' } as const
  await expect(store.copy(version, write, 'SHA256')).rejects.toThrow('damaged')
})

test('what a release without sums has stored is summed up at the start, unless its MD5 says that it is damaged', async () => {
  const { store, state, home } = laptop
  await store.put('bin', 'good', 'good')
  await store.put('bin', 'bad', 'bad')
  flip(fileOf(store, 'bad'), 0)
  state.database.exec('DELETE FROM s3_sums')
  const again = openState(home)
  const later = openStore(again)
  expect((await read(later, 'good')).toString()).toBe('good')
  await expect(read(later, 'bad')).rejects.toThrow('damaged')
  again.close()
})

test('an index that is lost is told from the journal: versions, markers, tags, buckets, order', async () => {
  const { store, state, home } = laptop
  await store.put('bin', 'k', 'one')
  await store.put('bin', 'k', 'two')
  await store.put('bin', 'gone', 'x')
  store.delete('bin', 'gone')
  const marker = store.delete('bin', 'k')
  store.delete('bin', 'k', marker.versionId)
  await store.put('bin', 'erased', 'x')
  store.delete('bin', 'erased', store.head('bin', 'erased').versionId)
  const head = store.head('bin', 'k')
  store.setDetails({ ...head, details: { ...head.details, tags: { a: '1' } } })
  const before = [...store.versions.every('bin', Buffer.alloc(0))]
  await state.durable() // till then the files of what is gone are there
  state.database.exec(
    'DELETE FROM s3_versions; DELETE FROM s3_sums; DELETE FROM s3_buckets; DELETE FROM s3_sequence',
  )

  const again = openState(home)
  const restored = openStore(again, { now: () => 1_000 })
  expect(restored.restored).toEqual({ versions: before.length, damaged: 0 })
  expect([...restored.versions.every('bin', Buffer.alloc(0))]).toEqual(before)
  expect(restored.buckets.get('bin')).toMatchObject({ versioning: 'Enabled' })
  expect((await read(restored, 'k')).toString()).toBe('two')
  expect((await restored.put('bin', 'k', 'three')).sequencer > head.sequencer).toBe(true)
  again.close()
})

test('a journal with damaged lines costs no more than those', async () => {
  const { store, state, home } = laptop
  for (const key of ['a', 'k', 'z']) await store.put('bin', key, key)
  const path = join(home, 's3/journal')
  state.database.exec('DELETE FROM s3_versions; DELETE FROM s3_sums')
  flip(path, bitsOf(path) - 800) // within the last line
  const again = openState(home)
  const restored = openStore(again)
  expect(restored.restored).toEqual({ versions: 2, damaged: 1 })
  expect(restored.list('bin').map(({ key }) => key)).toEqual(['a', 'k'])
  again.close()
})
