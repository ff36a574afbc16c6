/** Whoever dies while an object's rows are scored, or while its predictions follow it: they are there once, and only while it is. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { addVersion, moveAlias } from '../../aws/models.ts'
import { createJob, queueJob, readJob } from '../../aws/predictionjobs.ts'
import { putRule } from '../../aws/scoringrules.ts'
import { objectId } from '../../lake/key.ts'
import { arrivalKey, jobIdOf } from '../../lake/predict/job.ts'
import { environmentOf, type House, openHouse } from '../flow/house.ts'
import { chanceOf, small } from '../flow/model.ts'
import { lakeRows } from '../flow/rows.ts'
import { dieEverywhere } from './dying.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  await addVersion(small.draft, small.sample, small.bytes)
  await moveAlias('small', 'live', 1)
})
afterAll(() => house.close())

/** More than either function makes: the last ones end alive. */
const calls = { commit: 16, score: 36 }
const keyOf = (dataset: string) => `s/${dataset}/a.csv`
const put = (dataset: string, text: string) =>
  house.laptop.store.put('raw', keyOf(dataset), Buffer.from(text))

function putsOf(key: string): number {
  const { versions } = house.laptop.store
  return [...versions.every('raw', Buffer.from(key))].filter((one) => one.key === key).length
}

async function predictions(key: string): Promise<[id: number, chance: unknown][]> {
  const rows = await lakeRows(house.laptop, 'predictions_small', 'id, chance, run')
  const own = rows.map(Object).filter(({ run }) => run === objectId(key))
  return own.map(({ id, chance }) => [Number(id), chance])
}

const near = (size: number, word: string) => expect.closeTo(chanceOf(size, word), 5)

test('an object that arrives', async () => {
  const ended = await dieEverywhere(
    house,
    async (dataset) => {
      await putRule(`s_${dataset}`, 'small', 'live')
      await put(dataset, 'id,size,word\n1,3,x\n2,30,y\n')
    },
    calls,
  )
  for (const name of ['commit', 'score']) {
    const own = ended.filter((it) => it.name === name)
    const ends = [own.some(({ died }) => died), own.some(({ died }) => !died)]
    expect([name, ends]).toEqual([name, [true, true]])
  }
  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of ended) {
    const key = keyOf(dataset)
    const found = [dataset, putsOf(arrivalKey('small', { key })), await predictions(key)]
    expect(found).toEqual([
      dataset,
      1,
      [
        [1, near(3, 'x')],
        [2, near(30, 'y')],
      ],
    ])
  }
}, 280_000)

test('an object that is overwritten, then one that is deleted', async () => {
  const few = { score: 12 }
  const overwritten = await dieEverywhere(house, (of) => put(of, 'id,size,word\n7,9,z\n'), {
    score: calls.score,
  })
  for (const { dataset } of overwritten) {
    const found = [dataset, await predictions(keyOf(dataset))]
    expect(found).toEqual([dataset, [[7, near(9, 'z')]]])
  }
  const deleted = await dieEverywhere(
    house,
    (of) => house.laptop.store.delete('raw', keyOf(of)),
    few,
  )
  expect(await house.deadLetters()).toEqual([])
  for (const { dataset } of deleted) {
    expect([dataset, await predictions(keyOf(dataset))]).toEqual([dataset, []])
  }
}, 280_000)

test('a job: one object with the right rows, whichever call was the last of its first worker', async () => {
  await put('jobs', 'id,size,word\n1,3,x\n2,30,y\n')
  await house.settle()
  const sql = 'SELECT id, size, word FROM s_jobs ORDER BY id'
  const datasets = new Map<string, string>()
  const jobs = await dieEverywhere(
    house,
    async (dataset) => {
      const id = jobIdOf(dataset)
      datasets.set(id, dataset)
      await queueJob(await createJob({ id, model: 'small', version: 1, at: null, sql }))
    },
    { score: 30 },
    (body) => datasets.get(/"id":"(\w+)"/.exec(body)?.[1] ?? '') ?? '',
  )
  for (const { dataset } of jobs) {
    const job = await readJob(jobIdOf(dataset))
    expect(job).toMatchObject({ state: 'done', rows: 2 })
    expect([dataset, putsOf(job?.key ?? '')]).toEqual([dataset, 1])
  }
}, 280_000)
