/** Predictions in batch: rows a second of a whole job, from its query to its raw object, beside the bare scorer's. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { addVersion } from '../aws/models.ts'
import { createJob, readJob } from '../aws/predictionjobs.ts'
import { scoreJob } from '../containers/predict/batch.ts'
import { predict } from '../containers/predict/predict.ts'
import { queryOf } from '../containers/predict/query.ts'
import { openScorer } from '../containers/predict/scorer.ts'
import { batchScoringMsMax } from '../lake/limits.ts'
import { feedOfRows } from '../lake/predict/feed.ts'
import { jobIdOf } from '../lake/predict/job.ts'
import { late } from '../tests/containers/predict/registry.ts'
import { environmentOf, openHouse } from '../tests/flow/house.ts'
import { figures } from './figures.ts'

const rows = 200_000
const rounds = 5
const batchRows = 4_096

/** Rows that differ, of the demo's model: airports, hours, shares of which some are missing. */
const sql = `SELECT n AS id, n % 24 AS hour, 1 + n % 7 AS weekday, 100 + n % 2500 AS distance,
  element_at(ARRAY['SEA','LAX','JFK','ORD','ATL'], CAST(1 + n % 5 AS integer)) AS origin,
  element_at(ARRAY['SFO','BOS','DFW'], CAST(1 + n % 3 AS integer)) AS destination,
  nullif(n % 101, 0) / 1e2 AS origin_departures_late, n % 89 / 1e2 AS origin_arrivals_late,
  n % 83 / 1e2 AS destination_arrivals_late, n % 79 / 1e2 AS network_late
FROM (SELECT 1000 * a + b AS n FROM UNNEST(sequence(0, ${rows / 1000 - 1})) AS x(a) CROSS JOIN UNNEST(sequence(0, 999)) AS y(b))`

const house = await openHouse()
const threads = availableParallelism()
const scorer = openScorer({
  worker: 'containers/predict/worker.mjs',
  threads,
  answerMsMax: batchScoringMsMax,
})
try {
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
  await addVersion(late.draft, late.sample, late.bytes)
  const seconds: Record<'query' | 'job' | 'bare', number[]> = { query: [], job: [], bare: [] }
  for (let round = 0; round <= rounds; round++) {
    const measured = { ...(await jobSeconds(round)), bare: await bareSeconds() }
    if (round === 0) continue // of a cold process
    for (const name of ['query', 'job', 'bare'] as const) seconds[name].push(measured[name])
  }
  const rates = (of: number[]) =>
    figures(
      of.map((second) => rows / second),
      'rows/s',
    )
  console.log(
    `${rows} rows of the demo's model (80 trees, 9 inputs), ${threads} threads, ${rounds} rounds`,
  )
  console.log(`the query alone, by the laptop's Athena   ${rates(seconds.query)}`)
  console.log(`the job after it: CSV, score, lines, PUT  ${rates(seconds.job)}`)
  console.log(`the bare scorer, from rows in memory      ${rates(seconds.bare)}`)
} finally {
  await scorer.close()
  await house.close()
}

async function jobSeconds(round: number): Promise<{ query: number; job: number }> {
  const id = jobIdOf('bench', String(round))
  const job = await createJob({ id, model: 'late', version: 1, at: null, sql })
  const began = performance.now()
  await queryOf(job)
  const queried = performance.now()
  await scoreJob(id, scorer)
  const done = performance.now()
  const { state, rows: scored, reason } = (await readJob(id)) ?? {}
  if (state !== 'done' || scored !== rows)
    throw new Error(`${state}, ${scored} rows: ${reason?.detail}`)
  return { query: (queried - began) / 1000, job: (done - queried) / 1000 }
}

/** As many calls of the model as the job makes, all threads busy. */
async function bareSeconds(): Promise<number> {
  const some = Array.from(
    { length: batchRows },
    (_, i) => late.sample.rows[i % late.sample.rows.length] ?? {},
  )
  const feed = feedOfRows(late.draft.signature, some)
  const path = join(process.cwd(), late.file)
  const began = performance.now()
  let left = Math.ceil(rows / batchRows)
  const worker = async (): Promise<void> => {
    while (left-- > 0) await predict(scorer, late.draft, path, feed)
  }
  await Promise.all(Array.from({ length: threads }, worker))
  return (performance.now() - began) / 1000
}
