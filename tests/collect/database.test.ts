/** Tables of a real PostgreSQL: every row as it is there, whatever commits while it is read, and in whatever order. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Json, Peer } from '../../containers/collect/kind.ts'
import { openDatabase } from '../../containers/collect/kinds/database.ts'
import { clientOf } from '../../containers/collect/postgres.ts'
import { trial } from '../../containers/collect/trial.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { type Collector, openCollector, stands } from './collector.ts'
import { hasPostgresql, openPostgresql, type Postgresql } from './postgresql.ts'

const { skip } = test
const where = hasPostgresql ? test : skip
let server: Postgresql
let sql: ReturnType<typeof clientOf>
const others: (typeof sql)[] = []
let collector: Collector | undefined
beforeAll(async () => {
  if (!hasPostgresql) return
  server = await openPostgresql()
  sql = another()
}, 120_000)
afterAll(async () => {
  await collector?.close()
  for (const one of others) await one.end({ timeout: 1 })
  server?.close()
})

const parameters = (said: object) => ({
  ...{ host: '127.0.0.1', port: server.port, tls: false, database: 'postgres', user: 'postgres' },
  ...said,
})

function parametersOf(said: object) {
  const definition = sourceDefinition.parse({
    kind: 'database',
    dataset: 'orders',
    parameters: parameters(said),
  })
  if (definition.kind !== 'database') throw new Error('it is a database')
  return definition.parameters
}

const opened = (said: object, place?: Json): Promise<Peer> => {
  const named = { name: 'shop', dataset: 'orders', everyMs: 0, secrets: {}, place }
  return openDatabase({ ...named, parameters: parametersOf(said) })
}

/** A session of its own. */
function another() {
  const client = clientOf(parametersOf({ table: 'any' }))
  others.push(client)
  return client
}

const { signal } = new AbortController()

/** Until there is no more; `batches`: then it dies. */
async function read(peer: Peer, batches = Number.POSITIVE_INFINITY) {
  const lines: string[] = []
  let place: Json | undefined
  for (let i = 0; i < batches; i++) {
    const batch = await peer.next(signal)
    if (!batch) break
    for (const { file, content } of batch.parts)
      if (file !== '_hypatia.json') lines.push(...(await content.text()).split('\n').slice(0, -1))
    await batch.settle()
    place = batch.place
  }
  return { lines, place }
}
const idsOf = ({ lines }: { lines: string[] }): number[] => lines.map((line) => JSON.parse(line).id)

where('a column may be called as the row is here', async () => {
  await sql.unsafe('create table named (id int, hypatia_row text)')
  await sql.unsafe("insert into named values (1, 'x')")
  for (const how of ['all', 'changes']) {
    const peer = await opened({ table: 'named', read: how })
    expect((await read(peer)).lines).toEqual(['{"id":1,"hypatia_row":"x"}'])
    await peer.close()
  }
})

test('no password of the runner’s own environment is sent where none was given', () => {
  process.env.PGPASSWORD = 'of somebody else'
  try {
    const { parameters } = sourceDefinition.parse({
      ...{ kind: 'database', dataset: 'x' },
      parameters: { host: '127.0.0.1', database: 'd', user: 'u', table: 't' },
    }) as { parameters: Parameters<typeof clientOf>[0] }
    const { pass } = clientOf(parameters).options as unknown as { pass: () => string }
    expect(pass()).toBe('')
  } finally {
    delete process.env.PGPASSWORD
  }
})

