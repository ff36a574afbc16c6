/** What the files themselves contain, read by means of their own: no code of the pipeline, no engine. */
import { readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { cities, objectsOf, original } from './files.ts'

export interface Check {
  /** What is claimed, for people. */
  name: string
  sql: string
  /** The rows as Athena writes them. */
  rows: (string | null)[][]
}

export const joinSql = `SELECT a.city, a.state, count(*) AS flights, round(avg(f.delay), 1) AS mean_delay
FROM lake.bts_flights f JOIN lake.faa_airports a ON f.destination = a.iata
GROUP BY a.city, a.state ORDER BY flights DESC LIMIT 8`

/** One check a claim; sums of the files' own numbers, rounded where they are fractions. */
export async function checks(): Promise<Check[]> {
  const airports = csvRows('airports.csv')
  const strikes = csvRows('birdstrikes.csv')
  const weather = csvRows('weather.csv')
  const unemployment = csvRows('unemployment.tsv', '\t')
  const movies = objectsOf('movies.json')
  const countries = objectsOf('gapminder.json')
  const flights = await flightRows()
  const late = countries.filter(({ year }) => Number(year) >= 1980)
  const sumOf = (rows: Record<string, unknown>[], column: string): number =>
    rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0)
  const counted = (table: string, rows: unknown[]): Check => ({
    name: `${table} has every row of its files`,
    sql: `SELECT count(*) FROM ${table}`,
    rows: [[String(rows.length)]],
  })
  const summed = (table: string, column: string, value: number): Check => ({
    name: `${table}.${column} sums to what its files say`,
    sql: `SELECT CAST(round(sum(${column})) AS bigint) FROM ${table}`,
    rows: [[String(Math.round(value))]],
  })
  return [
    counted('lake.faa_airports', airports),
    counted('raw.faa_airports', airports),
    summed('lake.faa_airports', 'latitude', sumOf(airports, 'latitude')),
    counted('lake.faa_birdstrikes', strikes),
    counted('raw.faa_birdstrikes', strikes),
    summed('lake.faa_birdstrikes', 'cost_total', sumOf(strikes, 'Cost Total $')),
    counted('lake.noaa_weather', weather),
    counted('raw.noaa_weather', weather),
    ...cities.map((city) => ({
      name: `noaa_weather knows ${city} by its folder`,
      sql: `SELECT count(*) FROM lake.noaa_weather WHERE city = '${city}'`,
      rows: [[String(weather.filter(({ location }) => location === city).length)]],
    })),
    counted('lake.imdb_movies', movies),
    counted('raw.imdb_movies', movies),
    summed('lake.imdb_movies', 'imdb_votes', sumOf(movies, 'IMDB Votes')),
    counted('lake.gapminder_countries', countries),
    summed('lake.gapminder_countries', 'pop', sumOf(countries, 'pop')),
    {
      name: 'gapminder_countries knows fertility only where a file had it',
      sql: 'SELECT count(fertility) FROM lake.gapminder_countries',
      rows: [[String(late.length)]],
    },
    counted('lake.bls_unemployment', unemployment),
    summed('lake.bls_unemployment', 'rate', sumOf(unemployment, 'rate')),
    counted('lake.bts_flights', flights),
    counted('raw.bts_flights', flights),
    summed('lake.bts_flights', 'delay', sumOf(flights, 'delay')),
    {
      name: 'the join of flights and airports is right',
      sql: joinSql,
      rows: joined(flights, airports),
    },
  ]
}

type Flight = { destination: string; delay: bigint | number }

async function flightRows(): Promise<Flight[]> {
  const file = await asyncBufferFromFile(original('flights-3m.parquet'))
  return (await parquetReadObjects({
    file,
    columns: ['destination', 'delay'],
    compressors: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
  })) as Flight[]
}

function joined(flights: Flight[], airports: Record<string, string>[]): string[][] {
  const places = new Map(airports.map(({ iata, city, state }) => [iata, `${city}\t${state}`]))
  const seen = new Map<string, { flights: number; delay: number }>()
  for (const { destination, delay } of flights) {
    const place = places.get(destination)
    if (place === undefined) continue
    const so = seen.get(place) ?? { flights: 0, delay: 0 }
    so.flights += 1
    so.delay += Number(delay)
    seen.set(place, so)
  }
  return [...seen]
    .sort(([, a], [, b]) => b.flights - a.flights)
    .slice(0, 8)
    .map(([place, so]) => {
      const mean = Math.round((so.delay / so.flights) * 10) / 10
      const text = Number.isInteger(mean) ? `${mean}.0` : String(mean)
      return [...place.split('\t'), String(so.flights), text]
    })
}

/** RFC 4180 with any delimiter: rows by the header's names. */
function csvRows(name: string, delimiter = ','): Record<string, string>[] {
  const text = readFileSync(original(name), 'utf8').replace(/^\uFEFF/, '')
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${delimiter}\\r\\n]*))(${delimiter}|\\r?\\n|$)`,
    'gy',
  )
  const rows: string[][] = []
  let row: string[] = []
  while (cell.lastIndex < text.length) {
    const [, quoted, plain = '', end] = cell.exec(text) ?? []
    row.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === delimiter) continue
    rows.push(row)
    row = []
  }
  const [header = [], ...data] = rows
  return data.map((cells) =>
    Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])),
  )
}
