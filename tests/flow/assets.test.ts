/** What is no table has a row of its metadata among its source's assets, as long as it is there and is no table. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { objectId } from '../../lake/key.ts'
import { certificateOf, erasureKey, newErasure } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { scanFor } from './bytescan.ts'
import { type House, openHouse } from './house.ts'
import { bytesAt, lakeRows, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const fixture = (name: string, file: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../fixtures/inspect', name, file))

const put = (key: string, bytes: Buffer | string) =>
  house.laptop.store.put('raw', key, Buffer.from(bytes))

/** All that lands in one go is delivered three times over, to two workers at once. */
async function settled(): Promise<void> {
  await house.settle({ times: 3 })
  expect(await house.deadLetters()).toEqual([])
}

const said = 'key, type, mime, bytes, pages, title, author, width, height, duration, sample_rate'
const assets = () => lakeRows(house.laptop, 'press__assets', said)
const nothing = { pages: null, title: null, author: null, width: null, height: null }
const silence = { duration: null, sample_rate: null }

const report = {
  ...{ key: 'press/reports/q1.pdf', type: 'pdf', mime: 'application/pdf', bytes: '2235' },
  ...{ ...nothing, ...silence, pages: '3', title: 'Quarterly report (draft)' },
  author: 'Zoë Müller',
}
const pier = {
  ...{ key: 'press/pictures/pier.jpg', type: 'jpeg', mime: 'image/jpeg', bytes: '1000' },
  ...{ ...nothing, ...silence, width: '40', height: '30', title: 'Pier at dusk' },
  author: expect.stringContaining('nn Example'),
}
const song = {
  ...{ key: 'press/sounds/a.mp3', type: 'mp3', mime: 'audio/mpeg', bytes: '1686' },
  ...{ ...nothing, title: 'Sinus ä', author: 'Générateur' },
  ...{ duration: 0.648, sample_rate: '8000' },
}

const rowKeys = () =>
  house.laptop.store
    .list('raw')
    .map(({ key }) => key)
    .filter((key) => key.includes('/_assets/'))

test('a PDF, a picture and a sound are rows of their metadata, once each', async () => {
  await put(report.key, fixture('asset-pdf-table', 'input.pdf'))
  await put(pier.key, fixture('asset-jpeg-exif', 'input.jpg'))
  await put(song.key, fixture('asset-mp3-id3v24', 'input.mp3'))
  await put('press/reports/figures.csv', 'id,v\n1,x\n')
  await settled()
  expect(await assets()).toEqual([pier, song, report])
  expect(await receiptOf(house.laptop, report.key)).toMatchObject({
    ...{ state: 'asset', reason: { code: 'asset.pdf' }, listed: true },
    inspection: { asset: { pages: 3 } },
  })
})

test('an overwritten asset is its newest version; one that becomes a table, or goes, takes its row along', async () => {
  await put(report.key, fixture('asset-pdf-encrypted', 'input.pdf'))
  await put(pier.key, 'id,v\n1,x\n')
  house.laptop.store.delete('raw', song.key)
  await settled()
  expect(await assets()).toEqual([{ ...report, ...nothing, bytes: '3249', pages: '3' }])
  expect(await receiptOf(house.laptop, pier.key)).toMatchObject({ state: 'committed' })
  await put(pier.key, fixture('asset-jpeg-exif', 'input.jpg'))
  await settled()
  expect(await assets()).toHaveLength(2)
  expect(await lakeRows(house.laptop, 'press_pictures')).toEqual([])
})

test('a row that somebody takes away comes again, and no stranger’s stays', async () => {
  const [first = '', second = ''] = rowKeys()
  house.laptop.store.delete('raw', first)
  await put(second, '{"key":"press/of/a/stranger"}\n')
  await put('press/_assets/0123456789abcdef.ndjson', '{"key":"press/of/nobody"}\n')
  await settled()
  expect((await assets()).map(({ key }) => key)).toEqual([pier.key, report.key])
  const stranger = await receiptOf(house.laptop, 'press/_assets/0123456789abcdef.ndjson')
  expect(stranger).toMatchObject({ state: 'quarantined', reason: { code: 'key.reserved' } })
})

test('nobody else says how a row is read', async () => {
  const key = `press/_assets/${objectId(pier.key)}.ndjson`
  const own = await bytesAt(house.laptop, `s3://raw/${key}`)
  const row = createHash('sha256').update(own).digest('hex')
  const headers = { 'x-amz-meta-row': row, 'x-amz-meta-hypatia-asset': 'true' }
  await house.laptop.store.put('raw', key, own, { headers })
  await settled()
  expect((await assets()).map(({ key }) => key)).toEqual([pier.key, report.key])
})

test('a repeated delivery writes nothing', async () => {
  const lying = () =>
    ['raw', 'lake'].flatMap((bucket) =>
      house.laptop.store.list(bucket).map(({ key, versionId }) => `${key} ${versionId}`),
    )
  const before = lying()
  const body = JSON.stringify({ kind: 'look', key: report.key })
  house.laptop.queues.send('arrivals', { body })
  await settled()
  expect(lying()).toEqual(before)
})

/** Asked and done. */
async function erased(wanted: Parameters<typeof newErasure>[1], digit: string): Promise<Erasure> {
  const id = digit.repeat(32)
  const record = newErasure(id, wanted, {
    ...{ by: 'tester', salt: 'salt', nowMs: house.laptop.store.now() },
  })
  await house.laptop.store.put('work', erasureKey(id), Buffer.from(JSON.stringify(record)))
  await sleep(1_100) // S3 tells times by the second
  house.laptop.queues.send('maintain', { body: JSON.stringify({ kind: 'erase', id }) })
  const until = Date.now() + 120_000
  const ended = async (): Promise<Erasure> =>
    JSON.parse((await bytesAt(house.laptop, `s3://work/${erasureKey(id)}`)).toString())
  while ((await ended()).state !== 'done' && Date.now() < until) {
    await settled()
    await sleep(200)
  }
  return ended()
}

test('an erasure takes an asset’s row, and all that was said of it, along; of a value it names the asset that says it', async () => {
  for (const bucket of ['lake', 'work']) {
    house.laptop.store.buckets.change(bucket, { versioning: 'Enabled' })
  }
  const wanted = { kind: 'value' as const, columns: ['title'], values: ['Pier at dusk'] }
  const [left] = certificateOf(await erased(wanted, 'd')).left
  expect(left?.why).toBe(`the asset ${objectId(pier.key)} says it: erase that object`)
  expect(await assets()).toHaveLength(2)
  const done = certificateOf(await erased({ kind: 'object', key: pier.key }, 'e'))
  expect(done).toMatchObject({ state: 'done', left: [] })
  expect(await assets()).toHaveLength(1)
  expect((await scanFor(house.laptop.state.home, 'Pier at dusk')).found).toEqual([])
}, 240_000)
