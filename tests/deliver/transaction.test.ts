/** A connection that is replaced while a delivery is written: the delivery is there whole, or not at all. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Delivery } from '../../containers/collect/deliver/delivery.ts'
import { openPostgres } from '../../containers/collect/deliver/postgres.ts'
import { clientOf } from '../../containers/collect/postgres.ts'
import { destinationDefinition } from '../../schemas/destinations.ts'
import { hasPostgresql, openPostgresql, type Postgresql } from '../collect/postgresql.ts'

const { skip } = test
const where = hasPostgresql ? test : skip
/** The client's own: after so long it takes another connection. */
const lifeMsMin = 30 * 60_000
const soonMs = 500

let server: Postgresql
beforeAll(async () => {
  if (hasPostgresql) server = await openPostgresql()
}, 60_000)
afterAll(() => {
  jest.restoreAllMocks()
  server?.close()
})

const definition = () =>
  destinationDefinition.parse({
    kind: 'postgres',
    dataset: 'shop_orders',
    parameters: {
      ...{ host: '127.0.0.1', port: server.port, tls: false, database: 'postgres' },
      ...{ user: 'postgres', table: 'orders' },
    },
  }) as Extract<ReturnType<typeof destinationDefinition.parse>, { kind: 'postgres' }>

const delivery = (sequence: number): Delivery => ({
  ...{ id: `d${sequence}`, destination: 'erp', dataset: 'shop_orders', generation: 'g' },
  ...{ sequence, after: null, until: '1', isLast: true },
  items: [{ op: 'insert', key: {}, row: { id: sequence }, object: null, snapshot: '1' }],
})

where('what it says that it has is there, whenever the connection has had its time', async () => {
  const sql = clientOf(definition().parameters)
  await sql.unsafe('create table orders (id int)')
  await sql.unsafe(
    `create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(${(3 * soonMs) / 1_000}); return new; end $$`,
  )
  await sql.unsafe('create trigger slow before insert on orders execute function slowly()')
  const later = setTimeout
  jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((done: () => void, ms = 0, ...more: []) =>
      later(done, ms >= lifeMsMin ? soonMs : ms, ...more)) as never)
  const peer = await openPostgres({ name: 'erp', definition: definition(), secrets: {} })
  await peer.send(delivery(1), new AbortController().signal)
  await peer.close()
  const [said] = await sql.unsafe('select sequence::int from hypatia_destinations')
  const rows = await sql.unsafe('select id from orders')
  await sql.end({ timeout: 1 })
  expect([said?.sequence, rows.map(({ id }) => id)]).toEqual([1, [1]])
})
