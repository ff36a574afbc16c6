/** An existing bucket lands: copied once each with what it knew, whatever its size; run again it does what is left. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { copyAs, copyWithin } from '../../aws/copy.ts'
import { marksOf, withMarks } from '../../lake/maintain/adopt.ts'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { environmentOf } from '../flow/house.ts'
import { template } from '../flow/template.ts'
import { start } from './stand.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-adopt-'))
let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop({ home, port: 0 })
  laptop.announce(laptop.apply(template))
  laptop.store.createBucket('old')
  Object.assign(process.env, environmentOf(laptop, laptop.endpoint))
})
beforeEach(() => laptop.queues.purge('arrivals'))
afterAll(async () => {
  await laptop.close()
  rmSync(home, { recursive: true, force: true })
})

const hypatia = (...args: string[]) => start(home, args).said
const put = (key: string, text: string, headers = {}) =>
  laptop.store.put('old', key, Buffer.from(text), { headers })
const versions = (key: string) =>
  [...laptop.store.versions.every('raw', Buffer.from(key))].filter((one) => one.key === key)
const events = async () => {
  const messages = await laptop.queues.receive('arrivals', { max: 10 })
  return messages.flatMap(({ body }) => JSON.parse(body).Records ?? [])
}

test('copies keep what the original knew, and are made once', async () => {
  await put('export/orders/a b+ü.csv', 'id\n1\n', {
    'content-type': 'text/csv',
    'x-amz-meta-sender': 'shop',
  })
  await put('export/orders/day=1/b.csv', 'id\n2\n')
  await put('export/_x/c.csv', 'id\n3\n')
  await put('export/orders/', '')
  const dry = await hypatia('adopt', 's3://old/export', '--source', 'crm', '--dry-run')
  expect(dry.out).toContain('To be adopted: 4 objects: 2 copied')
  expect(versions('crm/orders/day=1/b.csv')).toEqual([])

  const first = await hypatia('adopt', 's3://old/export', '--source', 'crm')
  expect(first.code).toBe(1)
  expect(first.out).toContain('not adopted: export/_x/c.csv: The key "crm/_x/c.csv"')
  expect(first.out).toContain('Adopted: 4 objects: 2 copied (10 B), 0 there already, 2 not')
  const [copy] = versions('crm/orders/a b+ü.csv')
  expect(copy!.details.headers).toMatchObject({
    'content-type': 'text/csv',
    'x-amz-meta-sender': 'shop',
    'x-amz-meta-adopted-from': 's3://old/export/orders/a%20b%2B%C3%BC.csv',
    'x-amz-meta-adopted-etag': copy!.etag,
  })
  expect((await events()).map(({ eventName }) => eventName)).toEqual([
    'ObjectCreated:Copy',
    'ObjectCreated:Copy',
  ])

  await put('export/orders/day=1/b.csv', 'id\n4\n')
  const again = await hypatia('adopt', 's3://old/export', '--source', 'crm')
  expect(again.out).toContain('1 copied (5 B), 1 there already, 2 not')
  expect([
    versions('crm/orders/a b+ü.csv').length,
    versions('crm/orders/day=1/b.csv').length,
  ]).toEqual([1, 2])
})

test('what lies there already is not written over', async () => {
  await laptop.store.put('raw', 's/d/a.csv', Buffer.from('id\nmine\n'))
  await put('mine/a.csv', 'id\nother\n')
  const said = await hypatia('adopt', 's3://old/mine/', '--source', 's', '--dataset', 'd')
  expect(said).toMatchObject({
    code: 1,
    out: expect.stringContaining('another object lies at s/d/a.csv already'),
  })
  expect(versions('s/d/a.csv').length).toBe(1)
})

test('objects of the raw bucket that nobody was told of land where they are', async () => {
  await laptop.store.put('raw', 's/here/a.csv', Buffer.from('id\n1\n'))
  laptop.queues.purge('arrivals')
  const said = await hypatia('adopt', 's3://raw/s/here')
  expect(said).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 keys in the raw bucket: 1 land'),
  })
  const [message] = await laptop.queues.receive('arrivals', { max: 10 })
  expect(JSON.parse(message!.body)).toEqual({ kind: 'look', key: 's/here/a.csv' })
})

test('a copy of many parts is the same bytes', async () => {
  const bytes = Buffer.alloc(11 * 1024 * 1024, 'abcdefghijk')
  await laptop.store.put('old', 'large.bin', bytes)
  const limits = { atOnceBytesMax: 1024, partBytes: 5 * 1024 * 1024 }
  const target = { bucket: 'raw', key: 's/large/large.bin' }
  const options = {
    metadata: () => ({ 'adopted-from': 'x' }),
    condition: 'absent' as const,
    limits,
  }
  await copyAs({ bucket: 'old', key: 'large.bin' }, target, options)
  const [copy] = versions(target.key)
  expect(copy).toMatchObject({ size: bytes.length, etag: expect.stringMatching(/-3$/) })
  expect(copy!.details.headers['x-amz-meta-adopted-from']).toBe('x')
  await expect(copyAs({ bucket: 'old', key: 'large.bin' }, target, options)).rejects.toThrow(
    target.key,
  )
})

test('what is too large for one copy is set aside in parts, the version that is meant', async () => {
  const bytes = Buffer.alloc(11_000_000, 'set aside ')
  const key = 's/large/aside.bin'
  const { versionId } = await laptop.store.put('raw', key, bytes)
  await laptop.store.put('raw', key, 'newer')
  const object = { bucket: 'raw', key, versionId, bytes: bytes.length }
  const limits = { atOnceBytesMax: 6_000_000, partBytes: 5_242_880 }
  for (const [within, parts] of [
    [limits, '-3'],
    [undefined, ''],
  ] as const) {
    const made = await copyWithin(object, `_quarantine/aside${parts}.bin`, within)
    const copy = laptop.store.head('raw', `_quarantine/aside${parts}.bin`)
    expect(copy).toMatchObject({ versionId: made, size: bytes.length })
    expect(copy.etag.endsWith(parts)).toBe(true)
    expect((await laptop.store.get('raw', copy.key)).equals(bytes)).toBe(true)
  }
})

test('marks give way where S3 has no room for them', () => {
  const adoption = { bucket: 'old', prefix: '', under: '' }
  const marks = marksOf(adoption, 'é'.repeat(500), 'e')
  expect(marks['adopted-from'].length).toBe(1024)
  expect(withMarks({ own: 'x'.repeat(1100) }, marks)).toEqual({ own: 'x'.repeat(1100) })
  expect(withMarks({ own: 'x' }, marks)).toEqual({ own: 'x', ...marks })
})
