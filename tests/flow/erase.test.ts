/** What is erased is in no byte of the lake any more, and late or repeated words of it bring nothing back. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { encodedAs } from '../../lake/inspect/encoding/encode.ts'
import { interpretationKey, said } from '../../lake/interpretation.ts'
import { objectId } from '../../lake/key.ts'
import { partKey } from '../../lake/logged/logged.ts'
import { certificateOf, erasureKey, newErasure } from '../../lake/maintain/erasure.ts'
import { receiptKey } from '../../lake/receipt.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { scanFor } from './bytescan.ts'
import { type House, openHouse } from './house.ts'
import { bytesAt, lakeRows, metadataOf, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  for (const bucket of ['lake', 'work']) {
    house.laptop.store.buckets.change(bucket, { versioning: 'Enabled' })
  }
})
afterAll(() => house.close())

const secret = 'zoe.q@private.example'
const put = (key: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  house.laptop.store.put('raw', key, Buffer.from(body), { headers })
const scan = (value: string) => scanFor(house.laptop.state.home, value)
const emails = async (table: string) =>
  (await lakeRows(house.laptop, table, 'email')).map((row) => Object(row).email)

async function settled(): Promise<void> {
  await house.settle({ times: 2 })
  expect(await house.deadLetters()).toEqual([])
}

async function erased(
  wanted: Parameters<typeof newErasure>[1],
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<Erasure> {
  const id = randomBytes(16).toString('hex')
  const nowMs = house.laptop.store.now() // by which all else has its times
  const record = newErasure(id, wanted, { by: 'tester', salt: 'salt', nowMs })
  await house.laptop.store.put('work', erasureKey(id), Buffer.from(JSON.stringify(record)))
  await sleep(1_100) // S3 tells times by the second
  await meanwhile()
  house.laptop.queues.send('maintain', { body: JSON.stringify({ kind: 'erase', id }) })
  for (;;) {
    await settled()
    const found = await bytesAt(house.laptop, `s3://work/${erasureKey(id)}`)
    const now: Erasure = JSON.parse(found.toString())
    if (now.state === 'done') return now
    await sleep(200)
  }
}

async function parquetOf(sql: string): Promise<Buffer> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const path = `${house.laptop.state.home}/made.parquet`
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`)
  const { readFileSync, rmSync } = await import('node:fs')
  const bytes = readFileSync(path)
  rmSync(path)
  return bytes
}

/** The value in every kind of file, version and record. */
async function landEverywhere(): Promise<void> {
  const people = ['id,email,note', `1,${secret},"a, b"`, '2,other@x.example,"c\r\nd"', '']
  await put('crm/people/a.csv', people.join('\r\n'))
  await put('crm/people/a.csv', people.join('\r\n').replace('1,', '3,')) // an older version with it
  await put('crm/people/fixed.csv', `id,email,note\n7,${secret},x\n`)
  await put('crm/people/fixed.csv', 'id,email,note\n7,seven@x.example,x\n') // only the older one has it
  await put('crm/people/only.csv', `id,email,note\n9,"${secret}",y\n`) // nothing is left of it
  await put('crm/people/over.csv', 'id,email,note\n8,eight@x.example,z\n')
  await put('crm/people/over.csv', `id,email,note\n8,${secret},z\n`) // what it replaced stays replaced
  await put('crm/people/packed.csv.gz', gzipSync(people.join('\n').replace('2,', '4,')))
  await put('crm/people/torn.csv', `id,email,note\n1,"${secret},z\n`) // set aside
  const line = (email: string) => `${JSON.stringify({ email, n: 12345678901234567n.toString() })}\n`
  await put('app/events/a.ndjson', line(secret) + line('other@x.example'))
  const values = `(VALUES (1, '${secret}'), (2, 'other@x.example')) v(id, email)`
  await put('erp/staff/a.parquet', await parquetOf(`SELECT * FROM ${values}`))
  for (let i = 0; i < 18; i++) {
    const other = i % 3 === 0 ? secret : `p${i}@x.example`
    await put(`crm/many/${i}.csv`, `id,email\n${i},${other}\n${i}0,rest${i}@x.example\n`)
  }
  await put('shop/other/a.csv', 'id,v\n1,x\n')
  await settled()
  await house.laptop.store.put('work', 'athena/q1.csv', Buffer.from(`"email"\n"${secret}"\n`))
  await house.laptop.store.put('work', 'athena/q1.csv.metadata', Buffer.from('m'))
  await house.laptop.store.put('work', 'athena/q2.csv', Buffer.from('"id"\n"1"\n'))
  const activity = { atMs: 1, step: 'quarantined', key: 'k', detail: `line 2: ${secret}` }
  await house.laptop.store.put(
    'work',
    'activity/day=2026-01-01/a.ndjson',
    Buffer.from(`${JSON.stringify(activity)}\n`),
  )
}

