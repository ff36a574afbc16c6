/** What others put there, rows of tables and unfinished uploads: an erasure takes it out, or says by name why it does not end. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena'
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { commit, loadTable, objectOf, readUri } from '../../aws/icebergtable.ts'
import { sketchOfFiles } from '../../aws/sketches.ts'
import { purgeTable, sweepTable } from '../../functions/maintain/sweep.ts'
import { liveFiles } from '../../lake/iceberg/live.ts'
import { currentSchema, currentSnapshot } from '../../lake/iceberg/metadata.ts'
import { objectId } from '../../lake/key.ts'
import { certificateOf, erasureKey, newErasure } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { scanFor } from './bytescan.ts'
import {
  compacted,
  inserted,
  rolledBack,
  rowDeleted,
  stored,
  valueDeleted,
  withoutDeletes,
} from './foreign.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { bytesAt, lakeRows, metadataOf, planOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  for (const bucket of ['lake', 'work']) {
    house.laptop.store.buckets.change(bucket, { versioning: 'Enabled' })
  }
})
afterAll(() => house.close())

const put = (key: string, body: string) => house.laptop.store.put('raw', key, Buffer.from(body))
const scan = async (value: string) => (await scanFor(house.laptop.state.home, value)).found
const emails = async (table: string) =>
  (await lakeRows(house.laptop, table, 'email')).map((row) => Object(row).email)

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

async function recordOf(id: string): Promise<Erasure> {
  return JSON.parse((await bytesAt(house.laptop, `s3://work/${erasureKey(id)}`)).toString())
}

async function goneOn(id: string): Promise<Erasure> {
  const { resumed } = await recordOf(id)
  const body = JSON.stringify({ kind: 'erase', id, ...(resumed && { resumed }) })
  house.laptop.queues.send('maintain', { body })
  for (let turns = 0; turns < 100; turns++) {
    await settled()
    const now = await recordOf(id)
    if (now.state === 'done' || now.state === 'blocked') return now
    await sleep(200)
  }
  throw new Error('it has no end')
}

async function erased(wanted: Parameters<typeof newErasure>[1]): Promise<Erasure> {
  const id = randomBytes(16).toString('hex')
  const nowMs = house.laptop.store.now()
  const record = newErasure(id, wanted, { by: 'tester', salt: 'salt', nowMs })
  await house.laptop.store.put('work', erasureKey(id), Buffer.from(JSON.stringify(record)))
  await sleep(1_100) // S3 tells times by the second
  return goneOn(id)
}

const ofValue = (value: string) => erased({ kind: 'value', columns: ['email'], values: [value] })

const people = (...mails: string[]) =>
  ['id,email', ...mails.map((mail, i) => `${i},${mail}`), ''].join('\n')

/** A row of the table, of whichever object. */
const row = (mail: string, object?: string) =>
  `SELECT 7::BIGINT AS id, '${mail}' AS email, ${object ? `'${object}'` : 'NULL'}::VARCHAR AS _object`

async function begun(dataset: string, ...mails: string[]): Promise<string> {
  await put(`ext/${dataset}/a.csv`, people(...mails))
  await settled()
  return objectId(`ext/${dataset}/a.csv`)
}

test('what INSERT, UPDATE, DELETE and MERGE left is in no byte any more, live or deleted, in whichever table', async () => {
  const value = 'ida.q@private.example'
  await begun('inserted', 'a@x.example')
  await inserted('ext_inserted', `${row(value)} UNION ALL ${row('b@x.example')}`)
  const updated = await begun('updated', 'c@x.example', 'd@x.example')
  await rowDeleted(house.laptop, 'ext_updated') // of c, in the place of which stands
  await inserted('ext_updated', row(value, updated))
  await begun('deleted', 'e@x.example')
  await inserted('ext_deleted', `${row(value)} UNION ALL ${row('f@x.example')}`)
  await rowDeleted(house.laptop, 'ext_deleted')
  await begun('calm', 'g@x.example')
  await inserted('ext_calm', row('h@x.example'))
  const calm = await metadataOf(house.laptop, 'ext_calm')
  expect((await scan(value)).length).toBeGreaterThanOrEqual(3)

  const record = await ofValue(value)

  expect(await scan(value)).toEqual([])
  expect(await emails('ext_inserted')).toEqual(['a@x.example', 'b@x.example'])
  expect(await emails('ext_updated')).toEqual(['d@x.example'])
  expect(await emails('ext_deleted')).toEqual(['e@x.example', 'f@x.example'])
  expect(await metadataOf(house.laptop, 'ext_calm')).toEqual(calm)
  expect(certificateOf(record)).toMatchObject({
    state: 'done',
    tables: ['ext_deleted', 'ext_inserted', 'ext_updated'],
    left: [],
  })
  expect(certificateOf(record).counts.foreign).toBeGreaterThanOrEqual(3)
}, 240_000)

