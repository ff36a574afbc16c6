/** Bad input: each object ends aside with a reason or as an asset, its neighbours are untouched, nothing is retried. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { quarantineKey } from '../../lake/key.ts'
import { type House, openHouse } from './house.ts'
import { shreddedWithoutValue, variantOfGarbage } from './poisonvariant.ts'
import { bytesAt, lakeRows, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const deep = '['.repeat(50_000) + ']'.repeat(50_000)
const wide = Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')
const parquetCut = Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7)])
const rotten = readFileSync('tests/fixtures/pages/plain.parquet')
rotten[rotten.indexOf('name 7') + 5]! ^= 1
const gzip = gzipSync('id,v\n1,x\n'.repeat(1000))

const poison: Record<string, [key: string, body: string | Buffer]> = {
  'a CSV cut in the middle of a quote': ['s/bad/torn.csv', 'id,v\n1,"x\n2,y'],
  'gzip that is cut': ['s/bad/cut.csv.gz', gzip.subarray(0, gzip.length - 20)],
  'gzip that lies in its middle': [
    's/bad/lies.csv.gz',
    Buffer.concat([gzip.subarray(0, 30), Buffer.alloc(20, 255), gzip.subarray(50)]),
  ],
  'JSON nested 50,000 deep': ['s/bad/deep.ndjson', `{"a":1}\n{"a":${deep}}\n`],
  'a line that is no JSON': ['s/bad/line.ndjson', '{"a":1}\n{"a":\n{"a":3}\n'],
  'a VARIANT after which DuckDB answers nobody': ['s/bad/fatal.parquet', shreddedWithoutValue()],
  'a VARIANT that DuckDB calls an IO error': ['s/bad/io.parquet', variantOfGarbage()],
  'Parquet of which a bit has flipped': ['s/rotten/a.parquet', rotten],
  'Parquet without its end': ['s/bad/cut.parquet', parquetCut],
  'a key outside the convention': ['alone.csv', 'id,v\n1,x\n'],
  'a key that only looks like a path': ['../d/x.csv', 'id,v\n1,x\n'],
}
const assets: Record<string, [key: string, body: string | Buffer]> = {
  'an empty file': ['s/bad/empty.csv', ''],
  'a picture': ['s/bad/x.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  'a hidden file': ['s/bad/_SUCCESS', 'done'],
  '100,000 columns': ['s/bad/wide.csv', `${wide}\n${wide}\n`],
}

test('one bad object among good ones', async () => {
  const { store } = house.laptop
  for (const [key, body] of [...Object.values(poison), ...Object.values(assets)]) {
    await store.put('raw', key, Buffer.from(body))
  }
  await store.put('raw', 's/bad/good.csv', Buffer.from('id,v\n1,x\n'))
  await house.settle({ times: 3 })

  expect(await house.deadLetters()).toEqual([])
  expect(await lakeRows(house.laptop, 's_bad')).toEqual([{ id: '1', v: 'x' }])
  const record = JSON.parse(String(await bytesAt(house.laptop, 's3://work/datasets/s_bad.json')))
  // A picture is no row, and Hive has no VARIANT: whichever came first.
  expect(['raw.asset-beside', 'parquet.type']).toContain(record.withheld.code)
  expect(() => house.laptop.catalog.getTable('raw', 's_bad')).toThrow()
}, 240_000)

test.each(Object.entries(poison))(
  '%s is kept aside with its reason',
  async (_name, [key, body]) => {
    const receipt = await receiptOf(house.laptop, key)
    expect(receipt).toMatchObject({ state: 'quarantined', quarantineKey: quarantineKey(key) })
    expect(receipt.reason?.code).toMatch(/^[a-z]+\.[a-z-]+$/)
    expect(house.laptop.store.find('raw', key)).toBeUndefined()
    const uri = `s3://raw/${quarantineKey(key)}`
    expect(await bytesAt(house.laptop, uri)).toEqual(Buffer.from(body))
    expect(
      JSON.parse((await bytesAt(house.laptop, `${uri}.reason.json`)).toString()),
    ).toMatchObject({
      key,
      code: receipt.reason?.code,
    })
  },
)

test.each(Object.entries(assets))('%s is an asset', async (_name, [key, body]) => {
  expect(await receiptOf(house.laptop, key)).toMatchObject({ state: 'asset' })
  expect(await bytesAt(house.laptop, `s3://raw/${key}`)).toEqual(Buffer.from(body))
})
