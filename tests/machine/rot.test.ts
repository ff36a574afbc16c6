/** A disk that rots under a lake in use: no silent answer, everything named, and what can be mended is. */
import { execFile } from 'node:child_process'
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openEngine } from '../../local/athena/engine/engine.ts'
import type { ObjectVersion } from '../../local/s3/version.ts'
import { type House, openHouse } from '../flow/house.ts'
import { lakeRows } from '../flow/rows.ts'

const flips = 200
let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

let drawn = 7
const random = (): number => {
  drawn = (drawn * 48_271) % 2_147_483_647
  return drawn / 2_147_483_647
}

function flip({ bucket, file = '' }: ObjectVersion, bit: number): void {
  const descriptor = openSync(house.laptop.store.files.path(bucket, file), 'r+')
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, bit >> 3)
  byte[0]! ^= 1 << (bit & 7)
  writeSync(descriptor, byte, 0, 1, bit >> 3)
  closeSync(descriptor)
}

const anyBit = ({ bucket, file = '' }: ObjectVersion): number =>
  Math.floor(random() * 8 * statSync(house.laptop.store.files.path(bucket, file)).size)

const csv = (from: number): string =>
  `id,v\n${Array.from({ length: 500 }, (_, i) => `${from + i},${(from + i) * 3}`).join('\n')}\n`

async function scrubbed(): Promise<{ code: number; said: string }> {
  const { endpoint, region, credentials } = house.laptop
  const env = {
    ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...{ HYPATIA_RAW_BUCKET: 'raw', HYPATIA_WORK_BUCKET: 'work', HYPATIA_MODELS_BUCKET: 'models' },
    ...{ HYPATIA_LAKE_BUCKET: 'lake', HYPATIA_RAW_DATABASE: 'raw', HYPATIA_LAKE_DATABASE: 'lake' },
    HYPATIA_WORKGROUP: 'hypatia',
  }
  const args = ['--disable-warning=ExperimentalWarning', 'cli/main.ts', 'scrub']
  const ran = promisify(execFile)(process.execPath, args, { env })
  return ran.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stdout, stderr }) => ({ code, said: `${stdout}${stderr}` }),
  )
}

test(`${flips} flipped bits under SQL: an error each time, never another answer`, async () => {
  const { store, catalog } = house.laptop
  for (let i = 0; i < 4; i++) await store.put('raw', `s/rot/${i}.csv`, csv(i * 500))
  await house.settle()
  const engine = openEngine({ store, catalog })
  const { signal } = new AbortController()
  const ask = (n: number, database: string) => {
    const csvFile = join(house.laptop.state.home, `rot-${n}.csv`)
    const sql = 'SELECT sum(CAST(v AS bigint)) AS s, count(*) AS n FROM s_rot'
    return engine.run({ sql, database, csvFile, signal })
  }
  try {
    await ask(0, 'lake')
    await ask(1, 'raw')
    const files = [
      ...store.list('lake').filter(({ key }) => key.endsWith('.parquet')),
      ...store.list('raw'),
    ]
    expect(files.length).toBeGreaterThan(7)
    for (let i = 0; i < flips; i++) {
      const version = files[i % files.length] as ObjectVersion
      const bit = anyBit(version)
      flip(version, bit)
      const asked = ask(2 + i, version.bucket)
      await expect(asked).rejects.toThrow(/HIVE_CURSOR_ERROR.*is damaged on this machine's disk/)
      flip(version, bit)
    }
    await ask(1 + flips, 'lake')
  } finally {
    engine.close()
  }
})

test('a scrub names what is damaged; a data file is made again of its original, an original is not', async () => {
  const { store } = house.laptop
  const before = await lakeRows(house.laptop, 's_rot')
  const [first, second] = store.list('lake', 's/rot/data/') as [ObjectVersion, ObjectVersion]
  for (const version of [first, second]) flip(version, anyBit(version))
  const { code, said } = await scrubbed()
  expect([code, said]).toEqual([0, expect.stringContaining('2 damaged, 0 left so')])
  expect(said).toContain(first.key)
  await house.settle()
  expect(await lakeRows(house.laptop, 's_rot')).toEqual(before)
  expect(await house.deadLetters()).toEqual([])

  // A file that the table reads: the damaged ones lie there still, and nothing reads them.
  const read = store
    .list('lake', 's/rot/data/')
    .filter(({ key }) => key !== first.key && key !== second.key)
  const [third] = read as [ObjectVersion]
  flip(third, anyBit(third))
  // Its receipt does not know yet of what came: what is mended goes over nothing newer.
  const newer = [0, 1, 2, 3].map((n) => `s/rot/${n}.csv`)
  for (const key of newer) await store.put('raw', key, csv(900))
  expect((await scrubbed()).said).toContain('another version came meanwhile')
  for (const key of newer) expect((await store.get('raw', key)).toString()).toBe(csv(900))
  await house.settle()

  const original = store.head('raw', 's/rot/0.csv')
  flip(original, anyBit(original))
  const again = await scrubbed()
  expect([again.code, again.said]).toEqual([1, expect.stringContaining('s3://raw/s/rot/0.csv')])
  expect(again.said).toContain('an original is made of nothing else')
})
