/** A table of a real PostgreSQL: what the dataset has is there, once, whoever dies. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { clientOf } from '../../containers/collect/postgres.ts'
import { hasPostgresql, openPostgresql, type Postgresql } from '../collect/postgresql.ts'
import { openSender, type Sender, stands } from './sender.ts'

const { skip } = test
const where = hasPostgresql ? test : skip
let server: Postgresql
let sql: ReturnType<typeof clientOf>
let sender: Sender
beforeAll(async () => {
  if (!hasPostgresql) return
  server = await openPostgresql()
  sql = clientOf(parameters('any'))
  sender = await openSender()
}, 240_000)
afterAll(async () => {
  await sender?.close()
  await sql?.end({ timeout: 1 })
  server?.close()
})

const parameters = (table: string) => ({
  ...{ host: '127.0.0.1', port: server.port, tls: false, database: 'postgres', user: 'postgres' },
  table,
})
const definition = (table: string, more: object) => ({
  kind: 'postgres',
  parameters: parameters(table),
  ...more,
})

where('rows without a key are there once, whoever dies when', async () => {
  await sql.unsafe('create table orders (id int)')
  await sender.define('erp', definition('orders', { dataset: 'shop_orders', batch: 7 }))
  const has = async () => (await sql.unsafe('select id from orders')).map(({ id }) => id)
  const admin = clientOf({ ...parameters('any'), database: 'template1' })
  const away = async () => {
    await admin.unsafe('alter database postgres allow_connections false')
    await admin.unsafe(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'postgres'`,
    )
  }
  const back = async () => {
    await admin.unsafe('alter database postgres allow_connections true')
    await admin.end({ timeout: 1 })
  }
  await stands(sender, 'erp', 'orders', { has, away, back })
  const [known] = await sql.unsafe('select sequence::int, snapshot from hypatia_destinations')
  const { place } = await sender.shown('erp')
  expect(known).toEqual({ sequence: place?.value.sequence, snapshot: place?.value.acknowledged })
})

where('by a key the table is what the dataset is, with its own types', async () => {
  await sql.unsafe(
    `create table "Stock" (sku text primary key, n bigint, price numeric(9,2), at timestamptz, raw bytea, tags json, kept text default 'k')`,
  )
  const upsert = { changes: 'upsert', key: ['sku'], batch: 2 }
  const rows = [
    '{"sku":"a","n":9007199254740993,"price":1.50,"at":"2026-01-31T10:00:00Z","tags":["x",{"y":1}]}',
    '{"sku":"b","n":2,"price":2.25,"at":null,"tags":[]}',
    `{"sku":"c'; drop table orders; --","n":3,"price":null}`,
  ]
  await sender.land('stock', 'a.ndjson', `${rows.join('\n')}\n`)
  await sender.define('pim', definition('"Stock"', { dataset: 'shop_stock', ...upsert }))
  await sender.isSent('pim')
  const there = () =>
    sql.unsafe('select sku, n::text, price::text, at, tags, kept from "Stock" order by sku')
  expect(await there()).toEqual([
    expect.objectContaining({ sku: 'a', n: '9007199254740993', price: '1.50', kept: 'k' }),
    expect.objectContaining({ sku: 'b', n: '2', price: '2.25', at: null }),
    expect.objectContaining({ n: '3', price: null }),
  ])
  await sender.land('stock', 'a.ndjson', `${rows[0]}\n${rows[1]!.replace('2.25', '2.50')}\n`)
  await sender.isSent('pim')
  expect((await there()).map(({ sku, price }) => [sku, price])).toEqual([
    ['a', '1.50'],
    ['b', '2.50'],
  ])
})

where('what it refuses is told with its words, waits, and goes on once it is mended', async () => {
  await sql.unsafe('create table narrow (id smallint primary key)')
  await sender.landIds('wide', 'a.csv', [1, 70_000])
  await sender.define('narrow', definition('narrow', { dataset: 'shop_wide' }))
  await sender.fails('narrow', /out of range/)
  expect(await sql.unsafe('select * from narrow')).toHaveLength(0)
  await sql.unsafe('alter table narrow alter id type int, add extra int')
  await sender.isSent('narrow')
  expect(await sql.unsafe('select * from narrow')).toHaveLength(2)
  await sender.land('wide', 'b.csv', 'id,more\n2,3\n')
  await sender.fails('narrow', /has no column "more": add it there, or say which are sent/)
  await sql.unsafe('alter table narrow add more int')
  await sender.isSent('narrow')
})

where('a database that was put back is told from one that has everything', async () => {
  await sql.unsafe(`update hypatia_destinations set sequence = 1 where destination = 'erp'`)
  await sender.landIds('orders', 'more.csv', [1_000])
  await sender.fails('erp', /says that delivery 1 was the last.*hypatia destination restart/)
  await sql.unsafe('truncate orders')
  await sender.client.call('deleteDestinationPlace', { path: { destination: 'erp' } })
  await sender.isSent('erp')
  const [count] = await sql.unsafe('select count(*)::int as n from orders')
  const { place } = await sender.shown('erp')
  expect(count?.n).toBe(place?.value.changes)
})
