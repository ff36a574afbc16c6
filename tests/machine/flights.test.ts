/** Figures of 3,000,000 rows, of one file and of 64 that were merged: each is what it says it is, by SQL over all rows. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { original } from '../../cli/demo/files.ts'
import { mergedSketches, type Sketch } from '../../lake/sketch/file.ts'
import { parquetSql, sketchOf } from '../../lake/sketch/measure.ts'
import { type Database, fieldsOf, holdAgainst, openDatabase } from '../lake/sketch/truth.ts'

const rows = 3_000_000
const files = 64
const together = 16 // as a node of the tree has
const fields = fieldsOf({
  ...{ date: 'timestamp', delay: 'long', distance: 'long' },
  ...{ origin: 'string', destination: 'string' },
})
/** Of HyperLogLog with 4,096 registers: two standard errors. */
const distinctErrorMax = 0.033
const rankErrorMax = 0.005

let database: Database
beforeAll(async () => {
  database = await openDatabase()
  const flights = parquetSql(original('flights-3m.parquet'))
  await database.run(
    `CREATE TABLE flights AS SELECT *, (row_number() OVER () - 1) * ${files} // ${rows} AS part FROM ${flights}`,
  )
}, 120_000)
afterAll(() => database.close())

async function hold(sketch: Sketch): Promise<void> {
  expect(sketch.rows).toBe(rows)
  const errors = await holdAgainst(database.run, 'flights', fields, sketch)
  for (const [column, { distinct, rank }] of Object.entries(errors)) {
    expect([column, distinct < distinctErrorMax, rank < rankErrorMax]).toEqual([column, true, true])
  }
}

test('of one file', async () => {
  await hold(await sketchOf(database.run, 'flights', fields, rows))
}, 240_000)

test('of 64 files, merged by sixteens', async () => {
  const parts: Sketch[] = []
  for (let part = 0; part < files; part++) {
    const from = `(SELECT * FROM flights WHERE part = ${part})`
    const [{ n } = { n: 0 }] = await database.run(`SELECT count(*) AS n FROM ${from}`)
    parts.push(await sketchOf(database.run, from, fields, Number(n)))
  }
  const groups = Array.from({ length: files / together }, (_, i) =>
    mergedSketches(parts.slice(i * together, (i + 1) * together)),
  )
  await hold(mergedSketches(groups))
}, 240_000)
