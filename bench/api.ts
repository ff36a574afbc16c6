/** The REST API beside Datasette on the same 1,000,000 rows: a warm page, a page never asked for, a group by, an export. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { putFile } from '../aws/s3.ts'
import { followed } from '../cli/follow.ts'
import type { Laptop } from '../cli/settings.ts'
import { figures, percentile } from './figures.ts'
import { serve } from './stand/datasette.ts'
import { freePort, withLaptop } from './stand/laptop.ts'
import { httpLoad, type Load, repeated } from './stand/load.ts'

const rowCount = 1_000_000
const path = '/v1/datasets/bench_trips/rows'
/** What Datasette does beside the rows, and we do not: counting by a scan, and suggesting facets. */
const atItsBest = '_size=100&_shape=arrays&_nocount=1&_nofacet=1&_nosuggest=1'
const select = `SELECT i AS id, i % 97 AS kind, (i * 7919) % 10007 / 100.0 AS price,
  'name ' || (i % 5000) AS name, DATE '2026-01-01' + CAST(i % 365 AS INTEGER) AS day, i % 3 = 0 AS ok
  FROM range(${rowCount}) t(i)`

await withLaptop(
  async ({ laptop, settings, folder }) => {
    const file = join(folder, 'trips.parquet')
    const sqlite = join(folder, 'bench.db')
    await makeRows(file, sqlite)
    const key = 'bench/trips/trips.parquet'
    const { rawBucket, workBucket } = settings
    const { versionId } = await putFile(rawBucket, key, file, {})
    const receipt = await followed({ workBucket, key, versionId, waitMs: 120_000 })
    if (receipt?.rows !== rowCount) throw new Error(`${receipt?.state}: ${receipt?.rows} rows`)
    const other = await serve(sqlite, await freePort())
    try {
      const ask = await handlerOf(laptop)
      await warmPage(laptop, ask, other.url)
      await coldPages(ask, other.url)
      await groupBy(laptop, other.url)
      await exports(laptop)
    } finally {
      other.stop()
    }
  },
  { limitMs: 600_000 },
)

