/** A table's past is looked into while others go on with the table. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mayPastHold } from '../../../functions/maintain/erasepast.ts'
import { glueTableInput } from '../../../lake/iceberg/gluetable.ts'
import { formatMetadata, newTable } from '../../../lake/iceberg/metadata.ts'
import { type Opened, openLaptop } from './laptop.ts'

const wanted = { columns: ['email'], values: new Set(['kim@x.example']) }
const metadata = newTable({
  uuid: '00000000-0000-4000-8000-000000000001',
  location: 's3://lake/crm/guests',
  columns: [{ name: 'email', type: 'string' }],
  partitionKeys: [],
  nowMs: 1,
})
const at = (name: string) => glueTableInput('crm_guests', metadata, `s3://lake/metadata/${name}`)

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
  const { store, catalog } = opened.laptop
  store.createBucket('lake')
  catalog.createDatabase({ Name: 'lake' })
  Object.assign(process.env, { LAKE_BUCKET: 'lake', LAKE_DATABASE: 'lake' })
  await store.put('lake', 'metadata/2.json', formatMetadata(metadata))
})
afterAll(() => opened.close())

test('metadata that is gone is unreadable only where the table still names it', async () => {
  const { store, catalog } = opened.laptop
  catalog.createTable('lake', at('1.json'))
  expect(await mayPastHold('crm_guests', wanted)).toBe('unreadable')

  const latest = store.versions.latest.bind(store.versions)
  store.versions.latest = (bucket, key) => {
    if (key === 'metadata/1.json') catalog.updateTable('lake', at('2.json'))
    return latest(bucket, key)
  }
  expect(await mayPastHold('crm_guests', wanted)).toBe(false)
})
