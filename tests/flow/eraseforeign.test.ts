/** What others put there, rows of tables and unfinished uploads: an erasure takes it out, or says by name why it does not end. */
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
import { certificateOf } from '../../lake/maintain/erasure.ts'
import { erasingAt } from './erasing.ts'
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
import { metadataOf, planOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  for (const bucket of ['lake', 'work']) {
    house.laptop.store.buckets.change(bucket, { versioning: 'Enabled' })
  }
})
afterAll(() => house.close())

const { put, settled, goneOn, erased, ofValue, scan, emails } = erasingAt(() => house)

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
  const begin = async (Key: string, Bucket = 'raw') => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }))
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
  for (const key of ['crm/guests/data/x.parquet', 'shop/other/data/x.parquet'])
    await begin(key, 'lake')
  await begin('athena/x.csv', 'work')
  await store.put('work', 'athena/tables/q/part-0', Buffer.from('PAR1'))
  await store.put('work', 'athena/tables/other/a.csv', Buffer.from('id\n1\n'))
  await store.put('work', 'athena/tables/free/a.gz', gzipSync('id\n1\n'))
  await store.put('work', 'athena/unloaded/a.gz', gzipSync(Body))
  for (const [place, mail] of [
    ['free', 'x@x.example'],
    ['said', value],
  ]) {
    const fields = [{ id: 1, name: 'mail', required: false, type: 'string' }]
    await stored(`s3://work/athena/tables/${place}/b`, fields, `SELECT '${mail}' AS mail`)
  }
  await store.put('lake', 'somebody/own/data/x.parquet', Buffer.from('PAR1'))
  const athena = new AthenaClient(client)
  const sql = `SELECT id FROM crm_guests WHERE email = '${value}'`
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      ...{ QueryString: sql, WorkGroup: 'hypatia' },
      QueryExecutionContext: { Database: 'lake' },
    }),
  )

  const record = await erased({ kind: 'value', columns: ['email'], values: [value] })

  const unfinished = (bucket: string) => store.uploads.list(bucket).map(({ key }) => key)
  expect(unfinished('raw')).toEqual(['shop/other/b.csv'])
  expect(unfinished('lake')).toEqual(['shop/other/data/x.parquet'])
  expect(unfinished('work')).toEqual([])
  expect(certificateOf(record).counts.uploads).toBe(held.length + 2)
  expect(await emails('crm_guests')).toEqual(['max@x.example'])
  const [aside, left] = [true, false].map((is) =>
    record.left.map(({ key }) => key).filter((key) => key.includes('_quarantine/') === is),
  )
  expect(aside?.map((key) => key.split('/').at(-1))).toEqual(['cut.csv.gz', 'cut.zip'])
  const written = ['tables/q/', 'tables/said/', 'unloaded/'].map((one) => `s3://work/athena/${one}`)
  expect(left).toEqual([...written, 's3://lake/somebody/own/', `athena:${QueryExecutionId}`])
}, 240_000)
