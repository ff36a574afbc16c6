/** Rows are taken out of a table while others go on with it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { s3 } from '../../../aws/clients/s3.ts'
import { loadTable, readUri } from '../../../aws/icebergtable.ts'
import { getJson } from '../../../aws/s3.ts'
import {
  eraseForgotten,
  forget,
  forgetAll,
  remember,
} from '../../../functions/maintain/forgotten.ts'
import { endRedacting } from '../../../functions/maintain/redactparquet.ts'
import { takeRows } from '../../../functions/maintain/takerows.ts'
import { glueTableInput } from '../../../lake/iceberg/gluetable.ts'
import { liveFiles } from '../../../lake/iceberg/live.ts'
import { currentSchema, formatMetadata, newTable } from '../../../lake/iceberg/metadata.ts'
import { erasureKey, forgottenUnder, newErasure } from '../../../lake/maintain/erasure.ts'
import type { Erasure } from '../../../schemas/erasure.ts'
import { inserted } from '../../flow/foreign.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
  opened.laptop.store.createBucket('lake')
  opened.laptop.catalog.createDatabase({ Name: 'lake' })
  Object.assign(process.env, {
    LAKE_BUCKET: 'lake',
    LAKE_DATABASE: 'lake',
    DUCKDB_CHILD: 'layers/duckdb/nodejs/child.mjs',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
  })
})
afterAll(async () => {
  endRedacting()
  await opened.close()
})

test('a file is written again once, however often another commit comes first', async () => {
  const metadata = newTable({
    uuid: '00000000-0000-4000-8000-000000000001',
    location: 's3://lake/crm/guests',
    columns: [{ name: 'email', type: 'string' }],
    partitionKeys: [],
    nowMs: 1,
  })
  const location = `${metadata.location}/metadata/0.metadata.json`
  await opened.laptop.store.put('lake', location.slice(10), formatMetadata(metadata))
  opened.laptop.catalog.createTable('lake', glueTableInput('crm_guests', metadata, location))
  const row = (mail: string) => `SELECT '${mail}' AS email, NULL::VARCHAR AS _object`
  const uri = await inserted('crm_guests', `${row('a@x.example')} UNION ALL ${row('b@x.example')}`)
  let others = 3
  let written = 0
  const client = s3()
  const send = client.send.bind(client)
  client.send = (async (command: { input: { Key?: string }; constructor: { name: string } }) => {
    const { Key = '' } = command.input
    const isWritten = command.constructor.name === 'PutObjectCommand'
    if (isWritten && /data\/merged-/.test(Key) && !Key.startsWith('sketches/')) written++
    const answer = await send(command as never)
    if (isWritten && /metadata\/.*metadata\.json/.test(Key) && !isOther && others-- > 0) {
      isOther = true
      await inserted('crm_guests', row(`c${others}@x.example`))
      isOther = false
    }
    return answer
  }) as never
  let isOther = false
  try {
    const wanted = { kind: 'value' as const, columns: ['email'], values: ['b@x.example'] }
    const erasure = newErasure('a'.repeat(32), wanted, { by: 'tester', salt: 's', nowMs: 1 })
    const unless = { columns: ['email'], values: new Set(['b@x.example']), spared: [] }
    const named = { table: 'crm_guests', uri, fields: currentSchema(metadata).fields, isSeen: true }
    expect(await takeRows(erasure, named, unless)).toBe(1)
  } finally {
    client.send = send as never
  }
  expect(written).toBe(1)
  const present = (await loadTable('lake', 'crm_guests'))!
  const files = await liveFiles(readUri, present.metadata)
  expect(files.map(({ records }) => records)).toEqual([1, 1, 1, 1])
}, 120_000)

test('of what lies outside its folder another table may be: it is told, and nothing beside a name goes with it', async () => {
  const { store } = opened.laptop
  const mine = 'crm/guests/data/part-1'
  for (const key of [mine, `${mine}0`, 'other/data/shared.parquet'])
    await store.put('lake', key, key)
  const wanted = { kind: 'value' as const, columns: ['email'], values: ['b@x.example'] }
  const erasure = newErasure('b'.repeat(32), wanted, { by: 'tester', salt: 's', nowMs: 1 })
  const key = erasureKey(erasure.id)
  await store.put('work', key, JSON.stringify(erasure))
  for (const uri of [mine, 'other/data/shared.parquet'])
    await remember(erasure, 'crm_guests', `s3://lake/${uri}`)
  expect(await eraseForgotten(erasure, 'crm_gu')).toBe(0)
  expect(await eraseForgotten(erasure, 'crm_guests')).toBe(1)
  const found = await getJson<Erasure>('work', key)
  expect(found?.value.left).toEqual([
    {
      key: 's3://lake/other/data/shared.parquet',
      why: expect.stringMatching('outside of its folder'),
    },
  ])
  const left = store.list('lake').map(({ key }) => key)
  expect(left).toEqual(expect.arrayContaining([`${mine}0`, 'other/data/shared.parquet']))
  expect(left).not.toContain(mine)
})

test('what a table has named is remembered at the same cost however many there are, and forgotten at the end', async () => {
  const { store } = opened.laptop
  const wanted = { kind: 'value' as const, columns: ['email'], values: ['b@x.example'] }
  const erasure = newErasure('c'.repeat(32), wanted, { by: 'tester', salt: 's', nowMs: 1 })
  await store.put('work', erasureKey(erasure.id), JSON.stringify(erasure))
  let bytes = 0
  const client = s3()
  const send = client.send.bind(client)
  client.send = (async (command: { input: { Body?: string } }) => {
    bytes += command.input.Body?.length ?? 0
    return send(command as never)
  }) as never
  const written: number[] = []
  try {
    for (let file = 0; file < 40; file++) {
      const before = bytes
      await forget(erasure, 'crm_guests', `s3://lake/crm/guests/data/part-${100 + file}`)
      written.push(bytes - before)
    }
  } finally {
    client.send = send as never
  }
  expect(new Set(written.slice(1)).size).toBe(1)
  const under = () => store.list('work', forgottenUnder(erasure.id)).length
  expect(under()).toBe(40)
  await forgetAll(erasure.id)
  expect(under()).toBe(0)
})