async function makeRows(file: string, sqlite: string): Promise<void> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`)
  const database = new DatabaseSync(sqlite)
  database.exec(
    'CREATE TABLE trips (id INTEGER PRIMARY KEY, kind INTEGER, price REAL, name TEXT, day TEXT, ok INTEGER)',
  )
  const insert = database.prepare('INSERT INTO trips VALUES (?, ?, ?, ?, ?, ?)')
  const rows = await connection.stream(
    `SELECT id, kind, CAST(price AS DOUBLE), name, CAST(day AS VARCHAR), CAST(ok AS INTEGER) FROM (${select})`,
  )
  database.exec('BEGIN')
  for await (const chunk of rows.yieldRows()) {
    for (const row of chunk) insert.run(...(row as (string | number | bigint)[]))
  }
  database.exec('COMMIT')
  database.close()
  connection.closeSync()
  instance.closeSync()
}

type Ask = (query: Record<string, string>, headers?: Record<string, string>) => Promise<Answered>
type Answered = APIGatewayProxyResult

/** The API's function in this process, as API Gateway would call it. */
async function handlerOf(laptop: Laptop): Promise<Ask> {
  const { buckets, databases, workgroup } = laptop
  Object.assign(process.env, {
    ...{ RAW_BUCKET: buckets.raw, LAKE_BUCKET: buckets.lake, WORK_BUCKET: buckets.work },
    ...{ RAW_DATABASE: databases.raw, LAKE_DATABASE: databases.lake, WORKGROUP: workgroup },
  })
  const { handler } = await import('../functions/api/handler.ts')
  return async (query, headers = {}) => {
    const lists = Object.entries(query).map(([name, value]) => [name, [value]])
    const event = {
      ...{ httpMethod: 'GET', path, headers, body: null, isBase64Encoded: false },
      multiValueQueryStringParameters: Object.fromEntries(lists),
      requestContext: {
        requestId: 'bench',
        authorizer: { principalId: 'bench', scope: 'lake:read' },
      },
    }
    const asked = event as unknown as APIGatewayProxyEvent
    return (await handler(asked, {} as Context)) as APIGatewayProxyResult
  }
}

function bearer({ token }: Laptop): Record<string, string> {
  return { Authorization: `Bearer ${token}` }
}

function say(name: string, { perSecond, tookMs, wrong }: Load): void {
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(tookMs, share).toFixed(2))
  const failed = wrong > 0 ? `, ${wrong} WRONG` : ''
  console.log(`${name.padEnd(34)}${perSecond.toFixed(0)} /s, p50 ${p50} ms, p99 ${p99} ms${failed}`)
}

async function warmPage(laptop: Laptop, ask: Ask, other: string): Promise<void> {
  console.log(`a page of 100 of ${rowCount.toLocaleString('en-US')} rows, asked again and again`)
  const { headers } = await ask({ limit: '100' })
  const etag = { 'If-None-Match': String(headers?.ETag) }
  const status = async (more = {}) => (await ask({ limit: '100' }, more)).statusCode
  await repeated(() => status(), { seconds: 1 })
  const ours = await repeated(() => status())
  say('  the handler', ours)
  say('  the handler, not modified', await repeated(() => status(etag), { status: 304 }))
  const url = `${laptop.api}${path}?limit=100`
  await httpLoad(url, bearer(laptop)) // each of the function's copies loads it once
  const gateway = await httpLoad(url, bearer(laptop))
  say('  through the laptop’s gateway', gateway)
  const known = { ...bearer(laptop), ...etag }
  say('  the same, not modified', await httpLoad(url, known, { status: 304 }))
  const theirs = await httpLoad(`${other}/bench/trips.json?${atItsBest}`, {})
  say('  Datasette', theirs)
  console.log(`  the handler: ${(ours.perSecond / theirs.perSecond).toFixed(1)} × (goal: 20)`)
}

async function coldPages(ask: Ask, other: string): Promise<void> {
  console.log('a page of 100 rows that nobody asked for before')
  const tookMs: number[] = []
  const theirMs: number[] = []
  for (let i = 0; i < 100; i++) {
    const from = Number.parseInt(createHash('sha256').update(`${i}`).digest('hex').slice(0, 8), 16)
    const id = String(from % (rowCount - 100))
    const began = performance.now()
    const { statusCode } = await ask({ limit: '100', where: `id:gte:${id}` })
    if (statusCode !== 200) throw new Error(`a page answered ${statusCode}`)
    tookMs.push(performance.now() - began)
    const theirs = performance.now()
    await (await fetch(`${other}/bench/trips.json?${atItsBest}&id__gte=${id}`)).text()
    theirMs.push(performance.now() - theirs)
  }
  console.log(`  the handler: ${figures(tookMs, 'ms')} (goal: p50 12)`)
  console.log(`  Datasette:   ${figures(theirMs, 'ms')}`)
}

/** Runs it and waits. */
async function query(laptop: Laptop, sql: string): Promise<{ id: string; state: string }> {
  const answer = await fetch(`${laptop.api}/v1/queries`, {
    method: 'POST',
    headers: { ...bearer(laptop), 'Content-Type': 'application/json', Prefer: 'wait=25' },
    body: JSON.stringify({ sql }),
  })
  const body = (await answer.json()) as { id: string; state: string }
  if (body.state !== 'succeeded') throw new Error(JSON.stringify(body))
  return body
}

async function groupBy(laptop: Laptop, other: string): Promise<void> {
  const sql = (table: string) =>
    `SELECT kind, count(*) AS n, sum(price) AS total FROM ${table} GROUP BY kind ORDER BY kind`
  const tookMs: number[] = []
  const theirMs: number[] = []
  for (let i = 0; i < 10; i++) {
    const began = performance.now()
    await query(laptop, sql('bench_trips'))
    tookMs.push(performance.now() - began)
    const theirs = performance.now()
    const url = `${other}/bench.json?sql=${encodeURIComponent(`${sql('trips')} -- ${i}`)}`
    const answer = await fetch(url)
    await answer.text()
    if (answer.ok) theirMs.push(performance.now() - theirs)
  }
  console.log(`a group by over ${rowCount.toLocaleString('en-US')} rows, through the gateway`)
  console.log(`  Hypatia:     ${figures(tookMs, 'ms')}`)
  console.log(`  Datasette:   ${figures(theirMs, 'ms')}`)
}

async function exports(laptop: Laptop): Promise<void> {
  const { id } = await query(laptop, 'SELECT * FROM bench_trips WHERE id < 100000')
  console.log('an export of 100,000 rows of a finished query, to the last byte (goal: 300 ms)')
  for (const format of ['csv', 'parquet', 'parquet']) {
    const began = performance.now()
    const url = `${laptop.api}/v1/queries/${id}/results?format=${format}`
    const answer = await fetch(url, { headers: bearer(laptop), redirect: 'manual' })
    const bytes = await (await fetch(answer.headers.get('location') ?? '')).arrayBuffer()
    const tookMs = (performance.now() - began).toFixed(0)
    console.log(`  ${format.padEnd(11)}${tookMs} ms, ${(bytes.byteLength / 1e6).toFixed(1)} MB`)
  }
}
