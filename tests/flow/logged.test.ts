/** Tables of other formats, landed as folders: their logs say which files are rows, in whatever order all of it comes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Interpretation, interpretationKey } from '../../lake/interpretation.ts'
import { type House, openHouse } from './house.ts'
import { bytesAt, lakeRows, receiptOf, sorted } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const fixtures = 'tests/fixtures/logged'
const filesOf = (table: string): string[] =>
  readdirSync(join(fixtures, table), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(fixtures, table).length + 1))
    .sort()

const put = (dataset: string, table: string, file: string) =>
  house.laptop.store.put('raw', `s/${dataset}/${file}`, readFileSync(join(fixtures, table, file)))

async function record(dataset: string): Promise<Interpretation | undefined> {
  const uri = `s3://work/${interpretationKey('s', dataset)}`
  return bytesAt(house.laptop, uri).then(
    (bytes) => JSON.parse(bytes.toString()),
    () => undefined,
  )
}

/** Its messages wait some seconds for files to follow. */
async function settled(dataset: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    await house.settle()
    expect(await house.deadLetters()).toEqual([])
    const found = await record(dataset)
    if (!found || found.replayed === found.version) return house.settle()
  }
  throw new Error(`${dataset} is not read anew`)
}

const rows = (dataset: string) => lakeRows(house.laptop, `s_${dataset}`)
const reasonOf = async (key: string) => (await receiptOf(house.laptop, key)).reason?.code
const isLog = (file: string): boolean => file.includes('_delta_log/')
const day = '2024-01-01'
const deltaRows = [
  { id: '1', name: 'ann', extra: null, day },
  { id: '3', name: 'cat', extra: null, day },
  { id: '4', name: 'dan', extra: 1.5, day: null },
]
const sortedById = async (dataset: string) =>
  (await rows(dataset)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

test('parts before their log are loose files, and no longer when it comes, in any order', async () => {
  const files = filesOf('delta')
  for (const file of files.filter((one) => !isLog(one))) await put('late', 'delta', file)
  await settled('late')
  expect(await rows('late')).toHaveLength(6)
  for (const file of files.filter(isLog).reverse()) await put('late', 'delta', file)
  await settled('late')
  expect(await sortedById('late')).toEqual(deltaRows)
  const gone = files.find((file) => file.startsWith('day=2024-01-02'))
  expect(await reasonOf(`s/late/${gone}`)).toBe('table.part-not-named')
})

test('a log before its parts, and all of it at once, come to the same; what is removed later goes alone', async () => {
  const files = filesOf('delta')
  for (const file of files.filter(isLog)) await put('early', 'delta', file)
  await settled('early')
  for (const file of files) await put('atonce', 'delta', file)
  for (const file of files.filter((one) => !isLog(one))) await put('early', 'delta', file)
  await settled('early')
  await settled('atonce')
  expect(await sortedById('early')).toEqual(deltaRows)
  expect(await sortedById('atonce')).toEqual(deltaRows)
  const live = files.find((file) => file.startsWith('day=__HIVE'))!
  const { times } = await receiptOf(house.laptop, `s/early/${live}`)
  const remove = { path: live, dataChange: true, deletionTimestamp: 1 }
  const commit = 's/early/_delta_log/00000000000000000005.json'
  const others = files.filter((one) => !isLog(one) && one !== live)
  const before = await Promise.all(others.map((file) => receiptOf(house.laptop, `s/early/${file}`)))
  await house.laptop.store.put('raw', commit, Buffer.from(JSON.stringify({ remove })))
  await settled('early')
  expect(await sortedById('early')).toEqual(deltaRows.slice(0, 2).map((row) => row))
  expect(times.committed).toBeDefined()
  expect(await reasonOf(`s/early/${live}`)).toBe('table.part-not-named')
  // Nobody looked at the others again.
  const after = await Promise.all(others.map((file) => receiptOf(house.laptop, `s/early/${file}`)))
  expect(after).toEqual(before)
})

test('of an Iceberg table the current snapshot’s files are rows, and none of its metadata is', async () => {
  const files = filesOf('iceberg')
  const newest = files.filter((file) => file.endsWith('.metadata.json')).at(-1)!
  for (const file of files.filter((one) => one !== newest).reverse())
    await put('ice', 'iceberg', file)
  await settled('ice')
  expect((await rows('ice')).map((row) => (row as { id: string }).id)).toEqual(['1', '3', '5'])
  await put('ice', 'iceberg', newest)
  await settled('ice')
  expect(await rows('ice')).toEqual([
    { id: '1', name: 'ann', day },
    { id: '3', name: 'cat', day },
  ])
  const gone = files.find((file) => file.startsWith('data/day=2024-01-02'))
  expect(await reasonOf(`s/ice/${gone}`)).toBe('table.part-not-named')
  expect(await reasonOf(`s/ice/${newest}`)).toBe('table.log')
})

test('rows of a Delta part go by its deletion vector, also where it lands last, and with a new one its own go', async () => {
  const files = filesOf('vectors')
  const [last, ...others] = files
    .toSorted((a, b) => Number(a.endsWith('2.bin')) - Number(b.endsWith('2.bin')))
    .reverse()
  const newest = '_delta_log/00000000000000000002.json'
  for (const file of others.filter((one) => one !== newest)) await put('dv', 'vectors', file)
  await settled('dv')
  const ids = async () => (await rows('dv')).map((row) => Number((row as { id: string }).id))
  const rest = [6, 7, 8, 9, 10, 11, 18, 19]
  const inOrder = async () => (await ids()).sort((a, b) => a - b)
  expect(await inOrder()).toEqual([1, 3, 5, ...rest])
  await put('dv', 'vectors', newest)
  await settled('dv')
  expect(await inOrder()).toEqual([1, 3, 5, ...rest])
  await put('dv', 'vectors', last!)
  await settled('dv')
  expect(await inOrder()).toEqual([1, 3, ...rest])
  expect(await reasonOf(`s/dv/${last}`)).toBe('table.part-not-named')
})

test('columns of a Delta table have its names, whatever its files call them, and new ones once they are renamed', async () => {
  const files = filesOf('mapped')
  const at = (version: number) => `_delta_log/${String(version).padStart(20, '0')}.json`
  const later = [2, 3, 4, 5, 6, 7, 8].map(at)
  for (const file of files.filter(isLog)) await put('mapped', 'mapped', file)
  for (const file of files.filter((one) => !later.includes(one))) await put('map', 'mapped', file)
  await settled('map')
  expect(await lakeRows(house.laptop, 's_map', 'id, who, born')).toEqual([
    { id: '1', who: 'ann', born: '2024-01-01' },
    { id: '2', who: 'bob', born: '2024-01-02' },
    { id: '5', who: 'gus', born: null },
  ])
  for (const file of files.filter((one) => !isLog(one))) await put('mapped', 'mapped', file)
  for (const file of later) await put('map', 'mapped', file)
  await settled('map')
  await settled('mapped')
  const of = (
    id: number,
    name: string,
    day: string | null,
    c: string | null,
    who: number | null,
  ) => ({
    ...{ id: String(id), full_name: name, born: day },
    who_else: { a: c && String(id), c },
    who: who === null ? null : String(who),
  })
  const expected = [
    of(1, 'ann', '2024-01-01', 'x', null),
    of(3, 'cat', '2024-01-01', 'z', 7),
    of(4, 'dan', '2024-01-03', 'w', 8),
    of(5, 'gus', null, null, null),
  ]
  const whole = 'id, full_name, born, who_else, who'
  expect(await lakeRows(house.laptop, 's_mapped', whole)).toEqual(sorted(expected))
  const said = 'id, full_name, born, who, who_else.a AS a, who_else.c AS c'
  const told = expected.map(({ who_else, ...row }) => ({ ...row, ...who_else }))
  expect(await lakeRows(house.laptop, 's_map', said)).toEqual(sorted(told))
})

test.each(['iceberg-v2', 'iceberg-v3'])(
  'rows that an %s table deletes are none, also where what says so lands last',
  async (table) => {
    const files = filesOf(table)
    const isLate = (file: string): boolean => /deletes\.|v[456]\.metadata/.test(file)
    const dataset = table.replace('-', '')
    for (const file of files.filter((one) => !isLate(one))) await put(dataset, table, file)
    await settled(dataset)
    const ids = async () =>
      (await lakeRows(house.laptop, `s_${dataset}`, 'id, name'))
        .map((row) => row as { id: string; name: string })
        .map(({ id, name }) => `${id} ${name}`)
        .sort()
    const all = Array.from({ length: 20 }, (_, id) => `${id} n${id}`).sort()
    expect(await ids()).toEqual(all)
    for (const file of files.filter(isLate).toReversed()) await put(dataset, table, file)
    await settled(dataset)
    const gone = new Set([1, 2, 3, 12, 15])
    const left = all.filter((row) => !gone.has(Number(row.split(' ')[0])))
    expect(await ids()).toEqual(left.map((row) => (row === '4 n4' ? '4 U' : row)).sort())
  },
)

test.each(['hudi-v6', 'hudi-v8'])(
  'of a table as %s the newest complete files are rows, whatever comes first',
  async (table) => {
    const files = filesOf(table)
    const isOfTimeline = (file: string): boolean => file.startsWith('.hoodie/')
    const last = files.find((file) => /000001000(_\d+)?\.commit$/.test(file))!
    const late = files.find((file) => /\/a.*_0-1-1_20240101000001000\.parquet$/.test(file))!
    const [early, other] = [`${table.slice(-2)}early`, `${table.slice(-2)}late`]
    for (const file of files.filter(isOfTimeline)) await put(early, table, file)
    for (const file of files.filter((one) => one !== last && one !== late).reverse())
      await put(other, table, file)
    await settled(early)
    await settled(other)
    const ids = async (dataset: string) =>
      (await lakeRows(house.laptop, `s_${dataset}`, 'id, name, day'))
        .map((row) => Object.values(row as object).join(' '))
        .sort()
    expect(await ids(other)).toEqual(['1 ann 2024-01-01', '2 bob 2024-01-01', '5 eve 2024-01-02'])
    for (const file of [last, late]) await put(other, table, file)
    for (const file of files.filter((one) => !isOfTimeline(one))) await put(early, table, file)
    await settled(early)
    await settled(other)
    const whole = ['1 ann 2024-01-01', '2 BOB 2024-01-01', '4 dan 2024-01-01', '5 eve 2024-01-02']
    expect(await ids(early)).toEqual(whole)
    expect(await ids(other)).toEqual(whole)
    const pending = files.find((file) => file.includes('/d') && file.endsWith('.parquet'))
    expect(await reasonOf(`s/${early}/${pending}`)).toBe('table.part-not-named')
  },
)

test('a Hudi table with logs that nobody merged is refused by its name, and read once a compaction has', async () => {
  const files = filesOf('hudi-v6')
  for (const file of files) await put('mor', 'hudi-v6', file)
  await settled('mor')
  expect(await rows('mor')).toHaveLength(4)
  const newest = files.find((file) => /\/a.*_0-1-1_20240101000001000\.parquet$/.test(file))!
  const log = newest.replace(/\/(a[^_]*)_.*_(\d+)\.parquet/, '/.$1_$2.log.1_0-3-3')
  const say = (name: string, path: string) => {
    const said = JSON.stringify({ partitionToWriteStats: { 'day=2024-01-01': [{ path }] } })
    return house.laptop.store.put('raw', `s/mor/.hoodie/${name}`, Buffer.from(said))
  }
  await house.laptop.store.put('raw', `s/mor/${log}`, Buffer.from('#HUDI#'))
  await say('20240101000003500.deltacommit', log)
  await settled('mor')
  expect(await rows('mor')).toEqual([])
  expect(await reasonOf(`s/mor/${newest}`)).toBe('hudi.merge-on-read')
  const compacted = newest.replace('000001000', '000004000')
  const bytes = readFileSync(join(fixtures, 'hudi-v6', newest))
  await house.laptop.store.put('raw', `s/mor/${compacted}`, bytes)
  await say('20240101000004000.commit', compacted)
  await settled('mor')
  expect(await rows('mor')).toHaveLength(4)
  expect(await reasonOf(`s/mor/${newest}`)).toBe('table.part-not-named')
})
