/** A person says how files are read: those that are there are read anew, the next ones too, and it can be undone. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  getInterpretation,
  interpretationOf,
  pinInterpretation,
  undoInterpretation,
} from '../../functions/api/datasets/interpretation.ts'
import { datasetKey } from '../../lake/dataset.ts'
import { objectId } from '../../lake/key.ts'
import type { Pins } from '../../schemas/interpretation.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { lakeRows, lakeTypes, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))
const rows = (table: string) => lakeRows(house.laptop, table)
const types = (table: string) => lakeTypes(house.laptop, table)
const call = (name: string, body: unknown) =>
  ({
    params: { name },
    query: {},
    body,
    caller: { subject: 'ann', scopes: new Set(['land:s']) },
  }) as never

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

/** Its messages wait some seconds for files to follow. */
async function replayed(name: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    await settled()
    const { body } = await getInterpretation(call(name, undefined))
    if ((body as { isReplayed: boolean }).isReplayed) return settled()
  }
  throw new Error(`${name} is not read anew`)
}

async function pinned(name: string, pins: Pins, file?: string): Promise<void> {
  await pinInterpretation(call(name, { pins, ...(file && { file }) }))
  await replayed(name)
}
async function undone(name: string): Promise<void> {
  await undoInterpretation(call(name, undefined))
  await replayed(name)
}

const rawTable = (table: string) => {
  try {
    return house.laptop.catalog.getTable('raw', table)
  } catch {
    return undefined
  }
}
const rawColumns = (table: string) =>
  rawTable(table)?.StorageDescriptor?.Columns?.map(({ Name }) => Name)

