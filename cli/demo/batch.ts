/** A prediction job over the demo's flights: three days of June that the model never saw, beside what became of them. */
import { runQuery } from '../../aws/athena.ts'
import { formatGrid } from '../grid.ts'
import type { Laptop, Settings } from '../settings.ts'
import { msText } from '../units.ts'
import { type Answered, ask } from './ask.ts'
import { scoringQuery } from './late/query.ts'

interface Job {
  id: string
  version: number
  state: string
  rows: number
  reason?: { detail: string }
  dataset: { table: string; object: string }
  createdAtMs: number
  endedAtMs: number
}

const path = '/v1/prediction-jobs'
const waitSeconds = 20
const waits = 30 // a busy machine takes minutes

/** Asked twice with one key, as a client does whose answer was lost: it is one job, after another start too. */
export async function startJob(laptop: Laptop): Promise<Answered<Job>[]> {
  const { body: model } = await ask<{ version: number }>(laptop, '/v1/models/late')
  const keep = ['date', 'origin', 'destination', 'was_late']
  const body = { model: 'late', at: String(model.version), sql: scoringQuery, keep }
  const headers = { 'idempotency-key': `the demo of version ${model.version}` }
  return [await ask(laptop, path, body, headers), await ask(laptop, path, body, headers)]
}

/** Says how well it did; what is given back is each lie found. */
export async function showJob(
  laptop: Laptop,
  settings: Settings,
  [first, second]: Answered<Job>[],
): Promise<string[]> {
  const begun = first?.body
  if (!begun || first.status !== 202 || begun.id !== second?.body.id)
    return [`${path} answers ${JSON.stringify([first, second])}`]
  const job = await followed(laptop, `${path}/${begun.id}`, ({ state }: Job) =>
    ['done', 'failed'].includes(state),
  )
  if (job.state !== 'done') return [`the job of predictions is ${job.state}: ${job.reason?.detail}`]
  const { table, object } = job.dataset
  await followed(laptop, `/v1/objects/${object}`, ({ state }: { state: string }) =>
    ['committed', 'quarantined', 'asset'].includes(state),
  )
  const tookMs = job.endedAtMs - job.createdAtMs
  const rows = `lake.${table} WHERE run = '${job.id}'`
  const result = await sql(settings, outcomeSql(rows))
  const [auc] = (await sql(settings, aucSql(rows))).rows[0] ?? []
  process.stdout.write(`
A query's rows, scored by a job into lake.${table}, once however often it is told to (${msText(tookMs)}):

${formatGrid(result)}

AUC ${Number(auc).toFixed(3)} on these ${job.rows.toLocaleString('en-US')} flights of three days in June.
`)
  return doubled(settings, job, rows)
}

/** As it is when it has ended, or when nothing came of waiting. */
async function followed<T>(laptop: Laptop, at: string, isEnd: (body: T) => boolean): Promise<T> {
  for (let i = 1; ; i++) {
    const { body } = await ask<T>(laptop, `${at}?wait=${waitSeconds}`)
    if (isEnd(body) || i === waits) return body
  }
}

const sql = ({ workgroup, lakeDatabase }: Settings, statement: string) =>
  runQuery({ statement, workgroup, database: lakeDatabase })

/** What was said beside what was, by fifths of a chance. */
const outcomeSql = (
  rows: string,
) => `SELECT CAST(20 * fifth AS varchar) || ' to ' || CAST(20 * fifth + 20 AS varchar) || ' %' AS chance, count(*) AS flights,
  CAST(100 * avg(late) AS decimal(5,1)) AS "predicted %", CAST(100 * avg(was_late) AS decimal(5,1)) AS "late in fact %"
FROM (SELECT late, was_late, CAST(least(floor(5 * late), 4) AS integer) AS fifth FROM ${rows})
GROUP BY fifth ORDER BY fifth`

/** By ranks: https://en.wikipedia.org/wiki/Mann%E2%80%93Whitney_U_test; equal chances share theirs. */
const aucSql = (
  rows: string,
) => `SELECT (sum(was_late * place) - sum(was_late) * (sum(was_late) + 1) / 2e0) / (sum(was_late) * (count(*) - sum(was_late)))
FROM (SELECT was_late, rank() OVER (ORDER BY late) + (count(*) OVER (PARTITION BY late) - 1) / 2e0 AS place FROM ${rows})`

/** Rows of the query that are not there, or there twice. */
async function doubled(settings: Settings, job: Job, rows: string): Promise<string[]> {
  const counted = `SELECT count(*), (SELECT count(*) FROM (${scoringQuery})) FROM ${rows}`
  const [[found, wanted] = []] = (await sql(settings, counted)).rows
  if (found === wanted && Number(found) === job.rows) return []
  return [`the job says ${job.rows} rows, the query has ${wanted}, its predictions ${found}`]
}
