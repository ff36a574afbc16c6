/** Files of a dataset come in any format while its columns come, go, are spelt and typed otherwise: no value is lost. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Duckdb, openDuckdb } from '../lake/inspect/duckdb.ts'
import '../seed.ts'
import { bytesOf, type DriftFile, drift, isSaid } from './drift.ts'
import { type House, openHouse } from './house.ts'
import { lakeRows, planOf } from './rows.ts'

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

/** What the table says otherwise than its files, in words. */
async function lies(table: string, files: DriftFile[]): Promise<string[]> {
  const { fields } = (await planOf(house.laptop, table)).schema
  const nameOf = (spelling: string): string[] =>
    fields.flatMap(({ name, doc = name }) =>
      doc.toLowerCase() === spelling.toLowerCase() ? [name] : [],
    )
  const rows = await lakeRows(
    house.laptop,
    table,
    fields.map(({ name }) => `to_json("${name}")::VARCHAR AS "${name}"`).join(', '),
  )
  const byId = Map.groupBy(rows, (row) => Number(row.id))
  const all = files.reduce((sum, file) => sum + file.rows, 0)
  const found = rows.length === all && byId.size === all ? [] : [`${rows.length} rows of ${all}`]
  for (const { format, firstId, columns } of files) {
    for (const { spelling, kind, values } of columns) {
      const [name, ...others] = nameOf(spelling)
      if (name === undefined || others.length > 0) {
        found.push(`"${spelling}" is ${others.length + (name === undefined ? 0 : 1)} columns`)
        continue
      }
      const wrong = values.findIndex((value, i) => {
        const read = (byId.get(firstId + i)?.[0]?.[name] ?? null) as string | null
        return !isSaid(value, read, format.startsWith('csv'))
      })
      if (wrong < 0) continue
      const read = byId.get(firstId + wrong)?.[0]?.[name]
      const said = values[wrong]?.text
      found.push(
        `${format}: ${kind} "${spelling}" of row ${firstId + wrong} is ${read}, not ${said}`,
      )
    }
  }
  return found
}

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
      const wrong = await lies(`drift_d${i}`, files)
      const shape = files.map(
        ({ format, columns }) =>
          `${format} ${columns.map(({ spelling, kind }) => `${spelling}:${kind}`).join(' ')}`,
      )
      return wrong.length > 0 ? { i, wrong, shape } : undefined
    }),
  )
  expect(found.filter((one) => one !== undefined)).toEqual([])
}, 120_000)