test('a value: rewritten, forgotten and certified, and no byte of it is left', async () => {
  await landEverywhere()
  expect((await scan(secret)).found.length).toBeGreaterThan(30)
  const other = await lakeRows(house.laptop, 'shop_other')

  const record = await erased({ kind: 'value', columns: ['email'], values: [secret] })

  const scanned = await scan(secret)
  expect(scanned.found).toEqual([])
  expect(scanned.files).toBeGreaterThan(40) // it did look
  expect(await emails('crm_people')).toEqual([
    'other@x.example',
    'other@x.example',
    'seven@x.example',
  ])
  expect(await emails('app_events')).toEqual(['other@x.example'])
  expect(await emails('erp_staff')).toEqual(['other@x.example'])
  expect((await emails('crm_many')).length).toBe(30)
  expect(await lakeRows(house.laptop, 'shop_other')).toEqual(other)
  const kept = await bytesAt(house.laptop, 's3://raw/crm/people/a.csv')
  expect(kept.toString()).toBe('id,email,note\r\n2,other@x.example,"c\r\nd"\r\n')
  expect(house.laptop.store.find('raw', 'crm/people/only.csv')).toBeUndefined()
  expect(house.laptop.store.find('raw', 'crm/people/over.csv')).toBeUndefined()
  expect(house.laptop.store.find('work', 'athena/q2.csv')).toBeDefined()
  expect(certificateOf(record)).toMatchObject({
    state: 'done',
    columns: ['email'],
    tables: ['app_events', 'crm_many', 'crm_people', 'erp_staff'],
    objects: 8 + 6,
    counts: { redacted: 10, rows: 10, versions: expect.any(Number) },
    left: [],
  })
}, 240_000)

test('an object: all of its versions, its rows and records; what comes late changes nothing, what is sent anew lands', async () => {
  const key = 'crm/letters/zoe.csv'
  const letter = 'zoes-own-words'
  const events: string[] = []
  await put(key, `id,email\n1,${letter}\n`)
  const early = await house.laptop.queues.receive('arrivals', { max: 10 })
  events.push(...early.map(({ body }) => body))
  for (const { receiptHandle } of early)
    house.laptop.queues.changeVisibility('arrivals', receiptHandle, 0)
  await put(key, `id,email\n2,${letter}\n`)
  await put('crm/letters/max.csv', 'id,email\n5,max\n')
  await settled()
  expect((await scan(letter)).found.length).toBeGreaterThan(3)

  const record = await erased({ kind: 'object', key })

  expect((await scan(letter)).found).toEqual([])
  expect(await emails('crm_letters')).toEqual(['max'])
  expect(record).toMatchObject({ object: objectId(key), counts: { versions: 2 } })
  expect(JSON.stringify(record)).not.toContain(key)
  for (const body of events) house.laptop.queues.send('arrivals', { body })
  await settled()
  expect(await emails('crm_letters')).toEqual(['max'])
  expect(await receiptOf(house.laptop, key)).toMatchObject({ state: 'removed' })
  await put(key, 'id,email\n3,back\n')
  await settled()
  expect((await emails('crm_letters')).sort()).toEqual(['back', 'max'])

  await erased({ kind: 'object', key }, () => put(key, 'id,email\n4,anew\n'))
  expect((await emails('crm_letters')).sort()).toEqual(['anew', 'max'])
  expect((await scan('3,back')).found).toEqual([])
}, 240_000)

