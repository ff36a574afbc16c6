/** Athena on the laptop against DuckDB alone on the same Parquet files: five queries in pairs, what a round trip adds. `-- athena [pairs]` */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { runQuery } from '../aws/athena.ts'
import { loadTable, objectOf, readUri } from '../aws/icebergtable.ts'
import { openObject, putFile } from '../aws/s3.ts'
import { original } from '../cli/demo/files.ts'
import { followed } from '../cli/follow.ts'
import type { Settings } from '../cli/settings.ts'
import { planScan } from '../lake/iceberg/scan.ts'
import { scanSql } from '../lake/iceberg/scansql.ts'
import { athenaThreads } from '../lake/limits.ts'
import { figures } from './figures.ts'
import { type Stand, withLaptop } from './stand/laptop.ts'

const [pairs = 25] = process.argv.slice(3).map(Number)
const tables = {
  airports: ['bench/airports/airports.csv', 'airports.csv'],
  flights: ['bench/flights/flights.parquet', 'flights-3m.parquet'],
} as const

/** The same text for both: `bench_…` are views for DuckDB alone. */
const queries = {
  point: `SELECT * FROM bench_airports WHERE iata = 'SEA'`,
  count: 'SELECT count(*) FROM bench_flights',
  'group by': `SELECT origin, count(*) AS flights, avg(delay) AS mean FROM bench_flights
    GROUP BY origin ORDER BY flights DESC LIMIT 20`,
  join: `SELECT a.state, count(*) AS flights FROM bench_flights f JOIN bench_airports a
    ON f.destination = a.iata GROUP BY a.state ORDER BY flights DESC`,
  '10,000 rows': 'SELECT origin, destination, delay, distance FROM bench_flights LIMIT 10000',
}

await withLaptop(async (stand) => {
  for (const [key, name] of Object.values(tables)) await tableOf(stand.settings, key, name)
  const bare = await bareDuckdb(stand)
  const overheads: number[] = []
  for (const [name, sql] of Object.entries(queries)) {
    const theirs: number[] = []
    const ours: Awaited<ReturnType<typeof roundTrip>>[] = []
    await roundTrip(stand.settings, sql)
    await bare(sql)
    for (let pair = 0; pair < pairs; pair++) {
      if (pair % 2 === 0) theirs.push(await bare(sql))
      ours.push(await roundTrip(stand.settings, sql))
      if (pair % 2 === 1) theirs.push(await bare(sql))
    }
    const added = ours.map(({ ms }, i) => ms - (theirs[i] ?? Number.NaN))
    overheads.push(...added)
    console.log(`${name}`)
    console.log(`  DuckDB alone  ${figures(theirs, 'ms')}`)
    console.log(
      `  round trip    ${figures(
        ours.map(({ ms }) => ms),
        'ms',
      )}`,
    )
    console.log(
      `  by Athena     ${figures(
        ours.map(({ totalMs }) => totalMs),
        'ms',
      )}`,
    )
    console.log(`  added         ${figures(added, 'ms')}`)
  }
  console.log(`added, of all:  ${figures(overheads, 'ms')} (goal: 20)`)
})

/** Lands the file and waits for its table. */
async function tableOf(
  { rawBucket, workBucket }: Settings,
  key: string,
  name: string,
): Promise<void> {
  const { versionId } = await putFile(rawBucket, key, original(name))
  const receipt = await followed({ workBucket, key, versionId, waitMs: 90_000 })
  if (receipt?.state !== 'committed') throw new Error(`${key} is ${receipt?.state}`)
}

/** Start, wait for SUCCEEDED, first page: as a client does it. */
async function roundTrip({ workgroup, lakeDatabase }: Settings, statement: string) {
  const began = performance.now()
  const query = { statement, workgroup, database: lakeDatabase, rowsMax: 998 }
  const { totalMs } = await runQuery(query)
  return { ms: performance.now() - began, totalMs }
}

/** DuckDB in this process on copies of the tables' files, with as many threads as the laptop's Athena has. */
async function bareDuckdb({ settings, folder }: Stand): Promise<(sql: string) => Promise<number>> {
  const options = { threads: String(athenaThreads) }
  const connection = await (await DuckDBInstance.create(':memory:', options)).connect()
  for (const name of Object.keys(tables)) {
    const table = await loadTable(settings.lakeDatabase, `bench_${name}`)
    if (!table) throw new Error(`there is no table bench_${name}`)
    const plan = await planScan(readUri, table.metadata)
    const paths = new Map<string, string>()
    for (const [i, { path: uri }] of plan.files.entries()) {
      const path = join(folder, `${name}-${i}.parquet`)
      await pipeline(await openObject(objectOf(uri)), createWriteStream(path))
      paths.set(uri, path)
    }
    const rows = scanSql(plan, (uri) => paths.get(uri) ?? uri)
    await connection.run(`CREATE VIEW bench_${name} AS ${rows}`)
  }
  return async (sql) => {
    const began = performance.now()
    await connection.runAndReadAll(sql).then((result) => result.getRows())
    return performance.now() - began
  }
}