test('what Spark has compacted, rolled back, or left without a snapshot', async () => {
  const value = 'leo.q@private.example'
  const own = await begun('rewritten', 'a@x.example')
  const merged = `${row('a@x.example', own)} UNION ALL ${row(value)}`
  const former = await compacted('ext_rewritten', merged)
  await compacted('ext_rewritten', row('a@x.example', own)) // only its history has the value now
  await begun('back', value)
  const before = currentSnapshot(await metadataOf(house.laptop, 'ext_back'))!
  await put('ext/back/a.csv', people('b@x.example'))
  await settled()
  await rolledBack(house.laptop, 'ext_back', before['snapshot-id'])
  expect(await emails('ext_back')).toEqual([value])
  await begun('orphan', 'c@x.example')
  const { metadata } = (await loadTable('lake', 'ext_orphan'))!
  const { fields } = currentSchema(metadata)
  const stray = `${metadata.location}/data/stray-0.parquet`
  await stored(stray, fields, row(value))

  const record = await ofValue(value)

  expect(certificateOf(record)).toMatchObject({
    state: 'blocked',
    left: [{ key: stray, why: expect.stringMatching(/no snapshot of lake.ext_orphan.*3 days/) }],
  })
  expect(house.laptop.store.find('lake', objectOf(former).key)).toBeUndefined()
  house.laptop.store.delete('lake', objectOf(stray).key)
  const ended = await goneOn(record.id)
  expect(certificateOf(ended)).toMatchObject({ state: 'done', left: [] })
  expect(await scan(value)).toEqual([])
  expect(await emails('ext_rewritten')).toEqual(['a@x.example'])
}, 240_000)