describe('what no original tells of any more', () => {
  const value = 'pia.q@private.example'
  const people = (...mails: string[]) =>
    ['id,email', ...mails.map((mail, i) => `${i},${mail}`), ''].join('\n')
  const dropped = (key: string, { versionId }: { versionId?: string | undefined }) =>
    house.laptop.store.delete('raw', key, versionId)
  /** Nobody hears of it. */
  const unheard = () => house.laptop.queues.purge('arrivals')
  const snapshots = async (table: string) => (await metadataOf(house.laptop, table)).snapshots ?? []

  test('rows of what was taken away or replaced unheard, and the past of tables that have held it', async () => {
    const lost = await put('crm/lost/a.csv', people(value, 'a@x.example'))
    await put('crm/lost/b.csv', people('b@x.example'))
    const replaced = await put('crm/replaced/a.csv', people(value, 'c@x.example'))
    const heard = await put('crm/past/a.csv', people(value))
    await put('crm/past/b.csv', people('d@x.example'))
    await put('crm/calm/a.csv', people('e@x.example'))
    await settled()
    await put('crm/calm/a.csv', people('f@x.example'))
    dropped('crm/past/a.csv', heard)
    await settled()
    dropped('crm/lost/a.csv', lost)
    await put('crm/replaced/a.csv', people('c@x.example'))
    dropped('crm/replaced/a.csv', replaced)
    unheard()
    const lake = await scanFor(`${house.laptop.state.home}/s3/lake`, value)
    expect(lake.found.length).toBeGreaterThanOrEqual(3)
    const calm = await snapshots('crm_calm')

    const record = await erased({ kind: 'value', columns: ['email'], values: [value] })

    expect((await scan(value)).found).toEqual([])
    expect(await emails('crm_lost')).toEqual(['b@x.example'])
    expect(await emails('crm_replaced')).toEqual(['c@x.example'])
    expect(await emails('crm_past')).toEqual(['d@x.example'])
    expect(await snapshots('crm_calm')).toEqual(calm) // it never held it
    expect(certificateOf(record)).toMatchObject({
      tables: ['crm_lost', 'crm_past', 'crm_replaced'],
      left: [],
    })
  }, 240_000)

  test('a refused key, rows aside of what was replaced, files that nobody reads, and what is a table no more', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i * 7},p${i}@x.example`)
    const ragged = (row: string) => ['id,score,email', ...rows.with(30, row), ''].join('\n')
    const aside = await put('crm/aside/a.csv', ragged(`${value},alone`))
    await put('crm/album/a.csv', people(value))
    await put('crm/foreign/a.csv', people('g@x.example'))
    await settled()
    expect(await receiptOf(house.laptop, 'crm/aside/a.csv')).toMatchObject({ rescued: { rows: 1 } })
    await put('crm/aside/a.csv', ragged('30,210,p30@x.example'))
    dropped('crm/aside/a.csv', aside)
    await put('crm/album/_hypatia.json', '{"asset":true}')
    await settled()
    expect(await receiptOf(house.laptop, 'crm/album/a.csv')).toMatchObject({ state: 'asset' })
    const folder = (await metadataOf(house.laptop, 'crm_foreign')).location.replace(
      's3://lake/',
      '',
    )
    await house.laptop.store.put('lake', `${folder}/data/`, Buffer.alloc(0))
    await house.laptop.store.put(
      'lake',
      `${folder}/data/part-0.orc`,
      Buffer.from('ORC: no Parquet'),
    )
    await put('pia.csv', people(value))
    unheard()

    const record = await erased({ kind: 'value', columns: ['email'], values: [value] })

    const left = (await scan(value)).found
    expect(left).toHaveLength(1) // of the file that is a table no more, and is told
    expect(certificateOf(record)).toMatchObject({
      tables: ['crm_album', 'crm_foreign'],
      left: [
        { key: 'crm/album/a.csv', why: 'it is no table that could be written again' },
        {
          key: `s3://lake/${folder}/data/part-0.orc`,
          why: 'no snapshot of lake.crm_foreign names it, and nobody here reads it',
        },
      ],
    })
    expect(house.laptop.store.find('raw', 'pia.csv')).toBeUndefined()
    house.laptop.store.delete('lake', `${folder}/data/part-0.orc`)
  }, 240_000)
})