test('read anew, a list or struct that is empty is one still, whatever its type was meanwhile', async () => {
  const files = ['{"id":1,"a":[],"s":{}}', '{"id":2,"a":[7],"s":{"b":7}}']
  for (const [i, line] of files.entries()) await put(`s/bare/${i}.ndjson`, `${line}\n`)
  await settled()
  const select = 'to_json(a)::VARCHAR AS a, to_json(s)::VARCHAR AS s, id'
  const found = async () =>
    (await lakeRows(house.laptop, 's_bare', select)).toSorted((a, b) => Object(a).id - Object(b).id)
  const of = (id: string, a: string, s: string) => ({ id, a, s })
  const both = [of('1', '[]', '{"b":null}'), of('2', '[7]', '{"b":7}')]
  expect(await found()).toEqual(both)
  await pinned('s_bare', { types: { a: 'string', s: 'string' } })
  const texts = [of('1', '"[]"', '"{}"'), of('2', '"[7]"', JSON.stringify('{"b":7}'))]
  expect(await found()).toEqual(texts)
  await undone('s_bare')
  const read = (text: string): unknown =>
    JSON.parse(text, (_, v) => (/^[{[]/.test(v) ? JSON.parse(v) : v))
  const values = async () =>
    (await found()).map((row) => ['a', 's'].map((name) => read(Object(row)[name])))
  expect(await values()).toEqual([
    [[], {}],
    [[7], { b: 7 }],
  ])
}, 240_000)

/** The same texts cut in two ways, of which one is guessed. */
const cut = (n: number): string => `x,y;z\n${n},a;3\n`
const columns = {
  ',': { x: 'long', y_z: 'string', _object: 'string' },
  ';': { x_y: 'string', z: 'long', _object: 'string' },
}
const values = { ',': (n: number) => [`${n}`, 'a;3'], ';': (n: number) => [`${n},a`, '3'] }

test('columns that only the wrong reading had go, of all files, and come back when it is undone', async () => {
  for (const n of [1, 2]) await put(`s/cut/${n}.csv`, cut(n))
  await settled()
  const raw = rawColumns('s_cut')
  const [guess, other] =
    'x' in (await types('s_cut')) ? ([',', ';'] as const) : ([';', ','] as const)
  expect(await types('s_cut')).toEqual(columns[guess])
  const cells = async () => (await rows('s_cut')).map((row) => Object.values(row as object))

  await pinned('s_cut', { delimiter: other })
  expect(await types('s_cut')).toEqual(columns[other])
  expect(await cells()).toEqual([1, 2].map(values[other]))
  expect(rawColumns('s_cut')).toHaveLength(2)
  expect(rawColumns('s_cut')).not.toEqual(raw)
  expect(await receiptOf(house.laptop, 's/cut/1.csv')).toMatchObject({
    state: 'committed',
    interpretation: 1,
    inspection: { pins: { delimiter: other } },
  })
  expect(await interpretationOf({ source: 's', dataset: 'cut' })).toMatchObject({
    said: { by: 'ann', pins: { delimiter: other } },
    replayed: 1,
  })

  await put('s/cut/3.csv', cut(3))
  await settled()
  expect(await types('s_cut')).toEqual(columns[other])
  expect(await cells()).toEqual([1, 2, 3].map(values[other]))

  await undone('s_cut')
  expect(await types('s_cut')).toEqual(columns[guess])
  expect(await cells()).toEqual([1, 2, 3].map(values[guess]))
  expect(rawColumns('s_cut')).toEqual(raw)
})

test('a type that was pinned is the table’s, wider and narrower again', async () => {
  await put('s/types/a.csv', 'id,v\n1,x\n2,y\n')
  await settled()
  await pinned('s_types', { types: { id: 'string' } })
  expect(await types('s_types')).toMatchObject({ id: 'string' })
  await undone('s_types')
  expect(await types('s_types')).toMatchObject({ id: 'long' })
  expect(await rows('s_types')).toEqual([
    { id: '1', v: 'x' },
    { id: '2', v: 'y' },
  ])
})

test('what is pinned as no table has no rows, until it is undone', async () => {
  await put('s/asset/a.csv', 'id,v\n1,x\n')
  await settled()
  await pinned('s_asset', { asset: true })
  expect(await rows('s_asset')).toEqual([])
  expect(await receiptOf(house.laptop, 's/asset/a.csv')).toMatchObject({ state: 'asset' })
  await undone('s_asset')
  expect(await rows('s_asset')).toEqual([{ id: '1', v: 'x' }])
})

test('encoding, comments, texts without a value and records are as they are pinned', async () => {
  const land = (key: string, bytes: Buffer) => house.laptop.store.put('raw', key, bytes)
  await land(
    's/koi/a.csv',
    Buffer.from([...Buffer.from('w,n\n'), 0xe2, 0xd9, 0xcb, 0x2c, 0x31, 10]),
  )
  await put('s/none/a.csv', 'n,w\n1,n/v\nn/v,NA\n')
  await put('s/mark/a.csv', '% by hand\na,b\n1,2\n%3,4\n"%5",6\n')
  await put('s/rec/a.xml', '<f><a><i>1</i></a><a><i>2</i></a><b><c>x</c></b><b><c>y</c></b></f>')
  await settled()
  await pinned('s_koi', { encoding: 'koi8-r' }, objectId('s/koi/a.csv'))
  expect(await rows('s_koi')).toEqual([{ w: 'Бык', n: '1' }])
  await pinned('s_none', { nulls: ['n/v'] })
  expect(await types('s_none')).toMatchObject({ n: 'long', w: 'string' })
  expect(await rows('s_none')).toEqual([
    { n: '1', w: null },
    { n: null, w: 'NA' },
  ])
  await pinned('s_mark', { comment: '%' })
  expect(await rows('s_mark')).toEqual([
    { a: '%5', b: '6' },
    { a: '1', b: '2' },
  ])
  await pinned('s_rec', { record: 'b', types: { c: 'string' } }, objectId('s/rec/a.xml'))
  expect((await rows('s_rec')).map((row) => (row as { c: string }).c)).toEqual(['x', 'y'])
})

test('a file in quarantine is tried again, and a dataset needs no table to be pinned', async () => {
  const key = 's/mended/a.txt'
  await put(key, '{"a\\u0000b":1}\n{"a\\u0000b":2}\n')
  await settled()
  expect(await receiptOf(house.laptop, key)).toMatchObject({ state: 'quarantined' })
  await pinned('s_mended', { delimiter: '|', header: false }, objectId(key))
  expect(await receiptOf(house.laptop, key)).toMatchObject({ state: 'committed', rows: 2 })
})

test('a file that lands while others are read anew is read anew, too', async () => {
  for (const n of [1, 2, 3]) await put(`s/race/${n}.csv`, cut(n))
  await settled()
  const other = 'x' in (await types('s_race')) ? ';' : ','
  await put('s/race/4.csv', cut(4))
  await pinInterpretation(call('s_race', { pins: { delimiter: other } }))
  await put('s/race/5.csv', cut(5))
  await replayed('s_race')
  expect(await rows('s_race')).toHaveLength(5)
  expect(await types('s_race')).toEqual(columns[other])
  const record = house.laptop.store.find('work', datasetKey('s_race'))
  const { replaying, interpretation } = JSON.parse(String(house.laptop.store.read(record!)))
  expect({ replaying, interpretation }).toEqual({ replaying: undefined, interpretation: 1 })
})

test('a file that lands after a replay that nothing followed has its raw table, too', async () => {
  const record = (name: string) => {
    const version = house.laptop.store.find('work', datasetKey(name))
    return JSON.parse(String(house.laptop.store.read(version!)))
  }
  const key = 's/hopeless/a.txt'
  await put(key, '{"a\\u0000b":1}\n{"a\\u0000b":2}\n')
  await put('s/gone/a.csv', 'id,v\n1,x\n2,y\n')
  await settled()
  await pinned('s_hopeless', { header: true }, objectId(key))
  expect(await receiptOf(house.laptop, key)).toMatchObject({ state: 'quarantined' })
  await pinInterpretation(call('s_gone', { pins: { header: true } }))
  house.laptop.store.delete('raw', 's/gone/a.csv')
  await replayed('s_gone')
  for (const name of ['hopeless', 'gone']) {
    await put(`s/${name}/b.csv`, 'id,v\n3,z\n4,w\n')
    await settled()
    expect(await rows(`s_${name}`)).toEqual([
      { id: '3', v: 'z' },
      { id: '4', v: 'w' },
    ])
    expect(record(`s_${name}`)).toMatchObject({ interpretation: 1 })
    expect(record(`s_${name}`).replaying).toBeUndefined()
    expect(rawColumns(`s_${name}`)).toEqual(['id', 'v'])
  }
})

test('what _hypatia.json says holds of all files beside it, until it is gone; what makes no sense is aside, and what was said before holds', async () => {
  for (const n of [1, 2]) await put(`s/hint/${n}.csv`, cut(n))
  await settled()
  const other = 'x' in (await types('s_hint')) ? ';' : ','
  const [guess] = [',', ';'].filter((one) => one !== other) as [',' | ';']
  const hint = 's/hint/_hypatia.json'
  await put(hint, JSON.stringify({ delimiter: other }))
  await replayed('s_hint')
  expect(await types('s_hint')).toEqual(columns[other])
  expect(await receiptOf(house.laptop, hint)).toMatchObject({
    state: 'asset',
    reason: { code: 'hint' },
  })
  expect(await receiptOf(house.laptop, 's/hint/1.csv')).toMatchObject({
    inspection: {
      evidence: expect.arrayContaining([`delimiter "${other}" is pinned by _hypatia.json`]),
    },
  })

  await put(hint, '{"delimeter": ";"}')
  await replayed('s_hint')
  const aside = house.laptop.store.find('raw', 's/hint/_quarantine/_hypatia.json.reason.json')
  expect(String(house.laptop.store.read(aside!))).toContain('delimeter')
  expect(await types('s_hint')).toEqual(columns[other])
  const upload = { headers: { 'x-amz-meta-hypatia-delimiter': guess } }
  await house.laptop.store.put('raw', 's/hint/own.csv', Buffer.from(cut(3)), upload)
  await settled()
  expect(await types('s_hint')).toEqual({ ...columns[guess], ...columns[other] })
  await house.laptop.store.delete('raw', 's/hint/own.csv')

  await house.laptop.store.delete('raw', hint)
  await replayed('s_hint')
  expect(await types('s_hint')).toEqual(columns[guess])
})
