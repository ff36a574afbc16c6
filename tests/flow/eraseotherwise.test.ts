/** Rows of which an original tells otherwise, columns that a table has no more, what deletes keep: none of it stays untold. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { loadTable, readUri } from '../../aws/icebergtable.ts'
import { filesOf, liveFiles } from '../../lake/iceberg/live.ts'
import { currentSnapshot } from '../../lake/iceberg/metadata.ts'
import { objectId } from '../../lake/key.ts'
import { certificateOf } from '../../lake/maintain/erasure.ts'
import { erasingAt } from './erasing.ts'
import { columnDropped, compacted, inserted, rowKept } from './foreign.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { lakeRows } from './rows.ts'

let house: House
beforeAll(async () => {
  // A pass spares what landed within the second before it began: what the one before let land again must be older.
  house = await openHouse({ environment: { ERASURE_SETTLE_SECONDS: '1' } })
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const { put, settled, ofValue } = erasingAt(() => house)

const numbers = async (table: string) =>
  (await lakeRows(house.laptop, table, 'n')).map((row) => Number(Object(row).n))

/** A number that its file says otherwise than the column shows it. */
async function begun(dataset: string, ...files: string[]): Promise<string[]> {
  for (const file of files) await put(`ext/${dataset}/${file}`, '{"n":1e5}\n{"n":2.5}\n')
  await settled()
  return files.map((file) => objectId(`ext/${dataset}/${file}`))
}
const row = (n: string, object?: string) =>
  `SELECT ${n}::DOUBLE AS n, ${object ? `'${object}'` : 'NULL'}::VARCHAR AS _object`
const why = expect.stringMatching('it says it otherwise')

test('what an original says otherwise is told, whichever file has its rows; what only the table says goes', async () => {
  await begun('plain', 'a.ndjson')
  const [merged = '', other = ''] = await begun('merged', 'a.ndjson', 'b.ndjson')
  const all = [row('1e5', merged), row('2.5', merged), row('1e5', other), row('2.5', other)]
  await compacted('ext_merged', all.join(' UNION ALL '), `merged-${randomUUID()}`)
  const [spark = ''] = await begun('spark', 'a.ndjson')
  await compacted('ext_spark', `${row('1e5', spark)} UNION ALL ${row('2.5', spark)}`)
  await inserted('ext_spark', `${row('1e5')} UNION ALL ${row('7.5')}`)
  await put('ext/updated/a.ndjson', '{"n":3.5}\n{"n":2.5}\n')
  await settled()
  const updated = objectId('ext/updated/a.ndjson')
  await compacted('ext_updated', `${row('1e5', updated)} UNION ALL ${row('2.5', updated)}`)

  const record = await ofValue('100000.0', 'n')

  expect(certificateOf(record)).toMatchObject({ state: 'done' })
  expect([...record.left].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { key: 'ext/merged/a.ndjson', why },
    { key: 'ext/merged/b.ndjson', why },
    { key: 'ext/plain/a.ndjson', why },
    { key: 'ext/spark/a.ndjson', why },
  ])
  expect(await numbers('ext_merged')).toEqual([100_000, 100_000, 2.5, 2.5])
  expect(await numbers('ext_spark')).toEqual([100_000, 2.5, 7.5])
  expect(await numbers('ext_updated')).toEqual([2.5, 3.5])
}, 300_000)

test('a column that a table has no more goes out of its files, whatever its type', async () => {
  await put('ext/dropped/a.csv', 'id,born\n1,2001-02-03\n2,1999-09-09\n')
  await settled()
  const born = (day: string) =>
    `SELECT 7::BIGINT AS id, DATE '${day}' AS born, NULL::VARCHAR AS _object`
  await inserted('ext_dropped', `${born('2011-12-13')} UNION ALL ${born('2010-10-10')}`)
  const calm = await inserted('ext_dropped', born('2010-10-10'))
  await columnDropped(house.laptop, 'ext_dropped', 'born')

  const record = await ofValue('2011-12-13', 'born')

  expect(certificateOf(record)).toMatchObject({ state: 'done', left: [], tables: ['ext_dropped'] })
  const { metadata } = (await loadTable('lake', 'ext_dropped'))!
  const files = await liveFiles(readUri, metadata)
  const columns = files.map(({ entry }) => entry.data_file.value_counts?.length)
  expect(columns.sort()).toEqual([2, 3, 3]) // without the column the one that held it
  expect(files.map(({ path }) => path)).toContain(calm)
  expect(await lakeRows(house.laptop, 'ext_dropped', 'id')).toHaveLength(5)
}, 300_000)

test('rows that position deletes keep are told by name, and only where they say it', async () => {
  for (const dataset of ['kept', 'free']) {
    await put(`ext/${dataset}/a.csv`, 'id,email\n1,a@x.example\n2,b@x.example\n')
    await settled()
    const value = dataset === 'kept' ? 'eve.q@private.example' : 'another@x.example'
    const struct = `{id: 1::BIGINT, email: '${value}', _object: NULL::VARCHAR}`
    await rowKept(house.laptop, `ext_${dataset}`, struct)
  }

  const record = await ofValue('eve.q@private.example')

  expect(certificateOf(record)).toMatchObject({
    state: 'blocked',
    left: [{ key: 'lake.ext_kept', why: expect.stringMatching('says by their values') }],
  })
  const { metadata } = (await loadTable('lake', 'ext_free'))!
  expect(await filesOf(readUri, currentSnapshot(metadata))).toHaveLength(2)
}, 300_000)