describe('one erasure of values that lie in every shape', () => {
  const cyrillic = (text: string) => encodedAs('windows-1251', Buffer.from(text))!
  const [inFolder, inBytes] = ['fay.q@x.example', 'Müller-Lüdenscheidt']
  const inCells = ['cid@x.example', 'Анна']
  const folder = (email: string) => `crm/folders/email=${email}`
  const encoded = inFolder.replace('@', '%40')
  const ofLogs = [partKey('crm/logged/a.csv'), 'logs/0011223344556677-delta.json']
  let record: Erasure

  beforeAll(async () => {
    const owner = { source: 'crm', dataset: 'pinned' }
    const who = { by: 'tester', nowMs: 0 }
    const pinned = said(undefined, owner, { encoding: 'windows-1251' }, who)
    const pins = JSON.stringify({ ...pinned, replayed: 1 })
    await house.laptop.store.put('work', interpretationKey('crm', 'pinned'), Buffer.from(pins))
    await put('crm/pinned/a.csv', cyrillic('id,mail\n1,Анна\n2,Яна\n'))
    const logged = said(undefined, { source: 'crm', dataset: 'logged' }, {}, who)
    const tables = [{ root: 'crm/logged/', format: 'delta' }]
    const named = JSON.stringify({ ...logged, replayed: logged.version, tables })
    const byLog = { turn: 1, part: { partitions: [{ key: 'email', value: inFolder }] } }
    const { store } = house.laptop
    await store.put('work', interpretationKey('crm', 'logged'), Buffer.from(named))
    await store.put('work', partKey('crm/logged/a.csv'), Buffer.from(JSON.stringify(byLog)))
    await put('crm/logged/a.csv', 'id,v\n1,x\n2,y\n')
    await put('crm/told/a.csv', cyrillic('id,mail\n1,Анна\n2,Яна\n'), {
      'x-amz-meta-hypatia-encoding': 'windows-1251',
    })
    await put('crm/headless/a.csv', 'id,mail\n1,ann@x.example\n2,bob@x.example\n')
    const noted = 'On sale\n\nid;mail\n1;eve@x.example\n2;fay@x.example\n\nNote: all\n'
    await put('crm/rendered/a.csv', noted)
    await put(`${folder(inFolder)}/a.csv`, 'id,v\n1,x\n')
    await put(`${folder(inFolder)}/a.csv`, 'id,v\n1,y\n')
    await put(`${folder(inFolder)}/torn.csv`, 'id,v\n1,"x\n')
    await put(`${folder(inFolder)}/_hidden.bin`, 'kept')
    await put(`${folder(encoded)}/c.csv`, 'id,v\n3,z\n')
    await put(`${folder('max@x.example')}/b.csv`, 'id,v\n2,y\n')
    const latin1 = Buffer.from('Straße\nKöln\n"x', 'latin1')
    await store.put('work', ofLogs[1]!, Buffer.from(`["${inFolder}"]`))
    await put('crm/mixed/a.csv', Buffer.concat([Buffer.from(`name\n${inBytes}\n`), latin1]))
    await settled()
    await put('crm/headless/b.csv', '3,cid@x.example\n4,dan@x.example\n')
    await settled()
    expect(await lakeRows(house.laptop, 'crm_headless')).toHaveLength(4)
    expect(await lakeRows(house.laptop, 'crm_folders')).toHaveLength(3)
    expect(await lakeRows(house.laptop, 'crm_logged')).toHaveLength(2)
    const rendered = await receiptOf(house.laptop, 'crm/rendered/a.csv')
    expect(rendered?.inspection?.render).toMatchObject({ reader: 'csv' })
    expect(await receiptOf(house.laptop, 'crm/mixed/a.csv')).toMatchObject({ state: 'quarantined' })
    expect((await scan(inBytes)).found).not.toEqual([])

    const values = [...inCells, inFolder, inBytes]
    record = await erased({ kind: 'value', columns: ['mail', 'email', 'name'], values })
  }, 240_000)

  test('files are looked into as they are read: by their dataset’s columns, by the encoding that is said', async () => {
    expect(record.counts).toMatchObject({ redacted: 3, rows: 3 })
    for (const value of inCells) expect((await scan(value)).found).toEqual([])
    const kept = async (key: string) => bytesAt(house.laptop, `s3://raw/crm/${key}`)
    expect((await kept('headless/b.csv')).toString()).toBe('4,dan@x.example\n')
    for (const key of ['pinned/a.csv', 'told/a.csv'])
      expect(await kept(key)).toEqual(cyrillic('id,mail\n2,Яна\n'))
    expect(await lakeRows(house.laptop, 'crm_headless')).toHaveLength(3)
  })

  test('what is set aside is searched as it lies, too, where its encoding is mistaken', async () => {
    expect((await scan(inBytes)).found).toEqual([])
  })

  test('what lies in a folder that says the value goes, aside too; of what repeats it only keys stay, and are told', async () => {
    expect(await emails('crm_folders')).toEqual(['max@x.example'])
    expect(await lakeRows(house.laptop, 'crm_logged')).toEqual([])
    const { store } = house.laptop
    const keys = [...store.versions.every('raw', Buffer.from('crm/folders/'))].map(({ key }) => key)
    expect(keys.filter((key) => key.startsWith('crm/folders/'))).toEqual([
      `${folder('max@x.example')}/b.csv`,
    ])
    const repeating: string[] = []
    for (const { key } of store.list('work', '')) {
      const text = (await bytesAt(house.laptop, `s3://work/${key}`)).toString()
      if (text.replaceAll('%40', '@').includes(inFolder)) repeating.push(key)
    }
    const receipts = ['a.csv', 'torn.csv', '_hidden.bin'].map(
      (file) => `${folder(inFolder)}/${file}`,
    )
    const told = [...receipts, `${folder(encoded)}/c.csv`].map(receiptKey)
    expect(repeating.sort()).toEqual([...told, ...ofLogs].sort())
    const left = ['raw.crm_folders', ...told, ...ofLogs]
    expect(record.left.map(({ key }) => key).sort()).toEqual(left.sort())
  })
})

test('rows aside of what landed after an erasure of its object stay, those of before go', async () => {
  const key = 'crm/ragged/a.csv'
  const ragged = (name: string) => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i * 7},p${i}@x.example`)
    return ['id,score,mail', ...rows.with(30, `${name},alone`), ''].join('\n')
  }
  await put(key, ragged('first-of-two'))
  await settled()
  expect(await receiptOf(house.laptop, key)).toMatchObject({ rescued: { rows: 1 } })

  await erased({ kind: 'object', key }, () => put(key, ragged('second-of-two')))

  expect((await scan('first-of-two')).found).toEqual([])
  const receipt = await receiptOf(house.laptop, key)
  expect(receipt).toMatchObject({ state: 'committed', rescued: { rows: 1 } })
  const aside = await bytesAt(house.laptop, `s3://work/${receipt?.rescued?.key}`)
  expect(aside.toString()).toContain('second-of-two,alone')

  await erased({ kind: 'object', key })
  expect((await scan('second-of-two')).found).toEqual([])
}, 240_000)
