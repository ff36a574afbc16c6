/** Tables of a real MariaDB: every row as it is there, and none lost that commits within the lag. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Json, Peer } from '../../containers/collect/kind.ts'
import { openMysql } from '../../containers/collect/kinds/mysql.ts'
import { trial } from '../../containers/collect/trial.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { type Collector, openCollector, stands } from './collector.ts'
import { hasMariadb, type Mariadb, openMariadb, type Session } from './mariadb.ts'

const { skip } = test
const where = hasMariadb ? test : skip
const password = 'its password'
let server: Mariadb
let sql: Session
let collector: Collector | undefined
beforeAll(async () => {
  if (!hasMariadb) return
  server = await openMariadb()
  sql = await server.session()
}, 180_000)
afterAll(async () => {
  await collector?.close()
  await sql?.end()
  await server?.close()
})

function definitionOf(said: object) {
  const parameters = {
    ...{ engine: 'mysql', host: '127.0.0.1', port: server.port, tls: false },
    ...{ database: 'shop', user: server.user, lag: '1 sec' },
  }
  const definition = sourceDefinition.parse({
    ...{ kind: 'database', dataset: 'orders', every: '1 sec' },
    parameters: { ...parameters, ...said },
    secrets: { password: 'shop-password' },
  })
  if (definition.kind !== 'database') throw new Error('it is a database')
  return definition
}

const opened = (said: object, place?: Json): Promise<Peer> => {
  const { parameters } = definitionOf(said)
  const named = { name: 'shop', dataset: 'orders', everyMs: 100, secrets: { password }, place }
  return openMysql({ ...named, parameters })
}

const { signal } = new AbortController()

/** Until so many rows have come; `batches`: then it dies. */
async function read(peer: Peer, rows: number, batches = Number.POSITIVE_INFINITY) {
  const lines: string[] = []
  let place: Json | undefined
  for (let i = 0, idle = 0; i < batches && lines.length < rows && idle < 60; ) {
    const batch = await peer.next(signal)
    if (!batch) {
      idle += 1
      continue
    }
    i += 1
    for (const { file, content } of batch.parts)
      if (file !== '_hypatia.json') lines.push(...(await content.text()).split('\n').slice(0, -1))
    await batch.settle()
    place = batch.place
  }
  return { lines, place }
}
const idsOf = ({ lines }: { lines: string[] }): number[] => lines.map((line) => JSON.parse(line).id)

where('no value of a row changes on the way', async () => {
  await sql.query(`create table kinds (id bigint unsigned primary key, n decimal(30,10), j json, b varbinary(9),
    f float, d double, \`Odd "\`\`name\` text, at datetime(6), day date, t time, y year, z int(5) zerofill, bits bit(9), e enum('x','y'))`)
  await sql.query(`insert into kinds values (18446744073709551615, 12345678901234567890.0123456789, '{"a":1.50}', x'00ff',
    0.1, 0.1, 'tab\\t \\\\ "q"\\nä😀', '2026-01-01 01:02:03.000004', '0001-01-01', '-838:59:59', 2026, 7, b'101', 'y')`)
  await sql.query('insert into kinds (id) values (1)')
  const peer = await opened({ table: 'kinds', read: 'all' })
  const batch = await peer.next(signal)
  const [hint = '', rows = ''] = await Promise.all(
    (batch?.parts ?? []).map(({ content }) => content.text()),
  )
  expect(rows.split('\n')[1]).toBe(
    '{"id":18446744073709551615,"n":12345678901234567890.0123456789,"j":"{\\"a\\":1.50}","b":"0x00ff","f":0.10000000149011612,"d":0.1,"Odd \\"`name":"tab\\t \\\\ \\"q\\"\\nä😀","at":"2026-01-01 01:02:03.000004","day":"0001-01-01","t":"-838:59:59","y":2026,"z":7,"bits":5,"e":"y"}',
  )
  expect(JSON.parse(rows.split('\n')[0] ?? '')).toEqual(
    expect.objectContaining({ id: 1, n: null, j: null, at: null }),
  )
  expect(JSON.parse(hint).types).toMatchObject({
    n: 'decimal(30,10)',
    at: 'timestamp',
    f: 'double',
  })
  expect(JSON.parse(hint).types.id).toBeUndefined()
  await peer.close()
  const asked = await opened({ query: 'select id + 1 as more from kinds where id = 1;' })
  const answer = await asked.next(signal)
  expect(await answer?.parts[1]?.content.text()).toBe('{"more":2}\n')
  await asked.close()
})

