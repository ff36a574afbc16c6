/** A column that is called otherwise by now holds the values of all files, in whatever order they come, and is two again when that is undone. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { interpretationOf } from '../../functions/api/datasets/interpretation.ts'
import { isReplayed } from '../../lake/interpretation.ts'
import { erasureKey, newErasure } from '../../lake/maintain/erasure.ts'
import { type Duckdb, openDuckdb } from '../lake/inspect/duckdb.ts'
import { archiveOf } from '../lake/render/archive.ts'
import '../seed.ts'
import { bytesOf, drift, liesOf, pairs } from './drift.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { bytesAt, lakeRows, planOf, receiptOf } from './rows.ts'

let house: House
let duckdb: Duckdb
beforeAll(async () => {
  ;[house, duckdb] = await Promise.all([openHouse(), openDuckdb()])
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(async () => {
  duckdb.close()
  await house.close()
})

const put = (key: string, bytes: string | Buffer) =>
  house.laptop.store.put('raw', key, Buffer.from(bytes))
const rows = (table: string) => lakeRows(house.laptop, table)
const fieldsOf = async (table: string) => (await planOf(house.laptop, table)).schema.fields

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

/** All files beside it are read by these names; undefined: by their own. */
async function named(datasets: string[], names: (Record<string, string> | undefined)[]) {
  const versions = new Map<string, number>()
  for (const [i, dataset] of datasets.entries()) {
    versions.set(dataset, (await interpretationOf({ source: 's', dataset }))?.version ?? 0)
    const key = `s/${dataset}/_hypatia.json`
    if (names[i]) await put(key, JSON.stringify({ names: names[i] }))
    else await house.laptop.store.delete('raw', key)
  }
  const until = Date.now() + 90_000
  for (const dataset of datasets) {
    for (;;) {
      await settled()
      const record = await interpretationOf({ source: 's', dataset })
      if (record && record.version > versions.get(dataset)! && isReplayed(record)) break
      if (Date.now() > until) throw new Error(`${dataset} is not read anew`)
      await sleep(100)
    }
  }
  await settled()
}

async function erased(column: string, value: string): Promise<void> {
  const by = { by: 'tester', salt: 'salt', nowMs: Date.now() }
  const record = newErasure('e', { kind: 'value', columns: [column], values: [value] }, by)
  await house.laptop.store.put('work', erasureKey('e'), Buffer.from(JSON.stringify(record)))
  await sleep(1_100) // S3 tells times by the second
  house.laptop.queues.send('maintain', { body: JSON.stringify({ kind: 'erase', id: 'e' }) })
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(200)) {
    await settled()
    const now = JSON.parse(String(await bytesAt(house.laptop, `s3://work/${erasureKey('e')}`)))
    if (now.state === 'done') return
  }
  throw new Error('the erasure does not end')
}

test('files with the old name and with the new one are one column, under the id that it had; undone they are two', async () => {
  await put('s/plain/1.csv', 'id,zip\n1,00501\n2,10001\n')
  await settled()
  const id = (await fieldsOf('s_plain')).find(({ name }) => name === 'zip')?.id
  await named(['plain'], [{ zip: 'Post Code' }])
  const now = await fieldsOf('s_plain')
  expect(now.map(({ name }) => name)).toEqual(['id', 'post_code', '_object'])
  expect(now[1]).toMatchObject({ id, doc: 'Post Code' })
  await put('s/plain/2.ndjson', '{"id":3,"Post Code":"80331"}\n{"id":4,"Post Code":null}\n')
  await put('s/plain/3.csv', 'id,Zip\n5,20001\n6,\n')
  const both = 'id,zip,Post Code\n7,a,b\n8,c,d\n'
  await put('s/plain/4.csv', both)
  await settled()
  const read = async () =>
    (await rows('s_plain')).map((row) => [row.id, row.post_code ?? null, row.zip ?? null])
  expect(await read()).toEqual([
    ['1', '00501', null],
    ['2', '10001', null],
    ['3', '80331', null],
    ['4', null, null],
    ['5', '20001', null],
    ['6', null, null],
    ['7', 'b', 'a'],
    ['8', 'd', 'c'],
  ])
  const { inspection } = await receiptOf(house.laptop, 's/plain/4.csv')
  expect(inspection?.doubt).toContain(
    '"zip" keeps its name: another column of the file would be called "Post Code" too',
  )
  await erased('post_code', '10001')
  expect(String(await bytesAt(house.laptop, 's3://raw/s/plain/1.csv'))).toBe('id,zip\n1,00501\n')
  await erased('post_code', 'a')
  expect(String(await bytesAt(house.laptop, 's3://raw/s/plain/4.csv'))).toBe(both)
  expect((await read()).map(([id]) => id)).toEqual(['1', '3', '4', '5', '6', '7', '8'])
  await named(['plain'], [undefined])
  expect(await read()).toEqual([
    ['1', null, '00501'],
    ['3', '80331', null],
    ['4', null, null],
    ['5', null, '20001'],
    ['6', null, null],
    ['7', 'b', 'a'],
    ['8', 'd', 'c'],
  ])
}, 180_000)