where('no value of a row changes on the way', async () => {
  await sql.unsafe(`create table kinds (id bigint, n numeric(30,10), j json, jb jsonb, b bytea,
    a int[], u uuid, f float8, "Odd ""name" text, at timestamptz, d date)`)
  await sql.unsafe(`insert into kinds values (9007199254740993, 12345678901234567890.0123456789,
    E'{"a":\\n 1.50, "a": 2}', '{"k": [1, null]}', '\\xdead', '{1,NULL}',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 0.1, E'tab\\t \\\\ "q"\\n\\u00e4', '2026-01-01T01:00+01', '0044-03-15 BC')`)
  const peer = await opened({ table: 'kinds' })
  expect((await read(peer)).lines).toEqual([
    String.raw`{"id":9007199254740993,"n":12345678901234567890.0123456789,"j":{"a":  1.50, "a": 2},"jb":{"k": [1, null]},"b":"\\xdead","a":[1,null],"u":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","f":0.1,"Odd \"name":"tab\t \\ \"q\"\n` +
      `ä","at":"2026-01-01T00:00:00+00:00","d":"0044-03-15 BC"}`,
  ])
  const batch = await peer.next(signal)
  expect(JSON.parse((await batch?.parts[0]?.content.text()) ?? '').types).toEqual({
    ...{ id: 'bigint', n: 'decimal(30,10)', b: 'string', u: 'string', f: 'double' },
    ...{ 'Odd "name': 'string', at: 'timestamp', d: 'date' },
  })
  await peer.close()
})

where(
  'a transaction that commits late is read late, with its savepoints, and nothing twice',
  async () => {
    await sql.unsafe('create table late (id bigserial)')
    const peer = await opened({ table: 'late', read: 'changes' })
    const insert = 'insert into late default values'
    const slow = another()
    await slow.unsafe('begin')
    await slow.unsafe(insert)
    await sql.unsafe(insert)
    expect(idsOf(await read(peer))).toEqual([]) // 2 waits for 1
    await slow.unsafe('savepoint a')
    await slow.unsafe(insert)
    await sql.unsafe(insert)
    await slow.unsafe('commit')
    expect(idsOf(await read(peer))).toEqual([1, 2, 3, 4])
    await sql.unsafe('update late set id = 20 where id = 2')
    expect(idsOf(await read(peer))).toEqual([20])
    expect(idsOf(await read(peer))).toEqual([])
    await peer.close()
  },
)

where(
  'of 8,000 rows that four writers commit while they are read none is missing and none comes twice',
  async () => {
    await sql.unsafe('create table busy (id bigint, filler text) partition by hash (id)')
    for (const i of [0, 1])
      await sql.unsafe(
        `create table busy${i} partition of busy for values with (modulus 2, remainder ${i})`,
      )
    const [writers, rounds, rows] = [4, 20, 100]
    let isWriting = true
    const writing = Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const one = another()
        for (let round = 0; round < rounds; round++) {
          const from = (writer * rounds + round) * rows
          const insert = (low: number, high: number) =>
            one.unsafe(`insert into busy select i, 'x' from generate_series(${low}, ${high}) i`)
          await one.unsafe('begin')
          await insert(from, from + rows / 2 - 1)
          await one.unsafe('savepoint a')
          await insert(from + rows / 2, from + rows - 1)
          await one.unsafe('commit')
        }
      }),
    ).then(() => {
      isWriting = false
    })
    const found: number[] = []
    let place: Json | undefined
    for (let isLast = false; !isLast; ) {
      isLast = !isWriting
      const peer = await opened({ table: 'busy', read: 'changes' }, place)
      const one = await read(peer, found.length % 2 === 0 ? 2 : 5) // then it dies, perhaps between two partitions
      found.push(...idsOf(one))
      place = one.place ?? place
      await peer.close()
      if (one.place !== undefined) isLast = false
    }
    await writing
    expect(found.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: writers * rounds * rows }, (_, i) => i),
    )
  },
  240_000,
)

where('what becomes a part of the table since it was read comes with all its rows', async () => {
  await sql.unsafe('create table parts (id int) partition by list (id)')
  await sql.unsafe('create table parts1 partition of parts for values in (1, 3)')
  await sql.unsafe('insert into parts values (1)')
  const peer = await opened({ table: 'parts', read: 'changes' })
  expect(idsOf(await read(peer))).toEqual([1])
  await sql.unsafe('create table parts2 (id int)')
  await sql.unsafe('insert into parts2 values (2)')
  expect(idsOf(await read(peer))).toEqual([])
  await sql.unsafe('alter table parts attach partition parts2 for values in (2)')
  await sql.unsafe('insert into parts values (3)')
  expect(idsOf(await read(peer))).toEqual([3, 2])
  await sql.unsafe('create table newer (id int)')
  await sql.unsafe('insert into newer values (4)')
  expect(idsOf(await read(peer))).toEqual([])
  await sql.unsafe('drop table parts; alter table newer rename to parts')
  expect(idsOf(await read(peer))).toEqual([4])
  expect(idsOf(await read(peer))).toEqual([])
  await peer.close()
})

