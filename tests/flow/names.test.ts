/** Names: whose table is whose, and what is ours. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createJob } from '../../aws/predictionjobs.ts'
import { type Dataset, datasetKey } from '../../lake/dataset.ts'
import { jobIdOf } from '../../lake/predict/job.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import { spareName, tableName } from '../../lake/tablename.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { bytesAt, lakeRows } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const put = (key: string, text: string, job?: string) =>
  house.laptop.store.put('raw', key, Buffer.from(text), {
    headers: job ? { 'x-amz-meta-job': job } : {},
  })
const jsonAt = async <T>(key: string): Promise<T> =>
  JSON.parse(String(await bytesAt(house.laptop, `s3://work/${key}`)))
const receiptOf = (key: string) => jsonAt<Receipt>(receiptKey(key))

async function settled(): Promise<void> {
  await house.settle({ times: 2 })
  expect(await house.deadLetters()).toEqual([])
}

test('the order in which sources land decides nothing: each has the table that is its own', async () => {
  const datasets = [
    ['shop', 'eu_orders'],
    ['shop-eu', 'orders'],
    ['shop_eu', 'orders'],
    ['Shop', 'EU_Orders'],
    ['חנות', 'הזמנות'],
  ] as const
  for (const [source, dataset] of datasets)
    await put(`${source}/${dataset}/a.csv`, `who\n${source}x\n`)
  await settled()
  for (const [source, dataset] of datasets) {
    const table = tableName(source, dataset)
    expect((await receiptOf(`${source}/${dataset}/a.csv`)).table).toBe(table)
    expect((await lakeRows(house.laptop, table)).map(({ who }) => who)).toEqual([`${source}x`])
  }
})

test('a record of the release before keeps its name, and who is older by name gets one of its own', async () => {
  const record: Dataset = {
    ...{ table: 'bank_eu_trades', source: 'bank-eu', dataset: 'trades' },
    ...{ location: 's3://lake/bank_eu/trades', columns: [], partitionKeys: [] },
  }
  const key = datasetKey(record.table)
  await house.laptop.store.put('work', key, Buffer.from(JSON.stringify(record)))
  await put('bank-eu/trades/a.csv', 'n\n1\n')
  await put('bank/eu_trades/a.csv', 'n\n2\n')
  await settled()
  expect((await receiptOf('bank-eu/trades/a.csv')).table).toBe('bank_eu_trades')
  const spare = spareName('bank', 'eu_trades')
  expect((await receiptOf('bank/eu_trades/a.csv')).table).toBe(spare)
  expect((await lakeRows(house.laptop, 'bank_eu_trades')).map(({ n }) => Number(n))).toEqual([1])
  expect((await lakeRows(house.laptop, spare)).map(({ n }) => Number(n))).toEqual([2])
})

test('what is ours is taken from our own jobs alone; the rest is aside, with the reason', async () => {
  const id = jobIdOf('names')
  const job = await createJob({ id, model: 'late', version: 1, at: null, sql: 'SELECT 1' })
  await put(job.key, '{"id":1}\n', id)
  const forged = `predictions/late/run=${'0'.repeat(32)}/predictions.ndjson`
  await put(forged, '{"id":2}\n', id)
  const others = ['predictions/late/a.csv', 'ops/x/a.csv', '_x/y/a.csv', 'Predictions/late/a.csv']
  for (const key of others) await put(key, 'a\n1\n')
  const unnameable = ['!!/x/a.csv', `${'d'.repeat(1_000)}/x/!=1/a.csv`, 's/d/k=1/K=2/a.csv']
  for (const key of unnameable) await put(key, 'a\n1\n')
  await settled()
  expect((await lakeRows(house.laptop, 'predictions_late')).map((row) => Number(row.id))).toEqual([
    1,
  ])
  for (const key of [forged, ...others]) {
    const { state, reason } = await receiptOf(key)
    expect([key, state, reason?.code]).toEqual([key, 'quarantined', 'key.reserved'])
  }
  for (const key of unnameable) {
    expect((await receiptOf(key)).state).toBe('quarantined')
    expect(house.laptop.store.find('raw', (await receiptOf(key)).quarantineKey ?? '')).toBeDefined()
  }
})

test('a column that is called as the folders of others is a column of its own, and no row is under a value that it has not', async () => {
  await put('plan/days/day=1/a.csv', 'id,v\n1,x\n2,y\n')
  await settled()
  await put('plan/days/b.csv', 'id,day,v\n3,5,z\n4,6,w\n')
  await settled()
  const table = tableName('plan', 'days')
  const { columns = [], partitions } = await receiptOf('plan/days/b.csv')
  expect(partitions).toEqual([{ key: 'day', value: '__HIVE_DEFAULT_PARTITION__' }])
  const own = columns.find(({ original }) => original === 'day')!.name
  expect(own).not.toBe('day')
  expect(await lakeRows(house.laptop, table)).toEqual([
    { id: '1', v: 'x', day: '1', [own]: null },
    { id: '2', v: 'y', day: '1', [own]: null },
    { id: '3', v: 'z', day: null, [own]: '5' },
    { id: '4', v: 'w', day: null, [own]: '6' },
  ])
})

test('it is one also where both land at once, in whatever order they are seen', async () => {
  await Promise.all(
    [0, 1, 2, 3].flatMap((i) => [
      put(`plan/at_once_${i}/b.csv`, 'id,day,v\n3,5,z\n'),
      put(`plan/at_once_${i}/day=1/a.csv`, 'id,v\n1,x\n'),
    ]),
  )
  await settled()
  for (const i of [0, 1, 2, 3]) {
    const receipts = await Promise.all(
      ['b.csv', 'day=1/a.csv'].map((file) => receiptOf(`plan/at_once_${i}/${file}`)),
    )
    expect(receipts.map(({ state }) => state)).toEqual(['committed', 'committed'])
    const table = tableName('plan', `at_once_${i}`)
    const record = await jsonAt<Dataset>(datasetKey(table))
    for (const { columns = [], partitions } of receipts) {
      const folders = new Set(partitions.map(({ key }) => key))
      const taken = record.partitionKeys.filter((key) => !folders.has(key))
      expect(columns.filter(({ name }) => taken.includes(name))).toEqual([])
    }
  }
})