test('two that change their names, one after another, and a file of an archive that has its own', async () => {
  await put('s/swap/1.csv', 'id,a,b\n1,10,1.5\n2,20,2.5\n')
  await put('s/swap/2.ndjson', '{"id":3,"a":30,"b":3.5}\n{"id":4,"a":40,"b":4.5}\n')
  await put('s/chain/1.csv', 'id,a\n1,10\n2,20\n')
  await put('s/chain/2.csv', 'id,b\n3,30\n4,40\n')
  await put('s/chain/3.csv.gz', gzipSync('id,c\n5,50\n6,60\n'))
  const files = { 'a.csv': 'id,a\n1,10\n2,20\n', 'b.csv': 'id,b\n3,30\n4,40\n' }
  await put('s/pack/1.zip', archiveOf(files))
  await settled()
  await named(['swap', 'chain', 'pack'], [{ a: 'b', b: 'a' }, { a: 'c', b: 'c' }, { a: 'b' }])
  const ids = ['1', '2', '3', '4', '5', '6']
  expect(await rows('s_swap')).toEqual(
    ids.slice(0, 4).map((id) => ({ id, a: Number(`${id}.5`), b: Number(`${id}0`) })),
  )
  expect(await rows('s_chain')).toEqual(ids.map((id) => ({ id, c: `${id}0` })))
  expect(await rows('s_pack')).toEqual(ids.slice(0, 4).map((id) => ({ id, b: `${id}0` })))
  await erased('a', '20')
  const left = await bytesAt(house.laptop, 's3://raw/s/swap/1.csv')
  expect(String(left)).toBe('id,a,b\n1,10,1.5\n2,20,2.5\n')
  await erased('b', '30')
  expect((await rows('s_swap')).map(({ id }) => id)).toEqual(['1', '2', '4'])
}, 180_000)

test('every value of files that drift is found again by what its column is called, and by its own name when it is undone', async () => {
  const drawn = fc.sample(fc.tuple(drift, pairs), 3)
  const datasets = drawn.map((_, i) => `d${i}`)
  const lies = async (isNamed: boolean) => {
    const all = drawn.map(async ([files, [from, to]], i) => {
      const wrong = await liesOf(house.laptop, `s_d${i}`, files, isNamed ? { from, to } : undefined)
      return wrong.length > 0 ? { i, from, to, wrong } : undefined
    })
    return (await Promise.all(all)).filter((one) => one !== undefined)
  }
  const land = async (places: [from: number, to: number]) => {
    for (const [i, [files]] of drawn.entries()) {
      for (const [place, file] of [...files.entries()].slice(...places)) {
        const bytes = await bytesOf(file, duckdb, (path) => readFileSync(path))
        await put(`s/d${i}/${place}.${file.format}`, bytes)
      }
    }
    await settled()
  }
  await land([0, 2])
  await named(
    datasets,
    drawn.map(([, [from, to]]) => ({ [from]: to })),
  )
  await land([2, 9])
  expect(await lies(true)).toEqual([])
  await named(
    datasets,
    drawn.map(() => undefined),
  )
  expect(await lies(false)).toEqual([])
}, 240_000)