where('a transaction that commits late, within the lag, is missing in nothing', async () => {
  await sql.query('create table late (id int primary key auto_increment, n int)')
  const slow = await server.session()
  await slow.query('begin')
  await slow.query('insert into late (n) values (1)') // takes the first id
  await sql.query('insert into late (n) values (2)')
  const peer = await opened({ table: 'late', read: 'watermark', column: 'id', lag: '2 sec' })
  const reading = read(peer, 2)
  await sleep(1_200)
  await slow.query('commit')
  expect(idsOf(await reading)).toEqual([1, 2])
  await slow.end()
  await peer.close()
})

where('rows of one value, some landed and some not, come once each', async () => {
  await sql.query(
    'create table ties (k varchar(40), id int, at datetime, pad text, primary key (k, id))',
  )
  const pad = 'x'.repeat(30_000)
  for (let from = 0; from < 4_000; from += 500) {
    const rows = Array.from(
      { length: 500 },
      (_, i) => `('it''s \\\\ ${(from + i) % 3}', ${from + i}, '2026-01-01', '${pad}')`,
    )
    await sql.query(`insert into ties values ${rows.join(',')}`)
  }
  const said = { table: 'ties', read: 'watermark', column: 'at' }
  const first = await opened(said)
  const before = await read(first, 1, 3) // a hint, and an object of 64 MB
  await first.close()
  expect(before.lines.length).toBeLessThan(4_000)
  const second = await opened(said, before.place)
  const after = await read(second, 4_000 - before.lines.length)
  const ids = [...idsOf(before), ...idsOf(after)].toSorted((a, b) => a - b)
  expect(ids).toEqual(Array.from({ length: 4_000 }, (_, i) => i))
  await sql.query(`update ties set at = '2026-01-02', pad = 'y' where id = 7`)
  expect(idsOf(await read(second, 1))).toEqual([7])
  await second.close()
})

where('what cannot be read by is said', async () => {
  await sql.query('create table bare (id int, name text)')
  await sql.query("insert into bare values (1, 'x')")
  const by = async (column: string, table = 'bare') => {
    const peer = await opened({ table, read: 'watermark', column })
    try {
      await peer.next(signal)
    } finally {
      await peer.close()
    }
  }
  await expect(by('id')).rejects.toThrow('no primary key')
  await expect(by('name')).rejects.toThrow('no whole number')
  await expect(by('none')).rejects.toThrow('no column "none"')
  await expect(by('id', 'nothing')).rejects.toThrow("doesn't exist")
  const issues = (said: object) =>
    sourceDefinition
      .safeParse({
        ...{ kind: 'database', dataset: 'x' },
        parameters: { host: 'h', database: 'd', user: 'u', table: 't', ...said },
      })
      .error?.issues.map(({ path }) => path.join('.'))
  expect(issues({ engine: 'mysql', read: 'changes' })).toEqual(['parameters.read'])
  expect(issues({ engine: 'mysql', read: 'watermark' })).toEqual(['parameters.column'])
  expect(issues({ read: 'watermark', column: 'id' })).toEqual(['parameters.read'])
})

where('a question that is answered never is left when nobody wants it any more', async () => {
  for (const query of [
    'select sleep(1000) as s',
    'select sleep(if(id = 1, 0, 1000)) as s from kinds',
  ]) {
    const peer = await opened({ query })
    await expect(peer.next(AbortSignal.timeout(500))).rejects.toThrow()
    await peer.close()
  }
})

where('a trial shows rows, and another password is told without it', async () => {
  await sql.query('create table tried (id int primary key)')
  await sql.query('insert into tried values (7)')
  const definition = definitionOf({
    table: 'tried',
    read: 'watermark',
    column: 'id',
    lag: '1 hour',
  })
  const limits = { stepSecrets: {}, textBytesMax: 100, patienceMs: 20_000 }
  const found = await trial({ name: 'shop', definition, secrets: { password }, ...limits })
  expect(found.parts.at(-1)?.text).toBe('{"id":7}\n')
  const refused = trial({ name: 'shop', definition, secrets: { password: 'hunter2' }, ...limits })
  await expect(refused).rejects.toThrow(/denied/)
  await expect(refused).rejects.not.toThrow('hunter2')
})

where('every row of a table comes once, whatever dies', async () => {
  await sql.query('create table orders (id int primary key, seq bigint unique auto_increment)')
  collector = await openCollector({ SHOP_PASSWORD: password })
  await collector.define(
    'shop',
    definitionOf({ table: 'orders', read: 'watermark', column: 'seq' }),
  )
  await stands(collector, {
    async send(ids) {
      await sql.query(`insert into orders (id) values ${ids.map((id) => `(${id})`).join(',')}`)
    },
    ids: 'SELECT id FROM lake.shop_orders',
  })
})