test('what was merged of sketches of files that are long gone goes', async () => {
  const value = 'uma.q@private.example'
  await begun('merged', 'a@x.example')
  const gone = await put('ext/merged/b.csv', people(value, 'b@x.example'))
  await settled()
  const { metadata } = (await loadTable('lake', 'ext_merged'))!
  const uris = (await liveFiles(readUri, metadata)).map(({ path }) => path)
  expect((await sketchOfFiles(metadata.location, uris)).missing).toBe(0)
  house.laptop.store.delete('raw', 'ext/merged/b.csv', gone.versionId)
  await settled()
  const expire = { snapshotsKeptMin: 1, snapshotAgeMsMax: -1, metadataLogAgeMsMax: -1 }
  const history = { expire, forgetRefs: true, rewriteManifests: true }
  await commit('lake', 'ext_merged', async () => history)
  const isNode = (uri: string) => uri.endsWith('/merged-sketches')
  const all = (uri: string) => (isNode(uri) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
  await sweepTable('ext_merged', all)
  await purgeTable('ext_merged')
  expect((await scan(value)).every((found) => found.startsWith('gzip'))).toBe(true)
  expect(await scan(value)).not.toEqual([])

  const record = await ofValue(value)

  expect(await scan(value)).toEqual([])
  expect(certificateOf(record)).toMatchObject({ state: 'done', tables: [], left: [] })
}, 240_000)

test('where rows cannot be taken out safely it does not end, and says the table by name; once they are gone it does', async () => {
  const value = 'mia.q@private.example'
  await begun('flink', 'a@x.example')
  const { metadata } = (await loadTable('lake', 'ext_flink'))!
  const email = currentSchema(metadata).fields.find(({ name }) => name === 'email')!
  await valueDeleted(house.laptop, 'ext_flink', email, value)

  const record = await ofValue(value)

  expect(certificateOf(record)).toMatchObject({
    state: 'blocked',
    left: [{ key: 'lake.ext_flink', why: expect.stringMatching(/says by their values/) }],
  })
  expect(record.values).toEqual([value]) // it is looked for again
  await withoutDeletes(house.laptop, 'ext_flink')
  for (const { key } of house.laptop.store.list('lake', 'ext/flink/')) {
    if (key.includes('of-another')) house.laptop.store.delete('lake', key)
  }
  house.laptop.queues.send('maintain', { body: JSON.stringify({ kind: 'nightly' }) })
  const ended = await goneOn(record.id)
  expect(certificateOf(ended)).toMatchObject({ state: 'done', left: [] })
  expect(ended.values).toBeUndefined()
  expect(await scan(value)).toEqual([])
}, 240_000)

test('an object’s rows in files of another engine go with it, and so do the files', async () => {
  const own = await begun('object', 'zed-the-first')
  await put('ext/object/b.csv', people('zed-the-second'))
  await settled()
  const other = objectId('ext/object/b.csv')
  const all = `${row('zed-the-first', own)} UNION ALL ${row('zed-the-second', other)}`
  await compacted('ext_object', all)
  await compacted('ext_object', all)
  const plan = await planOf(house.laptop, 'ext_object')
  expect(plan.files).toHaveLength(1)

  const record = await erased({ kind: 'object', key: 'ext/object/a.csv' })

  expect(certificateOf(record)).toMatchObject({ state: 'done', left: [] })
  expect(await scan('zed-the-first')).toEqual([])
  expect(await emails('ext_object')).toEqual(['zed-the-second'])
}, 240_000)

test('unfinished uploads end, what a statement wrote and what Athena keeps is told', async () => {
  const value = 'kim.p@private.example'
  const { endpoint, region, credentials, store } = house.laptop
  const client = { endpoint, region, credentials }
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  const Body = `id,email\n1,${value}\n`
  const begin = async (Key: string) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'raw', Key }))
    await s3.send(new UploadPartCommand({ Bucket: 'raw', Key, UploadId, PartNumber: 1, Body }))
  }
  await put('shop/other/a.csv', 'id,v\n1,x\n')
  await put('crm/guests/a.csv', `id,email\n1,${value}\n2,max@x.example\n`)
  await store.put('raw', 'crm/guests/cut.csv.gz', gzipSync(Body).subarray(0, -6))
  await store.put('raw', 'crm/guests/cut.zip', Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'))
  await settled()
  const held = [
    'crm/guests/b.csv',
    'crm/guests/_quarantine/c.csv',
    'kim.csv',
    '_quarantine/kim.csv',
  ]
  for (const key of [...held, 'shop/other/b.csv']) await begin(key)
  await store.put('work', 'athena/tables/q/part-0', Buffer.from('PAR1'))
  await store.put('work', 'athena/tables/other/a.csv', Buffer.from('id\n1\n'))
  const athena = new AthenaClient(client)
  const sql = `SELECT id FROM crm_guests WHERE email = '${value}'`
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      ...{ QueryString: sql, WorkGroup: 'hypatia' },
      QueryExecutionContext: { Database: 'lake' },
    }),
  )

  const record = await erased({ kind: 'value', columns: ['email'], values: [value] })

  expect(store.uploads.list('raw').map(({ key }) => key)).toEqual(['shop/other/b.csv'])
  expect(certificateOf(record).counts.uploads).toBe(held.length)
  expect(await emails('crm_guests')).toEqual(['max@x.example'])
  const [aside, left] = [true, false].map((is) =>
    record.left.map(({ key }) => key).filter((key) => key.includes('_quarantine/') === is),
  )
  expect(aside?.map((key) => key.split('/').at(-1))).toEqual(['cut.csv.gz', 'cut.zip'])
  expect(left).toEqual(['s3://work/athena/tables/q/', `athena:${QueryExecutionId}`])
}, 240_000)