where('a question that is answered never is left when nobody wants it any more', async () => {
  const peer = await opened({ query: 'select pg_sleep(3600)' })
  await expect(peer.next(AbortSignal.timeout(500))).rejects.toThrow('CONNECTION')
  await peer.close()
})

where('a trial shows rows, and of what has none its types', async () => {
  await sql.unsafe('create table tried (id int)')
  const shown = async () => {
    const definition = sourceDefinition.parse({
      ...{ kind: 'database', dataset: 'orders' },
      parameters: parameters({ table: 'tried', read: 'changes' }),
    })
    if (definition.kind !== 'database') throw new Error('it is a database')
    const limits = { secrets: {}, stepSecrets: {}, textBytesMax: 100, patienceMs: 60_000 }
    return (await trial({ name: 'shop', definition, ...limits })).parts.map(({ text }) => text)
  }
  expect(await shown()).toEqual(['{"types":{"id":"bigint"}}'])
  await sql.unsafe('insert into tried values (7)')
  expect(await shown()).toEqual(['{"types":{"id":"bigint"}}', '{"id":7}\n'])
})

where('what cannot be read says why', async () => {
  const said: [object, string][] = [
    [{ table: 'nope', read: 'changes' }, 'There is no table nope'],
    [{ table: 'pg_tables', read: 'changes' }, 'no table of its own'],
    [{ query: 'select 1 as a, 2 as a' }, 'Two columns are called "a"'],
    [{ query: 'select 1/0 as a' }, 'division by zero'],
  ]
  for (const [what, why] of said) {
    const peer = await opened(what)
    await expect(peer.next(signal)).rejects.toThrow(why)
    await peer.close()
  }
})

where('every row of a table is a row, once, whatever dies', async () => {
  await sql.unsafe('create table orders (id bigint primary key, code text, paid numeric(12,2))')
  collector = await openCollector()
  const shop = { kind: 'database', every: '1 sec' }
  const changes = {
    ...shop,
    dataset: 'orders',
    parameters: parameters({ table: 'orders', read: 'changes' }),
  }
  const few = {
    ...shop,
    dataset: 'few',
    parameters: parameters({ query: 'select * from orders where id < 3' }),
  }
  await collector.define('shop', changes)
  await collector.define('part', few)
  const ids = await stands(collector, {
    async send(some) {
      await sql.unsafe(
        `insert into orders values ${some.map((id) => `(${id}, '00${id}', ${id}.10)`).join()}`,
      )
    },
    ids: 'SELECT id FROM lake.shop_orders',
  })
  expect(ids.length).toBeGreaterThan(200)
  const paid = 'SELECT code FROM lake.shop_orders WHERE paid = 7.10'
  expect(await collector.values(paid, 1)).toEqual(['007'])
  await sql.unsafe('delete from orders where id = 1')
  expect((await collector.values('SELECT code FROM lake.part_few', 2)).toSorted()).toEqual([
    '000',
    '002',
  ])
})

where(
  'on another line of the database nothing is read until somebody says that nothing is lost',
  async () => {
    await sql.unsafe('create table lines (id int)')
    await sql.unsafe('insert into lines values (1)')
    const said = { table: 'lines', read: 'changes' }
    const first = await opened(said)
    const { place } = await read(first)
    await first.close()
    server.promote()
    const after = another()
    for (let i = 0; i < 100; i++) {
      const [found] = await after.unsafe('select pg_is_in_recovery() as still')
      if (!found?.still) break
      await sleep(200)
    }
    await after.unsafe('insert into lines values (2)')
    for (let i = 0; i < 2; i++) {
      const stopped = await opened(said, place)
      await expect(read(stopped)).rejects.toThrow('say `timeline: 2`')
      await stopped.close()
    }
    const accepted = await opened({ ...said, timeline: 2 }, place)
    expect(idsOf(await read(accepted))).toEqual([2])
    await accepted.close()
  },
)
