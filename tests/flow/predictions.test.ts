/** What a model says of rows: of a query's, of what arrives; once, and never of rows that are not there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addVersion, moveAlias } from '../../aws/models.ts'
import { createJob, listJobs, queueJob, readJob } from '../../aws/predictionjobs.ts'
import { putRule, removeRule } from '../../aws/scoringrules.ts'
import { objectId } from '../../lake/key.ts'
import { jobIdOf } from '../../lake/predict/job.ts'
import type { PredictionJob } from '../../schemas/predictionjob.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { chanceOf, small } from './model.ts'
import { bytesAt, lakeRows } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  await addVersion(small.draft, small.sample, small.bytes)
  await moveAlias('small', 'live', 1)
  await put('shop/things/a.csv', 'id,size,word\n1,3,x\n2,,y\n3,30,z\n')
  await house.settle()
})
afterAll(() => house.close())

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))

async function settled(): Promise<void> {
  await house.settle({ times: 3 })
  expect(await house.deadLetters()).toEqual([])
}

let jobs = 0
async function asked(sql: string, more: Partial<PredictionJob> = {}): Promise<PredictionJob> {
  const id = jobIdOf('test', String(jobs++))
  const job = await createJob({ id, model: 'small', version: 1, at: null, sql, ...more })
  await queueJob(job)
  return job
}
const now = async ({ id }: PredictionJob) => (await readJob(id))!

/** Lines of a raw object. */
async function lines(key: string): Promise<Record<string, unknown>[]> {
  const text = String(await bytesAt(house.laptop, `s3://raw/${key}`))
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
const chances = (rows: Record<string, unknown>[]) =>
  rows.map(({ id, chance }) => [Number(id), chance])
const near = (size: number | null, word: string) => expect.closeTo(chanceOf(size, word), 5)

/** What activity says of predictions under this key. */
async function saidOf(key: string): Promise<string[]> {
  const { store } = house.laptop
  const files = store.list('work', 'activity/').map((file) => store.get('work', file.key))
  const lines = (await Promise.all(files)).flatMap((text) => String(text).trim().split('\n'))
  const said = lines.map((line) => JSON.parse(line) as { step: string; key?: string })
  return said.filter((one) => one.key === key && /scored/.test(one.step)).map(({ step }) => step)
}

describe('a job', () => {
  test('scores a query’s rows once, however often it is delivered, into a table of its own', async () => {
    const job = await asked('SELECT id, size, word FROM shop_things ORDER BY id')
    for (let i = 0; i < 9; i++) await queueJob(job)
    await settled()
    const { state, rows, key, scoredAtMs = 0 } = await now(job)
    expect([state, rows, key]).toEqual([
      'done',
      3,
      `predictions/small/run=${job.id}/predictions.ndjson`,
    ])
    const found = await lines(key)
    const stamp = { model: 'small', version: 1, scored_at: new Date(scoredAtMs).toISOString() }
    expect(found).toEqual([
      { id: 1, size: 3, word: 'x', chance: near(3, 'x'), ...stamp },
      { id: 2, size: null, word: 'y', chance: near(null, 'y'), ...stamp },
      { id: 3, size: 30, word: 'z', chance: near(30, 'z'), ...stamp },
    ])
    const versions = [...house.laptop.store.versions.every('raw', Buffer.from(key))]
    expect(versions.filter((version) => version.key === key).length).toBe(1)
    const inLake = await lakeRows(house.laptop, 'predictions_small', 'id, chance, run')
    expect(inLake.map((row) => Object(row).run)).toEqual(Array(3).fill(job.id))
    expect(await saidOf(key)).toEqual(['scored'])
  })

  test('keeps what it is told to, and a query may call a column as the output is called', async () => {
    const job = await asked('SELECT id, size, word, 1 AS chance FROM shop_things WHERE id = 1', {
      keep: ['ID'],
    })
    await settled()
    const [line = {}] = await lines((await now(job)).key)
    expect(Object.keys(line)).toEqual(['id', 'chance', 'model', 'version', 'scored_at'])
  })

  test('of no rows is done, and leaves no object', async () => {
    const job = await asked('SELECT id, size, word FROM shop_things WHERE id > 99')
    await settled()
    expect(await now(job)).toMatchObject({ state: 'done', rows: 0 })
    expect(house.laptop.store.find('raw', job.key)).toBeUndefined()
  })

  test.each([
    ['SELECT id, word FROM shop_things', 'column.missing', '"size" (double)'],
    ['SELECT id, word AS size, word FROM shop_things', 'column.type', '"size" is varchar'],
    ["SELECT size, nullif(word, 'y') AS word FROM shop_things", 'column.null', '"word" of row'],
    ['SELECT size, word, 1 AS chance FROM shop_things', 'column.collides', '"chance"'],
    ['SELECT size, word, wrong FROM shop_things', 'query.failed', 'wrong'],
    ['SELECT size, word FROM nowhere', 'query.failed', 'nowhere'],
    ['SELECT size, FROM', 'query.', ''],
  ])('that cannot be done says why: %s', async (sql, code, detail) => {
    const job = await asked(sql)
    await settled()
    const { state, reason } = await now(job)
    expect([state, reason?.code, reason?.detail]).toEqual([
      'failed',
      expect.stringContaining(code),
      expect.stringContaining(detail),
    ])
    expect(house.laptop.store.find('raw', job.key)).toBeUndefined()
  })

  test('of a version that is none fails by name; an end is for ever', async () => {
    const job = await asked("SELECT 1 AS size, 'x' AS word", { version: 7 })
    await settled()
    const ended = await now(job)
    expect(ended.reason).toEqual({
      code: 'model.unknown',
      detail: 'model "small" has no version 7',
    })
    await queueJob(job)
    await settled()
    expect(await now(job)).toEqual(ended)
  })

  test('is listed, the newest first', async () => {
    const first = await listJobs(3, undefined)
    const rest = await listJobs(100, first.next)
    const all = [...first.jobs, ...rest.jobs]
    expect(all.length).toBe(jobs)
    expect(all.map(({ createdAtMs }) => -createdAtMs)).toEqual(
      all.map(({ createdAtMs }) => -createdAtMs).sort((a, b) => a - b),
    )
  })
})

describe('a rule', () => {
  const key = 'shop/stream/a.csv'
  const predictionsOf = (of: string) => `predictions/small/run=${objectId(of)}/predictions.ndjson`
  const inLake = () => lakeRows(house.laptop, 'predictions_small', `* EXCLUDE (_object)`)
  const ofRun = async (of: string) =>
    (await inLake()).filter((row) => Object(row).run === objectId(of)) as Record<string, unknown>[]

  test('scores what arrives, and again what is overwritten; what is deleted takes its predictions along', async () => {
    await put('shop/stream/before.csv', 'id,size,word\n0,1,x\n')
    await settled()
    await putRule('shop_stream', 'small', 'live')
    await put(key, 'id,size,word\n1,3,x\n2,4,y\n')
    await settled()
    expect(chances(await ofRun(key))).toEqual([
      [1, near(3, 'x')],
      [2, near(4, 'y')],
    ])
    expect(await ofRun('shop/stream/before.csv')).toEqual([])

    await put(key, 'id,size,word\n7,30,z\n')
    await settled()
    expect(chances(await ofRun(key))).toEqual([[7, near(30, 'z')]])

    house.laptop.store.delete('raw', key)
    await settled()
    expect(await ofRun(key)).toEqual([])
    expect(house.laptop.store.find('raw', predictionsOf(key))).toBeUndefined()
  }, 120_000)

  test('whatever the order: many versions and a deletion at once leave what the table has', async () => {
    const many = Array.from({ length: 4 }, (_, i) => `shop/stream/m${i}.csv`)
    for (const one of many) {
      for (let v = 1; v <= 3; v++) await put(one, `id,size,word\n${v},${v},x\n`)
    }
    house.laptop.store.delete('raw', many[0]!)
    await settled()
    expect(chances(await ofRun(many[0]!))).toEqual([])
    for (const one of many.slice(1)) expect(chances(await ofRun(one))).toEqual([[3, near(3, 'x')]])
  }, 120_000)

  test('a broken version leaves the predictions of the one before', async () => {
    await put('shop/stream/b.csv', 'id,size,word\n1,3,x\n')
    await settled()
    await put('shop/stream/b.csv', 'id,size,word\n1,"torn')
    await settled()
    expect(chances(await ofRun('shop/stream/b.csv'))).toEqual([[1, near(3, 'x')]])
  })

  test('that is taken back scores nothing more, and no table of predictions is a rule’s', async () => {
    await removeRule('shop_stream', 'small')
    await putRule('predictions_small', 'small', 'live') // nothing but the API refuses it
    await put('shop/stream/after.csv', 'id,size,word\n9,1,x\n')
    await asked('SELECT id, size, word FROM shop_things')
    await settled()
    expect(await ofRun('shop/stream/after.csv')).toEqual([])
    const { jobs: all } = await listJobs(1000, undefined)
    expect(all.filter(({ arrival }) => arrival?.table === 'predictions_small')).toEqual([])
  })
})
