/** Files of a dataset come in any format while its columns come, go, are spelt and typed otherwise: no value is lost. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Duckdb, openDuckdb } from '../lake/inspect/duckdb.ts'
import '../seed.ts'
import { bytesOf, drift, liesOf } from './drift.ts'
import { type House, openHouse } from './house.ts'

/** All of them land at once; `HYPATIA_DRIFTS` asks for more. */
const sequences = Number(process.env.HYPATIA_DRIFTS ?? 8)

let house: House
let duckdb: Duckdb
beforeAll(async () => {
  ;[house, duckdb] = await Promise.all([openHouse(), openDuckdb()])
})
afterAll(async () => {
  duckdb.close()
  await house.close()
})

test('every value of every file is found again by its column, and every row once', async () => {
  const drawn = fc.sample(drift, sequences)
  const longest = Math.max(...drawn.map((files) => files.length))
  for (let place = 0; place < longest; place++) {
    for (const [i, files] of drawn.entries()) {
      const file = files[place]
      if (!file) continue
      const bytes = await bytesOf(file, duckdb, (path) => readFileSync(path))
      await house.laptop.store.put('raw', `drift/d${i}/${place}.${file.format}`, bytes)
    }
  }
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
  const found = await Promise.all(
    drawn.map(async (files, i) => {
      const wrong = await liesOf(house.laptop, `drift_d${i}`, files)
      const shape = files.map(
        ({ format, columns }) =>
          `${format} ${columns.map(({ spelling, kind }) => `${spelling}:${kind}`).join(' ')}`,
      )
      return wrong.length > 0 ? { i, wrong, shape } : undefined
    }),
  )
  expect(found.filter((one) => one !== undefined)).toEqual([])
}, 120_000)
